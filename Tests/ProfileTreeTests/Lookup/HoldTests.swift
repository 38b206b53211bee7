import ProfileStore
import SystemPackage
import Testing

@testable import ProfileTree

@Suite struct HoldTests {
  let fixture = TreeFixture()

  init() throws {
    try fixture.add("sample/2024-10-12/09-30-00Z.pprof", capture("main.f"))
  }

  private func entry(_ path: String) throws -> TreeEntry {
    let entry = try fixture.lookup(path)
    fixture.forget(entry.node)
    return entry
  }

  @Test func `a merged name never holds, so that each path walk asks`() throws {
    #expect(try entry("sample/merged/2024-10-12.pgo").entryHold == .zero)
    _ = try fixture.read("sample/merged/2024-10-12.pgo")
    #expect(try entry("sample/merged/2024-10-12.pgo").entryHold == .zero)
  }

  @Test func `a merged file's attributes don't hold until its size is known`() throws {
    #expect(try entry("sample/merged/2024-10-12.pgo").attributesHold == .zero)
    let size = try fixture.read("sample/merged/2024-10-12.pgo").count
    let computed = try entry("sample/merged/2024-10-12.pgo")
    #expect(computed.attributesHold > .zero)
    #expect(computed.attributes.size == size)
  }

  @Test func `a stored file never changes, so its attributes hold long`() throws {
    let capture = try entry("sample/2024-10-12/09-30-00Z.pprof")
    #expect(capture.attributesHold == .seconds(60))
    #expect(capture.entryHold == .milliseconds(750))
  }

  @Test(arguments: ["sample", "sample/2024-10-12", "sample/merged", ".pgofs"])
  func `directories hold three quarters of a second`(path: String) throws {
    let directory = try entry(path)
    #expect(directory.attributesHold == .milliseconds(750))
    #expect(directory.entryHold == .milliseconds(750))
  }

  @Test(arguments: ["sample/.scratch", "sample/2024-10-12/10-00-00Z.pprof", "sample/cpu.prof"])
  func `nothing holds of a file that is being written`(path: String) throws {
    let handle = try fixture.create(path)
    let written = try entry(path)
    #expect(written.attributesHold == .zero)
    #expect(written.entryHold == .zero)
    fixture.close(handle)
  }

  @Test(arguments: [".pgofs/status.json", ".pgofs/events.log"])
  func `the size of a control file doesn't hold`(path: String) throws {
    #expect(try entry(path).attributesHold == .zero)
  }

  @Test(
    arguments: [
      "sample/merged/2024-10-12.pgo", "sample/2024-10-12/09-30-00Z.pprof", "sample",
      "sample/merged/README",
      ".pgofs/status.json",
    ])
  func `attributes hold as long as a look-up's`(path: String) throws {
    let bytesAreThere = try fixture.lookup(path)
    try fixture.prepare(bytesAreThere.node)
    let entry = try fixture.lookup(path)
    #expect(fixture.tree.attributesHold(of: entry.node) == entry.attributesHold)
    fixture.forget(bytesAreThere.node)
    fixture.forget(entry.node)
  }
}

import ProfileStore
import ProfileTree
import Testing

@Suite("Names in the directories of the tree")
struct EntryNameTests {
  private let day = Day("2024-10-12")!

  private func rule(_ name: String, in place: EntryName.Place) -> NameError.Rule? {
    do throws(NameError) {
      _ = try EntryName.parse(name, in: place)
      return nil
    } catch {
      #expect(error.message.utf8.allSatisfy { (0x20..<0x80).contains($0) || $0 >= 0x80 })
      return error.rule
    }
  }

  @Test("The root holds apps, scratch files and .pgofs")
  func root() throws {
    #expect(try EntryName.parse(".pgofs", in: .root) == .control)
    #expect(try EntryName.parse("sample", in: .root) == .app("sample"))
    #expect(try EntryName.parse("v1.2_x-y", in: .root) == .app("v1.2_x-y"))
    #expect(try EntryName.parse(".x", in: .root) == .scratch)
    for name in ["merged", "pinned", "2024-10-12", "2024-13-45", "a b", "_a", "-a", "é"] {
      #expect(rule(name, in: .root) == .notAllowed, "\(name)")
    }
    #expect(rule(String(repeating: "a", count: 129), in: .root) == .notAllowed)
  }

  @Test("An app holds days, merged, pinned, and under other names apps and drops")
  func app() throws {
    #expect(try EntryName.parse("2024-10-12", in: .app) == .day(day))
    #expect(try EntryName.parse("merged", in: .app) == .merged)
    #expect(try EntryName.parse("pinned", in: .app) == .pinned)
    #expect(try EntryName.parse(".cpu.prof.Xy12", in: .app) == .scratch)
    #expect(try EntryName.parse(".pgofs", in: .app) == .scratch)
    for name in ["canary", "cpu.prof", "09-30-00Z.pprof", "2024-10-12.pprof"] {
      #expect(try EntryName.parse(name, in: .app) == .appOrDrop(name, DropName(name)))
    }
    let long = String(repeating: "a", count: 129)
    for name in ["cpu (1).prof", "_cpu", "é", long] {
      #expect(try EntryName.parse(name, in: .app) == .drop(DropName(name)))
    }
  }

  @Test("An impossible date in an app is an error")
  func impossibleDate() {
    for name in ["2024-02-30", "2023-02-29", "0000-01-01", "2024-13-01"] {
      #expect(rule(name, in: .app) == .impossible, "\(name)")
    }
  }

  @Test(
    "A day holds captures",
    arguments: [
      "09-30-00Z.pprof", "09-30-00.250Z.pprof", "00-00-00Z_pod-7f9c.pprof",
      "23-59-59.999Z_a.b.pprof",
    ])
  func captures(name: String) throws {
    let capture = try #require(CaptureName(day: day, fileName: name))
    #expect(try EntryName.parse(name, in: .day(day)) == .capture(capture))
  }

  @Test(
    "The form of a capture with an impossible time is an error",
    arguments: [
      "25-00-00Z.pprof", "24-00-00Z.pprof", "09-60-00Z.pprof", "09-30-60.250Z_pod.pprof",
      "99-99-99Z_a_b.pprof",
    ])
  func impossibleTime(name: String) {
    #expect(rule(name, in: .day(day)) == .impossible)
  }

  @Test(
    "Any other name in a day is a drop",
    arguments: [
      "cpu.prof", "merged", "2024-10-12", "9-30-00Z.pprof", "09-30-00.pprof", "25-00-00Z.prof",
      "25-00-00.25Z.pprof", "09-30-00Z_a_b.pprof", "25-00-00Zx.pprof", "25-00-00Z",
    ])
  func dayDrops(name: String) throws {
    #expect(try EntryName.parse(name, in: .day(day)) == .drop(DropName(name)))
    #expect(try EntryName.parse("." + name, in: .day(day)) == .scratch)
  }

  @Test("pinned holds profiles by name")
  func pinned() throws {
    let name = try #require(PinnedName("v1.42+7.pgo"))
    #expect(try EntryName.parse("v1.42+7.pgo", in: .pinned) == .pinnedProfile(name))
    #expect(try EntryName.parse(".v1.42.pgo.tmp", in: .pinned) == .scratch)
    for name in ["v1.42", "v1 42.pgo", "v1.42.txt", "+.pgo", "merged"] {
      #expect(rule(name, in: .pinned) == .notAllowed, "\(name)")
    }
  }

  @Test("No directory has names that Linux hasn't")
  func impossibleNames() {
    for place in [EntryName.Place.root, .app, .day(day), .pinned] {
      for name in ["", ".", "..", "a/b", "a\0b"] {
        #expect(rule(name, in: place) == .notAllowed)
      }
      #expect(rule(String(repeating: "a", count: 256), in: place) == .tooLong)
      #expect(rule("." + String(repeating: "é", count: 128), in: place) == .tooLong)
    }
    #expect(rule("." + String(repeating: "é", count: 127), in: .app) == nil)
  }
}

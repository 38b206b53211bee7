import Glibc
import TestSupport
import Testing

/// Credentials come from files, and go nowhere but to the target.
@Suite(.ownThread) struct CredentialTests {
  private func option(_ kind: String) -> String {
    kind == "basic" ? "--basic-auth-file" : "--bearer-token-file"
  }

  @Test(arguments: [("basic", "collector:open sesame: 5"), ("bearer", "eyJhbGciOi.J9-_~+/==")])
  func `the right credentials are let in, and nobody reads them`(
    _ kind: String, _ secret: String
  ) throws {
    let server = try Misbehaving()
    let mount = try ProfileMount()
    kind == "basic" ? server.accept(basic: secret) : server.accept(bearer: secret)
    // As an editor leaves it.
    let file = try mount.file("secret", "\(secret)\n")
    let collector = try mount.collect(
      "\(server.plain(kind)) --duration 1s --once \(option(kind)) \(file)")
    let log = collector.expectEnd(status: 0)
    #expect(log.stored.count == 1 && mount.captures.count == 1)
    #expect(!collector.output.contains("sesame") && !collector.output.contains("eyJ"))
  }

  @Test(arguments: ["basic", "bearer"])
  func `wrong credentials are unauthorized, and nobody reads them`(_ kind: String) throws {
    let server = try Misbehaving()
    let mount = try ProfileMount()
    server.accept(basic: "collector:right", bearer: "right")
    let file = try mount.file("secret", "collector:opensesame\n")
    for options in ["", "\(option(kind)) \(file)"] {
      let collector = try mount.collect("\(server.plain(kind)) --duration 1s --once \(options)")
      let log = collector.expectEnd(status: 1)
      #expect(log.failed.map { $0["reason"] } == ["unauthorized"], "\(log)")
      #expect(!collector.output.contains("opensesame"))
    }
    #expect(mount.captures.isEmpty)
  }

  @Test(arguments: ["elsewhere", "neighbour"])
  func `no redirect takes credentials to another host, nor to another port`(_ path: String) throws {
    let server = try Misbehaving()
    let mount = try ProfileMount()
    let file = try mount.file("secret", "token")
    let collector = try mount.collect(
      "\(server.plain(path)) --duration 1s --once --bearer-token-file \(file)")
    let log = collector.expectEnd(status: 1)
    #expect(log.failed.map { $0["reason"] } == ["redirected"], "\(log)")
    #expect(try server.report().shown == 0)
  }

  @Test(arguments: ["basic", "bearer"])
  func `a file that is rotated is read again, without being told`(_ kind: String) throws {
    let server = try Misbehaving()
    let mount = try ProfileMount()
    server.accept(basic: "collector:first", bearer: "collector:first")
    let file = try mount.file("secret", "collector:first")
    let collector = try mount.collect(
      "\(server.plain(kind)) --duration 1s --interval 2s \(option(kind)) \(file)")
    collector.expect { $0.stored.count >= 1 }
    server.accept(basic: "collector:second", bearer: "collector:second")
    collector.expect { $0.failed.contains { $0["reason"] == "unauthorized" } }
    let before = collector.log.stored.count
    try write("collector:second\n", to: file)
    collector.expect { $0.stored.count > before }
    #expect(!collector.stop().description.contains("collector:"))
  }

  @Test func `a file that isn't there is named, and nothing is asked`() throws {
    let server = try Misbehaving()
    let mount = try ProfileMount()
    let missing = "\(mount.directory.path)/missing"
    let collector = try mount.collect(
      "\(server.plain("bearer")) --duration 1s --once --bearer-token-file \(missing)")
    collector.expectEnd(status: 1)
    #expect(collector.output.contains(missing), "\(collector.output)")
    #expect(try server.report().asked.isEmpty)
  }
}

import TestSupport
import Testing

/// Whom a collector trusts, and what it shows.
@Suite(.ownThread) struct TLSTests {
  private let server: Misbehaving
  private let mount: ProfileMount

  init() throws {
    server = try Misbehaving()
    mount = try ProfileMount()
  }

  private func log(_ listener: String, _ options: String, status: Int32) throws -> Log {
    let collector = try mount.collect(
      "\(server.secure(listener)) --duration 1s --once \(options)")
    let log = collector.expectEnd(status: status)
    #expect(mount.captures.count == (status == 0 ? 1 : 0))
    return log
  }

  @Test func `an authority that is named with --ca is trusted`() throws {
    let log = try log("tls", "--ca \(server.file("ca.pem"))", status: 0)
    #expect(log.stored.count == 1)
  }

  @Test(arguments: [
    ("tls", false), ("unknown", true), ("expired", true), ("misnamed", true),
    // It wants a certificate of ours.
    ("mutual", true),
  ])
  func `no trust is a failure of TLS, and nothing is asked`(
    _ listener: String, _ isNamed: Bool
  ) throws {
    let log = try log(listener, isNamed ? "--ca \(server.file("ca.pem"))" : "", status: 1)
    #expect(log.failed.map { $0["reason"] } == ["tls"], "\(log)")
    #expect(log.failed.first?["next"] == "none", "\(log)")
    // In words, and not in those of a library's source.
    #expect(!log.description.contains("OPENSSL") && !log.description.contains(".cc:"), "\(log)")
    #expect(try server.report().asked.isEmpty)
  }

  @Test func `a server that asks who we are is shown our certificate`() throws {
    let own = "--cert \(server.file("client.pem")) --key \(server.file("client.key"))"
    let log = try log("mutual", "--ca \(server.file("ca.pem")) \(own)", status: 0)
    #expect(log.stored.count == 1)
  }

  @Test func `a server without TLS is none that is asked with it`() throws {
    let collector = try mount.collect(
      "--app sample --url https://\(server.address("plain"))/good --duration 1s --once")
    let log = collector.expectEnd(status: 1)
    #expect(log.failed.map { $0["reason"] } == ["tls"], "\(log)")
  }

  @Test func `files that hold no certificate are named`() throws {
    let file = try mount.file("ca.pem", "not a certificate\n")
    let collector = try mount.collect(
      "\(server.secure("tls")) --duration 1s --once --ca \(file)")
    collector.expectEnd(status: 1)
    #expect(collector.output.contains(file), "\(collector.output)")
    #expect(mount.captures.isEmpty)
  }
}

import ProfileStore
import Testing

@testable import Collector

@Suite struct TargetListTests {
  private let settings = TargetSettings()

  private func parse(_ text: String) throws(TargetError) -> [Target] {
    try TargetList.parse(Array(text.utf8), settings)
  }

  private func refusal(_ text: String) -> String {
    do throws(TargetError) {
      return "accepted: \(try parse(text))"
    } catch {
      return error.description
    }
  }

  @Test func `a group's labels hold for each of its targets`() throws {
    let targets = try parse(
      #"""
      [{"targets": ["a:6060", "b:6060"], "labels": {"app": "prod/api", "interval": "10m", "region": "x"}},
       {"targets": ["c"], "labels": {"app": "web", "__scheme__": "https", "duration": "5s",
                                    "__profile_path__": "/internal/cpu", "source": "c 1"}}]
      """#)
    #expect(targets.map { "\($0.app)" } == ["prod/api", "prod/api", "web"])
    #expect(targets.map(\.source) == ["a-6060", "b-6060", "c-1"])
    #expect(
      targets.map(\.url.base) == [
        "http://a:6060/debug/pprof/profile", "http://b:6060/debug/pprof/profile",
        "https://c/internal/cpu",
      ])
    #expect(targets.map(\.interval) == [.seconds(600), .seconds(600), .seconds(1800)])
    #expect(targets.map(\.seconds) == [30, 30, 5])
  }

  @Test(arguments: [
    ("", "line 1, column 1: a value is expected"),
    ("{}", "the list: Expected to decode Array<Any> but found a dictionary instead."),
    ("[{\"targets\": [\"a:1\"],}]", "line 1, column 22: a name in quotes is expected"),
    ("[\n {\"targets\": [\"a:1\" \"b:1\"]}]", "line 2, column 21: a comma or ] is expected"),
    (
      "[{\"targets\": \"a\"}]",
      "[0].targets: Expected to decode Array<Any> but found a string instead."
    ),
    ("[{\"labels\": {\"app\": \"a\"}}]", "[0]: there is no \"targets\""),
    (
      "[{\"targets\": [\"a:1\"], \"labels\": {\"app\": 3}}]",
      "[0].labels.app: Expected to decode String but found number instead."
    ),
    (
      "[{\"targets\": [\"a:1\", \"b:1\"]}]",
      "[0].targets[0]: “a:1” has no app; give it a label app, or use --app"
    ),
    (
      "[{\"targets\": [\"a:99999\"], \"labels\": {\"app\": \"x\"}}]",
      "[0].targets[0]: “http://a:99999/debug/pprof/profile”: there is no port 99999"
    ),
    (
      "[{\"targets\": [\"a:1/x\"], \"labels\": {\"app\": \"x\"}}]",
      "[0].targets[0]: “a:1/x” is no address; write HOST:PORT"
    ),
    (
      "[{\"targets\": [\"a:1\"], \"labels\": {\"app\": \"x\", \"duration\": \"30m\"}}]",
      "[0].targets[0]: a capture of 1800 s doesn't fit an interval of 30m"
    ),
    (
      "[{\"targets\": [\"a:1\"], \"labels\": {\"app\": \"merged\"}}]",
      "[0].targets[0]: “merged” can't be an app: letters, digits and . _ - between slashes"
    ),
  ]) func `what is wrong is said with its place`(text: String, message: String) {
    #expect(refusal(text) == message)
  }

  @Test func `credentials in an address are refused and not repeated`() {
    let message = refusal(
      "[{\"targets\": [\"http://me:secret@a:1\"], \"labels\": {\"app\": \"x\"}}]")
    #expect(message.contains("--basic-auth-file"))
    #expect(!message.contains("secret"))
  }

  @Test func `a host that needs escapes, or is none, is refused`() {
    for address in ["http://a%0ab:1", "http://x%40y:1", "http://ä:1", "http://:1", "a b:1"] {
      let message = refusal("[{\"targets\": [\"\(address)\"], \"labels\": {\"app\": \"x\"}}]")
      #expect(message.contains("no address"), "\(address): \(message)")
    }
  }

  @Test func `somebody else's words can't move a terminal's cursor or begin a line`() {
    let source = "x\\nstored app=fake \\u001b[31m"
    let targets = try? parse(
      "[{\"targets\": [\"a:1\"], \"labels\": {\"app\": \"x\", \"source\": \"\(source)\"}}]")
    #expect(targets?.map(\.source) == ["x-stored-app-fake---31m"])
    #expect(Quoted.line("a\u{1b}[31m\u{202e}b\nc") == "a [31m b")
  }

  @Test func `one process has one address, however it is spelled`() throws {
    #expect(try ProfileURL("http://H:80").base == ProfileURL("http://h").base)
    #expect(try ProfileURL("https://h:443/").base == ProfileURL("https://h").base)
  }

  @Test func `deep nesting is refused`() {
    #expect(refusal(String(repeating: "[", count: 100_000)).contains("less nesting"))
  }

  @Test(arguments: [
    ("http://h:1", "http://h:1/debug/pprof/profile?seconds=30"),
    ("http://h:1/", "http://h:1/debug/pprof/profile?seconds=30"),
    ("https://H/own/path", "https://h/own/path?seconds=30"),
    ("http://h/p?debug=1", "http://h/p?debug=1&seconds=30"),
    ("http://h/p?seconds=5", "http://h/p?seconds=5"),
    ("http://[::1]:6060", "http://[::1]:6060/debug/pprof/profile?seconds=30"),
  ]) func `an address is asked as it is, and for how long`(address: String, request: String) throws
  {
    #expect(try ProfileURL(address).request(seconds: 30) == request)
  }

  @Test func `a process of this machine has the machine's name`() throws {
    var settings = settings
    settings.app = AppPath("a")
    settings.hostName = "pod-7f9c"
    for address in ["localhost:6060", "127.0.0.1:6060", "[::1]:6060"] {
      #expect(try settings.target(address).source == "pod-7f9c-6060")
    }
    #expect(try settings.target("10.1.2.3:6060").source == "10.1.2.3-6060")
  }
}

import Glibc
import TestSupport
import Testing

/// The file that lists the targets, and what becomes of its edits.
@Suite(.ownThread) struct TargetsFileTests {
  private let mount: ProfileMount

  init() throws { mount = try ProfileMount() }

  /// How many requests each target had.
  private func counts(_ farm: Farm) throws -> [Int] { try farm.report().map(\.requests.count) }

  @Test func `labels say what a target is, and the command line what they don't`() throws {
    let farm = try Farm(2, "-fraction 0.1 -path /x")
    let server = try Misbehaving()
    let file = try mount.file(
      "targets.json",
      """
      [{"targets": ["\(farm.targets[0])"],
        "labels": {"app": "one", "source": "pod-1", "duration": "2s", "__profile_path__": "/x"}},
       {"targets": ["\(farm.targets[1])"],
        "labels": {"__profile_path__": "/x", "interval": "4s", "zone": "b"}},
       {"targets": ["\(server.address("tls"))"],
        "labels": {"app": "secure", "source": "pod-2", "__scheme__": "https"}}]
      """)
    let collector = try mount.collect(
      """
      --targets \(file) --app rest --duration 3s --interval 1h --once --ca \(server.file("ca.pem"))
      """)
    let log = collector.expectEnd(status: 0)
    let apps = log.stored.map { "\($0["app"]) \($0["source"])" }
    #expect(apps.count == 3 && apps.contains("one pod-1") && apps.contains("secure pod-2"))
    #expect(apps.contains { $0.hasPrefix("rest ") }, "\(log)")
    #expect(mount.captures == log.stored.map { $0["file"] }.sorted())
    let asked = try farm.report().map { $0.requests.map { "\($0.path) \($0.seconds)" } }
    #expect(asked == [["/x 2"], ["/x 3"]])
    #expect(try server.report().asked == ["/debug/pprof/profile": 1])
  }

  @Test func `a label's interval is the target's own`() throws {
    let farm = try Farm(2)
    let file = try mount.file(
      "targets.json",
      """
      [{"targets": ["\(farm.targets[0])"], "labels": {"interval": "2s"}},
       {"targets": ["\(farm.targets[1])"], "labels": {"app": "seldom"}}]
      """)
    let collector = try mount.collect("--targets \(file) --app often --duration 1s --interval 1h")
    collector.expect { $0.stored.count { $0["app"] == "often" } == 3 }
    collector.stop()
    #expect(try counts(farm)[1] <= 1)
  }

  @Test func `an edit adds targets and ends others, within seconds`() throws {
    let farm = try Farm(3)
    let settings = "--app a --duration 1s --interval 2s"
    let file = try mount.file("targets.json", try targetList(Array(farm.targets[..<2])))
    let collector = try mount.collect("--targets \(file) \(settings)")
    farm.expect { $0.asked == 2 }
    // In place, as some tools do; half of it is seen or not.
    let edited = try targetList(Array(farm.targets[1...]))
    #expect(shell("printf %s \"$L\" > \(file)", environment: ["L": edited]).status == 0)
    farm.expect { $0.asked == 3 }
    let removed = try counts(farm)[0]
    let kept = try counts(farm)[1]
    farm.expect { _ in (try? counts(farm)[1]) ?? 0 >= kept + 3 }
    // Its turn may have come just then.
    #expect(try counts(farm)[0] <= removed + 1)
    collector.stop()
  }

  @Test(arguments: [
    (#"[{"targets": ["HOST"]},]"#, "line 1, column"),
    (#"[{"targets": ["HOST"], "labels": {"app": "merged"}}]"#, "[0].targets[0]"),
    (#"[{"targets": ["HOST"]}, {"targets": "HOST"}]"#, "[1].targets"),
    (#"[{"targets": ["HOST", "http://me:opensesame@HOST/"]}]"#, "[0].targets[1]"),
    (#"[{"targets": ["HOST"], "labels": {"interval": "soon"}}]"#, "soon"),
    (#"[{"targets": ["HOST"], "labels": {"duration": "1h"}}]"#, "[0].targets[0]"),
    (#"{"targets": ["HOST"]}"#, "targets.json"),
    ("", "line 1"),
  ])
  func `a bad edit is one line that says where, and the targets before it stay`(
    _ edit: String, _ place: String
  ) throws {
    let farm = try Farm(2)
    let file = try mount.file("targets.json", try targetList(farm.targets))
    let collector = try mount.collect("--targets \(file) --app a --duration 1s --interval 2s")
    farm.expect { $0.asked == 2 }
    try write(edit.replacing("HOST", with: farm.targets[0]), to: file)
    collector.expect {
      $0.says("targets \(file)", place, "what was known before stays (2 targets)")
    }
    let requests = try counts(farm)
    farm.expect { _ in
      let later = (try? counts(farm)) ?? requests
      return zip(later, requests).allSatisfy { $0 >= $1 + 2 }
    }
    let log = collector.stop()
    #expect(log.lines.count { $0.text.contains("what was known before stays") } == 1, "\(log)")
    #expect(!collector.output.contains("opensesame"))
  }

  @Test func `after a bad edit, a good one counts`() throws {
    let farm = try Farm(2)
    let file = try mount.file("targets.json", try targetList(Array(farm.targets[..<1])))
    let collector = try mount.collect("--targets \(file) --app a --duration 1s --interval 2s")
    farm.expect { $0.asked == 1 }
    try write("[", to: file)
    collector.expect { $0.says("what was known before stays") }
    #expect(unlink(file) == 0)
    collector.expect { $0.lines.count { $0.text.contains("what was known before stays") } == 2 }
    try write(try targetList(farm.targets), to: file)
    farm.expect { $0.asked == 2 }
    collector.stop()
  }

  @Test func `a directory that is swapped by a symbolic link, as Kubernetes does, is an edit`()
    throws
  {
    let farm = try Farm(2)
    let directory = mount.directory.directory("config")
    for number in [1, 2] {
      let version = mount.directory.directory("config/..version\(number)")
      try write(try targetList(Array(farm.targets[..<number])), to: "\(version)/targets.json")
    }
    try #require(symlink("..version1", "\(directory)/..data") == 0)
    try #require(symlink("..data/targets.json", "\(directory)/targets.json") == 0)
    let collector = try mount.collect(
      "--targets \(directory)/targets.json --app a --duration 1s --interval 2s")
    farm.expect { $0.asked == 1 }
    try #require(symlink("..version2", "\(directory)/..new") == 0)
    try #require(rename("\(directory)/..new", "\(directory)/..data") == 0)
    farm.expect { $0.asked == 2 }
    collector.stop()
  }

  @Test(arguments: [nil, "[", #"[{"targets": ["x y"], "labels": {"app": "a"}}]"#])
  func `without targets that can be read, it doesn't start`(_ content: String?) throws {
    let file = "\(mount.directory.path)/targets.json"
    if let content { try write(content, to: file) }
    let collector = try mount.collect("--targets \(file) --app a")
    collector.expectEnd(status: 1)
    #expect(collector.output.contains(file), "\(collector.output)")
  }

  @Test func `several lists and addresses are one set, in which each process is once`() throws {
    let farm = try Farm(3)
    let one = try mount.file("one.json", try targetList(Array(farm.targets[..<2])))
    let two = try mount.file("two.json", try targetList(Array(farm.targets[1...])))
    let collector = try mount.collect(
      "--targets \(one) --targets \(two) \(farm.urls) --app a --duration 1s --once")
    let log = collector.expectEnd(status: 0)
    #expect(log.stored.count == 3, "\(log)")
    #expect(try counts(farm) == [1, 1, 1])
  }
}

import Glibc
import TestSupport
import Testing

/// SIGHUP: targets and credentials are read again at once.
@Suite(.ownThread) struct ReloadTests {
  @Test func `a list that is asked for once an hour is asked for at once`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(2)
    farm.serve(try targetList(Array(farm.targets[..<1])))
    let collector = try mount.collect(
      "--targets http://\(farm.control)/sd --refresh 1h --app a --duration 1s --interval 2s")
    farm.expect { $0.asked == 1 }
    farm.serve(try targetList(farm.targets))
    collector.signal(SIGHUP)
    farm.expect { $0.asked == 2 }
    // It is no reason to profile anybody twice.
    let target = try farm.report()[0]
    #expect(target.most == 1)
    collector.stop()
  }

  @Test func `a bad list after SIGHUP changes nothing`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(1)
    let file = try mount.file("targets.json", try targetList(farm.targets))
    let collector = try mount.collect("--targets \(file) --app a --duration 1s --interval 2s")
    farm.expect { $0.whole >= 1 }
    try write("[", to: file)
    collector.signal(SIGHUP)
    collector.expect { $0.says(file, "what was known before stays") }
    let before = farm.totals.whole
    farm.expect { $0.whole >= before + 2 }
    collector.stop()
  }

  @Test func `captures that run go on`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(1, "-fraction 1")
    let file = try mount.file("targets.json", try targetList(farm.targets))
    let collector = try mount.collect("--targets \(file) --app a --duration 3s --interval 4s")
    farm.expect { $0.open == 1 }
    collector.signal(SIGHUP)
    collector.expect { $0.stored.count == 1 }
    collector.stop()
    let outcomes = try farm.report()[0].requests.map(\.outcome)
    #expect(outcomes.first == "whole", "\(outcomes)")
  }
}

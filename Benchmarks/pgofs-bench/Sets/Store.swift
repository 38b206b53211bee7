/// A store of pgofs, made by writing its files; the apps are made when they are first asked for.
final class Store {
  let path: String
  private let sets: FileSets
  private var made: Set<String> = []

  /// The first capture of every app: 2024-10-12 00:00 UTC. Captures of services are ten minutes
  /// apart.
  static let start = 1_728_691_200
  static let interval = 600

  static let foundCaptures = 100_000
  static let listedApps = 40
  static let listedCaptures = 1000

  init(path: String, sets: FileSets) throws {
    self.path = path
    self.sets = sets
    try File.makeDirectories(path)
  }

  /// The service's captures over and over, each with a time of its own and so of other bytes.
  ///
  /// - Returns: the app's name.
  func service(captures: Int) throws -> String {
    let app = "service-\(captures)"
    try make(app) {
      let sources = try sets.service.contents().map(Retimed.init)
      for number in 0..<captures {
        let time = Store.start + number * Store.interval
        try add(sources[number % sources.count].profile(at: time), to: app, at: time)
      }
    }
    return app
  }

  /// The large set's files.
  func large() throws -> String {
    try make("large") {
      for (number, profile) in try sets.large().contents().enumerated() {
        try add(profile, to: "large", at: LargeSet.start + number * LargeSet.interval)
      }
    }
    return "large"
  }

  /// 100,000 small captures: 10 apps of 10 days of 1,000.
  func found() throws -> String {
    try make("found") {
      for app in 0..<10 {
        for day in 0..<10 {
          try addSmall(1000, to: "found/app-\(app)", from: Store.start + day * 86400)
        }
      }
    }
    return "found"
  }

  /// 40 apps of 1,000 small captures of one day.
  ///
  /// - Returns: the days' paths.
  func listed() throws -> [String] {
    let apps = (0..<Store.listedApps).map { "listed/app-\($0)" }
    try make("listed") {
      for app in apps { try addSmall(Store.listedCaptures, to: app, from: Store.start) }
    }
    return apps.map { "\($0)/\(CaptureTime(seconds: Store.start).day)" }
  }

  private func make(_ name: String, _ work: () throws -> Void) throws {
    if made.contains(name) { return }
    try work()
    made.insert(name)
  }

  private func addSmall(_ count: Int, to app: String, from start: Int) throws {
    let profile = Store.smallProfile
    for number in 0..<count { try add(profile, to: app, at: start + number * 80) }
  }

  private func add(_ profile: [UInt8], to app: String, at seconds: Int) throws {
    let time = CaptureTime(seconds: seconds)
    if made.insert("\(app)/\(time.day)").inserted {
      try File.makeDirectories("\(path)/\(app)/\(time.day)")
    }
    try File.write(
      profile, to: "\(path)/\(app)/\(time.path(source: "pod-1"))", modified: seconds)
  }

  /// A profile of one sample: listing doesn't look into it.
  private static let smallProfile: [UInt8] = {
    var random = SeededGenerator(seed: 1)
    let graph = CallGraph(functions: 10, random: &random)
    var profile = LargeProfile(graph: graph, time: start)
    profile.add([1, 0], count: 1)
    return Deflate.deflated(profile.encoded())
  }()
}

import Pprof
import ProfileStore

extension ProfileTree {
  /// Files a drop under its capture time. It never replaces: equal bytes are one capture, other bytes
  /// get a number.
  func file(
    _ bytes: [UInt8], _ profile: Profile, in app: AppPath, _ day: Day?, _ name: DropName,
    _ path: String
  ) throws(TreeError) -> (file: StoreFile, status: FileStatus) {
    let (time, note) = name.captureTime(profileTimeNanos: profile.timeNanos, arrival: clock.now)
    if let day, Day(containing: time) != day {
      throw TreeError(
        .invalid, path,
        "its time is \(time), which is not of this day; copy it into the app's directory"
          + (note.map { " (\($0))" } ?? ""))
    }
    for number in 1...Limits.dropNames {
      let capture = CaptureName(time: time, source: name.numbered(number))
      let file = StoreFile.capture(app, capture)
      if let status = try take(file, bytes, path) {
        if let note { events.record(.note, "\(path): \(note)") }
        return (file, status)
      }
    }
    throw TreeError(.exists, path, "\(Limits.dropNames) captures of this time and source are there")
  }

  // Stores a drop under a name, or finds it there already; nil when the name has other bytes, or is
  // taken by something that isn't a capture.
  private func take(
    _ file: StoreFile, _ bytes: [UInt8], _ path: String
  ) throws(TreeError) -> FileStatus? {
    for _ in 0..<Limits.raceAttempts {
      do throws(StoreError) {
        if let status = try store.status(of: file) {
          guard status.size == bytes.count else { return nil }
          return try store.load(file, identity: status.identity).bytes() == bytes ? status : nil
        }
        return try store.save(bytes, as: file, expecting: .absent)
      } catch {
        // Another drop came, or the capture that was there went.
        let isRace = [.alreadyExists, .changed, .notFound].contains(error.code)
        guard isRace,
          try atPath(path, { () throws(StoreError) in try store.status(of: .app(file.app)) }) != nil
        else { throw TreeError(error, at: path) }
      }
    }
    return nil
  }
}

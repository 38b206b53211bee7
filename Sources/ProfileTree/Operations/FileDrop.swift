import Pprof
import ProfileStore

extension ProfileTree {
  /// Files a drop under its capture time. It never replaces: equal bytes are one capture, other bytes
  /// get a number. `place` puts it under a name that is free, else fails with `alreadyExists`.
  func file(
    _ bytes: [UInt8], _ profile: Profile, in app: AppPath, _ day: Day?, _ name: DropName,
    _ path: String, place: (StoreFile) throws(StoreError) -> FileStatus
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
      if let status = try take(file, bytes, path, place) {
        if let note { events.record(.note, "\(path): \(note)") }
        return (file, status)
      }
    }
    throw TreeError(.exists, path, "\(Limits.dropNames) captures of this time and source are there")
  }

  // Puts a drop under a name, or finds it there already; nil when the name has other bytes, or is
  // taken by something that isn't a capture.
  private func take(
    _ file: StoreFile, _ bytes: [UInt8], _ path: String,
    _ place: (StoreFile) throws(StoreError) -> FileStatus
  ) throws(TreeError) -> FileStatus? {
    for _ in 0..<Limits.raceAttempts {
      var isFree = false
      do throws(StoreError) {
        if let status = try store.status(of: file) {
          guard status.size == bytes.count else { return nil }
          return try store.load(file, identity: status.identity).bytes() == bytes ? status : nil
        }
        isFree = true
        return try place(file)
      } catch {
        // Another drop came, or the capture that was there went.
        let isRace =
          isFree ? error.code == .alreadyExists : [.changed, .notFound].contains(error.code)
        guard isRace else { throw TreeError(error, at: path) }
      }
    }
    return nil
  }
}

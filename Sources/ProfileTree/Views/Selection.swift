import Pprof
import ProfileStore

/// A capture that a window holds.
struct SelectedCapture: Hashable, Sendable {
  let app: AppPath
  let capture: StoredCapture

  var file: StoreFile { .capture(app, capture.name) }
}

extension SelectedCapture: Comparable {
  /// By time, then by path: the order in which captures are merged.
  static func < (a: SelectedCapture, b: SelectedCapture) -> Bool {
    let (aTime, bTime) = (a.capture.name.time, b.capture.name.time)
    return aTime != bTime ? aTime < bTime : a.file.description < b.file.description
  }
}

/// What a window resolved to at one moment: its captures in the order in which they are merged.
struct Selection: Sendable {
  /// The time that the window spans.
  let span: Range<Timestamp>

  /// By time, then by path.
  let captures: [SelectedCapture]

  /// What a report says of the window itself, a line each; empty for the other formats.
  let remarks: [String]

  /// Names one content of a view: a digest of the captures' names and identities and the remarks.
  let version: Fingerprint

  init(span: Range<Timestamp>, captures: [SelectedCapture], remarks: [String] = []) {
    self.span = span
    self.captures = captures
    self.remarks = remarks
    var version = Selection.digest(of: captures)
    for remark in remarks { version.update(remark.utf8) }
    self.version = version
  }

  // A look-up of a window of thousands of captures is mostly this: they are put together in a buffer.
  private static func digest(of captures: [SelectedCapture]) -> Fingerprint {
    var digest = Fingerprint()
    var app: (path: AppPath, bits: UInt64)?
    withUnsafeTemporaryAllocation(byteCount: 1 << 14, alignment: 8) { buffer in
      var used = 0
      func put(_ word: UInt64) {
        buffer.storeBytes(of: word.littleEndian, toByteOffset: used, as: UInt64.self)
        used += 8
      }
      for selected in captures {
        if app?.path != selected.app {
          var path = Fingerprint()
          path.update(selected.app.description.utf8)
          app = (selected.app, path.bits)
        }
        put(app?.bits ?? 0)
        put(selected.capture.status.identity.high)
        put(selected.capture.status.identity.low)
        selected.capture.name.withParts { time, source in
          put(time)
          put(UInt64(source.count))
          UnsafeMutableRawBufferPointer(rebasing: buffer[used...]).copyMemory(from: source)
          used += source.count
        }
        if used + Limits.digestedBytes > buffer.count {
          digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<used]))
          used = 0
        }
      }
      digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<used]))
    }
    return digest
  }

  /// The newest capture's time, a view's mtime.
  var modified: Timestamp { captures.last?.capture.name.time ?? Timestamp(milliseconds: 0) }
}

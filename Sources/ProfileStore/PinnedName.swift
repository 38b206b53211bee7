/// The name of a pinned profile: `[A-Za-z0-9][A-Za-z0-9._+-]{0,127}` with `.pgo` or `.pprof` behind it.
public struct PinnedName: Hashable, Sendable {
  /// The name as it stands in the directory.
  public let fileName: String

  /// Reads a name; nil when it isn't of the form.
  public init?(_ fileName: String) {
    let bytes = fileName.utf8
    let ending = [".pprof", ".pgo"].first { bytes.suffix($0.utf8.count).elementsEqual($0.utf8) }
    guard let ending,
      isWord(bytes.dropLast(ending.utf8.count), punctuation: [0x2e, 0x5f, 0x2b, 0x2d])
    else { return nil }
    self.fileName = fileName
  }
}

extension PinnedName: Comparable, CustomStringConvertible {
  /// By the name's bytes.
  public static func < (a: PinnedName, b: PinnedName) -> Bool { a.fileName < b.fileName }

  /// The name as it stands in the directory.
  public var description: String { fileName }
}

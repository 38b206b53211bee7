/// The path of an app below the store's root: 1 to 8 components, `sample` or `prod/payments/api`.
public struct AppPath: Hashable, Sendable {
  /// The components, outermost first; never empty.
  public let components: [String]

  /// The most components that a path has.
  public static let maxDepth = 8

  /// A path of these components; nil when one can't name an app or there are too many.
  public init?(components: [String]) {
    guard (1...AppPath.maxDepth).contains(components.count),
      components.allSatisfy(AppPath.isComponent)
    else { return nil }
    self.components = components
  }

  /// Reads `a/b/c`.
  public init?(_ text: some StringProtocol) {
    let components = Substring(text).split(
      separator: "/", maxSplits: AppPath.maxDepth, omittingEmptySubsequences: false)
    self.init(components: components.map(String.init))
  }

  /// The app of this name directly below; nil when the name or the depth isn't allowed.
  public func appending(_ component: String) -> AppPath? {
    AppPath(components: components + [component])
  }

  /// The app around this one; nil for an app directly below the root.
  public var parent: AppPath? { AppPath(components: components.dropLast()) }

  /// The last component.
  public var name: String { components[components.count - 1] }

  /// Whether the other app is this one or lies below it.
  public func contains(_ other: AppPath) -> Bool { other.components.starts(with: components) }

  /// Whether a name can be an app's component: `[A-Za-z0-9][A-Za-z0-9._-]{0,127}`, and neither of
  /// the form of a date nor `merged` nor `pinned`.
  public static func isComponent(_ name: String) -> Bool {
    isWord(name.utf8, punctuation: [0x2e, 0x5f, 0x2d]) && name != "merged" && name != "pinned"
      && !Day.looksLikeDay(name)
  }
}

extension AppPath: Comparable, CustomStringConvertible {
  /// By components, each by its bytes: an app comes before those below it.
  public static func < (a: AppPath, b: AppPath) -> Bool {
    a.components.lexicographicallyPrecedes(b.components)
  }

  /// The components joined with `/`.
  public var description: String { components.joined(separator: "/") }
}

/// Whether a name is an ASCII letter or digit and up to 127 letters, digits and these behind it.
func isWord(_ bytes: some Collection<UInt8>, punctuation: [UInt8]) -> Bool {
  guard let first = bytes.first, bytes.count <= 128 else { return false }
  func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    default: false
    }
  }
  return isAlphanumeric(first)
    && bytes.dropFirst().allSatisfy { isAlphanumeric($0) || punctuation.contains($0) }
}

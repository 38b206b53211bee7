import Crypto
import ProfileStore
import Synchronization

/// Identities of objects: the entity tag and the key, for a file that is moved is another one, though
/// its bytes have the same tag. Most tags can be made of identity and key; those of other forms (objects
/// that were put in parts, servers of another mind) are remembered.
final class EntityTags: Sendable {
  private let others = Mutex<[Identity: EntityTag]>([:])

  /// The identity of the object with a tag under a key.
  func identity(of tag: EntityTag, at key: String) -> Identity {
    let identity = ContentTag(tag).identity(at: key)
    if tag.digest != nil { return identity }
    others.withLock { others in
      // Who forgets has to look again.
      if others.count >= Limits.rememberedTags { others.removeAll() }
      others[identity] = tag
    }
    return identity
  }

  /// The tag of an identity under a key.
  func tag(of identity: Identity, at key: String) -> EntityTag {
    if let tag = others.withLock({ $0[identity] }) { return tag }
    let digest = identity.masked(by: EntityTags.digest(of: key))
    let words = [digest.high, digest.low].map { word in
      let text = String(word, radix: 16)
      return String(repeating: "0", count: 16 - text.utf8.count) + text
    }
    return EntityTag(words.joined())
  }

  /// An identity of any text.
  static func digest(of text: String) -> Identity {
    let bytes = Array(SHA256.hash(data: Array(text.utf8)))
    func word(_ range: Range<Int>) -> UInt64 { bytes[range].reduce(0) { $0 << 8 | UInt64($1) } }
    return Identity(high: word(0..<8), low: word(8..<16))
  }
}

extension ContentTag {
  init(_ tag: EntityTag) { self.init(digest: tag.digest ?? EntityTags.digest(of: tag.value)) }

  func identity(at key: String) -> Identity { digest.masked(by: EntityTags.digest(of: key)) }
}

extension Identity {
  /// The other identity that the same mask makes this one again.
  fileprivate func masked(by mask: Identity) -> Identity {
    Identity(high: high ^ mask.high, low: low ^ mask.low)
  }
}

extension EntityTag {
  /// The tag of an object that was put in one piece is its MD5, all of which an identity holds.
  fileprivate var digest: Identity? {
    let bytes = Array(value.utf8)
    guard bytes.count == 32 else { return nil }
    var words: [UInt64] = [0, 0]
    for (index, byte) in bytes.enumerated() {
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x61...0x66: digit = byte - 0x61 + 10
      default: return nil
      }
      words[index / 16] = words[index / 16] << 4 | UInt64(digit)
    }
    return Identity(high: words[0], low: words[1])
  }
}

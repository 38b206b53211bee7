import ProfileStore

/// An object as a list shows it.
struct ListedObject: Hashable, Sendable {
  let key: String
  let size: Int64
  let entityTag: EntityTag
  /// When it was written, by the server's clock.
  let modified: Timestamp
}

extension ListedObject {
  /// What it says of the object.
  var objectStatus: ObjectStatus {
    ObjectStatus(size: Int(size), entityTag: entityTag, modified: modified)
  }
}

/// The answer to ListObjectsV2 (Amazon S3 API Reference), one page of a list.
///
/// Keys that aren't UTF-8, which some engines keep, are left out: no request can name them, and none
/// is ours.
struct ListResult: Hashable, Sendable {
  private(set) var objects: [ListedObject] = []

  /// What keys that were rolled up by the delimiter begin with, the delimiter at the end.
  private(set) var commonPrefixes: [String] = []

  /// Where the next page begins; nil on the last one.
  private(set) var continuationToken: String?

  init(_ document: [UInt8]) throws(XMLFault) {
    var page = Page()
    try XMLReader.read(document, root: "ListBucketResult") { (reader, name) throws(XMLFault) in
      try page.read(name, &reader)
    }
    // A list that seems to be whole and isn't would make captures vanish.
    guard let isTruncated = page.isTruncated else {
      throw XMLFault("the list doesn't say whether it is whole")
    }
    guard !isTruncated || page.token?.isEmpty == false else {
      throw XMLFault("the list goes on, but doesn't say where")
    }
    continuationToken = isTruncated ? page.token : nil
    for object in page.objects {
      if let key = try page.decoded(object.key) { objects.append(try object.listed(as: key)) }
    }
    for prefix in page.prefixes {
      if let prefix = try page.decoded(prefix) { commonPrefixes.append(prefix) }
    }
  }
}

/// A page as it is written: `EncodingType`, which says what keys mean, may come after them.
private struct Page {
  var objects: [WrittenObject] = []
  var prefixes: [String] = []
  var isTruncated: Bool?
  var token: String?
  private var isEncoded = false

  mutating func read(_ name: String, _ reader: inout XMLReader) throws(XMLFault) {
    switch name {
    case "Contents": objects.append(try WrittenObject(&reader))
    case "CommonPrefixes": try readPrefixes(&reader)
    case "IsTruncated":
      guard let value = Bool(try reader.text().lowercased()) else {
        throw XMLFault("IsTruncated is neither true nor false")
      }
      isTruncated = value
    case "NextContinuationToken": token = try reader.text()
    case "EncodingType": isEncoded = try reader.text() == "url"
    default: try reader.skip()
    }
  }

  private mutating func readPrefixes(_ reader: inout XMLReader) throws(XMLFault) {
    var found: [String] = []
    try reader.children { (reader, name) throws(XMLFault) in
      if name == "Prefix" { found.append(try reader.text()) } else { try reader.skip() }
    }
    prefixes += found
  }

  /// A key or prefix; nil when it isn't UTF-8. Encoded ones are as in a form, a space a `+`.
  func decoded(_ text: String) throws(XMLFault) -> String? {
    guard isEncoded, text.utf8.contains(where: { $0 == 0x25 || $0 == 0x2b }) else { return text }
    guard let bytes = PercentEncoding.bytes(text, plusIsSpace: true) else {
      throw XMLFault("a key isn't encoded as the list says")
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

/// An object as it is written.
private struct WrittenObject {
  private(set) var key = ""
  private var size: Int64?
  private var entityTag = ""
  private var modified: Timestamp?

  init(_ reader: inout XMLReader) throws(XMLFault) {
    while let event = try reader.next(), event != .end {
      if case .start(let name) = event { try read(name, &reader) }
    }
    guard !key.isEmpty else { throw XMLFault("an object has no Key") }
  }

  private mutating func read(_ name: String, _ reader: inout XMLReader) throws(XMLFault) {
    switch name {
    case "Key": key = try reader.text()
    case "Size": size = Int64(try reader.text())
    case "ETag": entityTag = try reader.text()
    case "LastModified": modified = Timestamp(iso8601: try reader.text())
    default: try reader.skip()
    }
  }

  func listed(as key: String) throws(XMLFault) -> ListedObject {
    guard let size, size >= 0 else { throw XMLFault("an object has no sensible Size") }
    guard let modified else { throw XMLFault("an object has no sensible LastModified") }
    guard !entityTag.isEmpty else { throw XMLFault("an object has no ETag") }
    return ListedObject(
      key: key, size: size, entityTag: EntityTag(entityTag), modified: modified)
  }
}

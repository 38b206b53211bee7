/// A location's parts as they are written, decoded.
struct LocationParts {
  let bucket: String
  let prefix: String
  let options: LocationOptions

  init(_ text: String) throws(S3LocationError) {
    // What can't be read may be anything, a key too: it isn't repeated.
    guard text.utf8.count <= Limits.locationBytes else {
      throw S3LocationError("a location has at most \(Limits.locationBytes) bytes")
    }
    guard S3Location.isMeant(by: text) else {
      throw S3LocationError("an S3 store is written s3://BUCKET/PREFIX")
    }
    let halves = text.dropFirst(S3Location.scheme.count).split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = halves[0]
    guard !path.contains("@") else { throw .credentials(in: "an S3 location") }
    guard !text.contains("#") else {
      throw S3LocationError("an S3 location has no #; write %23 for one in a prefix")
    }
    let end = path.firstIndex(of: "/") ?? path.endIndex
    bucket = try LocationParts.bucket(path[..<end])
    prefix = try LocationParts.prefix(path[end...])
    options = try LocationOptions(halves.count == 2 ? halves[1] : "")
  }

  private static func bucket(_ text: Substring) throws(S3LocationError) -> String {
    guard !text.contains(":") else {
      throw S3LocationError(
        """
        a bucket's name has no colon; another server is written \
        s3://BUCKET/PREFIX?endpoint=http://HOST:PORT
        """)
    }
    let bucket = try decoded(text, "the bucket")
    guard !bucket.contains("@"), !bucket.contains(":") else {
      throw .credentials(in: "an S3 location")
    }
    return bucket
  }

  // Engines and proxies differ about empty parts, dots and control characters in paths.
  private static func prefix(_ text: Substring) throws(S3LocationError) -> String {
    var text = text.drop { $0 == "/" }
    while text.last == "/" { text.removeLast() }
    let prefix = try decoded(text, "the prefix")
    guard prefix.utf8.count <= Limits.prefixBytes else {
      throw S3LocationError("a prefix has at most \(Limits.prefixBytes) bytes")
    }
    let parts = prefix.split(separator: "/", omittingEmptySubsequences: false)
    guard prefix.isEmpty || !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
      throw S3LocationError("a prefix has no empty part and no . or .. in it")
    }
    guard prefix.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      throw S3LocationError("a prefix has no control characters")
    }
    return prefix
  }
}

/// What follows the `?`.
struct LocationOptions {
  private(set) var endpoint: String?
  private(set) var region: String?
  private(set) var isPathStyle: Bool?

  init(_ text: Substring) throws(S3LocationError) {
    var seen: Set<Substring> = []
    for option in text.split(separator: "&") {
      let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = parts[0]
      guard seen.insert(name).inserted else {
        throw S3LocationError("an option of the S3 location is there twice")
      }
      try set(name, to: parts.count == 2 ? parts[1] : "")
    }
  }

  private mutating func set(_ name: Substring, to text: Substring) throws(S3LocationError) {
    switch name {
    case "endpoint": endpoint = try value(text, of: name)
    case "region": region = try value(text, of: name)
    case "path_style":
      guard let choice = Bool(try value(text, of: name)) else {
        throw S3LocationError("path_style= is true or false")
      }
      isPathStyle = choice
    default: throw unknown(name)
    }
  }

  private func value(_ text: Substring, of name: Substring) throws(S3LocationError) -> String {
    let value = try decoded(text, "\(name)=")
    guard !value.isEmpty else { throw S3LocationError("\(name)= has no value") }
    return value
  }

  // The name isn't repeated where it may be a key that lost its way.
  private func unknown(_ name: Substring) -> S3LocationError {
    let lowercase = name.lowercased()
    if ["key", "secret", "token", "password", "credential"].contains(where: lowercase.contains) {
      return .credentials(in: "an S3 location")
    }
    let isWord =
      name.utf8.count <= 16
      && name.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == 0x5f }
    let what = isWord ? "there is no option \(name)" : "there is an option that isn't known"
    return S3LocationError("\(what) in the S3 location; endpoint, region and path_style are known")
  }
}

private func decoded(_ text: Substring, _ part: String) throws(S3LocationError) -> String {
  guard let decoded = PercentEncoding.decode(text) else {
    throw S3LocationError("\(part): a % is followed by two digits of a byte; write %25 for a %")
  }
  guard !decoded.utf8.contains(0) else { throw S3LocationError("\(part): there is a zero byte") }
  return decoded
}

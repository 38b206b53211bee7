/// The rules for names of buckets.
enum BucketName {
  /// What is wrong with a name; nil when nothing is.
  ///
  /// - Parameter isLenient: whether another engine than Amazon's has the bucket. They take the names
  ///   that Amazon once took too, as long as these aren't part of a host's name.
  static func fault(_ name: String, isLenient: Bool) -> String? {
    guard !name.isEmpty else { return "there is no bucket; write s3://BUCKET/PREFIX" }
    return isLenient ? lenientFault(name) : strictFault(name)
  }

  // "General purpose bucket naming rules" in the Amazon S3 User Guide.
  private static func strictFault(_ name: String) -> String? {
    guard (3...63).contains(name.utf8.count) else { return "it has 3 to 63 characters" }
    guard name.utf8.allSatisfy({ isLetterOrDigit($0) || "-.".utf8.contains($0) }) else {
      return "it has lower-case letters, digits, dots and hyphens"
    }
    guard let first = name.utf8.first, let last = name.utf8.last, isLetterOrDigit(first),
      isLetterOrDigit(last)
    else { return "it begins and ends with a letter or a digit" }
    guard !name.contains("..") else { return "it has no two dots side by side" }
    let isAddress =
      name.split(separator: ".").count == 4 && name.utf8.allSatisfy { !isLetter($0) && $0 != 0x2d }
    return isAddress ? "it isn't an IP address" : nil
  }

  private static func lenientFault(_ name: String) -> String? {
    guard name.utf8.count <= 255 else { return "it has at most 255 characters" }
    guard
      name.utf8.allSatisfy({
        isLetter($0 | 0x20) || isLetterOrDigit($0) || "-._".utf8.contains($0)
      })
    else {
      return "it has letters, digits, dots, hyphens and underscores"
    }
    return name == "." || name == ".." ? "it isn't \(name)" : nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

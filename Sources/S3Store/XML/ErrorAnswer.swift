/// What a server says when it refuses ("Error responses" in the Amazon S3 API Reference). All of it
/// is somebody else's words, made fit for a line of the log.
struct ErrorAnswer: Hashable, Sendable {
  /// `NoSuchBucket` and the like.
  private(set) var code = ""
  private(set) var message = ""
  /// The key that it is about, where it is about one of several; as it is.
  private(set) var key: String?
  /// The region that the bucket is in, where that was the fault.
  private(set) var region: String?

  /// Reads the body of an answer; nil when it is no error of S3's, but a proxy's page, say, or empty.
  /// S3 has the error at the root, the security token service below it.
  init?(_ document: [UInt8]) {
    do throws(XMLFault) {
      var reader = try XMLReader(document)
      guard case .start(let root) = try reader.next() else { return nil }
      switch root {
      case "Error": try read(&reader)
      case "ErrorResponse": try readResponse(&reader)
      default: return nil
      }
      while try reader.next() != nil {}
    } catch {
      return nil
    }
    guard !code.isEmpty else { return nil }
  }

  /// Reads the error element that has begun.
  init(_ reader: inout XMLReader) throws(XMLFault) { try read(&reader) }

  private mutating func read(_ reader: inout XMLReader) throws(XMLFault) {
    var fields: [String: String] = [:]
    try reader.children { (reader, name) throws(XMLFault) in
      switch name {
      case "Code", "Message", "Region": fields[name] = oneLine(try reader.text())
      case "Key": fields[name] = try reader.text()
      default: try reader.skip()
      }
    }
    code = fields["Code"] ?? ""
    message = fields["Message"] ?? ""
    key = fields["Key"]
    region = fields["Region"]
  }

  private mutating func readResponse(_ reader: inout XMLReader) throws(XMLFault) {
    var error: ErrorAnswer?
    try reader.children { (reader, name) throws(XMLFault) in
      switch name {
      case "Error": error = try ErrorAnswer(&reader)
      default: try reader.skip()
      }
    }
    if let error { self = error }
  }
}

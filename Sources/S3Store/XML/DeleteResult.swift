/// The answer to DeleteObjects (Amazon S3 API Reference): it is a success with failures in it.
struct DeleteResult: Hashable, Sendable {
  /// Why keys are still there. The others are gone, or never were.
  let errors: [String: ErrorAnswer]

  init(_ document: [UInt8]) throws(XMLFault) {
    var errors: [String: ErrorAnswer] = [:]
    try XMLReader.read(document, root: "DeleteResult") { (reader, name) throws(XMLFault) in
      guard name == "Error" else { return try reader.skip() }
      let error = try ErrorAnswer(&reader)
      guard let key = error.key else { throw XMLFault("an error has no Key") }
      errors[key] = error
    }
    self.errors = errors
  }
}

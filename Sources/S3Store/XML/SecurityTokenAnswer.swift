import ProfileStore

/// The credentials in the answers to AssumeRole and AssumeRoleWithWebIdentity (AWS Security Token
/// Service API Reference).
struct SecurityTokenAnswer {
  let accessKey: String
  let secretKey: String
  let sessionToken: String
  let expiration: Timestamp

  /// Reads `<…Response><…Result><Credentials>`.
  init(_ document: [UInt8]) throws(XMLFault) {
    var fields: [String: String] = [:]
    var reader = try XMLReader(document)
    guard case .start(let root) = try reader.next(), root.hasSuffix("Response") else {
      throw XMLFault("the document is no response")
    }
    try reader.children { (reader, name) throws(XMLFault) in
      guard name.hasSuffix("Result") else { return try reader.skip() }
      try reader.children { (reader, name) throws(XMLFault) in
        guard name == "Credentials" else { return try reader.skip() }
        try reader.children { (reader, name) throws(XMLFault) in
          fields[name] = try reader.text()
        }
      }
    }
    while try reader.next() != nil {}
    guard let accessKey = fields["AccessKeyId"], let secretKey = fields["SecretAccessKey"],
      let sessionToken = fields["SessionToken"],
      let expiration = fields["Expiration"].flatMap({ Timestamp(iso8601: $0) })
    else { throw XMLFault("there are no credentials in it") }
    self.accessKey = accessKey
    self.secretKey = secretKey
    self.sessionToken = sessionToken
    self.expiration = expiration
  }
}

/// Where an S3 store is: `s3://bucket/prefix`, and how it is reached.
///
/// Options follow a `?`, joined by `&`: `endpoint=http://host:8333`, `region=eu-west-1` and
/// `path_style=true` or `false`. Bucket, prefix and options are percent-encoded as in any URL. What
/// isn't said comes from where AWS's tools have it: environment variables, then the profile's
/// settings ("Service-specific endpoints" and "AWS Region" in the AWS SDKs and Tools Reference Guide).
public struct S3Location: Hashable, Sendable {
  /// The bucket's name.
  public let bucket: String

  /// What all keys begin with; no slash at its beginning or end; may be empty.
  public let prefix: String

  /// Where the server is.
  let endpoint: Endpoint

  /// The region that signatures name.
  let region: String

  /// Whether the bucket is the first part of the path, and not of the host.
  let isPathStyle: Bool

  /// Reads a location; what it doesn't say comes from the process's environment and from `~/.aws`.
  public init(_ text: String) throws(S3LocationError) {
    try self.init(text, settings: .ofProcess())
  }

  init(_ text: String, settings: AWSSettings) throws(S3LocationError) {
    let parts = try LocationParts(text)
    let region = try S3Location.region(parts.options, settings)
    let named = try S3Location.namedEndpoint(parts.options, settings)
    let isPathStyle =
      parts.options.isPathStyle ?? (named != nil || parts.bucket.contains("."))
    if let fault = BucketName.fault(parts.bucket, isLenient: named != nil && isPathStyle) {
      throw S3LocationError("no bucket can have the name “\(oneLine(parts.bucket))”: \(fault)")
    }
    bucket = parts.bucket
    prefix = parts.prefix
    endpoint = named ?? Endpoint(awsService: "s3", region: region)
    self.region = region
    self.isPathStyle = isPathStyle
  }

  private static func region(
    _ options: LocationOptions, _ settings: AWSSettings
  ) throws(S3LocationError) -> String {
    let region: String
    if let named = options.region ?? settings.first("AWS_REGION", "AWS_DEFAULT_REGION") {
      region = named
    } else {
      region =
        try S3LocationError.wrapping { () throws(SettingsError) in
          try settings.profile()["region"]
        } ?? "us-east-1"
    }
    // It becomes part of a host's name and of what is signed.
    guard region.utf8.count <= 64,
      region.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
    else { throw S3LocationError("there is no region “\(oneLine(region))”; one is us-east-1") }
    return region
  }

  private static func namedEndpoint(
    _ options: LocationOptions, _ settings: AWSSettings
  ) throws(S3LocationError) -> Endpoint? {
    if let text = options.endpoint { return try Endpoint(text, from: "endpoint=") }
    for variable in ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"] {
      if let text = settings[variable] { return try Endpoint(text, from: variable) }
    }
    let text = try S3LocationError.wrapping { () throws(SettingsError) in
      try settings.profileEndpoint(of: "s3")
    }
    guard let text else { return nil }
    return try Endpoint(text, from: "the profile's endpoint_url")
  }
}

extension S3Location {
  /// Whether a text means a bucket, and not a path.
  public static func isMeant(by text: String) -> Bool {
    text.prefix(scheme.utf8.count).lowercased() == scheme
  }

  static let scheme = "s3://"

  /// `s3://bucket/prefix`, without its options: what people call it.
  public var name: String { "\(S3Location.scheme)\(bucket)\(prefix.isEmpty ? "" : "/\(prefix)")" }
}

extension S3Location: CustomStringConvertible {
  /// `s3://bucket/prefix at http://127.0.0.1:8333`; it has no secrets.
  public var description: String { "\(name) at \(endpoint)" }
}

// MARK: Addresses

extension S3Location {
  /// The key of a path below the prefix.
  func key(_ path: String) -> String { prefix.isEmpty ? path : "\(prefix)/\(path)" }

  /// Where a key is asked for; with an empty key, the bucket itself ("Virtual hosting of general
  /// purpose buckets" in the Amazon S3 User Guide). The path is encoded; slashes in keys stay.
  func address(ofKey key: String) -> (authority: String, path: String) {
    let path = PercentEncoding.encode(key, keepingSlashes: true)
    guard isPathStyle else { return ("\(bucket).\(endpoint.authority)", "/\(path)") }
    return (endpoint.authority, key.isEmpty ? "/\(bucket)" : "/\(bucket)/\(path)")
  }
}

extension S3LocationError {
  fileprivate static func wrapping<Result>(
    _ body: () throws(SettingsError) -> Result
  ) throws(S3LocationError) -> Result {
    do throws(SettingsError) {
      return try body()
    } catch {
      throw S3LocationError(error.description)
    }
  }
}

import ProfileStore
import Testing

@testable import S3Store

/// Signatures against AWS's published examples and against those of botocore 1.43.
@Suite struct SignatureV4Tests {
  // "Authenticating Requests: Using the Authorization Header" in the Amazon S3 API Reference.
  @Test(arguments: [
    SignedExample(
      request("GET", "/test.txt", headers: [("range", "bytes=0-9")]),
      headers: "host;range;x-amz-content-sha256;x-amz-date",
      signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
    SignedExample(
      request(
        "PUT", "/test%24file.text",
        headers: [
          ("date", "Fri, 24 May 2013 00:00:00 GMT"),
          ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ],
        body: "Welcome to Amazon S3."),
      headers: "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
      signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
    SignedExample(
      request("GET", "/", query: [("lifecycle", "")]),
      headers: "host;x-amz-content-sha256;x-amz-date",
      signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
    SignedExample(
      request("GET", "/", query: [("max-keys", "2"), ("prefix", "J")]),
      headers: "host;x-amz-content-sha256;x-amz-date",
      signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
  ])
  private func `Amazon S3's examples have Amazon's signatures`(example: SignedExample) {
    let signed = SignatureV4(service: .s3, region: "us-east-1")
      .sign(example.request, with: keys, at: .example)
    #expect(
      value(of: "authorization", in: signed) == """
        AWS4-HMAC-SHA256 \
        Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
        SignedHeaders=\(example.headers), Signature=\(example.signature)
        """)
    #expect(value(of: "x-amz-date", in: signed) == "20130524T000000Z")
  }

  // "Create a signed AWS API request" in the IAM User Guide, steps 3 and 4.
  @Test func `a day's key is derived as in AWS's example`() {
    let key = SigningKey(
      Credentials(
        accessKey: "AKIDEXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
      date: "20150830", region: "us-east-1", service: .init(name: "iam", isS3: false))
    #expect(key.scope == "20150830/us-east-1/iam/aws4_request")
    let text = """
      AWS4-HMAC-SHA256
      20150830T123600Z
      20150830/us-east-1/iam/aws4_request
      f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59
      """
    #expect(
      key.signature(of: text) == "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")
  }

  // `get-vanilla` of AWS's Signature Version 4 test suite.
  @Test func `other services' examples have their signatures`() {
    let signature = SignatureV4(
      service: .init(name: "service", isS3: false), region: "us-east-1")
    let signed = signature.sign(
      HTTPRequest("GET", scheme: "https", authority: "example.amazonaws.com", path: "/"),
      with: Credentials(
        accessKey: "AKIDEXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
      at: Timestamp(iso8601: "2015-08-30T12:36:00Z")!)
    #expect(
      value(of: "authorization", in: signed)?.hasSuffix(
        "=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31") == true)
    #expect(value(of: "x-amz-content-sha256", in: signed) == nil)
  }

  @Test(arguments: [
    // Every reserved character, a slash twice and dots.
    SignedExample(
      HTTPRequest(
        "GET", scheme: "https", authority: "bucket.s3.eu-central-1.amazonaws.com",
        path: "/"
          + PercentEncoding.encode("a b/c+d/ü/e=f//g/../h~_-.!'()*", keepingSlashes: true)),
      headers: "host;x-amz-content-sha256;x-amz-date",
      signature: "09482d4d3f973413729e9515394e781945920de1c4d33a6648c1d4ed662aeffe"),
    SignedExample(
      HTTPRequest(
        "GET", scheme: "http", authority: "127.0.0.1:8333", path: "/bucket",
        query: [
          ("list-type", "2"), ("prefix", "a b/ü"), ("delimiter", "/"),
          ("start-after", "a+b&c=d"), ("encoding-type", "url"), ("max-keys", "1000"),
        ]),
      headers: "host;x-amz-content-sha256;x-amz-date",
      signature: "834fde1e7c027db69830271b178416f26b76890f7bf5579231387a796a01a343"),
    SignedExample(
      HTTPRequest(
        "PUT", scheme: "http", authority: "127.0.0.1:8333", path: "/bucket/k",
        headers: [
          ("if-none-match", "*"), ("x-amz-meta-note", "  two   spaces "),
          ("content-type", "application/octet-stream"),
        ], body: Array("hello".utf8)),
      token: "TOKEN/+==",
      headers: "content-type;host;if-none-match;x-amz-content-sha256;x-amz-date;x-amz-meta-note;"
        + "x-amz-security-token",
      signature: "cea14ed948252faa974a419e8de6caa258ecbff99db0be6e2f8779d8f725f1ef"),
    SignedExample(
      HTTPRequest(
        "POST", scheme: "http", authority: "127.0.0.1:8333", path: "/bucket",
        query: [("delete", "")], headers: [("content-md5", "1B2M2Y8AsgTpgAmy7PhCfg==")],
        body: Array("<Delete/>".utf8)),
      headers: "content-md5;host;x-amz-content-sha256;x-amz-date",
      signature: "fb1da2f0f6139d9d468df0cceb669dde7701bce455e4b2364397bf3d22f5a3d2"),
    SignedExample(
      HTTPRequest(
        "PUT", scheme: "https", authority: "bucket.s3.eu-central-1.amazonaws.com", path: "/k",
        body: Array("hello".utf8)), payload: .unsignedOverTLS,
      headers: "host;x-amz-content-sha256;x-amz-date",
      signature: "52910b81ba986464f4625d975ac4f27f289c4efec89d7a4fec16b0faf8459f7f"),
    SignedExample(
      HTTPRequest(
        "POST", scheme: "https", authority: "sts.eu-central-1.amazonaws.com", path: "/",
        headers: [("content-type", "application/x-www-form-urlencoded; charset=utf-8")],
        body: Array("Action=GetCallerIdentity&Version=2011-06-15".utf8)),
      of: .sts, headers: "content-type;host;x-amz-date",
      signature: "0738c8a52f300d388df48d3b18297a763a4b58806c3c3d37790a44379170f77d"),
    // The path is normalised and encoded twice; names that are there twice are sorted by value.
    SignedExample(
      HTTPRequest(
        "GET", scheme: "https", authority: "sts.eu-central-1.amazonaws.com",
        path: "/a%20b/./c/../%C3%BC//d/",
        query: [("b", "2"), ("a", "1"), ("a", "0"), ("A", "/")]),
      of: .sts, headers: "host;x-amz-date",
      signature: "60bd51655f86f566c3258632d9d6b3fc2f8a4fe402a7c684fe710e87b4bc8a09"),
  ])
  private func `odd keys, queries and headers have botocore's signatures`(example: SignedExample) {
    let signed = SignatureV4(service: example.service, region: "eu-central-1").sign(
      example.request, with: Credentials(keys, token: example.token), at: .botocore,
      payload: example.payload)
    let authorization = value(of: "authorization", in: signed)
    #expect(
      authorization?.hasSuffix(
        "SignedHeaders=\(example.headers), Signature=\(example.signature)") == true)
  }

  @Test func `a body is left unsigned only over TLS`() {
    let signature = SignatureV4(service: .s3, region: "us-east-1")
    var request = request("PUT", "/k", body: "hello")
    let overTLS = signature.sign(request, with: keys, at: .example, payload: .unsignedOverTLS)
    #expect(value(of: "x-amz-content-sha256", in: overTLS) == "UNSIGNED-PAYLOAD")
    request.scheme = "http"
    let plain = signature.sign(request, with: keys, at: .example, payload: .unsignedOverTLS)
    #expect(
      value(of: "x-amz-content-sha256", in: plain)
        == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
  }

  @Test func `a request that is signed again has one signature, the later one`() {
    let signature = SignatureV4(service: .s3, region: "us-east-1")
    let request = request("GET", "/k", headers: [("range", "bytes=0-9")])
    let temporary = Credentials(keys, token: "token")
    let twice = signature.sign(
      signature.sign(request, with: temporary, at: .botocore), with: keys, at: .example)
    let once = signature.sign(request, with: keys, at: .example)
    #expect(twice.headers.map(\.name) == once.headers.map(\.name))
    #expect(twice.headers.map(\.value) == once.headers.map(\.value))
  }

  @Test func `headers that change on the way aren't signed, and don't matter`() {
    let signature = SignatureV4(service: .s3, region: "us-east-1")
    let changing = request(
      "GET", "/k", headers: [("user-agent", "pgofs"), ("connection", "close"), ("expect", "x")])
    let signed = signature.sign(changing, with: keys, at: .example)
    let plain = signature.sign(request("GET", "/k"), with: keys, at: .example)
    #expect(value(of: "authorization", in: signed) == value(of: "authorization", in: plain))
  }
}

private struct SignedExample: Sendable, CustomTestStringConvertible {
  let request: HTTPRequest
  let service: SignatureV4.Service
  let token: String?
  let payload: SignatureV4.Payload
  let headers: String
  let signature: String

  init(
    _ request: HTTPRequest, of service: SignatureV4.Service = .s3, token: String? = nil,
    payload: SignatureV4.Payload = .signed, headers: String, signature: String
  ) {
    self.request = request
    self.service = service
    self.token = token
    self.payload = payload
    self.headers = headers
    self.signature = signature
  }

  var testDescription: String { "\(request.method) \(request.path)" }
}

private let keys = Credentials(
  accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")

extension Credentials {
  fileprivate init(_ keys: Credentials, token: String?) {
    self.init(accessKey: keys.accessKey, secretKey: keys.secretKey, sessionToken: token)
  }
}

extension Timestamp {
  fileprivate static let example = Timestamp(iso8601: "2013-05-24T00:00:00Z")!
  fileprivate static let botocore = Timestamp(iso8601: "2024-10-12T09:30:05Z")!
}

private func request(
  _ method: String, _ path: String, query: [(name: String, value: String)] = [],
  headers: [(name: String, value: String)] = [], body: String = ""
) -> HTTPRequest {
  HTTPRequest(
    method, scheme: "https", authority: "examplebucket.s3.amazonaws.com", path: path, query: query,
    headers: headers, body: Array(body.utf8))
}

private func value(of name: String, in request: HTTPRequest) -> String? {
  request.headers.first { $0.name == name }?.value
}

/// Credentials of the role of the EC2 instance that we run on, by version 2 of its metadata service:
/// "Use the Instance Metadata Service to access instance metadata" in the Amazon EC2 User Guide.
struct InstanceCredentials: CredentialProvider {
  private let context: CredentialContext

  init(_ context: CredentialContext) { self.context = context }

  /// nil where nobody answers: most machines are no instances.
  func credentials() throws(CredentialError) -> Credentials? {
    guard !context.settings.isTrue("AWS_EC2_METADATA_DISABLED") else { return nil }
    let endpoint = try endpoint()
    guard let token = try token(endpoint) else { return nil }
    let path = "/latest/meta-data/iam/security-credentials/"
    guard let roles = try get(path, endpoint, token) else { return nil }
    let role = String(decoding: roles.prefix { $0 != 0x0a && $0 != 0x0d }, as: UTF8.self)
    guard !role.isEmpty else { return nil }
    let name = PercentEncoding.encode(role)
    guard let answer = try get(path + name, endpoint, token) else {
      throw CredentialError(
        .unavailable, "the instance has the role \(oneLine(role)), but no credentials for it")
    }
    return try Credentials(agentAnswer: answer, from: "the instance's metadata service")
  }

  private func endpoint() throws(CredentialError) -> Endpoint {
    let variable = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
    let isIPv6 = context.settings["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"]?.lowercased() == "ipv6"
    let standard = isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
    do throws(S3LocationError) {
      return try Endpoint(context.settings[variable] ?? standard, from: variable)
    } catch {
      throw CredentialError(.unusable, error.description)
    }
  }

  // nil where there is no such service.
  private func token(_ endpoint: Endpoint) throws(CredentialError) -> String? {
    let request = HTTPRequest(
      "PUT", scheme: endpoint.scheme, authority: endpoint.authority, path: "/latest/api/token",
      headers: [("x-aws-ec2-metadata-token-ttl-seconds", "21600")])
    for _ in 0..<Limits.instanceAttempts {
      guard let response = try? context.transport.send(request, within: Limits.instancePatience),
        response.status < 500
      else { continue }
      guard response.status == 200 else { return nil }
      let token = String(decoding: response.body, as: UTF8.self)
      guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
        return nil
      }
      return token
    }
    return nil
  }

  // nil where there is nothing of this path: the instance has no role.
  private func get(
    _ path: String, _ endpoint: Endpoint, _ token: String
  ) throws(CredentialError) -> [UInt8]? {
    let request = HTTPRequest(
      "GET", scheme: endpoint.scheme, authority: endpoint.authority, path: path,
      headers: [("x-aws-ec2-metadata-token", token)])
    let what = "the instance's metadata service"
    do throws(TransportError) {
      let response = try context.transport.send(request, within: Limits.instancePatience)
      if response.status == 404 { return nil }
      if response.status == 200 { return response.body }
      throw TransportError(kind: .brokenOff, message: "the answer is \(response.status)")
    } catch {
      throw CredentialError(.unavailable, "can't ask \(what): \(error.message)")
    }
  }
}

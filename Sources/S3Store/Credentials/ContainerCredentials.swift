/// Credentials of the container's agent, on ECS and by EKS Pod Identity: "Container credential
/// provider" in the AWS SDKs and Tools Reference Guide.
struct ContainerCredentials: CredentialProvider {
  private let context: CredentialContext

  init(_ context: CredentialContext) { self.context = context }

  func credentials() throws(CredentialError) -> Credentials? {
    guard let (endpoint, path) = try address() else { return nil }
    var headers: [(name: String, value: String)] = [("accept", "application/json")]
    if let token = try authorization() { headers.append(("authorization", token)) }
    let request = HTTPRequest(
      "GET", scheme: endpoint.scheme, authority: endpoint.authority, path: path, headers: headers)
    let what = "the container's credentials at \(endpoint)"
    let response: HTTPResponse
    do throws(TransportError) {
      response = try context.transport.send(request, within: Limits.containerPatience)
    } catch {
      throw CredentialError(.unavailable, "can't get \(what): \(error.message)")
    }
    guard response.status == 200 else {
      throw CredentialError(
        response.status >= 500 || response.status == 429 ? .unavailable : .refused,
        "can't get \(what): the answer is \(response.status)")
    }
    return try Credentials(agentAnswer: response.body, from: what)
  }

  private func address() throws(CredentialError) -> (endpoint: Endpoint, path: String)? {
    if let path = context.settings["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
      guard path.hasPrefix("/") else {
        throw CredentialError(
          .unusable, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is no path: it begins with a /")
      }
      return try parsed("http://169.254.170.2\(path)", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
    }
    let variable = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
    guard let uri = context.settings[variable] else { return nil }
    let address = try parsed(uri, variable)
    guard address.endpoint.scheme == "https" || isNear(address.endpoint.host) else {
      throw CredentialError(
        .unusable,
        "\(variable): without https only this machine and the container's agent are asked")
    }
    return address
  }

  private func parsed(
    _ uri: String, _ variable: String
  ) throws(CredentialError) -> (endpoint: Endpoint, path: String) {
    let scheme = uri.firstRange(of: "://")?.upperBound ?? uri.startIndex
    let end = uri[scheme...].firstIndex { "/?#".contains($0) } ?? uri.endIndex
    let path = uri[end...]
    guard path.isEmpty || path.hasPrefix("/"),
      path.utf8.allSatisfy({ (0x21...0x7e).contains($0) && !"?#".utf8.contains($0) })
    else { throw CredentialError(.unusable, "\(variable): the path can't be asked for") }
    do throws(S3LocationError) {
      return (try Endpoint(String(uri[..<end]), from: variable), path.isEmpty ? "/" : String(path))
    } catch {
      throw CredentialError(.unusable, error.description)
    }
  }

  // This machine, and the addresses of the agents of ECS and EKS.
  private func isNear(_ host: String) -> Bool {
    let agents = ["localhost", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"]
    if agents.contains(host) { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return parts.count == 4 && parts.first == 127 && !parts.contains(nil)
  }

  // The file's token is replaced from time to time: it is read each time, and counts before the
  // variable's.
  private func authorization() throws(CredentialError) -> String? {
    if let path = context.settings["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] {
      return try context.secret(inFile: path)
    }
    guard let token = context.settings["AWS_CONTAINER_AUTHORIZATION_TOKEN"] else { return nil }
    guard token.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
      throw CredentialError(
        .unusable, "AWS_CONTAINER_AUTHORIZATION_TOKEN has characters that no header can hold")
    }
    return token
  }
}

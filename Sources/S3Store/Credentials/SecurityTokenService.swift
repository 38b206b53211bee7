import ProfileStore

/// A client of the AWS Security Token Service: roles in exchange for what proves who we are.
struct SecurityTokenService: Sendable {
  private let endpoint: Endpoint
  private let context: CredentialContext

  /// The service of the region, or the one that the settings name.
  init(_ context: CredentialContext) throws(CredentialError) {
    self.context = context
    endpoint = try SecurityTokenService.endpoint(context)
  }

  /// AssumeRoleWithWebIdentity: the request isn't signed, the token is what counts.
  func credentials(
    of role: AssumedRole, webIdentity token: String
  ) throws(CredentialError) -> Credentials {
    let form = role.form(action: "AssumeRoleWithWebIdentity") + [("WebIdentityToken", token)]
    return try answer(to: request(form), for: role, withholding: token)
  }

  /// AssumeRole, with the credentials of somebody who may.
  func credentials(
    of role: AssumedRole, by credentials: Credentials
  ) throws(CredentialError) -> Credentials {
    let signature = SignatureV4(service: .sts, region: context.region)
    let request = signature.sign(
      request(role.form(action: "AssumeRole")), with: credentials, at: context.now())
    return try answer(to: request, for: role, withholding: credentials.secretKey)
  }

  private static func endpoint(_ context: CredentialContext) throws(CredentialError) -> Endpoint {
    do {
      for variable in ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"] {
        if let text = context.settings[variable] { return try Endpoint(text, from: variable) }
      }
      if let text = try context.settings.profileEndpoint(of: "sts") {
        return try Endpoint(text, from: "the profile's endpoint_url")
      }
    } catch {
      throw CredentialError(.unusable, "\(error)")
    }
    return Endpoint(awsService: "sts", region: context.region)
  }

  private func request(_ form: [(name: String, value: String)]) -> HTTPRequest {
    let body = form.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }
    return HTTPRequest(
      "POST", scheme: endpoint.scheme, authority: endpoint.authority, path: "/",
      headers: [("content-type", "application/x-www-form-urlencoded; charset=utf-8")],
      body: Array(body.joined(separator: "&").utf8))
  }

  private func answer(
    to request: HTTPRequest, for role: AssumedRole, withholding secret: String
  ) throws(CredentialError) -> Credentials {
    let what = "the role \(oneLine(role.name)) at \(endpoint)"
    let response: HTTPResponse
    do throws(TransportError) {
      response = try context.transport.send(request, within: Limits.tokenServicePatience)
    } catch {
      throw CredentialError(.unavailable, "can't ask for \(what): \(error.message)")
    }
    guard response.status == 200 else {
      throw refusal(response, what, withholding: secret)
    }
    let answer: SecurityTokenAnswer
    do throws(XMLFault) {
      answer = try SecurityTokenAnswer(response.body)
    } catch {
      throw CredentialError(.unavailable, "the answer about \(what) can't be read: \(error)")
    }
    return try Credentials(
      checking: answer.accessKey, answer.secretKey, answer.sessionToken,
      expiration: answer.expiration, from: what)
  }

  private func refusal(
    _ response: HTTPResponse, _ what: String, withholding secret: String
  ) -> CredentialError {
    guard let error = ErrorAnswer(response.body) else {
      return CredentialError(
        response.status >= 500 ? .unavailable : .refused,
        "can't get \(what): the answer is \(response.status)")
    }
    // The services that we'd ask again after: they say so with a 400 too.
    let isPassing =
      response.status >= 500 || ["Throttling", "IDPCommunicationError"].contains(error.code)
    let message = error.message.contains(secret) ? "" : ": \(error.message)"
    return CredentialError(
      isPassing ? .unavailable : .refused, "can't get \(what): \(error.code)\(message)")
  }
}

/// A role to take on, as settings describe it.
struct AssumedRole: Sendable {
  /// Its ARN.
  let name: String
  let sessionName: String
  var externalID: String?
  var seconds: String?

  init(name: String, sessionName: String?) {
    self.name = name
    self.sessionName = sessionName ?? "pgofs"
  }

  /// The parameters of a request for it.
  func form(action: String) -> [(name: String, value: String)] {
    let optional = [("ExternalId", externalID), ("DurationSeconds", seconds)]
    return [
      ("Action", action), ("Version", "2011-06-15"), ("RoleArn", name),
      ("RoleSessionName", sessionName),
    ] + optional.compactMap { name, value in value.map { (name, $0) } }
  }
}

import ProfileStore

/// What those who find credentials work with.
struct CredentialContext: Sendable {
  let settings: AWSSettings
  let region: String
  let transport: any HTTPTransport
  let now: @Sendable () -> Timestamp
}

/// One place where credentials may be.
protocol CredentialProvider: Sendable {
  /// The credentials there; nil where there are none, an error where there are and they can't be had:
  /// then nobody looks further, as other credentials than the intended ones would be worse than none.
  func credentials() throws(CredentialError) -> Credentials?
}

/// The places where AWS's SDKs look, in their order: "Standardized credential providers" in the AWS
/// SDKs and Tools Reference Guide.
struct CredentialChain: Sendable {
  private let providers: [any CredentialProvider]

  init(_ context: CredentialContext) {
    providers = [
      EnvironmentCredentials(settings: context.settings),
      WebIdentityCredentials(context),
      ProfileCredentials(context),
      ContainerCredentials(context),
      InstanceCredentials(context),
    ]
  }

  /// The first that are found.
  func credentials() throws(CredentialError) -> Credentials {
    for provider in providers {
      if let credentials = try provider.credentials() { return credentials }
    }
    throw CredentialError(
      .missing,
      """
      there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write \
      ~/.aws/credentials; nor does a web identity, a container or the instance have any
      """)
  }
}

import ProfileStore
import Testing

@testable import S3Store

/// Credentials as values.
@Suite struct CredentialsTests {
  private let credentials = Credentials(
    accessKey: "AKIAEXAMPLE", secretKey: "SeCrEt", sessionToken: "ToKeN")

  @Test func `however they are printed, no secret shows`() {
    struct Holder { let credentials: [Credentials?] }
    var dumped = ""
    dump(Holder(credentials: [credentials]), to: &dumped)
    let printed = [
      "\(credentials)", String(reflecting: credentials), String(describing: credentials as Any),
      "\(Holder(credentials: [credentials]))", String(reflecting: [credentials]), dumped,
    ]
    for text in printed {
      #expect(!text.contains("SeCrEt") && !text.contains("ToKeN"), "\(text)")
    }
  }

  @Test func `they are good until their end, less a margin`() {
    let end = Timestamp(milliseconds: 1_000_000)
    let credentials = Credentials(accessKey: "a", secretKey: "b", expiration: end)
    #expect(credentials.isGood(at: end.advanced(byMilliseconds: -1)))
    #expect(!credentials.isGood(at: end))
    #expect(credentials.isGood(at: end.advanced(byMilliseconds: -10_001), for: .seconds(10)))
    #expect(!credentials.isGood(at: end.advanced(byMilliseconds: -10_000), for: .seconds(10)))
    #expect(self.credentials.isGood(at: Timestamp(milliseconds: .max), for: .seconds(10)))
  }
}

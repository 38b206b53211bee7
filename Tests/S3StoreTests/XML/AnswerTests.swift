import ProfileStore
import Testing

@testable import S3Store

/// Errors, deletions and credentials in answers.
@Suite struct AnswerTests {
  @Test func `an error says what, and where else to ask`() {
    let answer = ErrorAnswer(
      Array(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Error><Code>PermanentRedirect</Code><Message>Ask
        elsewhere &amp; again</Message><Endpoint>b.s3.eu-west-1.amazonaws.com</Endpoint>
        <Region>eu-west-1</Region><Bucket>b</Bucket><Key>a  b</Key><RequestId>4442587FB7D0A2F9</RequestId>
        <StringToSignBytes><x/></StringToSignBytes></Error>
        """.utf8))
    #expect(answer?.code == "PermanentRedirect")
    #expect(answer?.message == "Ask elsewhere & again")
    #expect(answer?.region == "eu-west-1")
    #expect(answer?.key == "a  b")
  }

  @Test func `the security token service's errors are read too`() {
    let answer = ErrorAnswer(
      Array(
        """
        <ErrorResponse><RequestId>r</RequestId><Error><Code>AccessDenied</Code></Error>
        </ErrorResponse>
        """.utf8))
    #expect(answer?.code == "AccessDenied")
    #expect(answer?.message == "")
  }

  @Test(arguments: [
    "", "<html><body>502</body></html>", "{}", "<Error><Code>A</Code>", "<Error></Error>",
    "<Error><Code></Code></Error>", "<ListBucketResult/>", "<ErrorResponse/>",
  ])
  func `what isn't an error of S3's is none`(body: String) {
    #expect(ErrorAnswer(Array(body.utf8)) == nil)
  }

  @Test func `somebody else's words are one line, and not too long`() {
    let words = "a\u{9}\u{85}b\n" + String(repeating: "c", count: 1000)
    let answer = ErrorAnswer(
      Array("<Error><Code>A</Code><Message>\(words)</Message></Error>".utf8))
    #expect(answer?.message.hasPrefix("a  b c") == true)
    #expect(answer?.message.count == Limits.messageLength)
  }

  // "Sample Response for general purpose buckets" of DeleteObjects in the Amazon S3 API Reference.
  @Test func `a deletion says which keys are still there`() throws {
    let result = try DeleteResult(
      Array(
        """
        <DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
         <Deleted><Key>sample1.txt</Key></Deleted>
         <Error><Key>sample2 +%20.txt</Key><Code>AccessDenied</Code><Message>Access Denied</Message></Error>
        </DeleteResult>
        """.utf8))
    #expect(result.errors.keys.sorted() == ["sample2 +%20.txt"])
    #expect(result.errors["sample2 +%20.txt"]?.code == "AccessDenied")
    #expect(try DeleteResult(Array("<DeleteResult/>".utf8)).errors.isEmpty)
  }

  @Test func `a deletion whose errors have no key is an error`() {
    #expect(throws: XMLFault.self) {
      try DeleteResult(Array("<DeleteResult><Error><Code>A</Code></Error></DeleteResult>".utf8))
    }
  }

  @Test(arguments: [
    "<AssumeRoleResponse/>", "<Error/>",
    "<AssumeRoleResponse><Credentials><AccessKeyId>a</AccessKeyId></Credentials></AssumeRoleResponse>",
    """
    <AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>a</AccessKeyId>\
    <SecretAccessKey>b</SecretAccessKey><SessionToken>c</SessionToken><Expiration>soon</Expiration>\
    </Credentials></AssumeRoleResult></AssumeRoleResponse>
    """,
  ])
  func `credentials that aren't whole are an error`(body: String) {
    #expect(throws: XMLFault.self) { try SecurityTokenAnswer(Array(body.utf8)) }
  }

  @Test(arguments: [
    ("\"a\"", "a"), ("a", "a"), ("W/\"a\"", "a"), ("\"\"", ""), ("\"", "\""), ("", ""),
  ])
  func `an ETag is the same with quotes and without`(text: String, value: String) {
    #expect(EntityTag(text).value == value)
    #expect(EntityTag(text).header == "\"\(value)\"")
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2013-09-17T18:07:53.2Z", 1_379_441_273_200),
    ("2013-09-17T18:07:53.250999999Z", 1_379_441_273_250), ("1969-12-31T23:59:59.999Z", -1),
    ("2013-09-17T23:59:60Z", 1_379_462_400_000),
  ])
  func `instants are read to the millisecond`(text: String, milliseconds: Int64) {
    #expect(Timestamp(iso8601: text) == Timestamp(milliseconds: milliseconds))
  }

  @Test(arguments: [
    "", "T", "TZ", "2013-09-17", "2013-09-17T18:07:53", "2013-09-17T18:07:53.Z",
    "2013-09-17T18:07:53.xZ", "2013-09-17T18:07:53+00:00", "2013-09-17T24:00:00Z",
    "2013-09-17T18:60:00Z", "2013-09-17T18:07Z", "2013-09-17T18:07:+1Z", "2013-09-31T18:07:53Z",
    "10000-09-17T18:07:53Z", "2013-09-17T18:07:53.1.2Z",
  ])
  func `what is no instant is none`(text: String) {
    #expect(Timestamp(iso8601: text) == nil)
  }

  @Test(arguments: [
    (0, "19700101T000000Z"), (1_379_441_273_999, "20130917T180753Z"), (-1, "19691231T235959Z"),
  ])
  func `instants are written in the basic format`(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).basicFormat == text)
  }

  @Test func `instants outside of the calendar don't trap`() {
    for milliseconds in [Int64.min, .max] {
      #expect(Timestamp(milliseconds: milliseconds).basicFormat.utf8.count == 16)
    }
  }
}

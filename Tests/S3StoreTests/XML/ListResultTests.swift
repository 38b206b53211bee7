import ProfileStore
import Testing

@testable import S3Store

/// Pages of a list.
@Suite struct ListResultTests {
  // "Sample Response" of ListObjectsV2 in the Amazon S3 API Reference, with a second key.
  private static let sample = """
    <?xml version="1.0" encoding="UTF-8"?>
    <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
      <Name>quotes</Name>
      <Prefix>E</Prefix>
      <StartAfter>ExampleGuide.pdf</StartAfter>
      <KeyCount>1</KeyCount>
      <MaxKeys>3</MaxKeys>
      <IsTruncated>false</IsTruncated>
      <Contents>
        <Key>ExampleObject.txt</Key>
        <LastModified>2013-09-17T18:07:53.250Z</LastModified>
        <ETag>&quot;599bab3ed2c697f1d26842727561fd94&quot;</ETag>
        <ChecksumAlgorithm>CRC32</ChecksumAlgorithm>
        <Size>857</Size>
        <Owner><ID>x</ID></Owner>
        <StorageClass>REDUCED_REDUNDANCY</StorageClass>
      </Contents>
      <Contents>
        <Key>E+%20</Key><LastModified>2013-09-17T18:07:53Z</LastModified>
        <ETag>0c-2</ETag><Size>0</Size>
      </Contents>
      <CommonPrefixes><Prefix>E/</Prefix></CommonPrefixes>
      <CommonPrefixes><Prefix>Ex/</Prefix></CommonPrefixes>
    </ListBucketResult>
    """

  @Test func `a page has keys, and what longer ones begin with`() throws {
    let list = try ListResult(Array(ListResultTests.sample.utf8))
    let time = Timestamp(iso8601: "2013-09-17T18:07:53Z")!
    #expect(
      list.objects == [
        ListedObject(
          key: "ExampleObject.txt", size: 857,
          entityTag: EntityTag("\"599bab3ed2c697f1d26842727561fd94\""),
          modified: time.advanced(byMilliseconds: 250)),
        ListedObject(key: "E+%20", size: 0, entityTag: EntityTag("\"0c-2\""), modified: time),
      ])
    #expect(list.commonPrefixes == ["E/", "Ex/"])
    #expect(list.continuationToken == nil)
  }

  @Test func `an empty page is one`() throws {
    let list = try ListResult(page("<IsTruncated>false</IsTruncated>"))
    #expect(list.objects.isEmpty && list.commonPrefixes.isEmpty)
  }

  @Test func `encoded keys are decoded, wherever it is said that they are`() throws {
    let contents = object("a%2Bb+c%2F%C3%BC%26%01") + object("%FF")
    let prefixes = "<CommonPrefixes><Prefix>x+y%2F</Prefix></CommonPrefixes>"
    let encoding = "<EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>"
    for body in [contents + prefixes + encoding, encoding + contents + prefixes] {
      let list = try ListResult(page(body))
      // The second key isn't UTF-8.
      #expect(list.objects.map(\.key) == ["a+b c/ü&\u{1}"])
      #expect(list.commonPrefixes == ["x y/"])
    }
  }

  @Test func `a page that isn't the last says where the next begins, as it is`() throws {
    let list = try ListResult(
      page(
        """
        <IsTruncated>true</IsTruncated><EncodingType>url</EncodingType>
        <NextContinuationToken>1/a+%20=</NextContinuationToken>
        """))
    #expect(list.continuationToken == "1/a+%20=")
    let last = try ListResult(
      page(
        "<IsTruncated>false</IsTruncated><NextContinuationToken>x</NextContinuationToken>"))
    #expect(last.continuationToken == nil)
  }

  @Test(arguments: [
    "", "<IsTruncated>true</IsTruncated>", "<IsTruncated>maybe</IsTruncated>",
    "<IsTruncated>true</IsTruncated><NextContinuationToken/>",
    whole + object("a%zz") + "<EncodingType>url</EncodingType>",
    whole + object(""), whole + object("a", size: "-1"), whole + object("a", size: "x"),
    whole + object("a", size: "9223372036854775808"), whole + object("a", modified: "yesterday"),
    whole + object("a", modified: "2013-02-30T00:00:00Z"), whole + object("a", tag: ""),
    whole + "<Contents></Contents>", whole + "<Contents><Key><b/></Key></Contents>",
  ])
  func `a page that may not be whole, or isn't understood, is an error`(body: String) {
    #expect(throws: XMLFault.self) { try ListResult(page(body)) }
  }

  @Test func `a page that was cut off anywhere is an error`() {
    let bytes = Array(ListResultTests.sample.utf8)
    for count in bytes.indices {
      #expect(throws: XMLFault.self) { try ListResult(Array(bytes[..<count])) }
    }
  }

  @Test func `an error is no list`() {
    #expect(throws: XMLFault("the document is no ListBucketResult")) {
      try ListResult(Array("<Error><Code>SlowDown</Code></Error>".utf8))
    }
  }
}

private let whole = "<IsTruncated>false</IsTruncated>"

private func page(_ body: String) -> [UInt8] {
  Array("<ListBucketResult>\(body)</ListBucketResult>".utf8)
}

private func object(
  _ key: String, size: String = "1", modified: String = "2013-09-17T18:07:53Z", tag: String = "t"
) -> String {
  """
  <Contents><Key>\(key)</Key><Size>\(size)</Size><LastModified>\(modified)</LastModified>\
  <ETag>\(tag)</ETag></Contents>
  """
}

import TestSupport
import Testing

@testable import S3Store

/// Nothing that others send or write makes us trap.
@Suite struct MutationTests {
  @Test func `documents that were changed anywhere are read or refused`() {
    var random = SeededGenerator("changed documents")
    for document in documents {
      for _ in 0..<1000 {
        let changed = mutated(document, using: &random)
        _ = try? ListResult(changed)
        _ = try? DeleteResult(changed)
        _ = try? SecurityTokenAnswer(changed)
        _ = ErrorAnswer(changed)
      }
    }
  }

  @Test func `settings and locations that were changed anywhere are read or refused`() {
    var random = SeededGenerator("changed settings")
    let texts = [
      "[default]\nregion = a # b\n\n[profile \"x y\"]\r\ns3 =\r\n  endpoint_url : http://h\n; c\n",
      "s3://bucket/prefix/a%20b?endpoint=http://[::1]:8333&region=eu-west-1&path_style=true",
      "https://user@host:443/x",
    ].map { Array($0.utf8) }
    for text in texts {
      for _ in 0..<1000 {
        let changed = String(decoding: mutated(text, using: &random), as: UTF8.self)
        _ = try? AWSConfigFile(changed, path: "f")
        _ = try? S3Location(changed, settings: AWSSettings())
        _ = try? Endpoint(changed, from: "e")
      }
    }
  }

  @Test func `agents' answers that were changed anywhere are read or refused`() {
    var random = SeededGenerator("changed answers")
    let answer = Array(
      #"{"AccessKeyId":"a","SecretAccessKey":"b","Token":null,"Expiration":"2024-10-12T13:00:00.5Z"}"#
        .utf8)
    for _ in 0..<1000 {
      _ = try? Credentials(agentAnswer: mutated(answer, using: &random), from: "x")
    }
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
    #expect(throws: CredentialError.self) { try Credentials(agentAnswer: deep, from: "x") }
  }
}

/// Bytes with one to eight changes: a byte replaced, removed or put in, a part doubled, the end cut
/// off.
private func mutated(_ bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
  var bytes = bytes
  let telling = Array("<>&;/!?[]'\"=:%#@-.TZ0x \n\u{0}".utf8) + [0xff, 0xc3]
  for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
    let place = Int.random(in: bytes.indices, using: &random)
    let byte = telling.randomElement(using: &random)!
    switch Int.random(in: 0..<9, using: &random) {
    case 0...2: bytes[place] = byte
    case 3, 4: bytes.insert(byte, at: place)
    case 5, 6: bytes.remove(at: place)
    case 7: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
    default: bytes.removeLast(bytes.count - place)
    }
  }
  return bytes
}

private let documents = [
  """
  <?xml version="1.0" encoding="UTF-8"?>
  <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>true</IsTruncated>
  <EncodingType>url</EncodingType><NextContinuationToken>a</NextContinuationToken>
  <Contents><Key>a%2Fb</Key><Size>857</Size><LastModified>2013-09-17T18:07:53.250Z</LastModified>
  <ETag>&quot;59&#x41;&quot;</ETag><Owner><ID/></Owner></Contents><!-- x --><Contents><Key>c</Key>
  <Size>1</Size><LastModified>2013-09-17T18:07:53Z</LastModified><ETag><![CDATA["a"]]></ETag>
  </Contents><CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes></ListBucketResult>
  """,
  """
  <DeleteResult><Deleted><Key>a</Key></Deleted><Error><Key>b</Key><Code>AccessDenied</Code>
  <Message>No &amp; no</Message></Error></DeleteResult>
  """,
  """
  <AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>a</AccessKeyId>
  <SecretAccessKey>b</SecretAccessKey><SessionToken>c</SessionToken>
  <Expiration>2024-10-12T13:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
  """,
  """
  <ErrorResponse><Error><Type>Sender</Type><Code>A</Code><Message>b</Message></Error>
  <RequestId>r</RequestId></ErrorResponse>
  """,
].map { Array($0.utf8) }

import ProfileStore
import Testing

@testable import S3Store

/// What is in a bucket, to take over: all of it, or an error.
@Suite struct ObjectsTests {
  @Test func `all objects are listed and read, whatever fails on the way`() throws {
    let bucket = UnreliableBucket("objects", faults: 0, keysPerPage: 7)
    let keys = (100..<150).map { "sample/sample/-1728725400\($0).pprof" }
    for key in keys { bucket.put(key, "capture \(key)") }
    let objects = BucketObjects(try S3Store.of(bucket).client)
    bucket.fail(20)
    var listed: [BucketObjects.Object] = []
    try objects.forEach { listed.append($0) }
    #expect(listed.map(\.key) == keys)
    #expect(Set(listed.map(\.tag)).count == keys.count)
    for object in listed {
      let bytes = try objects.bytes(of: object.key)
      #expect(bytes == Array("capture \(object.key)".utf8) && bytes.count == object.size)
    }
  }

  @Test func `a bucket that doesn't answer isn't empty, and what is gone is not found`() throws {
    let bucket = UnreliableBucket("objects in the dark", faults: 0)
    let objects = BucketObjects(try S3Store.of(bucket).client)
    let gone = #expect(throws: StoreError.self) { try objects.bytes(of: "sample") }
    #expect(gone?.code == .notFound)
    bucket.setDark(true)
    let dark = #expect(throws: StoreError.self) { try objects.forEach { _ in } }
    #expect(dark?.code == .timedOut)
  }

  // RFC 1321, section A.5.
  @Test(arguments: [
    ("", "d41d8cd98f00b204e9800998ecf8427e"), ("abc", "900150983cd24fb0d6963f7d28e17f72"),
    ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
  ])
  func `the tag of bytes is that of an object of them`(text: String, digest: String) {
    let tag = ContentTag(of: Array(text.utf8))
    #expect(tag == ContentTag(EntityTag("\"\(digest)\"")))
    let file = StoreFile.capture(AppPath("sample")!, CaptureName(time: .now))
    let identity = EntityTags().identity(of: EntityTag(digest), at: file.key)
    #expect(tag.identity(of: file) == identity)
    #expect(tag != ContentTag(EntityTag("\"\(digest)-2\"")))
  }
}

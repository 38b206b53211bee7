import Pprof
import Testing

/// The first bytes written tell whether a CPU profile may come of it.
@Suite struct ProfileBeginningTests {
  @Test func everyBeginningOfAProfileIsOne() throws {
    #expect(Profile.canBegin(with: []))
    for bytes in [Corpus.std.profile("regexp_syntax"), Corpus.svc.profile("000")] {
      let plain = try Gzip.inflate(bytes, limit: testLimit)
      for length in 0...1000 {
        #expect(Profile.canBegin(with: Array(bytes.prefix(length))))
        #expect(Profile.canBegin(with: Array(plain.prefix(length))), "\(length) bytes")
      }
      #expect(Profile.canBegin(with: plain))
    }
    for profile in Corpus.std.profiles + Corpus.svc.profiles {
      #expect(Profile.canBegin(with: Array(profile.prefix(4096))))
    }
  }

  @Test func everyBeginningOfAGeneratedProfileIsOne() {
    var random = SeededGenerator("profiles to begin")
    for _ in 0..<50 {
      let profile = GeneratedProfile().make(using: &random)
      for length in 0...profile.count {
        #expect(Profile.canBegin(with: Array(profile.prefix(length))))
      }
    }
  }

  @Test(arguments: [
    "<!DOCTYPE html>", "<html>", "{\"error\":", "[1, 2", "Could not enable CPU profiling",
    "404 page",
    "heap profile: 1: 2 [3: 4]", "goroutine profile: total 1", "--- contention", "HTTP/1.1 500",
    "\nerror: no such app\n", "Service Unavailable", "failed to fetch", "2024-10-12 error",
  ])
  func textIsRefusedWithinAFewBytes(text: String) throws {
    let bytes = Array(text.utf8)
    let refused = try #require(
      (0...bytes.count).first { !Profile.canBegin(with: Array(bytes[..<$0])) })
    #expect(refused <= 8, "only after \(refused) bytes")
  }

  @Test func otherBytesAreRefused() {
    #expect(!Profile.canBegin(with: [0x1f, 0x8c]))
    #expect(!Profile.canBegin(with: [0x1f, 0x8b, 0x07]))
    #expect(!Profile.canBegin(with: [0x7f, 0x45, 0x4c, 0x46]))
    #expect(!Profile.canBegin(with: [0x50, 0x4b, 0x03, 0x04]))
    // A string table that begins with a string.
    #expect(!Profile.canBegin(with: [0x32, 0x01]))
  }
}

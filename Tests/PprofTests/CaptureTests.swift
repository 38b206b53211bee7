import Pprof
import Testing

/// What can be stored as a capture.
@Suite struct CaptureTests {
  private func kind(_ bytes: [UInt8]) throws -> ProfileError.Kind? {
    let profile = try parse(bytes)
    do throws(ProfileError) {
      try profile.checkCapture()
      return nil
    } catch {
      return error.kind
    }
  }

  @Test func everyCorpusProfileIsACapture() throws {
    for profile in Corpus.std.profiles + Corpus.svc.profiles { #expect(try kind(profile) == nil) }
  }

  @Test func mergesAndEdgeProfilesAreCaptures() throws {
    let profiles = Array(Corpus.svc.profiles.prefix(3))
    #expect(try kind(merge(profiles)) == nil)
    #expect(try kind(sum(profiles).encoded(comments: ["x"])) == nil)
  }

  @Test func countsOrCPUTimeMakeACPUProfile() throws {
    let sample: (inout ProfileBuilder) -> Void = { $0.sample([1], [1]) }
    for type in ["samples/count", "cpu/nanoseconds"] {
      #expect(try kind(ProfileBuilder.simple(types: [type], sample)) == nil)
    }
    for type in ["inuse_space/bytes", "delay/nanoseconds", "cpu/count", "samples/nanoseconds"] {
      #expect(try kind(ProfileBuilder.simple(types: [type], sample)) == .notCPUProfile)
    }
    #expect(try kind(ProfileBuilder.simple(types: []) { _ in }) == .notCPUProfile)
  }

  @Test func idleProcessesMakeNoCapture() throws {
    #expect(try kind(ProfileBuilder.simple { _ in }) == .noSamples)
  }

  @Test func endlessInliningMakesNoCapture() throws {
    let profile = ProfileBuilder.simple { profile in
      let lines = [ProfileBuilder.Line](repeating: .init(function: 1), count: 30_000)
      profile.location(9, lines: lines)
      for _ in 0..<5_000 { profile.sample([9, 9], [1, 1]) }
    }
    #expect(try kind(profile) == .tooLarge)
  }

  @Test func headersAreRead() throws {
    let profile = try parse(
      ProfileBuilder.simple { profile in
        profile.number(9, 1_728_725_400_000_000_000)
        profile.number(10, 30_000_000_000)
        profile.valueType(11, "cpu", "nanoseconds")
        profile.sample([1], [1, 10])
      })
    #expect(profile.timeNanos == 1_728_725_400_000_000_000)
    #expect(profile.durationNanos == 30_000_000_000)
    #expect(profile.sampleCount == 1)
    #expect(
      profile.schema.description == "samples/count, cpu/nanoseconds; period cpu/nanoseconds")
    #expect(try parse(ProfileBuilder.simple()).schema != profile.schema)
  }
}

import Pprof
import ProfileStore

/// Reads captures of a store: what a view can know of them.
struct CaptureReader: Sendable {
  var contents: StoredContents
  let maxProfile: Int
  let maxInflated: Int

  /// What was read: of a part the summary; of a capture in the store also the profile, if it is asked
  /// for and not left out.
  struct Reading: Sendable {
    let summary: SpanSummary
    var profile: HashedProfile?
    let isOfStore: Bool
  }

  /// Opens a capture: from then on it can be read, whatever happens to its name.
  func open(
    _ selected: SelectedCapture
  ) throws(ViewBuilder.Failure) -> any StoredContent {
    do throws(StoreError) {
      return try contents.load(selected.file, identity: selected.capture.status.identity)
    } catch {
      throw error.code == .notFound || error.code == .changed ? .gone : .store(error)
    }
  }

  /// Whether a capture is larger than any that is taken: it isn't even fetched.
  func isTooLarge(_ selected: SelectedCapture) -> Bool {
    selected.capture.status.size > maxProfile
  }

  /// What is known of a capture that is too large.
  func leftOutUnread(_ selected: SelectedCapture) -> Reading {
    tooLarge(selected.capture.status.size)
  }

  private func tooLarge(_ size: Int) -> Reading {
    leftOut("it has \(size) bytes; -o max_profile=\(maxProfile) is the limit")
  }

  /// Reads a capture and summarises it; where it is to be merged, it is prepared for that.
  func read(
    _ content: any StoredContent, merging: Bool
  ) throws(ViewBuilder.Failure) -> Reading {
    guard content.size <= maxProfile else { return tooLarge(content.size) }
    let bytes = try bytes(of: content)
    do throws(ProfileError) {
      let profile = try profile(bytes)
      return Reading(
        summary: summary(of: profile, bytes), profile: merging ? HashedProfile(profile) : nil,
        isOfStore: true)
    } catch {
      let hint = error.kind == .tooLarge ? "; -o max_inflated= sets the limit" : ""
      return leftOut(error.message + hint)
    }
  }

  /// Reads a capture of which it is known that it is a profile.
  func profile(_ content: any StoredContent) throws(ViewBuilder.Failure) -> HashedProfile {
    let bytes = try bytes(of: content)
    do throws(ProfileError) {
      return HashedProfile(try profile(bytes))
    } catch {
      throw .contradicted
    }
  }

  /// The summary of a profile that was read of these bytes.
  func summary(of profile: Profile, _ bytes: [UInt8]) -> SpanSummary {
    var content = Fingerprint()
    content.update(bytes)
    return SpanSummary(profile, content: content)
  }

  private func leftOut(_ reason: String) -> Reading {
    Reading(summary: SpanSummary(leftOut: reason), isOfStore: true)
  }

  private func bytes(of content: any StoredContent) throws(ViewBuilder.Failure) -> [UInt8] {
    do throws(StoreError) {
      return try content.bytes()
    } catch {
      throw error.code == .changed ? .gone : .store(error)
    }
  }

  private func profile(_ bytes: [UInt8]) throws(ProfileError) -> Profile {
    let profile = try Profile(parsing: bytes, maxInflated: maxInflated)
    try profile.checkCapture()
    return profile
  }
}

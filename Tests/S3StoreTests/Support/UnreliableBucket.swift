import ProfileStore
import Synchronization
import TestSupport

@testable import S3Store

/// A bucket in memory behind a network that fails: requests get lost before they are carried out,
/// answers after it, servers are overloaded, and bodies break off.
final class UnreliableBucket: HTTPTransport {
  struct Object: Sendable {
    let bytes: [UInt8]
    let tag: String
    let modified: Timestamp
  }

  struct State {
    fileprivate(set) var objects: [String: Object] = [:]
    /// Uploads that were begun and not ended, by id.
    var uploads: [String: Upload] = [:]
    fileprivate var writes = 0
    fileprivate var random: SeededGenerator
    fileprivate var requests: [String: Int] = [:]
    fileprivate var ignoresConditions = false
  }

  private let state: Mutex<State>
  private let faults: Atomic<Int>
  private let isDark = Atomic(false)
  private let interruption = Mutex<Interruption?>(nil)
  private let planned = Mutex<Planned?>(nil)
  private let refusedEnding = Mutex<String?>(nil)
  private let keysPerPage: Int

  /// - Parameters:
  ///   - faults: how many of a hundred requests fail.
  ///   - keysPerPage: the most keys of a page of a listing.
  init(_ purpose: String, faults: Int, keysPerPage: Int = 1000) {
    state = Mutex(State(random: SeededGenerator(purpose)))
    self.faults = Atomic(faults)
    self.keysPerPage = keysPerPage
  }

  /// From now on so many of a hundred fail.
  func fail(_ count: Int) { faults.store(count, ordering: .relaxed) }

  /// Whether nothing comes through at all.
  func setDark(_ isDark: Bool) { self.isDark.store(isDark, ordering: .relaxed) }

  private struct Interruption: Sendable {
    let isDue: @Sendable (HTTPRequest) -> Bool
    let body: @Sendable () -> Void
  }

  /// Once, before the next listing is answered, this happens.
  func beforeNextListing(_ body: @escaping @Sendable () -> Void) {
    interruption.withLock { $0 = Interruption(isDue: { $0.path == "/bucket" }, body: body) }
  }

  /// Once, before the next PUT is answered, this happens.
  func beforeNextWrite(_ body: @escaping @Sendable () -> Void) {
    interruption.withLock { $0 = Interruption(isDue: { $0.method == "PUT" }, body: body) }
  }

  private struct Planned: Sendable {
    let isDue: @Sendable (HTTPRequest) -> Bool
    let answer: HTTPResponse
  }

  /// The next request of this kind isn't carried out, and has this answer.
  func answerNext(
    _ isDue: @escaping @Sendable (HTTPRequest) -> Bool, with answer: HTTPResponse
  ) { planned.withLock { $0 = Planned(isDue: isDue, answer: answer) } }

  /// Keys with this ending can't be written.
  func refuse(_ ending: String) { refusedEnding.withLock { $0 = ending } }

  /// From now on what is there is overwritten, whatever is expected.
  func ignoreConditions() { state.withLock { $0.ignoresConditions = true } }

  var objects: [String: Object] { state.withLock { $0.objects } }
  var requests: [String: Int] { state.withLock { $0.requests } }
  var uploads: [String: Upload] { state.withLock { $0.uploads } }

  func put(_ key: String, _ text: String) {
    _ = state.withLock { $0.put(key, Array(text.utf8)) }
  }

  func send(_ request: HTTPRequest, within time: Duration) throws(TransportError) -> HTTPResponse {
    if isDark.load(ordering: .relaxed) { throw .nobody }
    let (fault, kind) = state.withLock { state in
      state.requests[request.method, default: 0] += 1
      return (
        Int.random(in: 0..<100, using: &state.random), Int.random(in: 0..<7, using: &state.random)
      )
    }
    guard fault < faults.load(ordering: .relaxed) else { return answer(request) }
    switch kind {
    case 0: throw .nobody
    case 1: throw TransportError(kind: .brokenOff, message: "reset before")
    case 2: return HTTPResponse(503, "<Error><Code>SlowDown</Code><Message>slow</Message></Error>")
    case 3:
      return HTTPResponse(500, "<Error><Code>InternalError</Code><Message>x</Message></Error>")
    case 4:
      _ = answer(request)
      throw TransportError(kind: .brokenOff, message: "reset after")
    case 5:
      _ = answer(request)
      throw TransportError(kind: .timedOut, message: "no answer")
    default:
      _ = answer(request)
      return HTTPResponse(500, "a proxy's page")
    }
  }

  private func answer(_ request: HTTPRequest) -> HTTPResponse {
    let due = interruption.withLock { next -> Interruption? in
      guard let found = next, found.isDue(request) else { return nil }
      next = nil
      return found
    }
    due?.body()
    let answer = planned.withLock { next -> HTTPResponse? in
      guard let found = next, found.isDue(request) else { return nil }
      next = nil
      return found.answer
    }
    if let answer { return answer }
    if request.method == "PUT", let ending = refusedEnding.withLock({ $0 }),
      request.path.hasSuffix(ending)
    {
      return HTTPResponse(403, "<Error><Code>AccessDenied</Code><Message>no</Message></Error>")
    }
    let key = String(request.path.dropFirst("/bucket/".count))
    return state.withLock { state in
      if let answer = state.answerUpload(request, key) { return answer }
      return switch request.method {
      case "PUT": state.put(request, key)
      case "GET" where request.path == "/bucket": state.list(request, keysPerPage)
      case "GET": state.get(request, key)
      case "HEAD": state.head(key)
      case "DELETE": state.delete(key)
      default: HTTPResponse(405)
      }
    }
  }
}

extension UnreliableBucket.State {
  /// Why a condition doesn't hold; nil when it does.
  func refusal(_ request: HTTPRequest, _ key: String) -> HTTPResponse? {
    let present = objects[key]
    if ignoresConditions { return nil }
    if request.header("if-none-match") == "*", present != nil { return HTTPResponse(412) }
    if let tag = request.header("if-match"), present?.tag != tag {
      return HTTPResponse(present == nil ? 404 : 412)
    }
    return nil
  }

  fileprivate mutating func put(_ request: HTTPRequest, _ key: String) -> HTTPResponse {
    if let refusal = refusal(request, key) { return refusal }
    return HTTPResponse(status: 200, headers: ["etag": put(key, request.body)], body: [])
  }

  mutating func put(_ key: String, _ bytes: [UInt8]) -> String {
    writes += 1
    let digits = String(writes, radix: 16)
    // Some as an MD5 looks, some as others do.
    let tag =
      "\"\(String(repeating: "0", count: (writes % 3 == 0 ? 20 : 32) - digits.count))\(digits)\""
    objects[key] = .init(bytes: bytes, tag: tag, modified: .now.rounded(downTo: 1000))
    return tag
  }

  fileprivate func get(_ request: HTTPRequest, _ key: String) -> HTTPResponse {
    guard let object = objects[key] else {
      return HTTPResponse(404, "<Error><Code>NoSuchKey</Code><Message>none</Message></Error>")
    }
    if let tag = request.header("if-match"), tag != object.tag { return HTTPResponse(412) }
    return HTTPResponse(
      status: 200, headers: ["etag": object.tag, "content-length": "\(object.bytes.count)"],
      body: object.bytes)
  }

  fileprivate func head(_ key: String) -> HTTPResponse {
    guard let object = objects[key] else { return HTTPResponse(404) }
    return HTTPResponse(
      status: 200, headers: ["etag": object.tag, "content-length": "\(object.bytes.count)"],
      body: [])
  }

  fileprivate mutating func delete(_ key: String) -> HTTPResponse {
    objects[key] = nil
    return HTTPResponse(204)
  }

  fileprivate func list(_ request: HTTPRequest, _ most: Int) -> HTTPResponse {
    let query = Dictionary(request.query.map { ($0.name, $0.value) }) { $1 }
    let (prefix, limit) = (query["prefix"] ?? "", min(most, Int(query["max-keys"] ?? "") ?? most))
    let start = query["continuation-token"] ?? query["start-after"] ?? ""
    var (entries, seen, last) = ("", Set<String>(), "")
    var count = 0
    var isTruncated = false
    for key in objects.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    where key.hasPrefix(prefix) && key > start {
      var common: String?
      if query["delimiter"] == "/", let slash = key.dropFirst(prefix.count).firstIndex(of: "/") {
        common = String(key[...slash])
      }
      // A prefix that a page has shown is not in the next one.
      if let common, seen.contains(common) || start.hasPrefix(common) { continue }
      guard count < limit else {
        isTruncated = true
        break
      }
      count += 1
      last = common.map { $0 + "\u{10FFFF}" } ?? key
      if let common {
        seen.insert(common)
        entries += "<CommonPrefixes><Prefix>\(common)</Prefix></CommonPrefixes>"
      } else if let object = objects[key] {
        let (day, time) = (
          Day(containing: object.modified), "\(object.modified)".split(separator: " ")[1]
        )
        entries += """
          <Contents><Key>\(key)</Key><Size>\(object.bytes.count)</Size>\
          <ETag>\(object.tag)</ETag><LastModified>\(day)T\(time)</LastModified></Contents>
          """
      }
    }
    let next = isTruncated ? "<NextContinuationToken>\(last)</NextContinuationToken>" : ""
    return HTTPResponse(
      200,
      "<ListBucketResult><IsTruncated>\(isTruncated)</IsTruncated>\(next)\(entries)</ListBucketResult>"
    )
  }
}

extension S3Store {
  /// A store in an unreliable bucket.
  static func of(
    _ bucket: UnreliableBucket, refresh: Duration = .zero, partition: Partition = Partition()
  ) throws -> S3Store {
    let credentials = CredentialSource(now: { .now }) { () throws(CredentialError) in
      Credentials(accessKey: "key", secretKey: "secret")
    }
    let location = try S3Location(
      "s3://bucket?endpoint=http://127.0.0.1:1", settings: AWSSettings([:]))
    // A twentieth of what is usual.
    let patience = Patience(
      requestTime: .seconds(1), firstPause: .milliseconds(5), longestPause: .milliseconds(250),
      slowDownPause: .milliseconds(25))
    return try S3Store(
      location, credentials: credentials, transport: bucket, refresh: refresh,
      patience: patience, partition: partition)
  }
}

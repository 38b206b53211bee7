import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Asks by HTTP: one connection a question, which is closed with its answer.
final class WebClient: Sendable {
  private let clients: Clients
  private let access: Access
  private let budget: BodyBudget
  private let userAgent: String

  init(
    access: Access, budget: BodyBudget, connectTime: Duration, userAgent: String,
    on threads: any EventLoopGroup
  ) {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout.connect = TimeAmount(connectTime)
    configuration.httpVersion = .http1Only
    configuration.decompression = .disabled
    // Who asks again, and when, is the schedule's to say.
    configuration.connectionPool.retryConnectionEstablishment = false
    clients = Clients { [configuration] in
      HTTPClient(eventLoopGroupProvider: .shared(threads), configuration: configuration)
    }
    self.access = access
    self.budget = budget
    self.userAgent = userAgent
  }

  /// Lets go of what is kept for the next question.
  func end() { clients.end() }

  /// The body of a good answer. A redirect to the same host is followed.
  ///
  /// - Parameters:
  ///   - limit: the most bytes of the body.
  ///   - time: in which the whole answer has to be here.
  ///   - showsCredentials: whether we say who we are.
  func get(
    _ url: String, limit: Int, time: Duration, showsCredentials: Bool
  ) async throws(CaptureFailure) -> Body {
    // The library's deadline is one for the head of an answer, not for its body.
    let result = await withTaskGroup(of: Result<Body, CaptureFailure>.self) { group in
      group.addTask {
        do throws(CaptureFailure) {
          return .success(
            try await self.answer(
              url, limit: limit, time: time, showsCredentials: showsCredentials))
        } catch {
          return .failure(error)
        }
      }
      group.addTask {
        do {
          try await Task.sleep(for: time)
          return .failure(CaptureFailure(.timedOut, "no whole answer within \(time.text)"))
        } catch {
          return .failure(.cancelled)
        }
      }
      defer { group.cancelAll() }
      return await group.next()
    }
    guard let result else { throw .cancelled }
    return try result.get()
  }

  private func answer(
    _ url: String, limit: Int, time: Duration, showsCredentials: Bool
  ) async throws(CaptureFailure) -> Body {
    let deadline = NIODeadline.now() + TimeAmount(time)
    var url = url
    do {
      for _ in 0...Limits.redirects {
        let request = try request(url, showsCredentials: showsCredentials)
        let answer = try await clients.withClient { client -> Answer in
          let response = try await client.execute(request, deadline: deadline)
          if let place = Redirect.place(of: response) { return .elsewhere(place) }
          return .body(try await self.body(of: response, limit: limit))
        }
        switch answer {
        case .body(let body): return body
        case .elsewhere(let place): url = try Redirect.followed(from: url, to: place)
        }
      }
    } catch let failure as CaptureFailure {
      throw failure
    } catch {
      throw CaptureFailure(failing: error, within: time)
    }
    throw CaptureFailure(.redirected, "redirected more than \(Limits.redirects) times")
  }

  private enum Answer {
    case body(Body)
    case elsewhere(String)
  }

  private func request(
    _ url: String, showsCredentials: Bool
  ) throws(CaptureFailure) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: url)
    request.headers.add(name: "User-Agent", value: userAgent)
    request.headers.add(name: "Connection", value: "close")
    if url.hasPrefix("https:") { request.tlsConfiguration = try access.configuration() }
    if showsCredentials, let authorization = try access.authorization() {
      request.headers.add(name: "Authorization", value: authorization)
    }
    return request
  }

  private func body(of response: HTTPClientResponse, limit: Int) async throws -> Body {
    guard response.status == .ok else {
      throw CaptureFailure(response.status, saying: await message(of: response))
    }
    let tooLarge = CaptureFailure(.tooLarge, "the answer has more than \(limit) bytes")
    if let length = response.headers.first(name: "Content-Length").flatMap(Int.init),
      length > limit
    {
      throw tooLarge
    }
    var body = Body(share: budget.share())
    for try await part in response.body {
      let size = body.bytes.count + part.readableBytes
      guard size <= limit else { throw tooLarge }
      guard body.share.grow(to: size) else {
        throw CaptureFailure(.tooLarge, "too many large answers at once, of which this is one")
      }
      body.bytes.append(contentsOf: part.readableBytesView)
    }
    // A body that nobody waits for any more just ends.
    try Task.checkCancellation()
    return body
  }

  private func message(of response: HTTPClientResponse) async -> String {
    var bytes = [UInt8]()
    do {
      for try await part in response.body {
        bytes.append(contentsOf: part.readableBytesView.prefix(Limits.messageBytes - bytes.count))
        if bytes.count >= Limits.messageBytes { break }
      }
    } catch {
      // What came tells what there is to tell.
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

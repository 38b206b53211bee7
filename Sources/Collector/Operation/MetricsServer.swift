import NIOCore
import NIOHTTP1
import NIOPosix

/// Serves metrics at /metrics, and nothing else.
final class MetricsServer: Sendable {
  private let channel: any Channel

  /// Begins to serve.
  ///
  /// - Parameter text: asked for the page, on the server's thread.
  init(
    _ address: ListenAddress, on threads: any EventLoopGroup,
    text: @escaping @Sendable () -> String
  ) async throws(CollectorError) {
    do {
      channel = try await ServerBootstrap(group: threads)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(
              IdleStateHandler(allTimeout: .seconds(Limits.metricsIdleSeconds)))
            try channel.pipeline.syncOperations.configureHTTPServerPipeline()
            try channel.pipeline.syncOperations.addHandler(PageHandler(text))
          }
        }
        .bind(host: address.host, port: address.port).get()
    } catch {
      throw CollectorError("--metrics-listen \(address): \(error)")
    }
  }

  /// Ends it.
  func end() async { try? await channel.close() }
}

/// Answers one request after the other.
private final class PageHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let text: @Sendable () -> String
  private var head: HTTPRequestHead?

  init(_ text: @escaping @Sendable () -> String) { self.text = text }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): self.head = head
    case .body: break
    case .end: if let head { answer(head, context) }
    }
  }

  private func answer(_ request: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let path = request.uri.prefix { $0 != "?" }
    let isOurs = path == "/metrics" && [.GET, .HEAD].contains(request.method)
    let page = isOurs ? text() : "pgocollect: metrics are at /metrics\n"
    var headers = HTTPHeaders()
    headers.add(name: "Content-Type", value: "text/plain; version=0.0.4; charset=utf-8")
    headers.add(name: "Content-Length", value: "\(page.utf8.count)")
    headers.add(name: "Connection", value: request.isKeepAlive ? "keep-alive" : "close")
    let head = HTTPResponseHead(
      version: request.version, status: isOurs ? .ok : .notFound, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if request.method != .HEAD {
      context.write(
        wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: page)))), promise: nil)
    }
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
      if !request.isKeepAlive { channel.close(promise: nil) }
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent {
      context.close(promise: nil)
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}

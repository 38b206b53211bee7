import CLinux
import Glibc
import SystemCalls
import SystemPackage
import Threads

/// Asks sources for their targets, again and again.
struct Discovery: Sendable {
  let settings: TargetSettings
  let client: WebClient
  /// How often what can't tell of a change is asked.
  let refresh: Duration
  // Looking up names blocks.
  let resolving = WorkerPool(threads: 1, name: "resolve")

  /// Calls back with a source's targets, or why there are none now: when they are known, and when
  /// they have changed.
  func watch(
    _ source: TargetSource, _ body: @Sendable (Result<[Target], TargetError>) -> Void
  ) async {
    while !Task.isCancelled {
      let stamp = source.stamp
      let targets = await targets(of: source)
      // Whoever asked again has the newer answer.
      guard !Task.isCancelled else { return }
      body(targets)
      if let stamp {
        repeat {
          try? await Task.sleep(for: Limits.fileLook)
        } while !Task.isCancelled && source.stamp == stamp
      } else if case .addresses = source {
        return
      } else {
        try? await Task.sleep(for: refresh)
      }
    }
  }

  /// A source's targets now.
  func targets(of source: TargetSource) async -> Result<[Target], TargetError> {
    do throws(TargetError) {
      switch source {
      case .addresses(let addresses): return .success(try Discovery.targets(addresses, settings))
      case .file(let path): return .success(try TargetList.parse(try file(path), settings))
      case .web(let url): return .success(try TargetList.parse(try await page(url), settings))
      case .name(let name, let port):
        return .success(try Discovery.targets(try await addresses(of: name, port), settings))
      }
    } catch {
      return .failure(error)
    }
  }

  private static func targets(
    _ addresses: [String], _ settings: TargetSettings
  ) throws(TargetError) -> [Target] {
    var targets = [Target]()
    for address in addresses { targets.append(try settings.target(address)) }
    return targets
  }

  private func file(_ path: String) throws(TargetError) -> [UInt8] {
    do throws(Errno) {
      return try Descriptor.open(path, O_RDONLY).read(limit: Limits.targetBytes)
    } catch {
      throw TargetError("\(error)")
    }
  }

  private func page(_ url: String) async throws(TargetError) -> [UInt8] {
    do throws(CaptureFailure) {
      return try await client.get(
        url, limit: Limits.targetBytes, time: Limits.targetsTime, showsCredentials: false
      ).bytes
    } catch {
      throw TargetError(error.message)
    }
  }

  private func addresses(of name: String, _ port: Int) async throws(TargetError) -> [String] {
    let result = await withCheckedContinuation { continuation in
      resolving.run {
        continuation.resume(returning: Result { () throws(TargetError) in try resolve(name) })
      }
    }
    return try result.get().map { "\($0):\(port)" }
  }
}

/// The addresses that a name has now, sorted: the IPv4 ones, and only where there are none those of
/// IPv6, in brackets. An instance with one of each would be profiled twice.
private func resolve(_ name: String) throws(TargetError) -> [String] {
  var hints = addrinfo()
  hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
  hints.ai_flags = AI_ADDRCONFIG
  var list: UnsafeMutablePointer<addrinfo>?
  let status = getaddrinfo(name, nil, &hints, &list)
  // A service without instances has no addresses, and those it had are others' soon.
  if status == EAI_NONAME || status == clinux_EAI_NODATA { return [] }
  guard status == 0 else { throw TargetError(String(cString: gai_strerror(status))) }
  defer { freeaddrinfo(list) }
  var addresses: [Int32: Set<String>] = [:]
  var next = list
  while let entry = next?.pointee {
    next = entry.ai_next
    var text = [CChar](repeating: 0, count: 64)
    guard
      getnameinfo(
        entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
    else { continue }
    let address = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    addresses[entry.ai_family, default: []].insert(address)
  }
  if let addresses = addresses[AF_INET] { return addresses.sorted() }
  return addresses[AF_INET6, default: []].sorted().map { "[\($0)]" }
}

extension TargetSource {
  /// What tells a changed file; nil where there is none.
  fileprivate var stamp: FileStamp? {
    if case .file(let path) = self { FileStamp(path) } else { nil }
  }
}

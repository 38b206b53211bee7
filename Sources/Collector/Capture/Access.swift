import FoundationEssentials
import Glibc
import NIOSSL
import SystemCalls
import Synchronization
import SystemPackage

/// What we show to a target, and whom we trust: files, which are read again when they change.
public struct AccessFiles: Hashable, Sendable {
  /// Certificates that are trusted in the place of the system's.
  public var authorities: String?
  /// Our certificate, with those between it and its authority.
  public var certificate: String?
  /// The key of our certificate.
  public var key: String?
  /// A bearer token.
  public var bearerToken: String?
  /// `user:password`.
  public var basicCredentials: String?

  /// None of them.
  public init() {}
}

/// What is in the files.
final class Access: Sendable {
  private let files: AccessFiles
  private let tls = Mutex<(stamps: [FileStamp?], configuration: TLSConfiguration)?>(nil)

  init(_ files: AccessFiles) { self.files = files }

  /// The value of a request's Authorization header; nil without credentials.
  func authorization() throws(CaptureFailure) -> String? {
    if let path = files.bearerToken { return "Bearer \(try secret(path))" }
    if let path = files.basicCredentials {
      let credentials = try secret(path)
      guard credentials.contains(":") else {
        throw CaptureFailure(.credentials, "\(path): user:password is expected")
      }
      return "Basic \(Data(credentials.utf8).base64EncodedString())"
    }
    return nil
  }

  // Whatever ends a line an editor may have put there.
  private func secret(_ path: String) throws(CaptureFailure) -> String {
    var bytes: [UInt8]
    do throws(Errno) {
      bytes = try Descriptor.open(path, O_RDONLY).read(limit: Limits.credentialBytes)
    } catch {
      throw CaptureFailure(.credentials, "\(path): \(error)")
    }
    while let last = bytes.last, last == 0x0a || last == 0x0d { bytes.removeLast() }
    guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
      throw CaptureFailure(.credentials, "\(path): one line is expected")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// How connections are secured. It is the same value as long as the files are the same.
  func configuration() throws(CaptureFailure) -> TLSConfiguration {
    let stamps = [files.authorities, files.certificate, files.key].map { $0.map(FileStamp.init) }
    if let known = tls.withLock({ $0 }), known.stamps == stamps { return known.configuration }
    do {
      let configuration = try read()
      tls.withLock { $0 = (stamps, configuration) }
      return configuration
    } catch {
      throw CaptureFailure(.credentials, "\(error)")
    }
  }

  private func read() throws -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    if let path = files.authorities {
      configuration.trustRoots = .certificates(
        try named(path) { try NIOSSLCertificate.fromPEMFile(path) })
    }
    if let certificate = files.certificate, let key = files.key {
      configuration.certificateChain = try named(certificate) {
        try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) }
      }
      configuration.privateKey = .privateKey(
        try named(key) { try NIOSSLPrivateKey(file: key, format: .pem) })
    }
    return configuration
  }

  // The library's errors don't say which file they are about.
  private func named<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      throw CollectorError("\(path): no PEM file that can be used (\(error))")
    }
  }
}

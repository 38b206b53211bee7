import CLinux
import Command
import Glibc
import ProfileStore
import S3Store

/// The SOURCE argument: which store, where.
struct Source: Sendable {
  private enum Place: Sendable {
    /// The directory's path, absolute.
    case directory(String)
    case bucket(S3Location)
  }

  /// What a user can write.
  static let help: String = "The store: a directory, or s3://BUCKET/PREFIX."

  /// As it was typed; of a bucket without its options.
  let text: String

  private let place: Place

  init(_ text: String) throws {
    if S3Location.isMeant(by: text) {
      let location = try S3Location(text)
      place = .bucket(location)
      self.text = location.name
    } else {
      place = .directory(try Source.directory(text))
      self.text = text
    }
  }

  private static func directory(_ text: String) throws -> String {
    guard let path = resolved(text) else {
      throw errno == ENOENT
        ? CommandError("\(text): there is no such directory; a store is one: make it with mkdir")
        : CommandError(text, errno)
    }
    guard isDirectory(path) else {
      throw CommandError("\(text): not a directory; a store is one")
    }
    return path
  }

  /// The directory's path, absolute; nil where the store is none.
  var path: String? {
    if case .directory(let path) = place { path } else { nil }
  }

  /// Opens it; a bucket has to answer.
  ///
  /// - Parameter refresh: how long a bucket's listings are believed. A directory's are looked at again
  ///   each time.
  func open(refresh: Duration = Source.standardRefresh) throws -> any ProfileStore {
    switch place {
    case .directory(let path): return try LocalStore(path: path)
    case .bucket(let location):
      do throws(StoreError) {
        return try S3Store(location, refresh: refresh)
      } catch {
        throw CommandError("\(text): \(error.message)")
      }
    }
  }

  /// Says so where a bucket's server lets one host overwrite what another one wrote.
  func warn(of store: any ProfileStore, _ log: Log) {
    guard let store = store as? S3Store, store.refusesToOverwrite() == false else { return }
    log.warning(
      "\(text): the server ignores If-None-Match: of two hosts that write one name at once, one loses"
        + " its capture; newer versions of most servers honour it")
  }

  /// What others change in a bucket shows within this time.
  static let standardRefresh = Duration.seconds(5)

  /// A path without links and dots; nil, with errno set, when it isn't there.
  static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func isDirectory(_ path: String) -> Bool {
    let descriptor = clinux_open(path, clinux_O_PATH | clinux_O_DIRECTORY | O_CLOEXEC, 0)
    defer { close(descriptor) }
    return descriptor >= 0
  }

  /// A store under a mount point, or the reverse, would read itself.
  func checkApart(from mountPoint: String) throws {
    guard let path, let point = Source.resolved(mountPoint) else { return }
    if Source.contains(point, path) || Source.contains(path, point) {
      throw CommandError(
        "\(text) and \(mountPoint): source and mount point may not contain each other; mount elsewhere"
      )
    }
  }

  /// Whether a path lies in this store.
  func contains(_ path: String) -> Bool {
    self.path.map { Source.contains($0, path) } ?? false
  }

  static func contains(_ outer: String, _ inner: String) -> Bool {
    inner == outer || inner.hasPrefix(outer == "/" ? outer : outer + "/")
  }
}

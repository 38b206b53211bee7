import CLinux
import Glibc
import ProfileStore
import SystemCalls
import SystemPackage

/// A pgofs mount. After an unmount its mount point is an empty directory, and what is written there
/// fills another disk unseen: each write looks first.
struct MountDestination: Destination {
  /// What only a mount has.
  static let mark = ".pgofs/status.json"

  private let path: String

  init(_ path: String) { self.path = path }

  func check() throws(WriteFailure) { _ = try openMount() }

  func write(
    _ bytes: [UInt8], of app: AppPath, as name: CaptureName
  ) throws(WriteFailure) -> CaptureName {
    let root = try openMount()
    do throws(Errno) {
      let day = try CaptureDirectory(
        of: app, name.day, below: root, making: true, durably: false)
      return try day.place(bytes, as: name) { name throws(Errno) in
        // A mount shows no file before it is stored.
        try day.create(name, bytes)
      }
    } catch {
      throw WriteFailure(
        "\(path): \(error)\(error.meansRefused ? "; .pgofs/events.log there says why" : "")",
        isFinal: error.meansRefused)
    }
  }

  // The descriptor goes on meaning the mount that was looked at, should it be unmounted just then.
  private func openMount() throws(WriteFailure) -> Descriptor {
    do throws(Errno) {
      let root = try Descriptor.open(path, clinux_O_PATH | clinux_O_DIRECTORY)
      do throws(Errno) {
        _ = try Descriptor.open(MountDestination.mark, below: root, clinux_O_PATH)
      } catch {
        guard error == .noSuchFileOrDirectory else { throw error }
        throw Errno.noSuchAddressOrDevice
      }
      return root
    } catch {
      throw WriteFailure(
        error == .noSuchAddressOrDevice
          ? "\(path) is not a pgofs mount; mount it, or name a directory with --plain-dir"
          : "\(path): \(error)")
    }
  }
}

extension Errno {
  /// Whether a mount says that the bytes are no capture (the README's table of what is written).
  fileprivate var meansRefused: Bool {
    self == .invalidArgument || self == .badMessage || self == .noData || self == .fileTooLarge
  }
}

import CLinux
import Glibc
import ProfileStore
import SystemCalls
import SystemPackage

/// A directory that is no mount, with the same tree.
struct PlainDirectory: Destination {
  private let path: String

  init(_ path: String) { self.path = path }

  func check() throws(WriteFailure) {
    do throws(Errno) {
      _ = try openRoot()
    } catch {
      throw WriteFailure("\(path): \(error)")
    }
  }

  private func openRoot() throws(Errno) -> Descriptor {
    try Descriptor.open(path, clinux_O_PATH | clinux_O_DIRECTORY)
  }

  func write(
    _ bytes: [UInt8], of app: AppPath, as name: CaptureName
  ) throws(WriteFailure) -> CaptureName {
    do throws(Errno) {
      let root = try openRoot()
      let day = try CaptureDirectory(of: app, name.day, below: root, making: true, durably: true)
      return try day.place(bytes, as: name) { name throws(Errno) in
        try day.publish(name, bytes)
      }
    } catch {
      throw WriteFailure("\(path): \(error)")
    }
  }
}

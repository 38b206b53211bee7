import CFuse3
import Glibc
import Synchronization

/// The inodes that are open, and which of them the kernel reads from a backing file.
///
/// An inode that is open through the page cache can't also be open with a backing file, nor with two
/// of them: the kernel fails such an open (fs/fuse/iomode.c). So the first open decides for those
/// that come while it lasts.
final class OpenInodes: Sendable {
  fileprivate struct Inode {
    var opens = 0
    var backing: Int32?
  }

  fileprivate struct State {
    var device: Int32 = -1
    /// Whether the kernel takes backing files, and from this process, as far as is known.
    var takesBackings = true
    var inodes: [InodeNumber: Inode] = [:]
  }

  private let state = Mutex(State())

  /// Backing files are offered on this connection.
  func connect(_ device: Int32) { state.withLock { $0.device = device } }

  /// An open that is about to be answered: the number of the backing file that it shall name, if any.
  func opened(_ number: InodeNumber, backing descriptor: Int32?) -> Int32? {
    state.withLock { state in
      var inode = state.inodes[number] ?? Inode()
      if inode.opens == 0, let descriptor { inode.backing = state.register(descriptor) }
      inode.opens += 1
      state.inodes[number] = inode
      return inode.backing
    }
  }

  /// An open ended, or came to nothing.
  func closed(_ number: InodeNumber) {
    state.withLock { state in
      guard var inode = state.inodes[number] else { return }
      inode.opens -= 1
      state.inodes[number] = inode.opens > 0 ? inode : nil
      guard inode.opens == 0, let backing = inode.backing else { return }
      cfuse_close_backing(state.device, backing)
    }
  }
}

extension OpenInodes.State {
  /// The number of a file as a backing file, nil if the kernel doesn't take it as one.
  fileprivate mutating func register(_ descriptor: Int32) -> Int32? {
    guard takesBackings else { return nil }
    let number = cfuse_open_backing(device, descriptor)
    // Not from this process; not by this kernel, in the words of before and after it could.
    if [-EPERM, -ENOTTY, -EOPNOTSUPP].contains(number) { takesBackings = false }
    return number > 0 ? number : nil
  }
}

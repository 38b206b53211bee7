import Glibc
import Synchronization

/// Stderr, where lines that stay and one line that is drawn again and again take turns.
public enum Terminal {
  /// Whether somebody looks.
  public static let isShown = isatty(STDERR_FILENO) == 1

  // Whether the last thing on the screen is the line that doesn't stay.
  private static let passing = Mutex(false)

  /// Draws the line that doesn't stay in the place of the last one; an empty one takes it away.
  public static func draw(_ line: String) {
    guard isShown else { return }
    passing.withLock { passing in
      guard passing || !line.isEmpty else { return }
      // A line that wraps can't be drawn over.
      write("\r\(line.prefix(width - 1))\u{1b}[K")
      passing = !line.isEmpty
    }
  }

  /// Writes a line that stays.
  public static func write(line: String) {
    passing.withLock { passing in
      write("\(passing ? "\r\u{1b}[K" : "")\(line)\n")
      passing = false
    }
  }

  private static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 80 }
    return Int(size.ws_col)
  }

  // One call a line: lines of several processes don't mix.
  private static func write(_ text: String) {
    var text = text
    _ = text.withUTF8 { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}

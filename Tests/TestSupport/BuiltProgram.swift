import Glibc

/// The programs of this package, which are built with the tests, in the directory of their bundle.
public enum BuiltProgram {
  /// That directory.
  public static let directory: String = {
    let resolved = realpath("/proc/self/exe", nil)!
    defer { free(resolved) }
    return String(cString: resolved).split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
  }()

  /// The path of a program.
  public static func path(_ name: String) -> String {
    let path = "\(directory)/\(name)"
    precondition(access(path, X_OK) == 0, "\(path) isn't there: build the package")
    return path
  }
}

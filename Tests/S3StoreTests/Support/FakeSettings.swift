@testable import S3Store

extension AWSSettings {
  /// Settings of a machine that has just these variables and files; its home is /home/u.
  init(_ variables: [String: String] = [:], files: [String: String] = [:]) {
    self.init(variables: variables.merging(["HOME": "/home/u"]) { own, _ in own }) { path in
      files[path].map { Array($0.utf8) }
    }
  }
}

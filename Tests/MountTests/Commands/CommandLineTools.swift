import TestSupport

/// A place to run the built `pgofs` in, as a user does: a store that nothing has mounted and a
/// scratch directory, which is the working directory of scripts. They see `$S`, `$W`, `$STD` and
/// `$SVC` as on a mount, and `pgofs` on PATH, and change the store as `BehindTheMount` says.
struct CommandLineTools {
  let directory = TemporaryDirectory()
  let store: TestStore
  let work: String

  /// A store with an app `sample` of three captures of 2024-10-12, and an app `prod/api` of one.
  init() {
    store = TestStore(in: directory)
    work = directory.directory("work")
    let result = sh(
      """
      put_behind $SVC/000.pprof sample/2024-10-12/09-30-00Z.pprof
      put_behind $SVC/001.pprof sample/2024-10-12/09-40-00Z_pod-1.pprof
      put_behind $SVC/002.pprof sample/2024-10-12/09-40-00Z_pod-2.pprof
      put_behind $SVC/003.pprof prod/api/2024-10-11/23-00-00Z.pprof
      """)
    precondition(result.status == 0, "\(result)")
  }

  /// Runs a bash script to its end.
  func sh(_ script: String) -> Shell.Output {
    let corpus = "\(Corpus.project)/Tests/Corpus"
    return shell(
      "cd \"$W\"\nPATH=$BUILT:$PATH\n" + store.functions + script,
      environment: [
        "W": work, "STD": "\(corpus)/std", "SVC": "\(corpus)/svc",
        "BUILT": CommandLineTools.built,
      ].merging(store.environment) { $1 }, limit: 120)
  }

  /// The directory of the tests' binary, with `pgofs` beside it.
  static let built = BuiltProgram.directory
}

import TestSupport

/// A place to run the built `pgofs` in, as a user does: a store that nothing has mounted and a
/// scratch directory, which is the working directory of scripts. They see `$S`, `$W`, `$STD` and
/// `$SVC` as on a mount, and `pgofs` on PATH.
struct CommandLineTools {
  let directory = TemporaryDirectory()
  let store: String
  let work: String

  /// A store with an app `sample` of three captures of 2024-10-12, and an app `prod/api` of one.
  init() {
    store = directory.directory("store")
    work = directory.directory("work")
    let result = sh(
      """
      mkdir -p $S/sample/2024-10-12 $S/prod/api/2024-10-11
      cp $SVC/000.pprof $S/sample/2024-10-12/09-30-00Z.pprof
      cp $SVC/001.pprof $S/sample/2024-10-12/09-40-00Z_pod-1.pprof
      cp $SVC/002.pprof $S/sample/2024-10-12/09-40-00Z_pod-2.pprof
      cp $SVC/003.pprof $S/prod/api/2024-10-11/23-00-00Z.pprof
      """)
    precondition(result.status == 0, "\(result)")
  }

  /// Runs a bash script to its end.
  func sh(_ script: String) -> Shell.Output {
    let corpus = "\(Corpus.project)/Tests/Corpus"
    return shell(
      "cd \"$W\"\nPATH=$BUILT:$PATH\n" + script,
      environment: [
        "S": store, "W": work, "STD": "\(corpus)/std", "SVC": "\(corpus)/svc",
        "BUILT": CommandLineTools.built,
      ], limit: 120)
  }

  /// The directory of the tests' binary, with `pgofs` beside it.
  static let built = BuiltProgram.directory
}

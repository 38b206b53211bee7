import Glibc
import TestSupport

/// A part of a bucket on a real S3 server, and room to mount it. Scripts see the source as `$B`, two
/// mount points as `$M` and `$T`, the address at which SeaweedFS shows the part as files as `$FILES`, a
/// scratch directory, which they are in, as `$W`, the corpora as `$STD` and `$SVC`, and `pgofs` on PATH.
final class Bucket: Sendable {
  private let directory = TemporaryDirectory()
  /// The source argument.
  let source: String
  private let files: String

  /// - Parameter endpoint: what stands before the server, and else nothing does.
  init(on server: SeaweedFS = .shared, through endpoint: String? = nil) {
    let prefix = server.prefix()
    source = "s3://\(SeaweedFS.bucket)/\(prefix)?endpoint=\(endpoint ?? server.endpoint)"
    files = "\(server.files)/\(prefix)"
  }

  /// Runs a bash script to its end; what it mounted is unmounted after it.
  func sh(
    _ script: String, environment: [String: String] = [:], limit: Int = 120
  ) -> Shell.Output {
    let corpus = "\(Corpus.project)/Tests/Corpus"
    let variables = [
      "B": source, "FILES": files, "M": directory.directory("one"), "T": directory.directory("two"),
      "W": directory.directory("work"), "C": directory.path, "STD": "\(corpus)/std",
      "SVC": "\(corpus)/svc", "BUILT": BuiltProgram.directory,
      "AWS_ACCESS_KEY_ID": SeaweedFS.accessKey, "AWS_SECRET_ACCESS_KEY": SeaweedFS.secretKey,
      "AWS_EC2_METADATA_DISABLED": "true", "HOME": directory.path,
    ]
    return shell(
      """
      cd "$W"
      PATH=$BUILT:$PATH
      trap 'for m in $M $T; do mountpoint -q $m && pgofs unmount --lazy $m; done' EXIT
      mount() { pgofs "$B" "$1" -o cache_dir=$C/cache-${1##*/},refresh=1s; }
      # Refresh, and time for a listing and a merge on a machine that runs all the other tests.
      within() {
        local end=$(($(date +%s%N) + 10000000000))
        while ! eval "$1"; do
          [ $(date +%s%N) -lt $end ] || { echo "not within ten seconds: $1"; exit 1; }
        done
      }

      """ + script, environment: variables.merging(environment) { $1 }, limit: limit)
  }
}

import TestSupport
import Testing

extension Mounted {
  /// Runs a scenario: a script in which every command has to succeed, unless it says otherwise.
  ///
  /// - `refuses ERRNO COMMAND…`: the command has to fail, and to say so in the words of this errno.
  /// - `rename FILE NAME`: rename(2); mv has words of its own for EINVAL.
  /// - `same FILE FILE`: the files have to hold the same bytes.
  /// - `is WANTED GOT`: the texts have to be the same.
  /// - `names DIRECTORY`: all the names in a directory, in a line.
  /// - `eventually COMMAND…`: waits until the command succeeds.
  ///
  /// It looks at the store itself as `BehindTheMount` says.
  ///
  /// - Returns: what the script wrote to stdout.
  @discardableResult
  func scenario(
    _ script: String, limit: Int = 60, sourceLocation: SourceLocation = #_sourceLocation
  ) -> String {
    let output = sh(Mounted.prelude + script, limit: limit)
    if output.status != 0 {
      Issue.record(
        "status \(output.status)\n\(output.out)\n\(output.error)", sourceLocation: sourceLocation)
    }
    return output.out
  }

  private static let prelude = #"""
    set -eEuo pipefail
    trap 'echo "failed: $BASH_COMMAND" >&2' ERR
    declare -A errno=(
      [ENOENT]='No such file or directory' [EPERM]='Operation not permitted' [EEXIST]='File exists'
      [EBUSY]='Device or resource busy' [EINVAL]='Invalid argument' [EBADMSG]='Bad message'
      [ENODATA]='No data available' [EFBIG]='File too large' [ENOSPC]='No space left on device'
      [EXDEV]='Invalid cross-device link' [ENOTEMPTY]='Directory not empty'
      [EROFS]='Read-only file system' [EACCES]='Permission denied' [EIO]='Input/output error'
      [ETIMEDOUT]='Connection timed out' [ENOTDIR]='Not a directory' [EISDIR]='Is a directory'
      [ENAMETOOLONG]='File name too long'
    )
    refuses() {
      local said
      if said=$("${@:2}" 2>&1); then
        echo "should fail with $1: ${*:2}" >&2
        return 1
      fi
      case "$said" in
        *"${errno[$1]:-$1}"* | *"$1"*) ;;
        *) echo "should fail with $1: ${*:2}: $said" >&2; return 1 ;;
      esac
    }
    rename() { python3 -c 'import os, sys; os.rename(sys.argv[1], sys.argv[2])' "$1" "$2"; }
    same() { cmp "$1" "$2" >&2; }
    is() {
      [ "$1" = "$2" ] || { printf 'should be\n%s\nand is\n%s\n' "$1" "$2" >&2; return 1; }
    }
    names() { ls -A "$1" | tr '\n' ' ' | sed 's/ $//'; }
    eventually() { until "$@" > /dev/null 2>&1; do sleep 0.01; done; }

    """#
}

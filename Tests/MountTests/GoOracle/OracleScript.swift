import TestSupport

extension Mounted {
  /// Runs a bash script beside the real Go tools; it fails where there is no Go. Scripts have
  ///
  ///     go_merge OUT FILE...        google/pprof's merge of the files in this order, uncompressed
  ///     same_merge NAME FILE...     $M/NAME.pprof, uncompressed, is that merge
  ///     same_edges NAME             a build reads the same from $M/NAME.pgo as from $M/NAME.pprof
  ///     not COMMAND                 the command fails
  @discardableResult
  func go(_ script: String, limit: Int = 300) -> Shell.Output {
    sh(goTools + script, limit: limit)
  }
}

/// What a script needs to ask the Go tools: `$W` is a scratch directory.
let goTools = #"""
  set -eu -o pipefail
  command -v go >/dev/null || {
    echo "there is no go on PATH, and these tests ask the real Go tools: make setup" >&2
    exit 1
  }
  # What ! inverts doesn't end a script under set -e.
  not() { ! "$@" || { echo "this should have failed: $*" >&2; return 1; }; }

  mkdir -p "$W/nothing"
  # Neither binaries nor settings of this machine may have a say in a merge.
  export PPROF_BINARY_PATH=$W/nothing PPROF_TMPDIR=$W/nothing
  pprof=$(go tool -n pprof) preprofile=$(go tool -n preprofile)

  go_merge() {
    local out=$1
    shift
    "$pprof" -symbolize=none -proto -output="$out.gz" "$@" 2>"$W/pprof.log" ||
      { cat "$W/pprof.log" >&2; return 1; }
    gzip -dc "$out.gz" >"$out"
  }

  same_merge() {
    local name=$1
    shift
    go_merge "$W/go.merge" "$@"
    gzip -dc <"$M/$name.pprof" >"$W/our.merge"
    cmp "$W/our.merge" "$W/go.merge" || { echo "$name.pprof isn't Go's merge of $*" >&2; return 1; }
  }

  same_edges() {
    "$preprofile" -i "$M/$1.pprof" -o "$W/edges.pprof"
    "$preprofile" -i "$M/$1.pgo" -o "$W/edges.pgo"
    cmp "$W/edges.pprof" "$W/edges.pgo" || { echo "$1.pgo isn't what a build reads of it" >&2; return 1; }
    # Its first line is its version: what follows are the edges.
    test "$(wc -l <"$W/edges.pgo")" -gt 1
  }

  """#

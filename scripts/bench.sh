#!/usr/bin/env bash
# Runs the benchmark, which make bench builds, with the options and rows given (--help lists them).
# However it ends, what it mounted is unmounted and what it wrote is removed.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly build=$PWD/.build
export PATH=$build/tools:$PATH

# The data lies beside what was built, so on a disk: /tmp may be memory.
mkdir -p "$build/bench"
directory=$(mktemp -d "$build/bench/run.XXXXXX")
readonly directory

clean() {
  trap '' INT TERM HUP
  # The benchmark and all that it started is a group of its own.
  if [[ -n ${group:-} ]]; then
    kill -KILL -- "-$group" && wait "$group"
  fi 2>/dev/null || true
  awk -v d="$directory/" 'index($5, d) == 1 { print $5 }' /proc/self/mountinfo | sort -r |
    while read -r mount; do
      if ((EUID == 0)); then umount -l "$mount"; else fusermount3 -uz "$mount"; fi
    done
  rm -rf --one-file-system "$directory"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

set -m
"$build/release/pgofs-bench" --directory "$directory" --corpus Tests/Corpus \
  --pgofs "$build/release/pgofs" --pprof "$build/bench/pprof" --bindfs bindfs \
  --rclone "$build/bench/rclone" --weed "$build/tools/weed" --s3proxy "$build/bench/s3proxy" "$@" </dev/null &
group=$!
set +m
wait "$group"

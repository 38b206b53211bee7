#!/usr/bin/env bash
# The whole story of pgofs in about three minutes: a service under load, a collector, the profile
# that a build reads, what the build gains by it, a release's pin, and retention. Every command is
# printed before it runs. Whatever happens, it ends what it started and removes what it made.
# Run it with make demo, which builds pgofs and finds Go; by hand: PGOFS=path examples/demo.sh
# As demo.sh s3, or make demo-s3, the store is a bucket of an S3 server that it starts, the collector
# writes into that without a mount, and a second mount is another host.
set -euo pipefail

repository=$(cd "$(dirname "$0")/.." && pwd)
PATH=$(dirname "${PGOFS:-$repository/.build/release/pgofs}"):$repository/.build/tools:$PATH
case ${1:-} in
  '') server_programs=() ;;
  s3) server_programs=(weed python3) ;;
  *) echo "usage: demo.sh [s3]" >&2; exit 64 ;;
esac
for program in pgofs pgocollect go curl fusermount3 "${server_programs[@]}"; do
  command -v "$program" >/dev/null || { echo "demo: there is no $program; use make demo" >&2; exit 1; }
done

HERE=$(mktemp -d "${TMPDIR:-/tmp}/pgofs-demo.XXXXXX")
export HERE STORE=$HERE/store MNT=$HERE/mnt OTHER=$HERE/other BIN=$HERE/bin
if [[ ${1:-} == s3 ]]; then STORE=s3://profiles/demo; fi
services=()
server=()
declare -A shop profiles
trap 'finish $?' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

export TMPDIR=$HERE/tmp XDG_CONFIG_HOME=$HERE/config
mkdir -p "$TMPDIR" "$BIN" "$XDG_CONFIG_HOME/go/telemetry"
# Go writes counters into its configuration directory, from processes that outlive the command.
echo off >"$XDG_CONFIG_HOME/go/telemetry/mode"
# What compiles the same again needs no compiling in the next demo: a cache that is kept.
export GOCACHE=$repository/.build/go-cache GOENV=off GOTOOLCHAIN=local
export GOFLAGS=-buildvcs=false CGO_ENABLED=0
TIMEFORMAT='%1R seconds'

if [[ -t 1 ]]; then bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'; else bold='' dim='' plain=''; fi

chapter() { printf '\n%s== %s%s\n' "$bold" "$*" "$plain"; }

# Prints its arguments as lines of a comment.
remark() {
  echo
  printf "$dim# %s$plain\n" "$@"
}

show() { printf '%s$ %s%s\n' "$bold" "$1" "$plain"; }

# Shows a command line and runs it.
run() {
  show "$1"
  eval "$1"
}

# Shows and runs a command line that has to fail.
refused() {
  show "$1"
  if eval "$1"; then
    echo "demo: this should have failed" >&2
    exit 1
  fi
}

is_bucket() { [[ $STORE == s3://* ]]; }

free_ports() {
  python3 -c 'import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(6)]
print(*(socket.getsockname()[1] for socket in sockets))'
}

bucket_answers() { pgofs ls "$STORE" >"$HERE/answer" 2>&1; }

# Starts an S3 server for this machine alone, on ports that nobody has.
start_server() {
  local port output
  read -ra port < <(free_ports)
  # What else is set for AWS is another server's.
  unset "${!AWS_@}"
  run "export AWS_ACCESS_KEY_ID=me AWS_SECRET_ACCESS_KEY=secret AWS_ENDPOINT_URL_S3=http://127.0.0.1:${port[0]}"
  run "mkdir \$HERE/weed"
  show "weed mini -dir \$HERE/weed -ip 127.0.0.1 -ip.bind 127.0.0.1 -bucket profiles -s3.port ${port[0]} &"
  exec {output}< <(exec weed mini -dir "$HERE/weed" -ip 127.0.0.1 -ip.bind 127.0.0.1 -bucket profiles \
    -admin.ui=false -webdav=false -s3.port.iceberg=0 -s3.port.lance=0 -s3.port "${port[0]}" \
    -s3.port.grpc "${port[1]}" -master.port "${port[2]}" -filer.port "${port[3]}" \
    -volume.port "${port[4]}" -admin.port "${port[5]}" >"$HERE/weed.log" 2>&1)
  server=("$!")
  await bucket_answers
}

# Starts one instance of the service, which prints its two addresses once it answers.
start_service() {
  local pod=$1 output
  show "\$BIN/off &  # $pod"
  exec {output}< <(exec "$BIN/off")
  services+=("$!")
  read -r -t 30 "shop[$pod]" <&"$output"
  read -r -t 30 "profiles[$pod]" <&"$output"
  echo "${shop[$pod]} ${profiles[$pod]}"
}

start_load() {
  local pod=$1
  show "\$BIN/load -url ${shop[$pod]} -for 120s -clients 2 &"
  "$BIN/load" -url "${shop[$pod]}" -for 120s -clients 2 >/dev/null &
}

# The address of an instance's profiles: host and port.
address() {
  local url=${profiles[$1]#http://}
  echo "${url%%/*}"
}

# Whether both instances were captured four times, or more.
have_captures() { (($(find "$MNT/sample" -name '*Z_pod-?.pprof' | wc -l) >= 8)); }

# Waits until a command succeeds.
await() {
  local deadline=$((SECONDS + 60))
  until "$@"; do
    ((SECONDS < deadline)) || { echo "demo: waited in vain: $*" >&2; exit 1; }
    sleep 0.2
  done
}

# Gives an instance's captures, oldest first, the times that follow.
file_under() {
  local pod=$1 capture
  shift
  for capture in "$MNT"/sample/*/*Z_"$pod".pprof; do
    (($# > 0)) || break
    run "mv \$MNT${capture#"$MNT"} \$MNT/sample/$1Z_$pod.pprof"
    shift
  done
}

end() {
  if (($# == 0)); then return 0; fi
  kill "$@" 2>/dev/null || true
  wait "$@" 2>/dev/null || true
}

# The load first, so that it meets no service that is gone.
stop_services() {
  local jobs
  mapfile -t jobs < <(jobs -p)
  end "${jobs[@]}"
  end "${services[@]}"
  services=()
}

# The processes that run something of the demo's, or on it. The pattern doesn't match itself, or grep
# would find its own.
processes_left() {
  grep -la "${HERE%?}[${HERE: -1}]" /proc/[0-9]*/cmdline 2>/dev/null || true
}

finish() {
  local status=$1 deadline=$((SECONDS + 15))
  trap - EXIT
  trap '' INT TERM
  cd /
  stop_services
  local mount
  for mount in "$OTHER" "$MNT"; do
    if mountpoint -q "$mount"; then
      pgofs unmount "$mount" || fusermount3 -u -z "$mount" || true
    fi
  done
  end "${server[@]}"
  until [[ -z $(processes_left) ]] || ((SECONDS > deadline)); do sleep 0.1; done
  # Never across a mount: what is behind it is not the demo's to remove.
  if ! mountpoint -q "$MNT" && ! mountpoint -q "$OTHER"; then rm -rf --one-file-system "$HERE"; fi
  if [[ -e $HERE ]] || grep -qF "$HERE" /proc/self/mounts || [[ -n $(processes_left) ]]; then
    echo "demo: something is left behind: see $HERE, mount, and $(processes_left)" >&2
    exit 1
  fi
  ((status == 0)) || exit "$status"
  printf '\nNothing is left behind: no mount, no process, no file in %s.\n' "$HERE"
}

# last24h holds the last 24 whole hours. So that it holds one day's captures and not the other's,
# they are filed under its last hour, and under the same hour a day before.
last_hour=$((($(date +%s) - 300) / 3600 * 3600 - 3600))
HOUR=$(date -u -d "@$last_hour" +%H)
DAY1=$(date -u -d "@$((last_hour - 86400))" +%F)
DAY2=$(date -u -d "@$last_hour" +%F)

if is_bucket; then
  chapter "Start an S3 server, with a bucket"
  start_server
fi

chapter "Mount a store"
run "cd $repository/examples/service"
if is_bucket; then
  show "HERE=$HERE STORE=$STORE MNT=\$HERE/mnt OTHER=\$HERE/other BIN=\$HERE/bin"
  run "mkdir \$MNT \$OTHER"
  run "pgofs \$STORE \$MNT -o cache_dir=\$HERE/cache"
  remark "Any number of hosts mount one bucket. This is another one, with a cache of its own."
  run "pgofs \$STORE \$OTHER -o cache_dir=\$HERE/cache2"
else
  show "HERE=$HERE STORE=\$HERE/store MNT=\$HERE/mnt BIN=\$HERE/bin"
  run "mkdir \$STORE \$MNT"
  run "pgofs \$STORE \$MNT -o cache_dir=\$HERE/cache"
fi
run "mkdir -p \$MNT/sample/$DAY1 \$MNT/sample/$DAY2"

chapter "Run a service, two instances under load"
run "time go build -pgo=off -o \$BIN/off ."
run "go build -pgo=off -o \$BIN/ ./load ./compare"
for pod in pod-1 pod-2; do start_service "$pod"; done
for pod in pod-1 pod-2; do start_load "$pod"; done

chapter "Collect: profiles of both instances, one an interval"
cat >"$HERE/targets.json" <<END
[{"targets": ["$(address pod-1)"], "labels": {"app": "sample", "source": "pod-1"}},
 {"targets": ["$(address pod-2)"], "labels": {"app": "sample", "source": "pod-2"}}]
END
run "cat \$HERE/targets.json"
# Where nothing can be mounted the collector writes into the bucket itself.
if is_bucket; then to=STORE; else to=MNT; fi
show "pgocollect --to \$$to --targets \$HERE/targets.json --interval 4s --duration 2s &"
pgocollect --to "${!to}" --targets "$HERE/targets.json" --interval 4s --duration 2s &
collector=$!
await have_captures
run "kill $collector; wait $collector"
remark "A demo can't wait a day: these are filed under hours that have passed. mv gives a capture another time."
for pod in pod-1 pod-2; do
  file_under "$pod" "$DAY1/$HOUR-10-00" "$DAY1/$HOUR-40-00" "$DAY2/$HOUR-10-00" "$DAY2/$HOUR-40-00"
done
remark "What else wrote a profile can copy it here: a drop is filed under the time that the profile itself holds."
run "curl -sS -f -o \$HERE/cpu.prof '${profiles[pod-1]}/profile?seconds=1'"
run "cp \$HERE/cpu.prof \$MNT/sample/"
remark "What is no CPU profile is refused where it is written, not in some later build."
run "curl -sS -f -o \$HERE/heap.prof '${profiles[pod-1]}/heap'"
refused "cp \$HERE/heap.prof \$MNT/sample/"
stop_services

chapter "Look"
run "ls -l \$MNT/sample \$MNT/sample/20*"
run "ls -l \$MNT/sample/merged"
remark "Nothing in merged is stored. Any window can be asked for; .txt tells what it holds."
run "cat \$MNT/sample/merged/last24h.txt"
run "ls -l \$MNT/sample/merged/${DAY1}_$DAY2.pgo"
if is_bucket; then
  remark "What one host changes, or a collector, the others see within five seconds, and read the same bytes."
  run "sleep 5; ls \$OTHER/sample/20*"
  run "cmp \$MNT/sample/merged/last24h.pgo \$OTHER/sample/merged/last24h.pgo && echo the same"
fi

chapter "Build with it"
remark "The profile changes how every package is compiled, the standard library's too."
run "time go build -pgo=\$MNT/sample/merged/last24h.pprof -o \$BIN/pprof ."
remark ".pgo is all that the compiler reads of .pprof, in fewer bytes: nothing is compiled again."
run "time go build -pgo=\$MNT/sample/merged/last24h.pgo -o \$BIN/pgo ."
remark "Each binary tells what it was built from; off was built from nothing."
run "go version -m \$BIN/off \$BIN/pprof \$BIN/pgo | grep -e ': go' -e '-pgo='"
remark "The three take turns at the same requests. pprof and pgo are the same code: what they" \
  "differ by is this machine's noise, which ± estimates."
run "time \$BIN/compare off=\$BIN/off pprof=\$BIN/pprof pgo=\$BIN/pgo"

chapter "Pin what a release was built from"
run "mkdir \$MNT/sample/pinned"
run "cp \$MNT/sample/merged/last24h.pgo \$MNT/sample/pinned/v1.0.0.pgo"

chapter "Remove captures: retention is rm"
run "ls -li \$MNT/sample/merged/last24h.pgo"
run "rm \$MNT/sample/$DAY2/*_pod-2.pprof"
remark "The window holds fewer captures now, so it is another file; whoever had it open still has it."
run "ls -li \$MNT/sample/merged/last24h.pgo"
run "cat \$MNT/sample/merged/last24h.txt"
run "rm -r \$MNT/sample/$DAY1"
remark "A window without a capture is no file: a build stops, where an empty one would mean no PGO."
refused "ls \$MNT/sample/merged/$DAY1.pgo"
remark "The pin is untouched, and building the release again compiles nothing."
run "time go build -pgo=\$MNT/sample/pinned/v1.0.0.pgo -o \$BIN/release ."

chapter "Unmount"
run "pgofs unmount \$MNT"
if is_bucket; then
  run "pgofs unmount \$OTHER"
  remark "Where nothing can be mounted, a build takes its profile out of the bucket. Nothing is compiled again:" \
    "it is the release's profile."
  run "pgofs ls -l \$STORE sample/pinned"
  run "pgofs cat \$STORE sample/pinned/v1.0.0.pgo -o \$HERE/v1.0.0.pgo"
  run "time go build -pgo=\$HERE/v1.0.0.pgo -o \$BIN/elsewhere ."
  exit
fi
remark "The store is plain files. ls and cat show the same tree where nothing can be mounted."
run "find \$STORE -type f"
run "pgofs cat \$STORE sample/merged/last24h.pgo -o \$HERE/last24h.pgo"
run "ls -l \$HERE/last24h.pgo"

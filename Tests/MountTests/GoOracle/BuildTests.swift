import TestSupport
import Testing

/// A Go build from `.pgo` is the same binary as one from `.pprof`, but for the path that it records.
@Suite(.everyStore) struct BuildTests {
  @Test func `a build from pgo and one from pprof are the same binary, compiled apart`() throws {
    let mounted = try Mounted()
    let result = mounted.go(
      setup + #"""
        # One path for both, since a binary records it.
        ln -s "$M/sample/merged/last24h.pprof" cur.pgo
        go build -trimpath -pgo="$W/cur.pgo" -o from.pprof .
        ln -sf "$M/sample/merged/last24h.pgo" cur.pgo
        GOCACHE=$W/cache go build -trimpath -pgo="$W/cur.pgo" -o from.pgo .
        cmp from.pprof from.pgo

        go version -m from.pgo | grep -qF -e -pgo=cur.pgo
        test "$(./from.pgo)" = "a b c 6"
        # A profile that made no difference would prove nothing.
        go build -pgo=off -o plain .
        not cmp -s <(symbols plain) <(symbols from.pgo)
        """#, limit: 600)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `binaries from the two paths differ in the path alone, and share Go's cache`() throws {
    let mounted = try Mounted()
    let result = mounted.go(
      setup + #"""
        go build -trimpath -pgo="$M/sample/merged/last24h.pprof" -o one .
        # What has to be compiled, -v names.
        go build -v -trimpath -pgo="$M/sample/merged/last24h.pgo" -o two . 2>compiled
        not test -s compiled
        go version -m one | sed 1d >one.info
        go version -m two | sed 1d >two.info
        grep -qF -e -pgo=last24h.pprof one.info
        grep -qF -e -pgo=last24h.pgo two.info
        diff <(sed s/last24h.pprof/last24h.pgo/ one.info) two.info
        diff <(symbols one) <(symbols two)
        """#, limit: 600)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `a default.pgo that links into the mount is found without an option`() throws {
    let mounted = try Mounted()
    let result = mounted.go(
      setup + #"""
        ln -s "$M/sample/merged/last24h.pgo" default.pgo
        go build -trimpath -o automatic .
        go version -m automatic | grep -qF -e -pgo=default.pgo
        go build -v -trimpath -pgo="$W/default.pgo" -o named . 2>compiled
        not test -s compiled
        cmp automatic named
        """#, limit: 600)
    #expect(result.status == 0, "\(result)")
  }

  /// A small program, and the profiles of what it uses as the day's captures. Go's own cache is used:
  /// with the same profiles, nothing is compiled twice on one machine.
  private var setup: String {
    let names = ["sort", "strings", "strconv", "runtime", "slices"]
    let copies = names.enumerated().map { number, name in
      "cp \"$STD/\(name).pprof\" \"$M/sample/2024-10-12/09-0\(number)-00Z.pprof\"\n"
    }
    return "mkdir -p \"$M/sample/2024-10-12\"\n" + copies.joined() + #"""
      # Every function and variable with its size; modinfo.str holds the recorded path.
      symbols() { go tool nm -size "$1" | awk '$4 != "runtime.modinfo.str" { print $4, $2 }' | sort; }
      export CGO_ENABLED=0 GOFLAGS=-buildvcs=false GOWORK=off
      cd "$W"
      printf 'module example.com/sample\n\ngo 1.21\n' >go.mod
      cat >main.go <<'END'
      package main

      import (
      	"os"
      	"sort"
      	"strconv"
      	"strings"
      )

      func main() {
      	words := strings.Fields("c a b 1 2 3")
      	sort.Slice(words, func(i, j int) bool { return words[i] < words[j] })
      	sum := 0
      	for _, word := range words[:3] {
      		n, _ := strconv.Atoi(word)
      		sum += n
      	}
      	os.Stdout.WriteString(strings.Join(words[3:], " ") + " " + strconv.Itoa(sum) + "\n")
      }
      END

      """#
  }
}

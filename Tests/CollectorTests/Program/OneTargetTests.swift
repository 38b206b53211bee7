import Foundation
import ProfileStore
import TestSupport
import Testing

/// What a capture is on its way from a service to a file.
@Suite(.ownThread) struct OneTargetTests {
  private var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

  @Test func `real services under load are captured, looked at and built from`() throws {
    let mount = try ProfileMount()
    let services = [try Service(), try Service()]
    let urls = services.map { "--url \($0.url)" }.joined(separator: " ")
    let collector = try mount.collect("--app prod/shop \(urls) --duration 1s --once")
    let log = collector.expectEnd(status: 0)
    #expect(mount.captures.sorted() == log.stored.map { $0["file"] }.sorted())
    #expect(log.stored.count == 2 && log.failed.isEmpty, "\(log)")
    let output = shell(
      #"""
      set -eu; cd "$D"
      export PPROF_TMPDIR=$D CGO_ENABLED=0 GOFLAGS=-buildvcs=false GOWORK=off
      for capture in mnt/prod/shop/2*/*.pprof; do
        stat -c %a $capture
        go tool pprof -symbolize=none -top $capture > top 2> /dev/null
        grep -q 'Type: cpu' top && grep -q '[0-9]ms.*main\.' top
      done
      grep -E '^captures +2( |$)' mnt/prod/merged/all.txt
      printf 'module sample\n\ngo 1.21\n' > go.mod
      printf 'package main\n\nfunc main() {}\n' > main.go
      go build -trimpath -pgo="$D/mnt/prod/merged/all.pgo" -o built .
      ./built && go version -m built | grep -o 'pgo=.*'
      """#, environment: ["D": mount.directory.path])
    #expect(output.status == 0, "\(output)")
    #expect(output.out.hasPrefix("644\n644\n") && output.out.hasSuffix("all.pgo\n"), "\(output)")
  }

  @Test func `a file is what was sent, named by the start of the request and the source`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(1, "-fraction 0.5")
    let before = now
    let collector = try mount.collect("--app a/b --source pod-1 \(farm.urls) --duration 1s --once")
    let log = collector.expectEnd(status: 0)
    let line = try #require(log.stored.first)
    let parts = line["file"].split(separator: "/").map(String.init)
    try #require(parts.count == 4 && parts[...1] == ["a", "b"], "\(log)")
    let day = try #require(Day(parts[2]), "\(log)")
    let name = try #require(CaptureName(day: day, fileName: parts[3]), "\(log)")
    #expect(name.source == "pod-1")
    // The collector's request, not the answer, says the time.
    let asked = try #require(try farm.report()[0].requests.first).start
    #expect((before...Int64(asked)).contains(name.time.milliseconds), "\(before), \(asked), \(log)")
    #expect(mount.captures == [line["file"]])
    #expect(try mount.sums == farm.sums())
    #expect(line["app"] == "a/b" && line["source"] == "pod-1")
    #expect(Int(line["bytes"]) == contents(of: "\(mount.storePath)/\(line["file"])").count)
    #expect(line["samples"] == "3", "\(log)")
    #expect(try (0.4...10).contains(#require(Double(line["seconds"]))), "\(log)")
    #expect(log.lines.count { !$0.event.isEmpty } == 1, "\(log)")
  }

  @Test func `without a name of its own, a source is the host and the port`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(2)
    let port = farm.targets[0].split(separator: ":")[1]
    let other = farm.targets[1].split(separator: ":")[1]
    let collector = try mount.collect(
      "--app a --url http://\(farm.targets[0]) --url http://localhost:\(other) --duration 1s --once"
    )
    let log = collector.expectEnd(status: 0)
    // The address of a loopback is the same on every machine.
    let host = shell("hostname").out.dropLast().replacing(/[^A-Za-z0-9.-]/, with: "-")
    #expect(
      Set(log.stored.map { $0["source"] }) == ["\(host)-\(port)", "\(host)-\(other)"], "\(log)")
    for line in log.stored { #expect(line["file"].hasSuffix("Z_\(line["source"]).pprof")) }
  }

  @Test func `a URL with a path and seconds of its own is used as it is`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(2, "-fraction 0.1 -path /custom/cpu")
    let collector = try mount.collect(
      """
      --app a --url http://\(farm.targets[0])/custom/cpu?seconds=2&debug=0 \
      --url http://\(farm.targets[1])/custom/cpu --duration 3s --once
      """)
    collector.expectEnd(status: 0)
    let asked = try farm.report().map { $0.requests.map { "\($0.path) \($0.seconds)" } }
    #expect(asked == [["/custom/cpu 2"], ["/custom/cpu 3"]])
    #expect(mount.captures.count == 2)
  }

  @Test func `--plain-dir takes a directory that is no mount`() throws {
    let mount = try ProfileMount(mounted: false)
    let farm = try Farm(3)
    let collector = try CollectorProgram(
      "--plain-dir \(mount.path) --app a \(farm.urls) --duration 1s --once", with: mount)
    let log = collector.expectEnd(status: 0)
    #expect(files(below: mount.path) == log.stored.map { $0["file"] }.sorted())
    #expect(try sumsOfFiles(below: mount.path) == farm.sums())
    let modes = shell("find '\(mount.path)' -type f -printf '%m\\n' | sort -u").out
    #expect(modes == "644\n")
  }

  @Test func `a busy target is asked again until it isn't`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(1, "-fraction 0.1 -busy 2")
    let collector = try mount.collect("--app a \(farm.urls) --duration 1s --once")
    let log = collector.expectEnd(status: 0)
    #expect(log.failed.map { $0["reason"] } == ["busy", "busy"], "\(log)")
    #expect(log.failed.allSatisfy { $0["next"].hasSuffix("s") }, "\(log)")
    #expect(try farm.report()[0].requests.map(\.outcome) == ["busy", "busy", "whole"])
    #expect(try mount.sums == farm.sums())
  }
}

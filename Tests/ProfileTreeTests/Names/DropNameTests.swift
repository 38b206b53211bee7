import ProfileStore
import ProfileTree
import Testing

@Suite("How a dropped profile is filed")
struct DropNameTests {
  private let arrival = utc("2024-10-12 12:00:00Z")

  @Test(
    "The source is the stem of the name",
    arguments: [
      ("cpu.prof", "cpu"), ("cpu", "cpu"), ("cpu.pprof", "cpu"), ("cpu.pb.gz", "cpu"),
      ("cpu.pprof.gz", "cpu"), ("cpu.1.gz", "cpu.1"), ("a.b.prof", "a.b"),
      ("pprof.sample.samples.cpu.001.pb.gz", "pprof.sample.samples.cpu.001"),
      ("my service (1).prof", "my-service--1-"), ("_x_y.prof", "x-y"),
      ("09-30-00Z_a_b.pprof", "09-30-00Z-a-b"), ("09-30-00Z_pod-1.pprof", "pod-1"),
      ("09-30-00.250Z.pprof", nil),
      ("é.prof", nil), ("-.prof", nil), ("profile.", "profile"), ("gz", "gz"), ("pb.gz", "pb"),
    ] as [(String, String?)])
  func source(name: String, source: String?) {
    #expect(DropName(name).source == source)
    #expect(DropName(name).nameTime == nil)
  }

  @Test("A long stem is cut to what a source can have")
  func longStem() {
    let source = DropName(String(repeating: "a", count: 250) + ".prof").source
    #expect(source == String(repeating: "a", count: 128))
  }

  @Test("Unix milliseconds at the end of a .pprof name are the time, and the rest is the source")
  func nameTime() {
    let drop = DropName("my_app-1728725400250.pprof")
    #expect(drop.nameTime == utc("2024-10-12 09:30:00.250Z"))
    #expect(drop.source == "my-app")
    #expect(DropName("-1728725400250.pprof").nameTime == utc("2024-10-12 09:30:00.250Z"))
    #expect(DropName("-1728725400250.pprof").source == nil)
    #expect(DropName("a.b-1262304000000.pprof").nameTime == utc("2010-01-01 00:00:00Z"))
    #expect(DropName("a.b-1262304000000.pprof").source == "a.b")
  }

  @Test(
    "Other numbers are part of the source",
    arguments: [
      ("cpu-1.pprof", "cpu-1"), ("cpu-1728725400.pprof", "cpu-1728725400"),
      ("cpu-1262303999999.pprof", "cpu-1262303999999"),
      ("cpu-17287254002500.pprof", "cpu-17287254002500"),
      ("cpu1728725400250.pprof", "cpu1728725400250"),
      ("1728725400250.pprof", "1728725400250"),
      ("cpu-1728725400250.prof", "cpu-1728725400250"),
      ("cpu-1728725400250.pprof.gz", "cpu-1728725400250"),
    ])
  func otherNumbers(name: String, source: String) {
    #expect(DropName(name).nameTime == nil)
    #expect(DropName(name).source == source)
  }

  @Test("The name's time comes before the profile's, and both before that of arrival")
  func order() {
    let ofProfile = utc("2024-10-12 08:00:00.123Z")
    let nanos = ofProfile.milliseconds * 1_000_000 + 999_999
    let named = DropName("a-1728725400250.pprof")
      .captureTime(profileTimeNanos: nanos, arrival: arrival)
    #expect(named == (utc("2024-10-12 09:30:00.250Z"), nil))
    let plain = DropName("cpu.prof").captureTime(profileTimeNanos: nanos, arrival: arrival)
    #expect(plain == (ofProfile, nil))
    let timeless = DropName("cpu.prof").captureTime(profileTimeNanos: 0, arrival: arrival)
    #expect(timeless.time == arrival)
    #expect(
      timeless.note
        == "the profile has no time; filed under the time of arrival, 2024-10-12 12:00:00Z")
  }

  @Test(
    "A time before 2010 or more than a day ahead isn't believed",
    arguments: [
      ("2010-01-01 00:00:00Z", nil), ("2009-12-31 23:59:59.999Z", "is before 2010"),
      ("2024-10-13 12:00:00Z", nil), ("2024-10-13 12:00:00.001Z", "is more than a day ahead"),
      ("1970-01-01 00:00:01Z", "is before 2010"), ("1900-01-01 00:00:00Z", "is before 2010"),
    ] as [(String, String?)])
  func unbelievable(time: String, problem: String?) {
    let filed = DropName("cpu.prof")
      .captureTime(profileTimeNanos: utc(time).milliseconds * 1_000_000, arrival: arrival)
    if let problem {
      #expect(filed.time == arrival)
      #expect(filed.note?.contains(problem) == true)
    } else {
      #expect(filed == (utc(time), nil))
    }
  }

  @Test("A time in the name that isn't believed gives way to that of arrival, with a note")
  func unbelievableName() {
    let filed = DropName("a-1800000000000.pprof")
      .captureTime(profileTimeNanos: arrival.milliseconds * 1_000_000, arrival: arrival)
    #expect(filed.time == arrival)
    #expect(filed.note?.hasPrefix("the time in the name, 2027-01-15 08:00:00Z, is more") == true)
  }

  @Test("Profiles of one time and stem are numbered, within what a source can have")
  func numbered() {
    #expect(DropName("cpu.prof").numbered(1) == "cpu")
    #expect(DropName("cpu.prof").numbered(2) == "cpu-2")
    #expect(DropName("cpu.prof").numbered(10) == "cpu-10")
    #expect(DropName("é.prof").numbered(1) == nil)
    #expect(DropName("é.prof").numbered(2) == "2")
    let long = DropName(String(repeating: "a", count: 200))
    #expect(long.numbered(2) == String(repeating: "a", count: 126) + "-2")
    #expect(long.numbered(.max)?.utf8.count == 128)
  }
}

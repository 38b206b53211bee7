import ProfileStore
import Synchronization

/// Which version of a merged file each process sees, so that a build sees one.
///
/// `go build` opens its profile twice, seconds apart and from two processes. If the bytes differed,
/// Go's build cache would keep one version's results under the other's key.
final class Pins: Sendable {
  /// What a look-up gave a process, it gets again this long: stat, then open.
  static let lookupHold: Duration = .seconds(10)

  /// What a process opened, its descendants get until this long after the last look-up through it…
  static let idleHold: Duration = .seconds(600)

  /// …and no longer than this.
  static let longestHold: Duration = .seconds(3600)

  /// A caller that can't be seen gets a version until nobody has opened it for this long…
  static let unseenHold: Duration = .seconds(10)

  /// …and no longer than this.
  static let longestUnseenHold: Duration = .seconds(600)

  private struct Key: Hashable {
    let name: View.Name
    let process: ProcessIdentity?
  }

  private struct Pin {
    var view: View
    var lookedUp: Duration
    var opened: Duration?
    var used: Duration
  }

  private let state = Mutex<[Key: Pin]>([:])

  /// The version that the caller is to see, nil when it is free to see the newest. The lineage is the
  /// caller's process and its ancestors; nil when it can't be seen.
  func view(for name: View.Name, lineage: [ProcessIdentity]?, now: Duration) -> View? {
    state.withLock { pins in
      guard let lineage else {
        let key = Key(name: name, process: nil)
        return pins[key].flatMap { Pins.holdsUnseen($0, now) ? $0.view : nil }
      }
      for (distance, process) in lineage.enumerated() {
        let key = Key(name: name, process: process)
        guard let pin = pins[key] else { continue }
        let isOpen = Pins.holdsOpen(pin, now)
        guard isOpen || (distance == 0 && now - pin.lookedUp < Pins.lookupHold) else { continue }
        if isOpen { pins[key]?.used = now }
        return pin.view
      }
      return nil
    }
  }

  /// Remembers what a look-up gave. One that holds already isn't prolonged.
  func lookedUp(_ view: View, by lineage: [ProcessIdentity]?, now: Duration) {
    insert(view, lineage?.first, now) { pin in
      if pin.view !== view { pin = Pin(view: view, lookedUp: now, opened: nil, used: now) }
    }
  }

  /// Remembers what was opened.
  func opened(_ view: View, by lineage: [ProcessIdentity]?, now: Duration) {
    insert(view, lineage?.first, now) { pin in
      if pin.view !== view { pin = Pin(view: view, lookedUp: now, opened: now, used: now) }
      pin.opened = pin.opened ?? now
      pin.used = now
    }
  }

  /// Ends the pins of a process and its ancestors: what they wrote or deleted, they read.
  func end(for lineage: [ProcessIdentity]?) {
    state.withLock { pins in
      guard let lineage else {
        pins = pins.filter { $0.key.process != nil }
        return
      }
      let processes = Set(lineage)
      pins = pins.filter { pin in pin.key.process.map { !processes.contains($0) } ?? true }
    }
  }

  /// Ends the pins to a version that can't be had any more.
  func end(for view: View) {
    state.withLock { pins in pins = pins.filter { $0.value.view !== view } }
  }

  private func insert(
    _ view: View, _ process: ProcessIdentity?, _ now: Duration, update: (inout Pin) -> Void
  ) {
    let key = Key(name: view.name, process: process)
    state.withLock { pins in
      if pins.count >= Limits.pins { Pins.thin(&pins, now) }
      var pin = pins[key] ?? Pin(view: view, lookedUp: now, opened: nil, used: now)
      if !Pins.holds(pin, key, now) { pin = Pin(view: view, lookedUp: now, opened: nil, used: now) }
      update(&pin)
      pins[key] = pin
    }
  }

  private static func thin(_ pins: inout [Key: Pin], _ now: Duration) {
    pins = pins.filter { holds($0.value, $0.key, now) }
    guard pins.count >= Limits.pins else { return }
    let byAge = pins.sorted { $0.value.used > $1.value.used }
    pins = Dictionary(uniqueKeysWithValues: byAge.prefix(Limits.pins / 2).map { ($0.key, $0.value) })
  }

  private static func holds(_ pin: Pin, _ key: Key, _ now: Duration) -> Bool {
    key.process == nil
      ? holdsUnseen(pin, now) : holdsOpen(pin, now) || now - pin.lookedUp < lookupHold
  }

  private static func holdsOpen(_ pin: Pin, _ now: Duration) -> Bool {
    guard let opened = pin.opened else { return false }
    return now - pin.used < idleHold && now - opened < longestHold
  }

  private static func holdsUnseen(_ pin: Pin, _ now: Duration) -> Bool {
    now - pin.used < unseenHold && now - pin.lookedUp < longestUnseenHold
  }
}

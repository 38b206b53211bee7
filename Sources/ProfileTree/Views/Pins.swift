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

  private struct State {
    var pins: [Key: Pin] = [:]
    var thinned = Duration.zero
  }

  private let state = Mutex(State())

  /// The version that the caller is to see, nil when it is free to see the newest. The lineage is the
  /// caller's process and its ancestors; nil when it can't be seen.
  func view(for name: View.Name, lineage: [ProcessIdentity]?, now: Duration) -> View? {
    state.withLock { state in
      guard let lineage else {
        let key = Key(name: name, process: nil)
        return state.pins[key].flatMap { Pins.holdsUnseen($0, now) ? $0.view : nil }
      }
      for (distance, process) in lineage.enumerated() {
        let key = Key(name: name, process: process)
        guard let pin = state.pins[key] else { continue }
        let isOpen = Pins.holdsOpen(pin, now)
        guard isOpen || (distance == 0 && now - pin.lookedUp < Pins.lookupHold) else { continue }
        if isOpen { state.pins[key]?.used = now }
        return pin.view
      }
      return nil
    }
  }

  /// Remembers what a look-up gave, and tells what the process is to see: another version where
  /// another thread of it was given that meanwhile. One that holds already isn't prolonged.
  @discardableResult
  func lookedUp(_ view: View, by lineage: [ProcessIdentity]?, now: Duration) -> View {
    insert(view, lineage?.first, now) { _ in }
  }

  /// Remembers what was opened.
  func opened(_ view: View, by lineage: [ProcessIdentity]?, now: Duration) {
    _ = insert(view, lineage?.first, now) { pin in
      if pin.view !== view { pin = Pin(view: view, lookedUp: now, opened: now, used: now) }
      pin.opened = pin.opened ?? now
      pin.used = now
    }
  }

  /// Ends the pins of a process and its ancestors, by their ids: what they wrote or deleted, they read.
  func end(for processes: [Int32]?) {
    let ended: Set<Int32?> = processes.map { Set($0) } ?? [nil]
    state.withLock { state in
      state.pins = state.pins.filter { !ended.contains($0.key.process?.id) }
    }
  }

  /// Ends the pins to a version that can't be had any more.
  func end(for view: View) {
    state.withLock { state in state.pins = state.pins.filter { $0.value.view !== view } }
  }

  private func insert(
    _ view: View, _ process: ProcessIdentity?, _ now: Duration, update: (inout Pin) -> Void
  ) -> View {
    let key = Key(name: view.name, process: process)
    return state.withLock { state in
      Pins.thin(&state, now)
      var pin = state.pins[key] ?? Pin(view: view, lookedUp: now, opened: nil, used: now)
      if !Pins.holds(pin, key, now) { pin = Pin(view: view, lookedUp: now, opened: nil, used: now) }
      update(&pin)
      state.pins[key] = pin
      return pin.view
    }
  }

  // A pin keeps the list of its version's captures, so those that are over go soon.
  private static func thin(_ state: inout State, _ now: Duration) {
    guard now - state.thinned >= Limits.pinThinning || state.pins.count >= Limits.pins else {
      return
    }
    state.thinned = now
    state.pins = state.pins.filter { holds($0.value, $0.key, now) }
    guard state.pins.count >= Limits.pins else { return }
    let byAge = state.pins.sorted { $0.value.used > $1.value.used }
    state.pins = Dictionary(
      uniqueKeysWithValues: byAge.prefix(Limits.pins / 2).map { ($0.key, $0.value) })
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

  /// How many pins are remembered.
  var count: Int { state.withLock { $0.pins.count } }
}

import Synchronization
import Threads

/// Work that several threads want at once and one of them does.
final class Flights<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private final class Flight: Sendable {
    let value = Monitor<Value?>(nil)
  }

  private let flights = Mutex<[Key: Flight]>([:])

  /// The value of the work that is under way for a key, or is done now.
  func value(_ key: Key, _ make: () -> Value) -> Value {
    let (flight, isFirst) = flights.withLock { flights in
      if let known = flights[key] { return (known, false) }
      let new = Flight()
      flights[key] = new
      return (new, true)
    }
    guard isFirst else { return flight.value.wait { $0 } }
    let value = make()
    flights.withLock { _ = $0.removeValue(forKey: key) }
    flight.value.update(wakingAll: true) { $0 = value }
    return value
  }
}

import Synchronization

/// What a directory held when it was read.
struct Listing<Entries: Sendable>: Sendable {
  let entries: Entries
  /// How many entries it counts as in the cache.
  let cost: Int
  /// The state of the directory's list that was read.
  let version: DirectoryVersion
  /// Whether the list may have changed since without its version showing it.
  let isRacy: Bool
  /// When statuses of the entries were taken last.
  let taken: ContinuousClock.Instant
  /// Which entries' statuses were taken then; nil for all.
  var checked: Range<Int>?

  /// Whether the names still are what the directory holds, whose version is now this one.
  func hasNames(of version: DirectoryVersion) -> Bool { !isRacy && self.version == version }

  /// Whether the statuses of some of the entries are recent enough to be believed.
  func hasStatuses(of some: Range<Int>, at now: ContinuousClock.Instant) -> Bool {
    let isChecked = checked.map {
      $0.lowerBound <= some.lowerBound && $0.upperBound >= some.upperBound
    }
    return isChecked ?? true && now - taken < Limits.statusAge
  }

  /// The same names with some statuses that were taken anew.
  func with(_ entries: Entries, checked: Range<Int>, taken: ContinuousClock.Instant) -> Listing {
    Listing(
      entries: entries, cost: cost, version: version, isRacy: isRacy, taken: taken,
      checked: checked)
  }
}

/// The listings of directories that were read last. It only remembers: whether a listing still holds
/// is for the caller to see, by the directory's status.
final class ListingCache<Entries: Sendable>: Sendable {
  private struct Slot {
    var listing: Listing<Entries>
    var lastUse: UInt64
  }

  private struct State {
    var slots: [StoreDirectory: Slot] = [:]
    var cost = 0
    var uses: UInt64 = 0
  }

  private let capacity: Int
  private let state = Mutex(State())

  /// A cache for listings of this many entries in all.
  init(capacity: Int) { self.capacity = capacity }

  /// The last listing of a directory.
  func listing(of directory: StoreDirectory) -> Listing<Entries>? {
    state.withLock { state in
      state.uses += 1
      state.slots[directory]?.lastUse = state.uses
      return state.slots[directory]?.listing
    }
  }

  /// Remembers a listing, unless a later one is there already.
  func keep(_ listing: Listing<Entries>, of directory: StoreDirectory) {
    state.withLock { state in
      if let old = state.slots[directory]?.listing {
        guard old.taken <= listing.taken else { return }
        state.cost -= old.cost
      }
      state.uses += 1
      state.slots[directory] = Slot(listing: listing, lastUse: state.uses)
      state.cost += listing.cost
      if state.cost > capacity { shrink(&state) }
    }
  }

  /// Forgets a directory that isn't there any more.
  func forget(_ directory: StoreDirectory) {
    state.withLock { state in
      if let slot = state.slots.removeValue(forKey: directory) { state.cost -= slot.listing.cost }
    }
  }

  /// The entries that the listings hold in all.
  var cost: Int { state.withLock { $0.cost } }

  // Down to half at once, so that sorting is paid for by as many insertions.
  private func shrink(_ state: inout State) {
    for (directory, slot) in state.slots.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
      if state.cost <= capacity / 2 { return }
      state.slots.removeValue(forKey: directory)
      state.cost -= slot.listing.cost
    }
  }
}

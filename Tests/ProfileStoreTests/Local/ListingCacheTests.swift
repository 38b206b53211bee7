import Testing

@testable import ProfileStore

/// Listings are remembered up to a bound, and believed only while they can't have changed.
@Suite struct ListingCacheTests {
  private let version = DirectoryVersion(
    device: 1, inode: 2, born: 3, modified: 1_000_000_000, changed: 1_000_000_000)

  private func listing(
    _ entries: [Int], isRacy: Bool = false, taken: ContinuousClock.Instant = .now
  ) -> Listing<[Int]> {
    Listing(
      entries: entries, cost: entries.count + 1, version: version, isRacy: isRacy, taken: taken)
  }

  private func day(_ number: Int) -> StoreDirectory { .day(sample, Day(number: number)!) }

  @Test func theEntriesInAllStayBelowTheCapacity() {
    let cache = ListingCache<[Int]>(capacity: 100)
    for number in 0..<1000 {
      cache.keep(listing(Array(0..<number % 12)), of: day(number))
      #expect(cache.cost <= 100)
    }
    #expect(cache.cost > 0)
  }

  @Test func whatWasUsedLastStays() {
    let cache = ListingCache<[Int]>(capacity: 100)
    cache.keep(listing([7]), of: .root)
    for number in 0..<1000 {
      cache.keep(listing([1, 2, 3]), of: day(number))
      #expect(cache.listing(of: .root)?.entries == [7])
    }
    #expect(cache.listing(of: day(0)) == nil)
  }

  @Test func aListingLargerThanTheCapacityIsNotKept() {
    let cache = ListingCache<[Int]>(capacity: 10)
    cache.keep(listing(Array(0..<20)), of: .root)
    #expect(cache.listing(of: .root) == nil)
    #expect(cache.cost == 0)
  }

  @Test func aLaterListingIsNotReplacedByAnEarlierOne() {
    let cache = ListingCache<[Int]>(capacity: 10)
    let now = ContinuousClock.now
    cache.keep(listing([2], taken: now), of: .root)
    cache.keep(listing([1], taken: now - .milliseconds(400)), of: .root)
    #expect(cache.listing(of: .root)?.entries == [2])
  }

  @Test func whatIsForgottenCostsNothing() {
    let cache = ListingCache<[Int]>(capacity: 10)
    cache.keep(listing([1, 2]), of: .root)
    cache.keep(listing([1]), of: .root)
    #expect(cache.cost == 2)
    cache.forget(.root)
    cache.forget(.root)
    #expect(cache.cost == 0)
    #expect(cache.listing(of: .root) == nil)
  }

  @Test func namesAreBelievedWhileTheDirectoryIsTheSame() {
    let other = DirectoryVersion(
      device: 1, inode: 2, born: 3, modified: 1_000_000_001, changed: 1_000_000_001)
    #expect(listing([1]).hasNames(of: version))
    #expect(!listing([1]).hasNames(of: other))
    #expect(!listing([1], isRacy: true).hasNames(of: version))
  }

  @Test(
    arguments: [
      (0, true), (19_999_999, true), (20_000_000, false), (1_000_000_000, false), (-1_000, true),
    ] as [(Int64, Bool)])
  func aDirectoryThatChangedJustNowMayChangeUnseen(age: Int64, isRacy: Bool) {
    #expect(version.isRacy(now: 1_000_000_000 + age) == isRacy)
  }

  @Test func statusesAreBelievedForAFifthOfASecond() {
    let now = ContinuousClock.now
    #expect(listing([], taken: now - .milliseconds(199)).hasStatuses(of: 0..<0, at: now))
    #expect(!listing([], taken: now - .milliseconds(200)).hasStatuses(of: 0..<0, at: now))
  }

  @Test func onlyStatusesThatWereTakenAreBelieved() {
    let now = ContinuousClock.now
    let whole = listing([1, 2, 3, 4], taken: now - .seconds(1))
    let some = whole.with([1, 2, 3, 4], checked: 1..<3, taken: now)
    for asked in [1..<3, 1..<2, 2..<3] { #expect(some.hasStatuses(of: asked, at: now)) }
    for asked in [0..<4, 0..<2, 2..<4] { #expect(!some.hasStatuses(of: asked, at: now)) }
    #expect(!some.hasStatuses(of: 1..<3, at: now + .milliseconds(200)))
  }
}

import Glibc
import Testing

@testable import Fuse

@Suite struct CallerStateTests {
  private func status(
    state: String = "D (disk sleep)", pending: UInt64 = 0, shared: UInt64 = 0, caught: UInt64 = 0
  ) -> String {
    """
    Name:\tcat: SigPnd:
    State:\t\(state)
    SigPnd:\t\(String(pending, radix: 16))
    ShdPnd:\t\(String(shared, radix: 16))
    SigBlk:\t0000000000000000
    SigIgn:\t0000000000000000
    SigCgt:\t\(String(caught, radix: 16))

    """
  }

  @Test func aPendingKillIsDeath() {
    #expect(CallerState.isDying(status: status(pending: 0x100)))
    #expect(CallerState.isDying(status: status(pending: 0x100, caught: ~0)))
  }

  @Test func aZombieIsDead() {
    #expect(CallerState.isDying(status: status(state: "Z (zombie)")))
    #expect(CallerState.isDying(status: status(state: "X (dead)")))
  }

  @Test func otherPendingSignalsAreNot() {
    #expect(!CallerState.isDying(status: status()))
    #expect(!CallerState.isDying(status: status(shared: 1 << 22)))
    #expect(!CallerState.isDying(status: status(pending: 1 << 13)))
  }

  @Test func aPendingCoreDumpIsDeathUnlessTheSignalIsHandled() {
    let quit: UInt64 = 1 << 2
    #expect(CallerState.isDying(status: status(shared: quit)))
    #expect(!CallerState.isDying(status: status(shared: quit, caught: quit)))
  }

  @Test func whatCannotBeReadIsNot() {
    #expect(!CallerState.isDying(status: ""))
    #expect(!CallerState.isDying(status: "SigPnd:\nState:\nSigPnd:\tzz\n"))
  }

  @Test func aLivingThreadIsNotDyingAndAVanishedOneIs() throws {
    #expect(!CallerState.isDying(getpid()))
    let command = try Command(shell: "exit", "")
    let process = command.process
    _ = command.end()
    #expect(CallerState.isDying(process))
  }
}

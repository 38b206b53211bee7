import Glibc
public import SystemPackage

/// Makes a system call that answers -1 and sets errno when it fails; again while a signal interrupts
/// it.
@discardableResult
public func systemCall<Result: FixedWidthInteger & SignedInteger>(
  _ call: () -> Result
) throws(Errno) -> Result {
  while true {
    let result = call()
    if result != -1 { return result }
    let error = Errno(rawValue: errno)
    if error != .interrupted { throw error }
  }
}

/// The bytes of one stored file as they were when it was opened, whatever happens to its name.
public protocol StoredContent: Sendable {
  /// The length in bytes.
  var size: Int { get }

  /// Copies bytes from the offset into the buffer and returns how many; fewer than asked only at the
  /// end.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(StoreError) -> Int
}

extension StoredContent {
  /// All of it.
  public func bytes() throws(StoreError) -> [UInt8] {
    var failure: StoreError?
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      do throws(StoreError) {
        count = try read(into: UnsafeMutableRawBufferPointer(buffer), at: 0)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}

/// The bytes of one stored file as they were when it was opened, whatever happens to its name.
public protocol StoredContent: Sendable {
  /// The length in bytes.
  var size: Int { get }

  /// Copies bytes from the offset into the buffer and returns how many: fewer than the buffer holds
  /// only at the end, none from there on. Several threads may read at once. `changed` when the file
  /// has become shorter, which only something that writes into the store past this module can do.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(StoreError) -> Int
}

extension StoredContent {
  /// All of it, in memory: compare `size` with the limit first.
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

/// The bytes of a file that are in memory, for as long as someone reads them.
public struct LoadedContent: StoredContent {
  private let content: [UInt8]

  /// A content of these bytes.
  public init(_ content: [UInt8]) { self.content = content }

  /// The length in bytes.
  public var size: Int { content.count }

  /// Copies bytes from the offset into the buffer.
  public func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(StoreError) -> Int {
    guard offset >= 0, offset < content.count else { return 0 }
    let count = min(buffer.count, content.count - offset)
    buffer.copyBytes(from: content[offset..<offset + count])
    return count
  }
}

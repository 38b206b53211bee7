extension S3Store {
  /// What the probe writes.
  static let probeKey = ".pgofs/probe"

  /// Whether the server refuses to overwrite what is there when nothing is expected (`If-None-Match: *`,
  /// S3 User Guide, "Conditional writes"). Where it doesn't, of two hosts that write one name one loses
  /// its capture and isn't told. Nil where our key may not write, or there is no answer.
  ///
  /// It costs a request, in a new store two.
  public func refusesToOverwrite() -> Bool? {
    for _ in 0..<2 {
      do throws(S3Error) {
        // Others each time: a write whose answer was lost is told by its bytes.
        let bytes = Array("\(UInt64.random(in: .min ... .max))\n".utf8)
        _ = try client.put(S3Store.probeKey, bytes, if: .absent)
      } catch {
        return error.code == .preconditionFailed ? true : nil
      }
    }
    return false
  }
}

import CDeflate
import Pprof

/// Gzip by libdeflate on one core, with nothing of pgofs's around it: what a merge can't be faster
/// than by much.
enum Deflate {
  /// The level at which pgofs writes merged files (`Gzip.deflate`).
  static let level = Gzip.level

  /// The content of a gzip file of one member, as Go writes them and this benchmark does.
  static func inflated(_ bytes: [UInt8]) throws -> [UInt8] {
    guard bytes.count >= 18 else { throw BenchError("a gzip file of \(bytes.count) bytes") }
    let size = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    let decompressor = libdeflate_alloc_decompressor()
    defer { libdeflate_free_decompressor(decompressor) }
    var result = LIBDEFLATE_BAD_DATA
    let output = [UInt8](unsafeUninitializedCapacity: size) { output, count in
      result = bytes.withUnsafeBytes {
        libdeflate_gzip_decompress(
          decompressor, $0.baseAddress, $0.count, output.baseAddress, size, nil)
      }
      count = result == LIBDEFLATE_SUCCESS ? size : 0
    }
    guard result == LIBDEFLATE_SUCCESS else { throw BenchError("a gzip file that is damaged") }
    return output
  }

  /// The content of a gzip file of any number of members, by pgofs's own reader.
  static func inflatedMembers(_ bytes: [UInt8]) throws -> [UInt8] {
    try Gzip.inflate(bytes, limit: 1 << 30)
  }

  /// A gzip file.
  static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    let compressor = libdeflate_alloc_compressor(Int32(level))
    defer { libdeflate_free_compressor(compressor) }
    let bound = libdeflate_gzip_compress_bound(compressor, bytes.count)
    return [UInt8](unsafeUninitializedCapacity: bound) { output, count in
      count = bytes.withUnsafeBytes {
        libdeflate_gzip_compress(
          compressor, $0.baseAddress, $0.count, output.baseAddress, output.count)
      }
    }
  }
}

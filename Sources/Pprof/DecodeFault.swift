/// Why a message can't be decoded, and at which byte, where one is to blame.
struct DecodeFault: Error {
  enum Reason {
    case ended
    case longVarint
    case wireType(UInt64)
    case fieldType(field: Int)
    case firstString
    case secondTime
    case stringIndex(Int64)
    case zeroID(Entity)
    case duplicateID(Entity, UInt64)
    case noLocation(UInt64)
    case noFunction(location: UInt64, id: UInt64)
    case valueCount(Int, types: Int)
  }

  enum Entity: String {
    case mapping
    case location
    case function
  }

  let reason: Reason
  let offset: Int?

  var message: String {
    let what =
      switch reason {
      case .ended: "a field is longer than its message"
      case .longVarint: "a number has more than ten bytes"
      case .wireType(let type): "unknown wire type \(type)"
      case .fieldType(let field): "field \(field) has the wrong wire type"
      case .firstString: "the string table doesn't begin with an empty string"
      case .secondTime: "a second time: these are two profiles in one"
      case .stringIndex(let index): "string \(index) is not in the string table"
      case .zeroID(let entity): "a \(entity.rawValue) has the reserved id 0"
      case .duplicateID(let entity, let id): "two \(entity.rawValue)s have the id \(id)"
      case .noLocation(let id): "a sample has the location \(id), which doesn't exist"
      case .noFunction(let location, let id):
        "location \(location) has a line of function \(id), which doesn't exist"
      case .valueCount(let count, let types):
        "a sample has \(count) values for \(types) sample types"
      }
    guard let offset else { return what }
    return "\(what), at byte \(offset) of the uncompressed profile"
  }
}

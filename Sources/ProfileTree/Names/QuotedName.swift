/// A name in quotes for a message of one line: what isn't printable ASCII is escaped, and a long
/// name is cut after 80 characters.
func quotedName(_ name: some StringProtocol) -> String {
  let shown = name.unicodeScalars.prefix(80).map { $0.escaped(asASCII: true) }.joined()
  return "'\(shown)\(name.unicodeScalars.count > 80 ? "…" : "")'"
}

/// Somebody else's words as one printable line that isn't too long.
func oneLine(_ text: some StringProtocol) -> String {
  var line = ""
  for scalar in text.unicodeScalars.prefix(Limits.messageLength) {
    let isPrintable = scalar.properties.generalCategory != .control
    line.unicodeScalars.append(isPrintable ? scalar : " ")
  }
  while line.last == " " { line.removeLast() }
  return line
}

import Testing

@testable import S3Store

/// What the reader takes for a document, and what it makes of it.
@Suite struct XMLReaderTests {
  @Test func `elements and text come in the order of the document`() throws {
    let document = """
      \u{feff}<?xml version="1.0" encoding="UTF-8"?>
      <!-- a comment -->
      <a xmlns="http://x" b='1 > "2"'><s:b>x<!-- - -->y</s:b><c/><d  e = "f" /></a >
      <!-- at the end -->
      """
    #expect(
      try events(document) == [
        .start("a"), .start("b"), .text("x"), .text("y"), .end, .start("c"), .end, .start("d"),
        .end, .end,
      ])
  }

  @Test func `entities and character data are text`() throws {
    let document = "<a>&lt;&gt;&amp;&apos;&quot;&#65;&#x42;&#x1F600;<![CDATA[<&amp;]]></a>"
    #expect(
      try events(document) == [.start("a"), .text("<>&'\"AB😀"), .text("<&amp;"), .end])
  }

  @Test(arguments: [
    "", " ", "<a>", "<a", "<a></b>", "<a></a", "</a>", "<a/><b/>", "<a/>x", "x<a/>",
    "<a><b></a></b>",
    "<a>&unknown;</a>", "<a>& </a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&#x110000;</a>",
    "<a>&#-1;</a>", "<a>&#+65;</a>", "<a>&#;</a>", "<a>&#x;</a>", "<a>&amp</a>",
    "<a>&#99999999999999;</a>", "<a>\u{1}</a>",
    "<!DOCTYPE a><a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a><!ELEMENT b></a>",
    "<a><?php x ?></a>", "<a b/>", "<a b=c/>", "<a b='c/>", "<a b='c'd='e'/>", "<a b='<'/>",
    "<a / >", "<a><!-- -- --></a>", "<a><!-- ", "<a><![CDATA[ ", "<1/>", "< a/>", "<:a/>",
    "<?xml version='1.0'", " <?xml version='1.0'?><a/>",
  ])
  func `what isn't a document is an error`(document: String) {
    #expect(throws: XMLFault.self) { try events(document) }
  }

  @Test func `text that isn't UTF-8 is an error`() {
    #expect(throws: XMLFault.self) {
      try events(Array("<a>".utf8) + [0xff] + Array("</a>".utf8))
    }
  }

  @Test func `there are bounds on depth, names and size`() {
    func nested(_ depth: Int) -> String {
      String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
    }
    #expect(throws: Never.self) { try events(nested(Limits.documentDepth)) }
    #expect(throws: XMLFault.self) { try events(nested(Limits.documentDepth + 1)) }
    let name = String(repeating: "n", count: Limits.nameBytes)
    #expect(throws: Never.self) { try events("<\(name)/>") }
    #expect(throws: XMLFault.self) { try events("<n\(name)/>") }
    let large = [UInt8](repeating: UInt8(ascii: " "), count: Limits.documentBytes)
    #expect(throws: XMLFault.self) { try events(Array("<a/>".utf8) + large) }
  }

  @Test func `the place of a fault is said`() {
    #expect(throws: XMLFault("the wrong end tag", at: 6)) { try events("<a></b>") }
  }

  @Test func `elements are skipped whole, and text is put together`() throws {
    var found: [String] = []
    let document = "<r><a><b>1</b><c/>2</a><d>x<![CDATA[y]]>&amp;</d><e/><d/></r>"
    try XMLReader.read(Array(document.utf8), root: "r") { (reader, name) throws(XMLFault) in
      if name == "d" { found.append(try reader.text()) } else { try reader.skip() }
    }
    #expect(found == ["xy&", ""])
  }

  @Test func `an element in the place of text is an error, and so is another root`() {
    #expect(throws: XMLFault.self) {
      try XMLReader.read(Array("<r><a><b/></a></r>".utf8), root: "r") {
        (reader, _) throws(XMLFault) in _ = try reader.text()
      }
    }
    #expect(throws: XMLFault("the document is no r")) {
      try XMLReader.read(Array("<s/>".utf8), root: "r") { (_, _) throws(XMLFault) in }
    }
  }
}

private func events(_ document: String) throws(XMLFault) -> [XMLReader.Event] {
  try events(Array(document.utf8))
}

private func events(_ document: [UInt8]) throws(XMLFault) -> [XMLReader.Event] {
  var reader = try XMLReader(document)
  var events: [XMLReader.Event] = []
  while let event = try reader.next() { events.append(event) }
  return events
}

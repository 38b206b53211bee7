import Testing

@testable import Fuse

@Suite struct ListingTests {
  @Test func aListingTellsAttributesAndSparesTheLookUps() throws {
    let files = MemoryFileSystem(
      ["a": [1], "b": [1, 2], "later": [1, 2, 3]], hooks: .init(nameOnly: ["later"]))
    try withMount(files) { mounted in
      let result = try python(
        "print([(e.name, e.stat().st_size) for e in sorted(os.scandir(sys.argv[1]), "
          + "key=lambda e: e.name)])", mounted.path)
      #expect(result.output == "[('a', 1), ('b', 2), ('later', 3)]\n")
      #expect(files.count("lookup a") == 0)
      #expect(files.count("lookup b") == 0)
      #expect(files.count("lookup later") == 1)
    }
  }

  @Test func aLongListingIsWholeAndWithoutDoubles() throws {
    let names = (0..<5000).map { "a-rather-long-name-of-a-file-\($0)" }
    let files = MemoryFileSystem(Dictionary(uniqueKeysWithValues: names.map { ($0, []) }))
    try withMount(files) { mounted in
      let result = try shell("ls $1 | wc -l; ls $1 | sort -u | wc -l", mounted.path)
      #expect(result.output == "5000\n5000\n")
      #expect(files.count("readdir") > 2)
    }
  }

  @Test func whatDoesNotFitIsNotAdded() {
    let entry = Entry.nameOnly(inode: .root, .directory)
    var listing = DirectoryListing(capacity: 400, plus: true)
    var added = 0
    while listing.append("name", entry, next: UInt64(added + 1)) { added += 1 }
    // fuse_direntplus: 128 bytes of entry, 24 of dirent, the name, padded to 8.
    #expect(added == 2)
    #expect(listing.withBytes { $0.count } == 320)
    #expect(listing.append("name", entry, next: 9) == false)
    #expect(listing.withBytes { $0.count } == 320)
  }

  @Test func theKernelForgetsWhatItLookedUp() throws {
    let files = MemoryFileSystem(["a": [1]])
    try withMount(files) { mounted in
      _ = try shell("cat $1/a; rm $1/a", mounted.path)
      // Answered on the same connection after the forget was sent.
      while files.count("forget 2 1") == 0 {
        _ = try shell("stat -f $1 >/dev/null", mounted.path)
      }
    }
  }
}

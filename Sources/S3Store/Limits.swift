/// The bounds on what others can make the store do, each with its reason.
enum Limits {
  /// The most bytes of a location's prefix: half of what Amazon S3 allows a key ("Naming Amazon S3 objects"), so that the other half is left for an app, a
  /// day and a name.
  static let prefixBytes = 512

  /// The most bytes of a location: a prefix, every byte of it escaped, and its options.
  static let locationBytes = 4096

  /// The most bytes of a document that the server answers: a list of 1,000 keys of 1,024 bytes, every
  /// byte of them escaped, is half of it.
  static let documentBytes = 8 << 20

  /// How deep a document nests: the deepest answer that is read has five levels.
  static let documentDepth = 16

  /// The most bytes of the name of an element or attribute; the longest in use has 30.
  static let nameBytes = 128

  /// The most bytes of an entity between `&` and `;`: `#x10FFFF` has 8, and zeros may go before.
  static let entityBytes = 16

  /// The most characters of somebody else's words in a message of ours.
  static let messageLength = 200

  /// The most bytes of a file with settings or credentials, and of an answer with credentials:
  /// hundreds of profiles have a tenth of it.
  static let settingsBytes = 1 << 20

  /// How many profiles can lead to each other by `source_profile`: people have two.
  static let profileChain = 8

  /// How long before their end credentials are replaced: what AWS's SDKs do, and longer than a
  /// request with all its retries takes.
  static let refreshMargin = Duration.seconds(300)

  /// The shortest time between two tries to replace credentials that are still good.
  static let refreshPause = Duration.seconds(30)

  /// How long an answer of the security token service may take.
  static let tokenServicePatience = Duration.seconds(10)

  /// How long an answer of the container's agent may take: it asks a service itself.
  static let containerPatience = Duration.seconds(5)

  /// How long an answer of the instance's metadata service may take. It is on the same machine, and
  /// where there is none nobody should wait for it: the default of AWS's SDKs.
  static let instancePatience = Duration.seconds(1)

  /// How often the metadata service is asked for a token: the first packet may get lost.
  static let instanceAttempts = 2

  /// How long after a request that came to nothing the bucket is asked again on nobody's behalf: for so
  /// much longer than the bucket is silent, and the time of a request, old listings are shown.
  static let probePause = Duration.milliseconds(500)

  /// How long a connection may take to come about, in seconds.
  static let connectSeconds: Int64 = 5

  /// How long nothing may come over a connection that an answer is awaited on, in seconds.
  static let silentSeconds: Int64 = 10

  /// How many connections are kept to one host: as many requests as run at once.
  static let connections = 64

  /// The most bytes of an answer: many times the largest profile that is taken by default.
  static let answerBytes = 1 << 30

  /// What is allowed for in addition, for each mebibyte a second.
  static let slowestBytesPerSecond = 1 << 20

  /// How many entity tags are remembered that an identity can't hold: objects that others put in
  /// parts. Each takes a hundred bytes.
  static let rememberedTags = 100_000

  /// How many captures are known at most from listings, some hundred bytes each.
  static let knownCaptures = 262_144

  /// Spans of days of one app of which is known when they were listed: one for each window in use that
  /// no other one holds.
  static let knownSpans = 64

  /// How long a listing may take: changes of our own are remembered for as long, which it may lack.
  static let longestListing = Duration.seconds(600)

  /// How many directories are remembered that this store changed or removed, a hundred bytes each.
  static let rememberedChanges = 10_000

  /// How many parts of windows are fetched or put at a time.
  static let partThreads = 16

  /// The most bytes of parts of windows on their way to the bucket.
  static let savedParts = 64 << 20

  /// How long nothing is put among the parts after our key was refused: somebody may have given it the
  /// right meanwhile.
  static let partRefusal = Duration.seconds(3600)

  /// How long nothing is put among the parts after one came to nothing: others compute it as well.
  static let partFailure = Duration.seconds(60)

  /// How many objects are fetched at a time.
  static let fetchers = 32

  /// The most bytes that are fetched ahead of whoever asked for them.
  static let fetchedBytes = 64 << 20

  /// The most bytes that are put in one request, as in the .NET SDK's TransferUtility: up to it, two
  /// requests more cost as much as parts may save.
  static let wholeBytes = 16 << 20

  /// The bytes of a part, as in AWS's CLI, boto3 and the SDK for Java; 5 MiB are the least (Amazon S3
  /// User Guide, "Amazon S3 multipart upload limits").
  static let partBytes = 8 << 20

  /// The most parts of an object (the same page).
  static let parts = 10_000

  /// How many parts of an object are sent at a time. Each is in memory once more.
  static let partsAtOnce = 4

  /// How long it may take to take back parts that come to nothing.
  static let abortTime = Duration.seconds(2)

  /// How large an object may be that time is allowed for when its size isn't known.
  static let largeObject = 64 << 20
}

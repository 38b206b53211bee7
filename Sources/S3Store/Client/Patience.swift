/// How long a request is tried, and how.
struct Patience: Sendable {
  /// How long a request may take with all its tries. A file system that hangs for longer is worse than
  /// one that says so.
  var requestTime = Duration.seconds(20)

  /// How long one try may take, so that there is another one where a connection says nothing.
  var attemptTime = Duration.seconds(20)

  /// The bound of the first pause between two tries, which doubles.
  var firstPause = Duration.milliseconds(100)

  /// The bound of any pause between two tries.
  var longestPause = Duration.seconds(5)

  /// The least pause after an answer that asks for fewer requests.
  var slowDownPause = Duration.milliseconds(500)

  /// For what was known before, and can be done without.
  var ofRefresh: Patience {
    var patience = self
    patience.requestTime = requestTime / 2
    patience.attemptTime = requestTime / 5
    return patience
  }
}

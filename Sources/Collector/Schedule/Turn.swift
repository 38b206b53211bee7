/// A capture that is due: which target's, and the how-manieth try.
struct Turn: Hashable, Sendable {
  let target: Target
  /// From 1.
  let attempt: Int
  /// How late it is taken.
  let delay: Duration
  /// When the target's interval is over: another try has to be through by then.
  let end: Duration

  /// The process, which is profiled once at a time whatever lists name it.
  var process: String { target.url.base }
}

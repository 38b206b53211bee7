import TestSupport

/// What every script of these tests sees: the corpora as `$STD` and `$SVC`, and the command of
/// `GoTools` as `$GOTOOLS`.
enum ScriptEnvironment {
  static func variables(for script: String) -> [String: String] {
    let corpus = "\(Corpus.project)/Tests/Corpus"
    var variables = ["STD": "\(corpus)/std", "SVC": "\(corpus)/svc"]
    if script.contains("$GOTOOLS") {
      do {
        variables["GOTOOLS"] = try GoTools.command()
      } catch {
        fatalError("\(error)")
      }
    }
    return variables
  }
}

import ArgumentParser
import ProfileStore

/// Which part of a store.
struct AppOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("Only this app and those below it.", valueName: "APP"),
    transform: AppOption.path)
  var app: AppPath?

  static func path(_ text: String) throws -> AppPath {
    guard let app = AppPath(text) else {
      throw ValidationError("no app can have this name; one is sample or prod/api")
    }
    return app
  }
}

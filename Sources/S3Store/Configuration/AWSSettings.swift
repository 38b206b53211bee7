import Glibc
import SystemCalls
import SystemPackage

/// What is wrong with the settings, and where; without their values.
struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// The settings that AWS's tools share: environment variables and the files of `~/.aws`.
struct AWSSettings: Sendable {
  private let variables: [String: String]
  private let read: Reading

  /// Reads a file; nil when it isn't there.
  typealias Reading = @Sendable (_ path: String) throws(SettingsError) -> [UInt8]?

  /// Settings from these variables, and from files that are read when they are asked for.
  init(variables: [String: String], read: @escaping Reading) {
    self.variables = variables
    self.read = read
  }

  /// What this process has. Its files stay those of the directory that it is in now: a daemon leaves
  /// that, and reads them again when credentials end.
  static func ofProcess() -> AWSSettings {
    AWSSettings(variables: processVariables(), read: files(from: workingDirectory()))
  }

  /// Reads files; relative paths begin in this directory.
  static func files(from directory: String?) -> Reading {
    { (path) throws(SettingsError) in
      let isRelative = !path.hasPrefix("/")
      return try readFile(directory.flatMap { isRelative ? "\($0)/\(path)" : nil } ?? path)
    }
  }

  /// The value of an environment variable. An empty one counts as none.
  subscript(_ variable: String) -> String? {
    variables[variable].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The first of these variables that is set.
  func first(_ names: String...) -> String? { names.lazy.compactMap { self[$0] }.first }

  /// Whether a variable says `true`, in any case.
  func isTrue(_ variable: String) -> Bool { self[variable]?.lowercased() == "true" }

  /// The bytes of a file.
  func contents(of path: String) throws(SettingsError) -> [UInt8] {
    guard let bytes = try read(path) else { throw SettingsError("there is no file \(path)") }
    return bytes
  }
}

// MARK: Profiles

extension AWSSettings {
  /// The profile that is in use; nil where none was chosen and it is `default`.
  var chosenProfile: String? { first("AWS_PROFILE", "AWS_DEFAULT_PROFILE") }

  /// The profile in use, with no settings where there is none of its name.
  func profile() throws(SettingsError) -> AWSConfigFile.Section {
    try profile(chosenProfile ?? "default") ?? [:]
  }

  /// A profile's settings from both files; those in `credentials` count before those in `config`. nil
  /// when neither has it.
  func profile(_ name: String) throws(SettingsError) -> AWSConfigFile.Section? {
    let config = try configFile().configProfile(name)
    let credentials = try file("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials")
      .credentialsProfile(name)
    guard config != nil || credentials != nil else { return nil }
    return (config ?? [:]).merging(credentials ?? [:]) { _, second in second }
  }

  /// What the profile says of a service's endpoint, by itself or by its `services` section
  /// ("Service-specific endpoints" in the AWS SDKs and Tools Reference Guide).
  func profileEndpoint(of service: String) throws(SettingsError) -> String? {
    guard !isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") else { return nil }
    let profile = try profile()
    if let services = profile["services"],
      let endpoint = try configFile().sections["services \(services)"]?["\(service).endpoint_url"]
    {
      return endpoint
    }
    return profile["endpoint_url"]
  }

  private func configFile() throws(SettingsError) -> AWSConfigFile {
    try file("AWS_CONFIG_FILE", ".aws/config")
  }

  // A file that isn't there has no settings.
  private func file(_ variable: String, _ standard: String) throws(SettingsError) -> AWSConfigFile {
    guard let path = self[variable].map(expandingHome) ?? home.map({ "\($0)/\(standard)" }) else {
      return AWSConfigFile()
    }
    guard let bytes = try read(path) else { return AWSConfigFile() }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw SettingsError("\(path): it isn't UTF-8")
    }
    return try AWSConfigFile(text, path: path)
  }

  private func expandingHome(_ path: String) -> String {
    guard path.hasPrefix("~/"), let home else { return path }
    return home + path.dropFirst()
  }

  private var home: String? { self["HOME"] }
}

// The variables of this process; later changes don't count.
private func processVariables() -> [String: String] {
  var variables: [String: String] = [:]
  var next = environ
  while let entry = next.pointee {
    let text = String(cString: entry)
    if let separator = text.firstIndex(of: "=") {
      variables[String(text[..<separator])] = String(text[text.index(after: separator)...])
    }
    next += 1
  }
  return variables
}

private func workingDirectory() -> String? {
  guard let path = getcwd(nil, 0) else { return nil }
  defer { free(path) }
  return String(cString: path)
}

private func readFile(_ path: String) throws(SettingsError) -> [UInt8]? {
  do throws(Errno) {
    return try Descriptor.open(path, O_RDONLY).read(limit: Limits.settingsBytes)
  } catch {
    if error == .noSuchFileOrDirectory || error == .notDirectory { return nil }
    throw SettingsError("can't read \(path): \(error)")
  }
}

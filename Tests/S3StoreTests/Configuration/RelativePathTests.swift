import Glibc
import TestSupport
import Testing

@testable import S3Store

/// What relative paths in the settings mean.
@Suite struct RelativePathTests {
  private let directory = TemporaryDirectory()

  private func write(_ text: String, to name: String) throws {
    let result = shell(
      "printf %s \"$T\" > \"$F\"",
      environment: [
        "T": text, "F": "\(directory.path)/\(name)",
      ])
    try #require(result.status == 0, "\(result)")
  }

  @Test func `they begin where the process did, wherever it has gone since`() throws {
    try write("[default]\naws_access_key_id = shared\naws_secret_access_key = s\n", to: "mine")
    try write("[default]\nregion = eu-west-1\n", to: "config")
    let settings = AWSSettings(
      variables: ["AWS_SHARED_CREDENTIALS_FILE": "mine", "AWS_CONFIG_FILE": "config"],
      read: AWSSettings.files(from: directory.path))
    let profile = try settings.profile()
    #expect(profile["aws_access_key_id"] == "shared" && profile["region"] == "eu-west-1")
    try write("token", to: "token")
    #expect(try settings.contents(of: "token") == Array("token".utf8))
    #expect(try settings.contents(of: "\(directory.path)/token") == Array("token".utf8))
  }

  @Test func `a file that isn't there is named as it was given`() throws {
    let settings = AWSSettings(variables: [:], read: AWSSettings.files(from: directory.path))
    let error = #expect(throws: SettingsError.self) { try settings.contents(of: "token") }
    #expect(error?.description == "there is no file token")
  }
}

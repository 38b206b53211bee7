import Testing

@testable import S3Store

/// The files of `~/.aws`, as AWS's tools read them.
@Suite struct AWSConfigFileTests {
  @Test func `sections, settings, comments and spaces are read as the CLI reads them`() throws {
    let file = try AWSConfigFile(
      """
      # a comment
      ; another
      [default]
      aws_access_key_id=A
      AWS_Secret_Access_Key  =  b+/=c#;d  # and why

      [profile build]   ; ours
      region = eu-west-1
      s3 =
          max_concurrent_requests = 20
          endpoint_url = http://nested
      output : json
      empty =
      [profile "my name"]
      region=x
      """, path: "config")
    #expect(
      file.sections == [
        "default": ["aws_access_key_id": "A", "aws_secret_access_key": "b+/=c#;d"],
        "profile build": [
          "region": "eu-west-1", "s3": "", "s3.max_concurrent_requests": "20",
          "s3.endpoint_url": "http://nested", "output": "json", "empty": "",
        ],
        "profile my name": ["region": "x"],
      ])
  }

  @Test func `lines may end in a carriage return, and be indented alike`() throws {
    let file = try AWSConfigFile(
      "[default]\r\n  region = a\r\n  output = b\r\n", path: "config")
    #expect(file.sections == ["default": ["region": "a", "output": "b"]])
  }

  @Test func `sections of one name are one, and the last of a setting counts`() throws {
    let file = try AWSConfigFile("[a]\nx=1\ny=1\n[b]\n[a]\nx=2\n", path: "config")
    #expect(file.sections == ["a": ["x": "2", "y": "1"], "b": [:]])
  }

  @Test func `profiles of config have profile before their names, but for the default one`() throws
  {
    let file = try AWSConfigFile(
      "[default]\nregion=a\n[build]\nregion=b\n[profile lab]\nregion=c\n", path: "config")
    #expect(file.configProfile("default") == ["region": "a"])
    #expect(file.configProfile("build") == nil)
    #expect(file.configProfile("lab") == ["region": "c"])
    #expect(file.credentialsProfile("build") == ["region": "b"])
    #expect(file.credentialsProfile("lab") == nil)
  }

  @Test(arguments: [
    ("SeCrEt = 1", 1, "section"), ("[a]\n\nSeCrEt", 3, "NAME = VALUE"), ("[SeCrEt", 1, "]"),
    ("[a]\n= SeCrEt", 2, "NAME = VALUE"), ("[ ]", 1, "name"),
  ])
  func `a line that can't be read is named, but not repeated`(
    text: String, line: Int, part: String
  ) {
    let error = #expect(throws: SettingsError.self) { try AWSConfigFile(text, path: "f") }
    #expect(error?.description.hasPrefix("f: line \(line): ") == true)
    #expect(error?.description.contains(part) == true)
    #expect(error?.description.contains("SeCrEt") == false)
  }

  @Test func `what credentials says counts before what config says`() throws {
    let settings = AWSSettings(
      files: [
        "/home/u/.aws/config": "[default]\nregion=a\naws_access_key_id=old\n",
        "/home/u/.aws/credentials": "[default]\naws_access_key_id=new\n",
      ])
    #expect(try settings.profile() == ["region": "a", "aws_access_key_id": "new"])
  }

  @Test func `the files may be elsewhere`() throws {
    let settings = AWSSettings(
      ["AWS_CONFIG_FILE": "/etc/aws", "AWS_SHARED_CREDENTIALS_FILE": "~/keys"],
      files: [
        "/etc/aws": "[profile x]\nregion=a\n", "/home/u/keys": "[x]\naws_access_key_id=k\n",
        "/home/u/.aws/config": "[profile x]\nregion=b\n",
      ])
    #expect(try settings.profile("x") == ["region": "a", "aws_access_key_id": "k"])
    #expect(try settings.profile("y") == nil)
  }
  @Test func `this process has variables, and files are read from where they are`() throws {
    let settings = AWSSettings.ofProcess()
    #expect(settings["PATH"] != nil)
    #expect(settings["PGOFS_NO_SUCH_VARIABLE"] == nil)
    #expect(try settings.contents(of: "/proc/self/status").starts(with: "Name:".utf8))
    #expect(throws: SettingsError("there is no file /nowhere/token")) {
      try settings.contents(of: "/nowhere/token")
    }
    #expect(throws: SettingsError.self) { try settings.contents(of: "/proc") }
  }
}

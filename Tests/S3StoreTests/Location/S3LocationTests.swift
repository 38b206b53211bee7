import Testing

@testable import S3Store

/// What a location says, and what the settings add.
@Suite struct S3LocationTests {
  @Test func `a bucket alone is Amazon's, in us-east-1, with the bucket in the host`() throws {
    let location = try S3Location("s3://profiles", settings: AWSSettings())
    #expect(location.bucket == "profiles")
    #expect(location.prefix == "")
    #expect(location.region == "us-east-1")
    #expect("\(location)" == "s3://profiles at https://s3.us-east-1.amazonaws.com")
    #expect(
      location.address(ofKey: "sample/x")
        == ("profiles.s3.us-east-1.amazonaws.com", "/sample/x"))
    #expect(location.address(ofKey: "") == ("profiles.s3.us-east-1.amazonaws.com", "/"))
  }

  @Test func `options say where the server is, and how it is asked`() throws {
    let location = try S3Location(
      "s3://profiles/prod/eu?endpoint=http://Host:8333&region=eu-west-1", settings: AWSSettings())
    #expect(location.prefix == "prod/eu")
    #expect(location.region == "eu-west-1")
    #expect("\(location)" == "s3://profiles/prod/eu at http://host:8333")
    #expect(location.key("sample/x") == "prod/eu/sample/x")
    #expect(location.address(ofKey: "a/b") == ("host:8333", "/profiles/a/b"))
    #expect(location.address(ofKey: "") == ("host:8333", "/profiles"))
  }

  @Test func `slashes around a prefix don't count`() throws {
    for text in ["s3://profiles/", "s3://profiles//"] {
      #expect(try S3Location(text, settings: AWSSettings()).prefix == "")
    }
    #expect(try S3Location("s3://profiles//a/b//", settings: AWSSettings()).prefix == "a/b")
    #expect(try S3Location("s3://profiles", settings: AWSSettings()).key("a") == "a")
  }

  @Test(arguments: [
    ("s3://profiles", false), ("s3://pro.files", true),
    ("s3://profiles?endpoint=http://h", true), ("s3://profiles?path_style=true", true),
    ("s3://pro.files?path_style=false", false),
    ("s3://profiles?endpoint=http://h&path_style=false", false),
  ])
  func `the bucket is in the path of other servers, and where it has dots`(
    text: String, isPathStyle: Bool
  ) throws {
    #expect(try S3Location(text, settings: AWSSettings()).isPathStyle == isPathStyle)
  }

  @Test(arguments: [
    ([:], "https://s3.us-east-1.amazonaws.com"),
    (["AWS_REGION": "cn-north-1"], "https://s3.cn-north-1.amazonaws.com.cn"),
    (["AWS_ENDPOINT_URL": "https://a"], "https://a"),
    (["AWS_ENDPOINT_URL": "https://a", "AWS_ENDPOINT_URL_S3": "https://b:443/"], "https://b"),
    (["AWS_ENDPOINT_URL": ""], "https://s3.us-east-1.amazonaws.com"),
    (["AWS_PROFILE": "lab"], "http://lab:9000"),
    (["AWS_PROFILE": "plain"], "http://plain"),
    (["AWS_PROFILE": "plain", "AWS_ENDPOINT_URL": "https://a"], "https://a"),
    (
      ["AWS_PROFILE": "plain", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"],
      "https://s3.us-east-1.amazonaws.com"
    ),
  ])
  func `the endpoint is the first that is named`(
    variables: [String: String], endpoint: String
  ) throws {
    let config = """
      [profile lab]
      services = local
      endpoint_url = http://other
      [services local]
      s3 =
        endpoint_url = http://lab:9000
      [profile plain]
      endpoint_url = http://plain:80
      """
    let settings = AWSSettings(variables, files: ["/home/u/.aws/config": config])
    #expect("\(try S3Location("s3://profiles", settings: settings).endpoint)" == endpoint)
    let asked = try S3Location("s3://profiles?endpoint=http://c", settings: settings)
    #expect("\(asked.endpoint)" == "http://c")
  }

  @Test func `the region is the first that is named`() throws {
    let files = ["/home/u/.aws/config": "[default]\nregion = eu-north-1\n"]
    func region(_ variables: [String: String], _ text: String = "s3://profiles") throws -> String {
      try S3Location(text, settings: AWSSettings(variables, files: files)).region
    }
    #expect(try region([:]) == "eu-north-1")
    #expect(try region(["AWS_DEFAULT_REGION": "a"]) == "a")
    #expect(try region(["AWS_DEFAULT_REGION": "a", "AWS_REGION": "b"]) == "b")
    #expect(try region(["AWS_REGION": "b"], "s3://profiles?region=c") == "c")
  }

  @Test(arguments: [
    ("a b+c/ü&%~'()*!", "/k/a%20b%2Bc/%C3%BC%26%25~%27%28%29%2A%21"), ("a//b", "/k/a//b"),
    ("A-Z_a.z", "/k/A-Z_a.z"),
  ])
  func `keys are encoded, their slashes kept`(key: String, path: String) throws {
    let location = try S3Location("s3://k?endpoint=http://h", settings: AWSSettings())
    #expect(location.address(ofKey: key).path == path)
  }

  @Test func `a location is decoded like any URL`() throws {
    let location = try S3Location(
      "s3://profiles/a%20b%3Fc?endpoint=http%3A%2F%2F%5B%3A%3A1%5D%3A8333", settings: AWSSettings())
    #expect(location.prefix == "a b?c")
    #expect("\(location.endpoint)" == "http://[::1]:8333")
  }

  @Test(arguments: [
    ("/var/lib/pgofs", "s3://BUCKET/PREFIX"), ("http://h/bucket", "s3://BUCKET/PREFIX"),
    ("s3://", "there is no bucket"), ("s3:///a", "there is no bucket"),
    ("s3://ab", "3 to 63"), ("s3://Profiles", "lower-case"), ("s3://-profiles", "begins and ends"),
    ("s3://pro..files", "two dots"), ("s3://10.0.0.1", "IP address"),
    ("s3://host:8333/bucket", "endpoint=http://HOST:PORT"),
    ("s3://profiles/a//b", "empty part"), ("s3://profiles/a/../b", ".."),
    ("s3://profiles/a%0Ab", "control"), ("s3://profiles/a%zz", "two digits"),
    ("s3://profiles/a%ff", "two digits"), ("s3://profiles/a#b", "%23"),
    ("s3://profiles?endpoint=host:8333", "http://HOST:PORT"),
    ("s3://profiles?endpoint=ftp://host", "http://HOST:PORT"),
    ("s3://profiles?endpoint=http://host/path", "no path"),
    ("s3://profiles?endpoint=http://host:0", "port"),
    ("s3://profiles?endpoint=http://host:x", "port"),
    ("s3://profiles?endpoint=http://", "host"), ("s3://profiles?endpoint=http://a%20b", "host"),
    ("s3://profiles?endpoint=", "no value"), ("s3://profiles?region=a%2Fb", "no region"),
    ("s3://profiles?path_style=1", "true or false"), ("s3://profiles?colour=red", "colour"),
    ("s3://profiles?region=a&region=b", "twice"),
    ("s3://..?endpoint=http://h", "isn't .."),
    ("s3://\u{11}?endpoint=http://h", "letters, digits"),
    ("s3://My_Bucket?endpoint=http://h&path_style=false", "lower-case"),
    ("s3://profiles/" + String(repeating: "a", count: 600), "512"),
    ("s3://profiles/" + String(repeating: "a", count: 5000), "4096"),
  ])
  func `what is wrong is said`(text: String, part: String) {
    let error = #expect(throws: S3LocationError.self) {
      try S3Location(text, settings: AWSSettings())
    }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
  }

  @Test func `other engines' buckets may have the names that Amazon's once had`() throws {
    let location = try S3Location("s3://My_Bucket?endpoint=http://h", settings: AWSSettings())
    #expect(location.bucket == "My_Bucket")
  }

  @Test(arguments: [
    "s3://AKIAEXAMPLE:SeCrEt@profiles/a", "s3://AKIAEXAMPLE:Se/CrEt@profiles/a",
    "s3://AKIAEXAMPLE:SeCrEt/a", "s3://profiles?endpoint=http://AKIAEXAMPLE:SeCrEt@host:8333",
    "s3://profiles?endpoint=http%3A%2F%2FAKIAEXAMPLE%3ASeCrEt%40host",
    "s3://AKIAEXAMPLE%3ASeCrEt%40profiles/a", "s3://AKIAEXAMPLE%3ASeCrEt/a",
    "s3://profiles?secret_access_key=SeCrEt", "s3://profiles?AWS_SECRET_ACCESS_KEY=SeCrEt",
    "s3://profiles?SeCrEt", "s3://profiles?x=SeCrEt", "s3://profiles?SeCrEtXYZ/+=1",
    "SeCrEt://profiles", "https://AKIAEXAMPLE:SeCrEt@h/b",
  ])
  func `credentials are refused and never repeated`(text: String) {
    let error = #expect(throws: S3LocationError.self) {
      try S3Location(text, settings: AWSSettings())
    }
    #expect(error?.description.contains("SeCrEt") == false)
    #expect(error?.description.contains("AKIAEXAMPLE") == false)
  }

  @Test func `an endpoint of the environment has no credentials either`() {
    let settings = AWSSettings(["AWS_ENDPOINT_URL_S3": "https://user:SeCrEt@host"])
    let error = #expect(throws: S3LocationError.self) {
      try S3Location("s3://profiles", settings: settings)
    }
    #expect(error?.description.contains("AWS_ENDPOINT_URL_S3") == true)
    #expect(error?.description.contains("SeCrEt") == false)
  }

  @Test func `settings that can't be read are an error, with their place`() {
    let settings = AWSSettings(files: ["/home/u/.aws/config": "[default]\nSeCrEt\n"])
    let error = #expect(throws: S3LocationError.self) {
      try S3Location("s3://profiles", settings: settings)
    }
    #expect(error?.description == "/home/u/.aws/config: line 2: NAME = VALUE is expected")
  }
}

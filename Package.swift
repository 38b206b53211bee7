// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let asyncHTTPClient = Target.Dependency.product(
  name: "AsyncHTTPClient", package: "async-http-client")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
  name: "pgofs",
  products: [
    .executable(name: "pgofs", targets: ["pgofs"]),
    .executable(name: "pgocollect", targets: ["pgocollect"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
  ],
  targets: [
    // C: module maps, shims, and what only the processor's shuffles do fast. The system libraries are
    // linked statically, so that one release binary runs in any glibc image.
    .systemLibrary(name: "CFuse3", pkgConfig: nil, providers: [.apt(["libfuse3-dev"])]),
    .systemLibrary(name: "CDeflate", pkgConfig: nil, providers: [.apt(["libdeflate-dev"])]),
    .target(name: "CLinux"),
    .target(name: "CPackedNumbers"),

    .target(name: "SystemCalls", dependencies: ["CLinux", system], swiftSettings: strict),
    .target(name: "Threads", dependencies: ["CLinux"], swiftSettings: strict),
    .target(
      name: "Pprof", dependencies: ["CDeflate", "CLinux", "CPackedNumbers", "Threads"],
      swiftSettings: strict,
      linkerSettings: [.linkedLibrary(":libdeflate.a")]),
    .target(
      name: "ProfileStore", dependencies: ["CLinux", "SystemCalls", system], swiftSettings: strict),
    .target(
      name: "S3Store",
      dependencies: [
        "CLinux", "ProfileStore", "SystemCalls", "Threads", asyncHTTPClient, crypto, nioCore,
        nioHTTP1, nioPosix, nioSSL, system,
      ],
      swiftSettings: strict),
    .target(
      name: "ProfileTree",
      dependencies: ["CLinux", "Pprof", "ProfileStore", "SystemCalls", "Threads", system],
      swiftSettings: strict),
    .target(
      name: "Maintenance",
      dependencies: [
        "Pprof", "ProfileStore", "ProfileTree", "S3Store", "SystemCalls", "Threads", system,
      ],
      swiftSettings: strict),
    .target(
      name: "Fuse", dependencies: ["CFuse3", "CLinux", system], swiftSettings: strict,
      linkerSettings: [.linkedLibrary(":libfuse3.a")]),
    .target(
      name: "Collector",
      dependencies: [
        "CLinux", "Command", "Pprof", "ProfileStore", "SystemCalls", "Threads", asyncHTTPClient,
        nioCore, nioHTTP1, nioPosix, nioSSL, system,
      ],
      swiftSettings: strict),
    .target(name: "Command", dependencies: ["CLinux", logging], swiftSettings: strict),
    .executableTarget(
      name: "pgofs",
      dependencies: [
        "CLinux", "Command", "Fuse", "Maintenance", "Pprof", "ProfileStore", "ProfileTree",
        "S3Store", "SystemCalls", "Threads", argumentParser, system,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "pgocollect",
      dependencies: [
        "Collector", "Command", "Pprof", "ProfileStore", "S3Store", "Threads", argumentParser,
      ],
      swiftSettings: strict),

    // What `make bench` runs; no product, so that building pgofs doesn't build it.
    .executableTarget(
      name: "pgofs-bench",
      dependencies: ["CDeflate", "CLinux", "Pprof", "Threads", argumentParser],
      path: "Benchmarks/pgofs-bench", swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["CLinux", "ProfileStore", "ProfileTree", "Threads"],
      path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "SystemCallsTests", dependencies: ["SystemCalls", "TestSupport", "Threads", system],
      swiftSettings: strict),
    .testTarget(name: "ThreadsTests", dependencies: ["Threads"], swiftSettings: strict),
    .testTarget(name: "PprofTests", dependencies: ["Pprof", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "ProfileStoreTests",
      dependencies: ["CLinux", "ProfileStore", "S3Store", "TestSupport", system],
      swiftSettings: strict),
    .testTarget(
      name: "S3StoreTests",
      dependencies: ["Maintenance", "ProfileStore", "S3Store", "TestSupport", "Threads"],
      swiftSettings: strict),
    .testTarget(
      name: "ProfileTreeTests",
      dependencies: ["Pprof", "ProfileStore", "ProfileTree", "TestSupport", "Threads", system],
      swiftSettings: strict),
    .testTarget(
      name: "MaintenanceTests",
      dependencies: ["Maintenance", "ProfileStore", "ProfileTree", "S3Store", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "FuseTests", dependencies: ["CLinux", "Fuse", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "CollectorTests",
      dependencies: [
        "Collector", "Pprof", "ProfileStore", "S3Store", "TestSupport", "pgocollect", "pgofs",
        crypto, nioCore, nioHTTP1, nioPosix, nioSSL,
      ],
      exclude: ["GoTools"], swiftSettings: strict),
    .testTarget(
      name: "MountTests",
      dependencies: [
        "Command", "Fuse", "Pprof", "ProfileStore", "ProfileTree", "S3Store", "TestSupport",
        "Threads", "pgofs",
      ],
      exclude: ["GoTools"], swiftSettings: strict),
    .testTarget(name: "BenchTests", dependencies: ["Pprof", "pgofs-bench"], swiftSettings: strict),
  ]
)

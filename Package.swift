// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled under the same strict rules.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
    .define("FAULTS", .when(configuration: .debug)),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let metricsCore = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "huzhu",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "huzhu", targets: ["huzhu"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Inner loops only; optimised in debug builds too, where they would be a hundred times slower than all else.
        .target(name: "CVector", cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))]),
        .target(
            name: "Comprehension",
            dependencies: ["CVector"],
            swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]
        ),
        .target(
            name: "MutualAid",
            dependencies: ["Comprehension", logging, metrics, lifecycle],
            swiftSettings: strict
        ),
        .target(
            name: "Storage",
            dependencies: ["MutualAid", "Comprehension", logging, metrics, lifecycle, grdb, sqlite, crypto],
            swiftSettings: strict
        ),
        .target(
            name: "TemplateFiles",
            dependencies: ["MutualAid", "Comprehension", crypto, yams, mustache],
            swiftSettings: strict
        ),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(
            name: "Connectors",
            dependencies: ["MutualAid", "CCurl", logging, metrics, lifecycle, crypto],
            swiftSettings: strict
        ),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .target(name: "Accounts", dependencies: ["MutualAid", "CSodium", crypto], swiftSettings: strict),
        .target(
            name: "Web",
            dependencies: [
                "MutualAid", "Comprehension", "Accounts", logging, metrics, metricsCore, lifecycle, crypto, mustache,
                hummingbird,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "huzhu",
            dependencies: [
                "Comprehension", "MutualAid", "Storage", "TemplateFiles", "Connectors", "Accounts", "Web", "CMalloc",
                argumentParser, yams, logging, metrics, metricsCore, lifecycle,
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "huzhu-bench",
            dependencies: ["Comprehension", "TemplateFiles", "MutualAid", argumentParser, hummingbird, logging],
            path: "Benchmarks/Process",
            swiftSettings: strict
        ),
        .testTarget(
            name: "ComprehensionTests",
            dependencies: ["Comprehension", "CVector", "MutualAid", "TemplateFiles"],
            swiftSettings: strict
        ),
        .target(name: "TestSupport", dependencies: ["MutualAid"], path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(
            name: "ConnectorsTests",
            dependencies: ["Connectors", "MutualAid", "Comprehension", "TestSupport", crypto],
            swiftSettings: strict
        ),
        .testTarget(name: "MutualAidTests", dependencies: ["MutualAid", "Comprehension"], swiftSettings: strict),
        .testTarget(
            name: "StorageTests",
            dependencies: ["Storage", "MutualAid", "Comprehension", crypto, grdb, logging],
            swiftSettings: strict
        ),
        .testTarget(
            name: "AccountsTests",
            dependencies: ["Accounts", "MutualAid", "Comprehension", "Storage", logging],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TemplateFilesTests",
            dependencies: ["TemplateFiles", "MutualAid", "Comprehension", crypto],
            swiftSettings: strict
        ),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "Web", "Accounts", "MutualAid", "Comprehension", hummingbird, metricsCore, logging,
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "HuzhuTests",
            dependencies: ["huzhu", "Comprehension", "MutualAid", "Storage", "TemplateFiles", argumentParser, logging],
            swiftSettings: strict
        ),
        .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    ]
)

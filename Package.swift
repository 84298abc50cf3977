// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A library target in its own folder: `Shared/Tunnel`, `Agent/Ledger`, `Relay/Sync`.
func part(_ side: String, _ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "\(side)/\(name)", swiftSettings: settings)
}

/// An executable in the folder `Command` of its side.
func program(_ side: String, _ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies + [
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "Logging", package: "swift-log"),
        ], path: "\(side)/Command", swiftSettings: settings)
}

/// A suite under `Tests`, named after what it tests.
func suite(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

let package = Package(
    name: "sage-monday-bridge",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "sage-agent", targets: ["AgentCommand"]),
        .executable(name: "sage-relay", targets: ["RelayCommand"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    ],
    targets: [
        part("Shared", "WireProtocol"),
        .systemLibrary(
            name: "COpenSSL", path: "Shared/SystemLibraries/COpenSSL", pkgConfig: "openssl",
            providers: [.apt(["libssl-dev"])]),
        part("Shared", "Cryptography", ["COpenSSL", "WireProtocol"]),
        part("Shared", "Resilience"),
        part(
            "Shared", "Tunnel",
            [
                "Cryptography", "Resilience", "WireProtocol",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        part("Shared", "Observability", [.product(name: "Logging", package: "swift-log")]),
        part("Agent", "BusinessObjects", ["WireProtocol"]),
        part("Relay", "Mapping", ["WireProtocol"]),
        part("Relay", "Sync", ["Mapping", "WireProtocol"]),
        part("Relay", "Store", ["Mapping", "Sync", "WireProtocol", .product(name: "GRDB", package: "GRDB.swift")]),
        part("Agent", "SimulatedSage", ["BusinessObjects", "WireProtocol"]),
        part("Agent", "Ledger", ["BusinessObjects", "WireProtocol"]),
        part(
            "Agent", "Endpoints",
            [
                "Ledger", "Tunnel", "WireProtocol",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]),

        suite("MappingTests", ["Mapping", "WireProtocol"]),
        suite(
            "StoreTests",
            ["Store", "Sync", "TestSupport", "WireProtocol"]),
        suite("SyncTests", ["Mapping", "Store", "Sync", "WireProtocol"]),
        .systemLibrary(
            name: "CCurl", path: "Shared/SystemLibraries/CCurl", pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]),
        part("Relay", "HTTPClient", ["CCurl", .product(name: "HTTPTypes", package: "swift-http-types")]),
        part("Relay", "Monday", ["HTTPClient", .product(name: "HTTPTypes", package: "swift-http-types")]),

        part("Shared", "Configuration", ["WireProtocol", .product(name: "Yams", package: "Yams")]),
        part(
            "Shared", "Commands",
            [
                "Configuration", "Observability",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        part(
            "Relay", "Service",
            [
                "Configuration", "Cryptography", "HTTPClient", "Mapping", "Monday", "Observability", "Store", "Sync",
                "Tunnel", "WireProtocol",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
            ]),
        program(
            "Relay", "RelayCommand",
            [
                "Commands", "Configuration", "Cryptography", "Observability", "Service", "Store", "Sync",
                "WireProtocol",
            ]),
        program(
            "Agent", "AgentCommand",
            [
                "Commands", "Configuration", "Cryptography", "Endpoints", "Ledger", "Observability", "SimulatedSage",
                "Tunnel", "WireProtocol",
            ]),

        .target(
            name: "TestSupport", dependencies: ["Cryptography"], path: "Tests/Support", swiftSettings: settings),
        suite("CryptographyTests", ["Cryptography", "TestSupport"]),
        .executableTarget(
            name: "bench",
            dependencies: [
                "Cryptography", "TestSupport", "Tunnel",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ], path: "Tests/Benchmarks", swiftSettings: settings),
        suite("ResilienceTests", ["Resilience"]),
        suite(
            "TunnelTests",
            [
                "Cryptography", "Resilience", "TestSupport", "Tunnel", "WireProtocol",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        suite("WireProtocolTests", ["WireProtocol"]),
        suite("ObservabilityTests", ["Observability", .product(name: "Logging", package: "swift-log")]),
        suite("HTTPClientTests", ["HTTPClient", .product(name: "HTTPTypes", package: "swift-http-types")]),
        suite("MondayTests", ["HTTPClient", "Monday", .product(name: "HTTPTypes", package: "swift-http-types")]),
        .testTarget(
            name: "Conformance", dependencies: ["Monday"], path: "Tests/Conformance",
            exclude: ["monday-excerpt.graphql", "validate.py"], swiftSettings: settings),
        suite("ConfigurationTests", ["Configuration", "WireProtocol"]),
        suite("CertsTests"),
        suite("SimulatedSageTests", ["BusinessObjects", "SimulatedSage", "WireProtocol"]),
        suite("LedgerTests", ["BusinessObjects", "Ledger", "SimulatedSage", "WireProtocol"]),
        suite(
            "EndpointsTests",
            [
                "Endpoints", "Ledger", "SimulatedSage", "Tunnel", "WireProtocol",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]),
    ]
)

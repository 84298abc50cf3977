// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

/// A product of SwiftNIO.
func nio(_ product: String) -> Target.Dependency {
    .product(name: product, package: "swift-nio")
}

/// A library target in its own folder: `Shared/Tunnel`, `Agent/Ledger`, `Relay/Sync`.
func part(_ side: String, _ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "\(side)/\(name)", swiftSettings: settings)
}

/// An executable in the folder `Command` of its side.
func program(_ side: String, _ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies + [argumentParser, logging], path: "\(side)/Command",
        swiftSettings: settings)
}

/// A suite under `Tests`, named after what it tests.
func suite(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: exclude, swiftSettings: settings)
}

let package = Package(
    name: "sage-monday-bridge",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "sage-agent", targets: ["AgentCommand"]),
        .executable(name: "sage-relay", targets: ["RelayCommand"]),
        .executable(name: "simulated-monday", targets: ["SimulatedMondayCommand"]),
        .executable(name: "simulated-sage-soap", targets: ["SimulatedSageSOAPCommand"]),
        .executable(name: "sage-demo", targets: ["Demo"]),
        .executable(name: "sage-chaos", targets: ["Chaos"]),
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
    ],
    targets: [
        // Shared
        .systemLibrary(
            name: "COpenSSL", path: "Shared/SystemLibraries/COpenSSL", pkgConfig: "openssl",
            providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CCurl", path: "Shared/SystemLibraries/CCurl", pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CLibXML2", path: "Shared/SystemLibraries/CLibXML2", pkgConfig: "libxml-2.0",
            providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CMalloc", path: "Shared/SystemLibraries/CMalloc"),
        .systemLibrary(name: "CPrctl", path: "Shared/SystemLibraries/CPrctl"),
        .systemLibrary(name: "CSpawn", path: "Shared/SystemLibraries/CSpawn"),
        part("Shared", "WireProtocol"),
        part("Shared", "JSONWriting"),
        part("Shared", "XML", ["CLibXML2"]),
        part("Shared", "Resilience"),
        part("Shared", "Cryptography", ["COpenSSL", "WireProtocol"]),
        part(
            "Shared", "Tunnel",
            [
                "Cryptography", "Resilience", "WireProtocol", httpTypes, nio("NIOCore"), nio("NIOHTTP1"),
                nio("NIOPosix"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras"),
            ]),
        part("Shared", "SimulatorServer", [nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix")]),
        part("Shared", "Timetable"),
        part(
            "Shared", "Configuration",
            ["Cryptography", "Timetable", "WireProtocol", .product(name: "Yams", package: "Yams")]),
        part("Shared", "Secrets", ["Configuration", "Cryptography"]),
        part("Shared", "Observability", [logging]),
        part(
            "Shared", "Commands",
            [
                "CPrctl", "Configuration", "Cryptography", "Observability", "Secrets", argumentParser, logging,
                unixSignals,
            ]),

        // Agent
        part("Agent", "BusinessObjects", ["WireProtocol"]),
        part("Agent", "SimulatedSage", ["BusinessObjects", "WireProtocol"]),
        part(
            "Agent", "SimulatedSageSOAP",
            [
                "BusinessObjects", "Cryptography", "SimulatedSage", "SimulatorServer", "Tunnel", "WireProtocol", "XML",
                nio("NIOCore"),
            ]),
        .executableTarget(
            name: "SimulatedSageSOAPCommand",
            dependencies: ["Cryptography", "SimulatedSage", "SimulatedSageSOAP", argumentParser, unixSignals],
            path: "Agent/SimulatedSageSOAPCommand", swiftSettings: settings),
        part("Agent", "COMHost", ["BusinessObjects", "CSpawn", "Resilience", "WireProtocol"]),
        part("Agent", "Ledger", ["BusinessObjects", "Resilience", "WireProtocol"]),
        part("Agent", "Endpoints", ["Ledger", "Tunnel", "WireProtocol", httpTypes, nio("NIOCore")]),
        program(
            "Agent", "AgentCommand",
            [
                "BusinessObjects", "COMHost", "Commands", "Configuration", "Cryptography", "Endpoints", "Ledger",
                "Observability", "Secrets", "SimulatedSage", "Tunnel", "WireProtocol",
            ]),

        // Relay
        part("Relay", "Mapping", ["JSONWriting", "WireProtocol"]),
        part("Relay", "Sync", ["Mapping", "Timetable", "WireProtocol"]),
        part(
            "Relay", "Store",
            [
                "Cryptography", "JSONWriting", "Mapping", "Sync", "WireProtocol",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        part("Relay", "HTTPClient", ["CCurl", httpTypes]),
        part("Relay", "Monday", ["HTTPClient", "JSONWriting", httpTypes]),
        part(
            "Relay", "SageSOAP",
            ["Configuration", "Cryptography", "HTTPClient", "Resilience", "WireProtocol", "XML", httpTypes]),
        part(
            "Relay", "OAuth",
            [
                "Configuration", "Cryptography", "HTTPClient", "Monday", "Resilience", httpTypes, nio("NIOCore"),
                nio("NIOHTTP1"), nio("NIOPosix"),
            ]),
        part(
            "Relay", "Service",
            [
                "CMalloc", "Configuration", "Cryptography", "HTTPClient", "Mapping", "Monday", "OAuth", "Observability",
                "Resilience", "SageSOAP", "Secrets", "Store", "Sync", "Timetable", "Tunnel", "WireProtocol", httpTypes,
                logging, nio("NIOCore"),
                nio("NIOFoundationCompat"),
            ]),
        program(
            "Relay", "RelayCommand",
            [
                "Commands", "Configuration", "Cryptography", "Observability", "Secrets", "Service", "Store", "Sync",
                "WireProtocol",
            ]),
        part("Relay", "SimulatedMonday", ["Cryptography", "SimulatorServer"]),
        .executableTarget(
            name: "SimulatedMondayCommand", dependencies: ["SimulatedMonday", argumentParser],
            path: "Relay/SimulatedMondayCommand", swiftSettings: settings),

        // Tests
        .target(
            name: "TestSupport", dependencies: ["CompanyAudit", "Cryptography", "HTTPClient", "Mapping", httpTypes],
            path: "Tests/Support", swiftSettings: settings),
        .target(name: "CompanyAudit", path: "Tests/Demo/Audit", swiftSettings: settings),
        .target(
            name: "Rig",
            dependencies: [
                "BusinessObjects", "CompanyAudit", "Cryptography", "HTTPClient", "Mapping", "SimulatedSage", "Store",
                "Sync", "TestSupport", "WireProtocol", httpTypes,
            ], path: "Tests/Rig", swiftSettings: settings),
        .executableTarget(
            name: "Demo",
            dependencies: [
                "BusinessObjects", "CompanyAudit", "HTTPClient", "Mapping", "Observability", "SimulatedSage",
                "TestSupport", "WireProtocol", argumentParser, httpTypes, unixSignals,
            ], path: "Tests/Demo", exclude: ["Audit"], swiftSettings: settings),
        .executableTarget(
            name: "bench",
            dependencies: [
                "COMHost", "Cryptography", "Endpoints", "HTTPClient", "Ledger", "Mapping", "Monday", "Service",
                "SimulatedMonday", "Store", "Sync", "TestSupport", "Tunnel", "WireProtocol", httpTypes, nio("NIOCore"),
            ],
            path: "Tests/Benchmarks", exclude: ["Customers"], swiftSettings: settings),
        // A program of its own, so that the memory of a relay is not measured with simulators in it.
        .executableTarget(
            name: "bench-customers",
            dependencies: [
                "BusinessObjects", "Configuration", "HTTPClient", "SageSOAP", "SimulatedSage", "SimulatedSageSOAP",
                "WireProtocol", httpTypes,
            ], path: "Tests/Benchmarks/Customers", swiftSettings: settings),
        suite("WireProtocolTests", ["WireProtocol"]),
        suite("XMLTests", ["XML"]),
        suite("ResilienceTests", ["Resilience"]),
        suite("TimetableTests", ["Timetable"]),
        suite("CryptographyTests", ["Cryptography", "TestSupport", "WireProtocol"]),
        suite(
            "TunnelTests",
            [
                "Cryptography", "Resilience", "TestSupport", "Tunnel", "WireProtocol", httpTypes, nio("NIOCore"),
                nio("NIOEmbedded"), nio("NIOHTTP1"), nio("NIOPosix"),
            ]),
        suite("ObservabilityTests", ["Observability", logging]),
        suite("ConfigurationTests", ["Configuration", "Timetable", "WireProtocol"]),
        suite("SecretsTests", ["Configuration", "Cryptography", "OAuth", "Secrets", "TestSupport"]),
        suite("CertsTests"),
        suite("SimulatedSageTests", ["BusinessObjects", "SimulatedSage", "WireProtocol"]),
        suite(
            "SimulatedSageSOAPTests",
            [
                "BusinessObjects", "Cryptography", "SimulatedSage", "SimulatedSageSOAP", "SimulatedSageSOAPCommand",
                "SimulatorServer", "TestSupport", "WireProtocol", "XML",
            ], exclude: ["zeep-client.py"]),
        suite(
            "BusinessObjectsConformance",
            ["BusinessObjects", "COMHost", "Ledger", "SimulatedSage", "WireProtocol"]),
        suite("COMHostTests", ["BusinessObjects", "COMHost", "WireProtocol"], exclude: ["fake-host.py"]),
        suite("LedgerTests", ["BusinessObjects", "Ledger", "SimulatedSage", "WireProtocol"]),
        suite(
            "EndpointsTests",
            [
                "BusinessObjects", "Endpoints", "Ledger", "SimulatedSage", "Tunnel", "WireProtocol", httpTypes,
                nio("NIOCore"),
            ]),
        suite("JSONWritingTests", ["JSONWriting"]),
        suite("MappingTests", ["Mapping", "WireProtocol"]),
        suite(
            "SyncTests",
            [
                "Mapping", "SimulatedSage", "Store", "Sync", "Timetable", "WireProtocol",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        suite(
            "StoreTests",
            [
                "Mapping", "Store", "Sync", "TestSupport", "WireProtocol",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        suite(
            "ServiceTests",
            [
                "BusinessObjects", "Configuration", "HTTPClient", "Mapping", "Monday", "OAuth", "Secrets", "Service",
                "SimulatedMonday", "SimulatedSage", "SimulatedSageSOAP", "Store", "Sync", "TestSupport", "WireProtocol",
                httpTypes,
                nio("NIOCore"),
            ]),
        suite("HTTPClientTests", ["HTTPClient", "TestSupport", httpTypes]),
        suite(
            "SageSOAPTests",
            [
                "Configuration", "HTTPClient", "Resilience", "SageSOAP", "SimulatedSage", "SimulatedSageSOAP",
                "TestSupport", "WireProtocol", "XML", httpTypes,
            ], exclude: ["foreign-service.py", "requests-by-zeep.py", "wsdl"]),
        suite("MondayTests", ["HTTPClient", "Monday", httpTypes]),
        suite(
            "OAuthTests", ["Configuration", "Cryptography", "HTTPClient", "Monday", "OAuth", "Secrets", httpTypes]),
        .testTarget(
            name: "Conformance", dependencies: ["Monday"], path: "Tests/Conformance",
            exclude: ["monday-excerpt.graphql", "validate.py"], swiftSettings: settings),
        suite(
            "SimulatedMondayTests",
            ["SimulatedMonday", "SimulatedMondayCommand", "SimulatorServer", nio("NIOCore"), nio("NIOPosix")]),
        suite("DemoTests", ["CompanyAudit", "Demo", "SimulatedSage", "TestSupport"]),
        suite(
            "EndToEndTests",
            [
                "BusinessObjects", "CompanyAudit", "Configuration", "Cryptography", "Rig", "Secrets", "SimulatedSage",
                "TestSupport", "WireProtocol",
            ]),
        suite(
            "KillMatrixTests",
            ["CompanyAudit", "Rig", "SimulatedSage", "Store", "Sync", "TestSupport", "WireProtocol"]),
        .executableTarget(
            name: "Chaos",
            dependencies: [
                "CompanyAudit", "HTTPClient", "Observability", "Rig", "SimulatedSage", "Sync", "TestSupport",
                "WireProtocol", argumentParser, httpTypes, nio("NIOCore"), nio("NIOPosix"),
            ], path: "Tests/Chaos", swiftSettings: settings),
        suite("ChaosTests", ["Chaos", "TestSupport"]),
        suite("ReleaseTests", ["Configuration", "Sync", "TestSupport"]),
    ]
)

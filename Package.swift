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

/// A suite under `Tests`, named after what it tests.
func suite(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

let package = Package(
    name: "sage-monday-bridge",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "simulated-monday", targets: ["SimulatedMondayCommand"])
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
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    ],
    targets: [
        part("Shared", "WireProtocol"),
        part(
            "Shared", "Tunnel",
            [
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]),
        part("Agent", "BusinessObjects", ["WireProtocol"]),
        part(
            "Relay", "SimulatedMonday",
            [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .executableTarget(
            name: "SimulatedMondayCommand",
            dependencies: [
                "SimulatedMonday", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Relay/SimulatedMondayCommand", swiftSettings: settings),

        suite("WireProtocolTests", ["WireProtocol"]),
        suite(
            "SimulatedMondayTests",
            [
                "SimulatedMonday", "SimulatedMondayCommand",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
    ]
)

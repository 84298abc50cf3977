import Foundation
import Testing
import WireProtocol

/// The page that describes the protocol names what the code knows.
struct WireProtocolPageTests {
    private let page: String

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        page = try String(contentsOf: root.appending(path: "docs/wire-protocol.md"), encoding: .utf8)
    }

    @Test(arguments: ProblemCode.allKnown)
    func `every problem stands there with its status and whether to come again`(code: ProblemCode) {
        #expect(page.contains("| `\(code.rawValue)` | \(code.status) | \(code.isRetryable ? "yes" : "no") |"))
    }

    @Test(arguments: [
        WireHeader.deadline, WireHeader.versions, WireHeader.version, WireHeader.instance, WireHeader.slot,
        WireHeader.epoch, WireHeader.product, WireHeader.upgradeToken, WireHeader.connectPath,
    ])
    func `every header field stands there`(name: String) {
        #expect(page.contains(name + "`"))
    }

    @Test(arguments: [
        WireLimits.lineBytes, WireLimits.pathBytes, WireLimits.cursorBytes, WireLimits.bodyBytes,
        WireLimits.scanLimit, WireLimits.decimalDigits, WireLimits.headerListBytes, WireLimits.concurrentStreams,
    ])
    func `every limit stands there`(value: Int) throws {
        let limits = try #require(page.components(separatedBy: "## Limits").last)
        #expect(limits.contains("| \(value)"))
    }

    @Test(arguments: RecordKind.allCases)
    func `every kind of record stands there`(kind: RecordKind) {
        #expect(page.contains("`\(kind.collection)`"))
        #expect(page.contains("### \(kind.rawValue)"))
    }
}

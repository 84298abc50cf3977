import Foundation
import HTTPClient
import HTTPTypes
import Rig
import SimulatedSage
import TestSupport
import Testing
import WireProtocol

/// The built programs where Sage and monday.com go wrong by chance.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct BadWeatherTests {
    /// What passes without the account forgetting what it was told.
    private static let kinds = [
        "dropBeforeExecuting", "executeThenDrop", "serverError", "executeThenServerError", "tooManyRequests", "locked",
        "conflict", "partialData", "garbageBody", "cutOffBody", "errorsWithoutData",
    ]

    private func setWeather(_ method: HTTPRequest.Method, _ bridge: Bridge, _ seed: Int) async throws {
        let kinds = Self.kinds.map { "\"\($0)\"" }.joined(separator: ",")
        let body = Data(#"{"seed":\#(seed),"rate":0.1,"kinds":[\#(kinds)]}"#.utf8)
        let response = try await bridge.client.send(
            try HTTPClient.Request(
                method: method, url: bridge.address + "/simulator/weather", headers: [], body: body))
        #expect(response.status < 300)
    }

    @Test(arguments: [1, 2])
    func `every record is one item when Sage and monday go wrong now and then`(seed: Int) async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay(kinds: [.apInvoice, .apVendor, .glAccount, .purchaseOrder])
        try await setWeather(.post, bridge, seed)
        try await bridge.startRelay()
        try bridge.configureAgent()
        let yaml = try String(contentsOfFile: bridge.folder.path + "/agent.yaml", encoding: .utf8)
        let weather = "folder: ./company, weather: { seed: \(seed), rate: 3% }"
        _ = try bridge.folder.write(yaml.replacing("folder: ./company", with: weather), to: "agent.yaml")
        try bridge.startAgent()
        for _ in 0..<6 where try await bridge.sync().exitCode != 0 {}
        try await setWeather(.delete, bridge, seed)
        let last = try await bridge.sync()
        #expect(last.exitCode == 0, "\(last.errors)")
        for (kind, count) in [(RecordKind.apInvoice, 80), (.apVendor, 40), (.glAccount, 60), (.purchaseOrder, 20)] {
            let keys = try await bridge.values(kind, column: "Sage Key")
            #expect(keys.count == count)
            #expect(Set(keys).count == count)
        }
        #expect((try await bridge.state()["struck"] as? [String: Any])?.isEmpty == false)
    }
}

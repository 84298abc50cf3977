import Foundation
import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// Whatever happens in the company and on the way: in the end the board shows the company, each record once.
@Suite(.timeLimit(.minutes(10)))
struct ReadingModelTests {
    @Test(arguments: 0..<60)
    func `after any life nothing is missed and nothing is sent again`(seed: UInt64) async throws {
        var random = SplitMix(seed: seed)
        var engine = try Engine(batch: 8, in: Engine.memory)
        engine.settings.changes.share = nil
        let start = try #require(SageStamp("20261101T08:00:00.000"))
        var minutes = 0
        for step in 0..<40 {
            minutes += Int.random(in: 0...30, using: &random)
            let clock = start.advanced(milliseconds: minutes * 60_000)
            engine.company.state.withLock { $0.clock = clock }
            let number = "V\(100 + Int.random(in: 0..<30, using: &random))"
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5: engine.company.put(number, name: "\(step)", at: Bool.random(using: &random) ? clock.text : nil)
            case 5: engine.company.remove(number)
            case 6: try await engine.drain()
            default: try await read(engine, &random)
            }
        }
        engine.company.state.withLock { state in
            (state.cutAfter, state.faultAfter, state.lie) = (nil, nil, 0)
            (state.obeysLimit, state.obeysSince, state.transform) = (true, true, nil)
        }
        _ = try await engine.sync(.sweep)
        _ = try await engine.sync(.sweep)
        let vendors = engine.company.state.withLock { $0.vendors }
        let ref = engine.settings.ref
        #expect(Set(engine.board.keys).count == engine.board.keys.count)
        for (number, vendor) in vendors {
            let row = try #require(try await engine.record(number))
            #expect(row.state == .done && row.desired.name == vendor.name && !row.isGone)
            #expect(engine.board.state.withLock { $0.items[row.itemID ?? ""]?.name } == vendor.name)
        }
        #expect(try await engine.store.read { try $0.known(ref, scan: 0).all } == vendors.count)
        let sent = engine.sent
        for mode in [ScanRow.Mode.poll, .sweep, .full] {
            let run = try await engine.sync(mode)
            #expect(run.new + run.changed + run.gone == 0 && run.unchanged == vendors.count || mode == .poll)
        }
        #expect(engine.sent == sent)
        try FileManager.default.removeItem(at: engine.folder)
    }

    @Sendable private static func reversed(_ lines: [ScanLine]) -> [ScanLine] {
        lines.dropLast().reversed() + lines.suffix(1)
    }

    /// Reads with some weather.
    private func read(_ engine: Engine, _ random: inout SplitMix) async throws {
        let weather = Int.random(in: 0..<8, using: &random)
        let after = Int.random(in: 0..<12, using: &random)
        engine.company.state.withLock { state in
            state.cutAfter = weather == 0 ? after : nil
            state.faultAfter = weather == 1 ? after : nil
            state.lie = weather == 2 ? 1 : 0
            state.obeysLimit = weather != 3
            state.obeysSince = weather != 4
            state.transform = weather == 5 ? Self.reversed : nil
        }
        let mode = [ScanRow.Mode.poll, .poll, .sweep, .full].randomElement(using: &random) ?? .poll
        let scanner = engine.scanner(answerSize: 7)
        do {
            _ = try await scanner.run(mode) {
            } givingWay: {
                _ = try? await scanner.pollBeside()
            }
        } catch is SourceError {}
    }
}

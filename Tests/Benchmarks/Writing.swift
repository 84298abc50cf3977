import Foundation
import HTTPClient
import Mapping
import Monday
import Service
import SimulatedMonday
import Store
import Sync
import WireProtocol

/// Measures what it costs the relay to write records: processor, memory and requests.
///
/// The relay's half runs in a process of its own, so that the simulated monday.com is not counted with it: real store,
/// real queue, real HTTP over the loopback.
enum Writing {
    /// What the process that writes says at its end.
    struct Figures: Codable {
        var readingSeconds: Double
        var writingSeconds: Double
        var peakMemory: Int
        var mappedFiles: Int
    }

    private static let count = 20_000
    private static let batch = 25

    static func run() async throws {
        let simulator = SimulatedMonday()
        let address = try await simulator.start()
        let board = try BenchBoard.make(on: simulator, itemsLimit: count)
        let process = Process()
        let output = Pipe()
        process.executableURL = Bundle.main.executableURL
        process.arguments = ["writer", address, board, String(count), String(batch)]
        process.standardOutput = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let requests = simulator.journal().count
        let items = simulator.items(on: board).count
        await simulator.stop()
        let figures = try JSONDecoder().decode(Figures.self, from: said)
        precondition(items == count, "The board has \(items) items.")
        let perThousand = figures.writingSeconds / Double(count) * 1000
        let perRecord = Double(requests) / Double(count)
        print(
            "\(count) records written in batches of \(batch): \(perThousand.text) s of processor per 1,000 (limit 0.030,"
                + " ratio \((perThousand / 0.03).text)); reading them before, \((figures.readingSeconds / Double(count) * 1000).text)"
        )
        print(
            "requests per record, look-ups included: \(perRecord.formatted(.number.precision(.fractionLength(4))))"
                + " (limit 0.0450, ratio \((perRecord / 0.045).text))")
        print(
            "peak memory: \(figures.peakMemory) KiB (limit 46080, ratio \((Double(figures.peakMemory) / 46_080).text)),"
                + " of which \(figures.mappedFiles) are files that are mapped")
    }

    /// The relay's half.
    ///
    /// - Parameters:
    ///   - address: where the simulator listens.
    ///   - board: the board's id.
    ///   - count: how many records to write.
    ///   - batch: how many mutations a request carries at most.
    /// - Throws: what a part of the relay throws.
    static func write(to address: String, board: String, count: Int, batch: Int) async throws {
        // As the service does.
        FreedMemory.limitPools()
        try await BenchRelay.inFolder { folder in
            let relay = try BenchRelay(folder: folder, address: address)
            let settings = relay.settings(connection: "bench", board: board, batch: batch)
            let clock = try MadeInvoices.clock()
            let scanner = BoardScanner(
                settings: settings, store: relay.store, source: MadeInvoices(count: count, clock: clock),
                time: MachineClock())
            let reading = try await ProcessFigures.seconds { _ = try await scanner.run(.full) }
            FreedMemory.giveBack()
            let deliverer = relay.deliverer(settings, time: MachineClock())
            let writing = try await ProcessFigures.seconds { try await BenchRelay.drain(deliverer, MachineClock()) }
            await relay.client.shutdown()
            let figures = Figures(
                readingSeconds: reading, writingSeconds: writing, peakMemory: ProcessFigures.peakMemory,
                mappedFiles: ProcessFigures.mappedFiles)
            FileHandle.standardOutput.write(try JSONEncoder().encode(figures))
        }
    }
}

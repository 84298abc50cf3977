import BusinessObjects
import Foundation
import SimulatedSage
import Testing
import WireProtocol

/// A folder for one test, removed with it.
final class ScratchFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "simulated-sage-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: url.appending(path: name))
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appending(path: name)), as: UTF8.self)
    }
}

/// The moment at which the companies of these tests stand.
let noon = "20260310T12:00:00.000"

func stamp(_ text: String = noon) throws -> SageStamp {
    try #require(SageStamp(text))
}

/// The contents of a small company whose clock stands at noon, generated once for all tests.
private let usual = Result { try generate(seed: 7, sizes: .small) }

func generate(seed: UInt64, sizes: CompanyGenerator.Sizes) throws -> SimulatedCompany.Contents {
    CompanyGenerator(seed: seed, sizes: sizes, clock: .standing(try stamp())).generate()
}

func contents() throws -> SimulatedCompany.Contents {
    try usual.get()
}

/// A small company of its own for one test.
func company() throws -> SimulatedCompany {
    SimulatedCompany(code: "ABC", contents: try contents())
}

extension CompanyGenerator.Sizes {
    static let small = CompanyGenerator.Sizes(
        vendors: 45, accounts: 70, purchaseOrders: 60, invoices: 320, customers: 12)
}

extension BusinessRecord {
    /// The values of some columns, to compare them byte by byte.
    func bytes(_ columns: [String]) -> [[UInt8]] {
        columns.map { Array((self[$0] ?? "?").utf8) }
    }
}

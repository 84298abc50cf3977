import BusinessObjects
import Foundation
import SimulatedSage
import Testing
import WireProtocol

/// A folder for one test, removed with it.
final class ScratchFolder {
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

/// A company of the generator whose clock stands at noon.
func company(seed: UInt64 = 7, sizes: CompanyGenerator.Sizes = .small) throws -> SimulatedCompany {
    SimulatedCompany(code: "ABC", contents: try contents(seed: seed, sizes: sizes))
}

func contents(seed: UInt64 = 7, sizes: CompanyGenerator.Sizes = .small) throws -> SimulatedCompany.Contents {
    CompanyGenerator(seed: seed, sizes: sizes, clock: .standing(try stamp())).generate()
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

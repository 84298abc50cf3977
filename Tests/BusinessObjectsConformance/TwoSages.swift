import BusinessObjects
import COMHost
import Foundation
import SimulatedSage
import Testing
import WireProtocol

/// One company folder behind both implementations of the business objects.
final class TwoSages: Sendable {
    let folder: URL
    let simulated: SimulatedSage
    let com: COMHost
    private let way: Way

    /// Makes the company.
    ///
    /// - Parameters:
    ///   - sizes: how large it is.
    ///   - way: how Sage is reached over COM.
    /// - Throws: where it cannot be written, or Wine is missing.
    init(_ sizes: CompanyGenerator.Sizes = .conformance, over way: Way = Way()) throws {
        self.way = way
        folder = FileManager.default.temporaryDirectory.appending(path: "two-sages-\(UUID().uuidString)")
        let company = folder.appending(path: "ABC")
        try FileManager.default.createDirectory(at: company, withIntermediateDirectories: true)
        let clock = SageClock.standing(try #require(SageStamp("20260310T12:00:00.000")))
        try CompanyFolder(company).save(CompanyGenerator(seed: 11, sizes: sizes, clock: clock).generate())
        simulated = SimulatedSage(folders: ["ABC": company])
        com = COMHost(try WineHost.settings(folder, way))
    }

    /// Puts vendors in the place of those that were made, as many as asked for, in the order of their keys.
    func writeVendors(_ count: Int) throws {
        var lines = ["APDivisionNo,VendorNo,VendorName,AddressLine1,City,State,ZipCode,VendorStatus,DateUpdated"]
        for number in 0..<count {
            let code = String(number + 1_000_000)
            lines.append("00,\(code),Vendor \(code),1 Main Street,Irvine,CA,92618,A,20260101")
        }
        try Data(lines.joined(separator: "\n").utf8).write(to: folder.appending(path: "ABC/AP_Vendor.csv"))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Does the same on both, and demands the same of both.
    ///
    /// - Parameters:
    ///   - location: where a difference is reported.
    ///   - body: what to do on a session; what it returns is compared.
    /// - Throws: what either throws.
    func same<Value: Equatable & Sendable>(
        at location: SourceLocation = #_sourceLocation,
        _ body: (any BusinessObjectSession) async throws -> Value
    ) async throws {
        try await TwoSages.ending([com]) {
            let expected = try await TwoSages.session(simulated, body)
            let found = try await TwoSages.session(com, body)
            #expect(await com.hostState?.bits == way.bits, sourceLocation: location)
            #expect(found == expected, sourceLocation: location)
        }
    }

    /// Does something, and ends hosts when it is done, and when it throws.
    static func ending(_ hosts: [COMHost], _ body: () async throws -> Void) async throws {
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body())
        } catch {
            outcome = .failure(error)
        }
        for host in hosts { await host.shutDown() }
        try outcome.get()
    }

    private static func session<Value>(
        _ server: any BusinessObjectServer, _ body: (any BusinessObjectSession) async throws -> Value
    ) async throws -> Value {
        let session = try await server.openSession(company: "ABC")
        do {
            let value = try await body(session)
            await session.close()
            return value
        } catch {
            await session.close()
            throw error
        }
    }
}

/// What a call came to, as far as both must agree: the wording of our own sentences may differ.
enum Outcome<Value: Equatable & Sendable>: Equatable, Sendable {
    case value(Value)
    case error(BusinessObjectError.Code)

    init(_ body: () async throws -> Value) async throws {
        do {
            self = .value(try await body())
        } catch let error as BusinessObjectError {
            self = .error(error.code)
        }
    }
}

extension CompanyGenerator.Sizes {
    static let conformance = CompanyGenerator.Sizes(
        vendors: 60, accounts: 80, purchaseOrders: 70, invoices: 260, customers: 20)

    /// For a server of its own, which is asked across processes: 200 records in one table, and little beside them.
    static let vendors = CompanyGenerator.Sizes(
        vendors: 200, accounts: 10, purchaseOrders: 5, invoices: 5, customers: 5)
}

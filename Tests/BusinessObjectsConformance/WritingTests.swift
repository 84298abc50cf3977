import BusinessObjects
import COMHost
import Foundation
import SimulatedSage
import Testing
import WireProtocol

extension ConformanceTests {
    @Test func `both find, edit and write a record with the same codes and texts`() async throws {
        try await TwoSages().same(Alike.edits)
    }

    @Test func `a record that another session edits is locked for both, until it is let go`() async throws {
        let sages = try TwoSages()
        func told(_ one: any BusinessObjectServer, _ other: any BusinessObjectServer) async throws -> [String] {
            let (first, second) = (
                try await one.openSession(company: "ABC"), try await other.openSession(company: "ABC")
            )
            let all = try await first.businessObject("AP_Vendor_svc").readPage(PageRequest(limit: 1)).records
            let key = ["APDivisionNo", "VendorNo"].map { ($0, all[0][$0] ?? "") }
            func edit(_ session: any BusinessObjectSession) async throws -> (any BusinessObject, String) {
                let vendor = try await session.businessObject("AP_Vendor_bus")
                for (column, value) in key { _ = try await vendor.setKeyValue(column, value) }
                let code = try await vendor.setKey()
                return (vendor, "\(code.rawValue) \(try await vendor.lastErrorMessage())")
            }
            var told: [String] = []
            let (held, first1) = try await edit(first)
            told += [first1, try await edit(second).1]
            try await held.clear()
            told.append(try await edit(second).1)
            await second.close()
            told.append(try await edit(first).1)
            await first.close()
            return told
        }
        let rival = COMHost(try WineHost.settings(sages.folder))
        try await TwoSages.ending([sages.com, rival]) {
            let expected = try await told(sages.simulated, sages.simulated)
            #expect(try await told(sages.com, rival) == expected)
            #expect(expected.count == 4 && Set(expected).count == 2)
        }
    }

    @Test func `both refuse a company that is not there, and go on`() async throws {
        let sages = try TwoSages()
        try await TwoSages.ending([sages.com]) {
            for server in [sages.simulated, sages.com] as [any BusinessObjectServer] {
                let error = await #expect(throws: BusinessObjectError.self) {
                    try await server.openSession(company: "XYZ")
                }
                #expect(error?.code == .companyRefused)
                #expect(error?.sageText == "The company code XYZ is not on file.")
                let session = try await server.openSession(company: "ABC")
                #expect(try await session.clock().now == SageStamp("20260310T12:00:00.000"))
                await session.close()
            }
        }
    }
}

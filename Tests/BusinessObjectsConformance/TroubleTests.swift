import BusinessObjects
import COMHost
import Foundation
import SimulatedSage
import Synchronization
import Testing

extension ConformanceTests {
    /// A company in whose Sage something goes wrong, as `faults.json` says.
    private func troubled(
        _ fault: String, _ change: (inout HostSettings) -> Void = { _ in }
    ) throws -> (folder: TwoSages, host: COMHost) {
        let sages = try TwoSages()
        try Data("{\"faults\":[\(fault)]}".utf8).write(to: sages.folder.appending(path: "faults.json"))
        var settings = try WineHost.settings(sages.folder)
        change(&settings)
        return (sages, COMHost(settings))
    }

    private func read(_ host: COMHost) async throws -> Int {
        let session = try await host.openSession(company: "ABC")
        do {
            let count = try await session.businessObject("AP_Vendor_svc").readPage(PageRequest()).records.count
            await session.close()
            return count
        } catch {
            await session.close()
            throw error
        }
    }

    @Test(arguments: ["hang", "messageLoop", "busyLoop"])
    func `a call that hangs is ended, and the next one served within the watchdog's time and two seconds`(
        kind: String
    ) async throws {
        let (sages, host) = try troubled(#"{"call":"nMoveNext","skip":3,"times":1,"do":"\#(kind)"}"#) {
            $0.watchdog.call = .seconds(1)
        }
        try await TwoSages.ending([host]) {
            let began = ContinuousClock.now
            let error = await #expect(throws: BusinessObjectError.self) { try await read(host) }
            #expect(error?.code == .sessionLost)
            // The server lives in the host: the new one must not meet the fault again.
            try Data("{}".utf8).write(to: sages.folder.appending(path: "faults.json"))
            #expect(try await read(host) == 60)
            let took = began.duration(to: .now)
            print("\(kind): noticed and the next call served in \(took), watchdog 1 s")
            #expect(took < .seconds(20), "a machine that is busy with other work has the rest")
        }
    }

    @Test func `Sage's own process that hangs is ended, and not the host`() async throws {
        let sages = try TwoSages()
        let faults = sages.folder.appending(path: "faults.json")
        try Data(#"{"faults":[{"call":"nMoveNext","skip":3,"times":1,"do":"hang"}]}"#.utf8).write(to: faults)
        var settings = try WineHost.settings(sages.folder, Way(hasServer: true))
        settings.watchdog.call = .seconds(2)
        settings.watchdog.grace = .seconds(20)
        let told = Mutex<[String]>([])
        let host = COMHost(settings) { event in told.withLock { $0.append(event.description) } }
        try await TwoSages.ending([host]) {
            let error = await #expect(throws: BusinessObjectError.self) { try await read(host) }
            #expect(error?.code == .sessionLost)
            let report = told.withLock { $0.joined(separator: "\n") }
            #expect(report.contains("Ended FakeProvideX.exe"), "\(report)")
            #expect(!report.contains("killed"), "\(report)")
            try Data("{}".utf8).write(to: faults)
            #expect(try await read(host) == 60)
        }
    }

    @Test func `a crash is a lost session, and the next call is served`() async throws {
        let (sages, host) = try troubled(#"{"call":"nMoveNext","skip":3,"times":1,"do":"crash"}"#)
        try await TwoSages.ending([host]) {
            let error = await #expect(throws: BusinessObjectError.self) { try await read(host) }
            #expect(error?.code == .sessionLost)
            try Data("{}".utf8).write(to: sages.folder.appending(path: "faults.json"))
            #expect(try await read(host) == 60)
        }
    }

    @Test func `a COM error poisons its session alone, with Sage's text`() async throws {
        let (sages, host) = try troubled(
            #"{"call":"nMoveNext","skip":3,"times":1,"do":"error","text":"Error 12 in nMoveNext","poison":true}"#)
        try await TwoSages.ending([host]) {
            let error = await #expect(throws: BusinessObjectError.self) { try await read(host) }
            #expect(error?.code == .sessionLost)
            #expect(error?.sageText?.contains("Error 12 in nMoveNext") == true)
            try Data("{}".utf8).write(to: sages.folder.appending(path: "faults.json"))
            #expect(try await read(host) == 60)
        }
    }

    @Test func `twenty thousand records are read page by page with the memory of one page`() async throws {
        let sages = try TwoSages()
        try sages.writeVendors(20_000)
        let host = COMHost(try WineHost.settings(sages.folder))
        try await TwoSages.ending([host]) {
            let session = try await host.openSession(company: "ABC")
            let object = try await session.businessObject("AP_Vendor_svc")
            var request = PageRequest(limit: 250)
            var (count, warm) = (0, 0)
            let began = ContinuousClock.now
            repeat {
                let page = try await object.readPage(request)
                count += page.records.count
                request.after = page.next
                if count == 5000 { warm = try Memory.residentKiB() }
            } while request.after != nil
            let grown = try Memory.residentKiB() - warm
            let took = began.duration(to: .now)
            print("20,000 records in \(took); memory after 5,000: \(warm) KiB, then \(grown) KiB more")
            #expect(count == 20_000)
            // A leak of the pages would be some 30 MiB.
            #expect(grown < 12 * 1024)
            await session.close()
        }
    }

    @Test func `only a text that says so makes an object one that is not there`() async throws {
        let (sages, host) = try troubled(
            #"{"call":"NewObject","skip":1,"times":1,"do":"error","text":"Error 65 in NEW: no licence is left."}"#)
        defer { withExtendedLifetime(sages) {} }
        try await TwoSages.ending([host]) {
            let session = try await host.openSession(company: "ABC")
            let error = await #expect(throws: BusinessObjectError.self) {
                try await session.businessObject("AP_Vendor_svc")
            }
            #expect(error?.code == .unavailable)
            #expect(error?.sageText?.contains("no licence is left") == true)
            let other = await #expect(throws: BusinessObjectError.self) {
                try await session.businessObject("AP_Nothing_svc")
            }
            #expect(other?.code == .unknownObject)
            #expect(try await session.businessObject("AP_Vendor_svc").readPage(PageRequest()).records.count == 60)
            await session.close()
        }
    }

    @Test(arguments: [[0x160], [9], [32, 46]])
    func `separators that do not part records make no blank fields`(separators: [Int]) async throws {
        let sages = try TwoSages()
        defer { withExtendedLifetime(sages) {} }
        var settings = try WineHost.settings(sages.folder)
        guard case .object(var own) = settings.logon["settings"] else {
            throw WineHost.Missing(description: "The host has no settings.")
        }
        own["separators"] = .list(separators.map(HostJSON.number))
        settings.logon["settings"] = .object(own)
        let expected = try await sages.simulated.openSession(company: "ABC").businessObject("AP_Vendor_svc")
            .readPage(PageRequest()).records.map(\.values)
        let host = COMHost(settings)
        try await TwoSages.ending([host]) {
            let session = try await host.openSession(company: "ABC")
            let vendors = try await session.businessObject("AP_Vendor_svc")
            if separators == [9] {
                let error = await #expect(throws: BusinessObjectError.self) {
                    try await vendors.readPage(PageRequest())
                }
                #expect(error?.code == .unavailable)
                #expect(error?.message.contains("the setting separators") == true)
            } else {
                // Blanks and full stops make another number of fields than there are: then they are read one by one.
                #expect(try await vendors.readPage(PageRequest()).records.map(\.values) == expected)
            }
            await session.close()
        }
    }
}

import BusinessObjects
import Foundation
import WireProtocol

/// A session with one company of a simulated Sage.
struct SimulatedSession: BusinessObjectSession {
    private let host: SimulatedCompany
    private let number: Int
    private let folder: FolderWatch?

    /// Takes a session that the company has opened.
    ///
    /// - Parameters:
    ///   - company: the company.
    ///   - number: the session's number.
    ///   - folder: where the company's tables are; `nil` for one that lives in this process.
    init(company: SimulatedCompany, number: Int, folder: FolderWatch?) {
        host = company
        self.number = number
        self.folder = folder
    }

    var company: String { host.code }

    /// Sage's clock; every scan begins with it, so that a folder that changed is read again here too, however long the
    /// session stays open.
    func clock() async throws(BusinessObjectError) -> AgentInfo.Clock {
        try await host.begin(.clock, session: number)
        _ = try folder?.current(code: host.code)
        let clock = host.contents.clock
        return AgentInfo.Clock(now: clock.now, zone: clock.zone.identifier)
    }

    func businessObject(_ name: String) async throws(BusinessObjectError) -> any BusinessObject {
        try await host.begin(.businessObject, session: number)
        guard let (name, table, mayWrite) = SageTables.object(name) else {
            throw BusinessObjectError(
                .unknownObject, "There is no business object \(name).", sageText: "Error 200 in NEW: object not found.")
        }
        return SimulatedObject(name: name, table: table, mayWrite: mayWrite, company: host, session: number)
    }

    func close() async {
        host.end(session: number)
    }
}

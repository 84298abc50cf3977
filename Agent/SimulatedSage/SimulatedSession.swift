import BusinessObjects
import Foundation
import WireProtocol

/// A session with one company of a simulated Sage.
struct SimulatedSession: BusinessObjectSession {
    private let host: SimulatedCompany
    private let number: Int

    /// Takes a session that the company has opened.
    init(company: SimulatedCompany, number: Int) {
        host = company
        self.number = number
    }

    var company: String { host.code }

    func clock() async throws(BusinessObjectError) -> AgentInfo.Clock {
        try await host.begin(.clock, session: number)
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

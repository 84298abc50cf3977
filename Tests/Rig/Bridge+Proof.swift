import CompanyAudit
import Foundation
import HTTPClient
import HTTPTypes
import TestSupport
import WireProtocol

extension Bridge {
    /// The kinds that have a board.
    package static let kinds: [RecordKind] = [.apVendor, .apInvoice, .glAccount, .purchaseOrder]

    /// A judge that has seen nothing yet.
    package var judge: CompanyAudit { CompanyAudit(connection: "acme", company: "ABC") }

    /// Compares every board with the company, record by record.
    ///
    /// - Parameters:
    ///   - judge: what earlier comparisons saw.
    ///   - kinds: which boards; ``kinds`` unless told otherwise.
    /// - Returns: one audit for each board.
    /// - Throws: what reading the tables or the boards throws.
    package func audit(_ judge: inout CompanyAudit, of kinds: [RecordKind]? = nil) async throws -> [BoardAudit] {
        let tables = try CompanyTables(folder: company.path)
        let view = SimulatorView(address: address, client: client)
        var audits: [BoardAudit] = []
        for kind in kinds ?? Self.kinds {
            guard let audited = AuditedKind(rawValue: kind.rawValue), let board = boards[kind] else { continue }
            audits.append(judge.audit(audited, tables, try await view.board(board)))
        }
        return audits
    }

    /// Takes an item off a board, as if it had never been made.
    ///
    /// - Parameter kind: the board; nothing is done when it is empty.
    /// - Returns: whether there was one.
    /// - Throws: ``Bridge/Failure`` when monday.com refuses.
    package func deleteOneItem(_ kind: RecordKind) async throws -> Bool {
        let view = SimulatorView(address: address, client: client)
        guard let item = try await view.board(boards[kind] ?? "").items.first else { return false }
        let body = Data(#"{"query":"mutation { delete_item(item_id: \#(item.id)) { id } }"}"#.utf8)
        let response = try await client.send(
            try HTTPClient.Request(
                method: .post, url: address + "/v2",
                headers: [
                    ("Authorization", Self.token), ("Content-Type", "application/json"), ("API-Version", "2026-10"),
                ], body: body))
        guard String(decoding: response.body, as: UTF8.self).contains(#""data""#) else {
            throw Failure(String(decoding: response.body, as: UTF8.self))
        }
        return true
    }

    /// Takes back every fault that waits.
    package func calm() async throws {
        let request = try HTTPClient.Request(method: .delete, url: address + "/simulator/faults", headers: [])
        _ = try await client.send(request)
    }
}

extension [BoardAudit] {
    /// What differs, the first few of each sort, by board.
    package var differences: [String] {
        flatMap { audit in audit.summary.map { "\(audit.kind.collection): \($0)" } }
    }
}

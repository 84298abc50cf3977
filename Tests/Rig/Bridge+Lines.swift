import CompanyAudit
import Foundation
import Mapping
import Store
import Sync
import TestSupport
import WireProtocol

/// Lines as subitems, as monday.com holds them and as the state says that they shall be.
extension Bridge {
    /// Writes `lines: subitems` into relay.yaml for the boards of invoices and orders.
    package func showLinesAsSubitems() throws {
        let path = folder.path + "/relay.yaml"
        let yaml = try String(contentsOfFile: path, encoding: .utf8)
        try yaml.replacing("ap-invoices: { board:", with: "ap-invoices: { lines: subitems, board:")
            .replacing("purchase-orders: { board:", with: "purchase-orders: { lines: subitems, board:")
            .write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// What the subitems' board of a board shows.
    package func subitems(_ kind: RecordKind) async throws -> BoardSnapshot {
        let ref = BoardRef(connection: "acme", kind: kind)
        let store = try RelayStore(readOnly: folder.path + "/relay.sqlite")
        let board = try await store.read { try $0.lineBoard(ref)?.boardID }
        return try await SimulatorView(address: address, client: client).board(board ?? "")
    }

    /// Compares the subitems of a board with the lines of its records.
    ///
    /// - Parameter kind: the board.
    /// - Returns: what differs, a sentence each; and how many lines there are.
    /// - Throws: what reading the state or the board throws.
    package func auditLines(_ kind: RecordKind) async throws -> (differences: [String], lines: Int) {
        let ref = BoardRef(connection: "acme", kind: kind)
        let store = try RelayStore(readOnly: folder.path + "/relay.sqlite")
        let wanted = try await store.read { reader in
            try reader.keys(ref, RecordSelection(hasItem: true), after: nil, limit: 100_000)
                .compactMap { try reader.record(ref, key: $0)?.desired }
        }.flatMap { content in (content.lines ?? []).map { $0.item(below: content.sageKey) } }
        let shown = Dictionary(grouping: try await subitems(kind).items) { $0.columns["Sage Key"] ?? "" }
        var differences: [String] = []
        for line in wanted {
            let items = shown[line.sageKey] ?? []
            if items.count != 1 { differences.append("\(line.sageKey) has \(items.count) subitems") }
            let amount = items.first?.columns["Amount"] ?? ""
            if amount != line.fields["amount"] ?? "" {
                differences.append("\(line.sageKey) shows \(amount) for \(line.fields["amount"] ?? "nothing")")
            }
        }
        let strangers = Set(shown.keys).subtracting(wanted.map(\.sageKey))
        return (differences + strangers.sorted().map { "\($0) is no line's" }, wanted.count)
    }
}

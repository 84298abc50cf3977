import Mapping

/// Stands in until the index is here.
struct BoardIndex: Sendable {
    let calls: BoardCalls

    func ensure(newerThan moment: Int64?, _ mapping: BoardMapping) async throws {}

    func answers(for records: [RecordOnBoard]) async throws -> [String: IndexAnswer] {
        guard let mapping = try await calls.store.read({ [ref = calls.ref] in try $0.board(ref).mapping }) else {
            return [:]
        }
        var answers: [String: IndexAnswer] = [:]
        for start in stride(from: 0, to: records.count, by: 100) {
            let part = Array(records[start..<min(start + 100, records.count)])
            let found = try await calls.lookUp(part, mapping)
            for record in part { answers[record.key] = found[record.key].map { .item($0) } ?? .absent }
        }
        return answers
    }

    func forget() async throws {}
}

import Mapping

/// Whether a record has an item on its board.
enum Existence: Hashable, Sendable {
    case item(String)
    case absent
}

/// Finds out which records are on the board before any of them is created: by the index, by what was asked lately, and by
/// look-ups for the rest.
struct ExistenceCheck: Sendable {
    let calls: BoardCalls
    let index: BoardIndex

    /// Asks about the records that are to be created next.
    ///
    /// - Parameters:
    ///   - first: the next ones.
    ///   - mapping: the board and its key column.
    ///   - lane: how urgent it is.
    /// - Returns: what is known, of more records than the next ones where one request tells more. A record that is missing
    ///   is to be asked about again.
    /// - Throws: ``TargetError``, as ``BoardCalls/call(_:)``.
    func check(
        _ first: [RecordOnBoard], _ mapping: BoardMapping, lane: Lane
    ) async throws -> [String: Existence] {
        let indexAge = calls.settings.delivery.indexAge
        var isIndexed = try await index.isGood(newerThan: nil, mapping)
        var known = try await known(first, isIndexed)
        if known.count < first.count, !isIndexed, try await index.isWorthReading() {
            isIndexed = try await index.readIfPossible(mapping, lane: lane)
            known = try await self.known(first, isIndexed)
        }
        guard known.count < first.count else {
            FailPoint.lookUpAnswered.reached()
            return known
        }
        let open: [RecordOnBoard]
        if isIndexed || indexAge == 0 {
            // What an index leaves open are a few; and without an age nothing is asked before it is needed.
            open = first.filter { known[$0.key] == nil }
        } else {
            let size = calls.lookUpSize.keys
            let more = try await calls.due(creating: true, limit: size + calls.absences.count)
            let answered = try await self.known(more, false)
            // Those that are next come first, wherever they stand in the queue.
            let missing = first.filter { known[$0.key] == nil }
            let own = Set(missing.map(\.key))
            let others = more.filter { answered[$0.key] == nil && !own.contains($0.key) }
            open = Array((missing + others).prefix(size))
        }
        let asked = calls.now
        let answers = try await calls.lookUp(open, mapping, lane: lane)
        FailPoint.lookUpAnswered.reached()
        // What was in doubt is looked up right before it goes out, however lately that was done.
        let (ref, absent) = (calls.ref, answers.filter { $0.value == .absent }.map(\.key))
        let doubted = try await calls.store.read { try $0.doubted(ref, among: absent) }
        calls.absences.add(absent.filter { !doubted.contains($0) }, at: asked)
        return known.merging(answers) { $1 }
    }

    /// What index and earlier look-ups say.
    private func known(_ records: [RecordOnBoard], _ isIndexed: Bool) async throws -> [String: Existence] {
        let keys = records.map(\.key)
        var absent = calls.absences.known(among: keys, since: calls.now - Int64(calls.settings.delivery.indexAge))
        if !absent.isEmpty {
            // What was in doubt since is looked up anew.
            let (ref, asked) = (calls.ref, Array(absent))
            absent.subtract(try await calls.store.read { try $0.doubted(ref, among: asked) })
        }
        let isAbsent = absent
        var known = Dictionary(absent.map { ($0, Existence.absent) }) { first, _ in first }
        guard isIndexed else { return known }
        for (key, answer) in try await index.answers(for: records.filter { !isAbsent.contains($0.key) }) {
            switch answer {
            case .absent, .clash: known[key] = .absent
            case .item(let id): known[key] = .item(id)
            case .several(let ids): known[key] = .item(try await calls.keep(oneOf: ids, of: key, isNews: false))
            }
        }
        return known
    }
}

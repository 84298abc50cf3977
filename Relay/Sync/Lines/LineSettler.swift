import Mapping

/// Finds out what came of requests to subitems whose outcome is not known, by reading what stands below the items.
struct LineSettler: Sendable {
    let calls: BoardCalls
    let reader: LineBatchReader
    let sender: LineSender

    /// Reads what is below the items of an attempt, and closes it, puts it off or sends it again.
    ///
    /// - Parameter attempt: one that is due.
    /// - Returns: what to do next.
    /// - Throws: what the store throws; `CancellationError` while the limits are waited for.
    func settle(_ attempt: AttemptRow) async throws -> BoardDeliverer.Step {
        let ref = calls.ref
        let board = try await calls.store.read { try $0.lineBoard(ref) }
        // A change or deletion is settled by reading what is there, and writing what then differs. On a board that is not
        // the items' any more nothing is looked for.
        guard attempt.action == .createLines, let mapping = board?.mapping, mapping.boardID == board?.boardID else {
            return try await close(attempt, isWhole: false)
        }
        let found: Int
        do {
            found = try await look(attempt, mapping)
        } catch let error as TargetError {
            return try await postpone(attempt, error)
        }
        FailPoint.linesLookedUp.reached()
        var judged = attempt
        switch judged.judge(found: found, now: calls.now, settle: calls.settings.settle) {
        case .close: return try await close(attempt, isWhole: found == attempt.members.count)
        case .lookAgain:
            let row = judged
            try await calls.store.write { try $0.save(row) }
            FailPoint.linesLookAgainWritten.reached()
            return .progressed
        case .replay:
            let row = judged
            try await calls.store.write { try $0.save(row) }
            FailPoint.linesReplayWritten.reached()
            let (sender, calls, time) = (sender, calls, calls.time)
            return try await calls.sending(
                lane: .settling, kind: row.action.kind, board: mapping.boardID, members: row.members.count,
                isWhole: true
            ) { _ in
                // Waiting for the account's limits may have taken longer than monday remembers.
                guard row.mayReplay(now: time.now) else {
                    await calls.carries(0)
                    return .progressed
                }
                return try await sender.deliver(row)
            }
        }
    }

    /// How many of the lines that an attempt was to make stand below their items now.
    private func look(_ attempt: AttemptRow, _ mapping: BoardMapping) async throws -> Int {
        let items = Set(attempt.members.compactMap(\.line?.parentID)).sorted()
        var keys: [String: Set<String>] = [:]
        for start in stride(from: 0, to: items.count, by: LineDeliverer.pageSize) {
            let page = Array(items[start..<min(start + LineDeliverer.pageSize, items.count)])
            for (id, parent) in try await reader.read(page, mapping, lane: .settling) {
                keys[id] = Set(parent.subitems.map(\.key))
            }
        }
        return attempt.members.count { member in
            guard let parent = member.line?.parentID else { return false }
            return keys[parent]?.contains(member.content.sageKey) ?? false
        }
    }

    /// Closes an attempt: what is below its items is read before anything else is sent there, and adopted then.
    private func close(_ attempt: AttemptRow, isWhole: Bool) async throws -> BoardDeliverer.Step {
        let (ref, now, settle, random) = (calls.ref, calls.now, Int64(calls.settings.settle), calls.random)
        try await calls.store.write { transaction in
            for key in Set(attempt.members.map(\.key)) {
                guard var set = try transaction.lineSet(ref, key: key) else { continue }
                if isWhole {
                    set.forget()
                } else {
                    set.fail(
                        now: now,
                        problem: "The outcome of requests for its lines is never known; they are tried later.",
                        random)
                    // What the request did may still show, as with items.
                    if attempt.action == .createLines {
                        set.lookLate(at: now + max(10 * settle, LateLook.least))
                    }
                }
                try transaction.save(set)
            }
            try transaction.close(attempt: attempt.id)
        }
        FailPoint.linesSettled.reached()
        return .progressed
    }

    private func postpone(_ attempt: AttemptRow, _ error: TargetError) async throws -> BoardDeliverer.Step {
        var row = attempt
        row.postpone(until: max(calls.now + Int64(calls.settings.settle), calls.pause(for: error)))
        let postponed = row
        try await calls.store.write { try $0.save(postponed) }
        FailPoint.linesPostponed.reached()
        return try await calls.park(error)
    }
}

/// Keeps one monday account within its limits, for all its boards together, reads and writes alike.
///
/// It never refuses: it makes callers wait. What the server says can only make it stricter. What goes out is saved before
/// it does, so that a restart knows.
package actor RateGovernor {
    /// The request on whose behalf the current task runs, so that an answer finds the count that it corrects.
    @TaskLocal private static var ticket: Int?

    package nonisolated let limits: Limits
    private let time: any TimeSource
    private let account: String
    private let store: (any BudgetStore)?

    private var budget = AccountBudget()
    private var waiting = WaitingRequests()
    private var turns: [Int: CheckedContinuation<(ticket: Int, members: Int), any Error>] = [:]
    private var last = 0
    /// How many people wait for each board.
    private var asked: [String: Int] = [:]
    private var alarm: (at: Int64, task: Task<Void, Never>)?

    private var changes = 0
    private var saved = 0
    private var isSaving = false
    private var savers: [CheckedContinuation<Void, Never>] = []

    /// Makes a governor that forgets with its process what went out.
    ///
    /// - Parameters:
    ///   - limits: the account's limits.
    ///   - time: the wall clock.
    package init(limits: Limits, time: any TimeSource) {
        (self.limits, self.time, account, store) = (limits, time, "", nil)
    }

    /// Makes a governor that goes on where the one before it stopped.
    ///
    /// - Parameters:
    ///   - limits: the account's limits.
    ///   - time: the wall clock.
    ///   - account: the account's name.
    ///   - store: where its budget is kept.
    /// - Throws: what the store throws.
    package init(limits: Limits, time: any TimeSource, account: String, store: any BudgetStore) throws {
        (self.limits, self.time, self.account, self.store) = (limits, time, account, store)
        if var known = try store.budget(of: account) {
            known.recover(now: time.now)
            budget = known
        }
    }

    deinit { alarm?.task.cancel() }

    /// Runs one request when the account's limits allow it.
    ///
    /// - Parameters:
    ///   - demand: what it is.
    ///   - body: sends the request, with at most as many members as it is told.
    /// - Returns: what the body returns.
    /// - Throws: `CancellationError` while waiting, and what the store throws; the body was not run then.
    package func request<Value: Sendable>(
        _ demand: Demand = Demand(), _ body: @Sendable (_ members: Int) async -> Value
    ) async throws -> Value {
        let granted = try await admit(demand)
        defer { finish(granted.ticket) }
        return await Self.$ticket.withValue(granted.ticket) { await body(granted.members) }
    }

    /// Runs one request when the account's limits allow it, however many members were granted.
    ///
    /// - Parameters:
    ///   - demand: what it is.
    ///   - body: sends the request.
    /// - Returns: what the body returns.
    /// - Throws: `CancellationError` while waiting, and what the store throws; the body was not run then.
    package func request<Value: Sendable>(
        _ demand: Demand = Demand(), _ body: @Sendable () async -> Value
    ) async throws -> Value {
        try await request(demand) { _ in await body() }
    }

    /// Has the request of the current task carry fewer members than were granted.
    ///
    /// - Parameter members: how many it carries; 0 when it is not sent at all, and costs nothing then.
    package func shrink(to members: Int) {
        guard let ticket = Self.ticket else { return }
        budget.shrink(ticket, to: members)
    }

    /// Takes in what an answer says of the account's limits: what it says of the request of the current task, if it has one.
    ///
    /// - Parameter signal: the answer's word.
    package func observe(_ signal: LimitSignal) async {
        if budget.note(signal, of: Self.ticket, now: time.now) { await keep() }
    }

    /// Sends nothing before a moment: the server said so.
    ///
    /// - Parameter moment: milliseconds since 1970; an earlier one than is set changes nothing.
    package func pause(until moment: Int64) async {
        if budget.park(Parking(until: moment, reason: .server)) { await keep() }
    }

    /// Does something that a person waits for: until it ends, what is live of a board goes as what people ask for, and may
    /// use the part of a day that is kept for them.
    ///
    /// - Parameters:
    ///   - board: the board's id at monday.
    ///   - body: what is done.
    /// - Returns: what it returns.
    /// - Throws: what it throws.
    package nonisolated func asked<Value>(
        for board: String, _ body: () async throws -> Value
    ) async rethrows -> Value {
        await expect(board, 1)
        do {
            let value = try await body()
            await expect(board, -1)
            return value
        } catch {
            await expect(board, -1)
            throw error
        }
    }

    private func expect(_ board: String, _ count: Int) {
        let people = asked[board, default: 0] + count
        asked[board] = people > 0 ? people : nil
        // What waits already goes by it too.
        dispatch()
    }

    /// Why nothing of the boards goes out now, and until when; `nil` when something may.
    package var parked: Parking? { budget.parked(within: limits, now: time.now) }

    /// What went out today, in tenths of a request.
    package var spent: Int { budget.spent(now: time.now) }

    // MARK: Turns

    private func admit(_ demand: Demand) async throws -> (ticket: Int, members: Int) {
        last += 1
        let id = last
        let granted = try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try await withCheckedThrowingContinuation { turn in
                turns[id] = turn
                waiting.add(demand, id: id, now: time.now)
                dispatch()
            }
        } onCancel: {
            Task { await self.callOff(id) }
        }
        do {
            try await save()
            try Task.checkCancellation()
        } catch {
            budget.shrink(granted.ticket, to: 0)
            dispatch()
            throw error
        }
        FailPoint.budgetSaved.reached()
        return granted
    }

    private func callOff(_ id: Int) {
        guard let turn = turns.removeValue(forKey: id) else { return }
        waiting.remove(id)
        turn.resume(throwing: CancellationError())
        dispatch()
    }

    private func finish(_ ticket: Int) {
        budget.close(ticket, now: time.now)
        dispatch()
    }

    private func dispatch() {
        while true {
            switch waiting.next(&budget, within: limits, asked: Set(asked.keys), now: time.now) {
            case .go(let id, let ticket, let members):
                changes += 1
                turns.removeValue(forKey: id)?.resume(returning: (ticket, members))
            case .wait(let until): return wake(at: until)
            }
        }
    }

    /// Has somebody look again at a moment, in milliseconds since 1970; at none with `nil`.
    private func wake(at moment: Int64?) {
        guard alarm?.at != moment else { return }
        alarm?.task.cancel()
        alarm = moment.map { moment in
            let time = time
            let task = Task { [weak self] in
                guard (try? await time.sleep(until: moment)) != nil else { return }
                await self?.ring(moment)
            }
            return (moment, task)
        }
    }

    private func ring(_ moment: Int64) {
        // Another alarm may have taken its place meanwhile.
        guard alarm?.at == moment else { return }
        alarm = nil
        dispatch()
    }

    // MARK: Saving

    /// Saves what is counted; whoever comes while that is under way is saved together with others.
    private func save() async throws {
        guard let store else { return }
        let wanted = changes
        while saved < wanted {
            if isSaving {
                await withCheckedContinuation { savers.append($0) }
                continue
            }
            isSaving = true
            let (copy, upTo) = (budget, changes)
            defer {
                isSaving = false
                for saver in savers { saver.resume() }
                savers = []
            }
            try await store.save(copy, of: account)
            saved = max(saved, upTo)
        }
    }

    /// Saves what the server said; where that fails, it holds for this process alone, and the next request says so.
    private func keep() async {
        changes += 1
        try? await save()
        dispatch()
    }
}

extension RateGovernor: BulkBudget {
    package func bulkRoom() -> BulkRoom { budget.bulkRoom(within: limits, now: time.now) }

    package func takeBulk(rows: Int) async throws -> Bool {
        guard budget.takeBulk(rows: rows, within: limits, now: time.now) else { return false }
        changes += 1
        do {
            try await save()
        } catch {
            budget.bulkJobs.giveBack(1)
            budget.bulkRows.giveBack(rows)
            throw error
        }
        return true
    }

    package func giveBackBulk(rows: Int) async throws {
        budget.bulkRows.giveBack(rows)
        changes += 1
        try await save()
    }
}

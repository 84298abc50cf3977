import Synchronization

extension SimulatedMonday {
    /// Answers everything but the API: the simulator's own endpoints and the pages for people.
    func route(_ call: HTTPCall) -> HTTPAnswer {
        let segments = call.path.split(separator: "/").map(String.init)
        switch (call.method, segments) {
        case ("GET", ["simulator", "state"]): return .json(stateJSON)
        case ("GET", ["simulator", "journal"]): return journalAnswer(call.query)
        case ("GET", ["simulator", "faults"]): return .json(.array(faults.pending.map(\.json)))
        case ("POST", ["simulator", "faults"]): return inject(call.body)
        case ("DELETE", ["simulator", "faults"]):
            faults.clear()
            return .json([:])
        case ("POST", ["simulator", "release"]):
            return .json(["released": .integer(faults.release())])
        default: return HTTPAnswer.json(["error": "Not found"], status: 404)
        }
    }

    private func inject(_ body: [UInt8]) -> HTTPAnswer {
        do {
            let fault = try Fault(json: JSONParser.parse(body))
            return .json(["id": .integer(faults.inject(fault))], status: 201)
        } catch {
            return .json(["error": .string("\(error)")], status: 400)
        }
    }

    /// The counters and boards of `GET /simulator/state`.
    package var stateJSON: JSONValue {
        let now = clock.now
        return state.withLock { state in
            let journal = state.journal
            let operations = journal.requestsByOperation.sorted { $0.key < $1.key }
            return [
                "time": .string(Timestamp.text(now)), "requests": .integer(journal.requests),
                "refused": .integer(journal.refused),
                "operations": .object(operations.map { JSONMember($0.key, .integer($0.value)) }),
                "held": .integer(state.held.count),
                "boards": .array(
                    state.account.allBoards.map { board in
                        [
                            "id": .string(String(board.id)), "name": .string(board.name),
                            "state": .string(board.state.rawValue), "items": .integer(board.activeCount),
                            "itemsLimit": .integer(board.itemsLimit), "allItems": .integer(board.items.count),
                            "requests": .integer(journal.requestsByBoard[String(board.id)] ?? 0),
                        ]
                    }),
            ]
        }
    }

    private func journalAnswer(_ query: [String: String]) -> HTTPAnswer {
        let after = query["after"].map { Int($0) } ?? 0
        guard let after, after >= 0 else {
            return .json(["error": "after must be the number of an entry"], status: 400)
        }
        return .json(["entries": .array(journal(after: after, limit: 1000).map(\.json))])
    }
}

import SimulatorServer
import Synchronization

extension SimulatedMonday {
    /// Answers everything but the API: the simulator's own endpoints and the pages for people.
    func route(_ call: HTTPCall) -> HTTPAnswer {
        let segments = call.path.split(separator: "/").map(String.init)
        let last = segments.last ?? ""
        switch (call.method, segments.dropLast().joined(separator: "/"), last) {
        case ("GET", "simulator", "state"): return .json(stateJSON)
        case ("GET", "simulator", "journal"): return journalAnswer(call.query)
        case ("GET", "simulator", "faults"): return .json(.array(faults.pending.map(\.json)))
        case ("POST", "simulator", "faults"): return inject(call.body)
        case ("DELETE", "simulator", "faults"):
            faults.clear()
            return .json([:])
        case ("POST", "simulator", "weather"): return setWeather(call.body)
        case ("DELETE", "simulator", "weather"):
            faults.setWeather(nil)
            return .json([:])
        case ("DELETE", "simulator", "tokens"):
            revokeTokens()
            return .json([:])
        case ("POST", "simulator", "release"):
            return .json(["released": .integer(faults.release())])
        case ("GET", "simulator/boards", _) where last.hasSuffix(".json"):
            return export(String(last.dropLast(5)), call.query)
        case ("POST", "simulator/boards", _): return change(last, call.body)
        case ("GET", "imports/reports", _): return importReport(last, call.query)
        case ("GET", "", ""): return .html(homePage.document)
        case ("GET", "boards", _): return boardPage(last, call.query)
        default: return .json(["error": "Not found"], status: 404)
        }
    }

    private func export(_ id: String, _ query: [String: String]) -> HTTPAnswer {
        let stateText = query["state"] ?? ItemState.active.rawValue
        let itemState = ItemState(rawValue: stateText)
        guard itemState != nil || stateText == "all" else {
            return .json(["error": "state must be active, archived, deleted or all"], status: 400)
        }
        guard let export = Int(id).flatMap({ BoardExport(self, board: $0, itemState: itemState) }) else {
            return .json(["error": "No board has this id"], status: 404)
        }
        return HTTPAnswer(
            status: 200, headers: [("Content-Type", "application/json; charset=utf-8")], body: [],
            delivery: .streamed { export.next() })
    }

    private func change(_ id: String, _ body: [UInt8]) -> HTTPAnswer {
        do {
            let isKnown = try edit(id, BoardEdit(JSONParser.parse(body)))
            return isKnown ? .json([:]) : .json(["error": "No board has this id"], status: 404)
        } catch {
            let reason = (error as? GraphQLError)?.message ?? "\(error)"
            return .json(["error": .string(reason)], status: 400)
        }
    }

    // MARK: Pages

    private var homePage: HomePage {
        let now = clock.now
        return state.withLock { state in
            state.account.now = now
            state.account.advanceImports()
            let journal = state.journal
            return HomePage(
                boards: state.account.allBoards.map { board in
                    HomePage.Line(
                        id: board.id, name: board.name, state: board.state, items: board.activeCount,
                        limit: board.itemsLimit, columns: board.columns.count,
                        requests: journal.requestsByBoard[String(board.id)] ?? 0)
                }, requests: journal.requests, refused: journal.refused, held: state.held.count,
                faults: state.faults.armed.count,
                lastRequests: journal.entries(
                    after: max(0, journal.requests - HomePage.requestCount), limit: HomePage.requestCount),
                usage: state.governor.usage(now: now), imports: state.account.imports.all)
        }
    }

    private func boardPage(_ id: String, _ query: [String: String]) -> HTTPAnswer {
        let page = withAccount { account in
            Int(id).flatMap { account.boards[$0] }.map { board in
                BoardPage(board, of: account, page: query["page"].flatMap { Int($0) } ?? 1, query: query["q"] ?? "")
            }
        }
        guard let page else {
            return .html(Page.document(title: "No such board", "<h1>No board has this id</h1>"), status: 404)
        }
        return .html(page.document)
    }

    private func inject(_ body: [UInt8]) -> HTTPAnswer {
        do {
            let fault = try Fault(json: JSONParser.parse(body))
            return .json(["id": .integer(faults.inject(fault))], status: 201)
        } catch {
            return .json(["error": .string("\(error)")], status: 400)
        }
    }

    private func setWeather(_ body: [UInt8]) -> HTTPAnswer {
        do {
            let weather = try Weather(json: JSONParser.parse(body))
            faults.setWeather(weather)
            return .json(weather.json, status: 201)
        } catch {
            return .json(["error": .string("\(error)")], status: 400)
        }
    }

    /// The counters and boards of `GET /simulator/state`.
    package var stateJSON: JSONValue {
        let now = clock.now
        return state.withLock { state in
            state.account.now = now
            state.account.advanceImports()
            let journal = state.journal
            let struck = state.faults.struck.sorted { $0.key.rawValue < $1.key.rawValue }
            let operations = journal.requestsByOperation.sorted { $0.key < $1.key }
            return [
                "time": .string(Timestamp.text(now)), "requests": .integer(journal.requests),
                "refused": .integer(journal.refused),
                "operations": .object(operations.map { JSONMember($0.key, .integer($0.value)) }),
                "held": .integer(state.held.count),
                "struck": .object(struck.map { JSONMember($0.key.rawValue, .integer($0.value)) }),
                "imports": .array(state.account.imports.all.map(\.json)),
                "weather": state.faults.weather?.json ?? .null,
                "boards": .array(
                    state.account.allBoards.map { board in
                        [
                            "id": .string(String(board.id)), "name": .string(board.name),
                            "state": .string(board.state.rawValue), "items": .integer(board.activeCount),
                            "itemsLimit": .integer(board.itemsLimit),
                            "allItems": .integer(board.items.count { !$0.hasLeft }),
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

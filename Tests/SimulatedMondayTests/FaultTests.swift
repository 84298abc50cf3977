import Testing

@testable import SimulatedMonday

extension ServerSuite {
    struct FaultTests {
        private func create(_ name: String, on board: String) -> String {
            "mutation { create_item(board_id: \(board), item_name: \"\(name)\") { id } }"
        }

        @Test(arguments: [
            (Fault.Kind.dropBeforeExecuting, 0, 0), (.executeThenDrop, 0, 1), (.executeThenServerError, 500, 1),
            (.serverError, 500, 0), (.tooManyRequests, 429, 0), (.locked, 423, 0), (.unauthorized, 401, 0),
            (.partialData, 200, 0), (.garbageBody, 200, 1), (.cutOffBody, 200, 1),
        ])
        func `a fault strikes one request and the next goes well`(kind: Fault.Kind, status: Int, made: Int) async throws
        {
            try await withSimulator { simulator, client in
                let board = try simulator.makeBoard(name: "B")
                simulator.faults.inject(Fault(kind, operation: "create_item", board: board, retryAfter: 7))
                let struck = try await client.graphQL(create("x", on: board))
                #expect(struck.status == status)
                #expect(simulator.items(on: board).count == made)
                #expect(struck.head.contains("Retry-After: 7") == (status == 429 || status == 423))
                #expect(simulator.journal().map(\.fault) == [kind])
                #expect(simulator.journal().map(\.isExecuted) == [made == 1 || kind == .partialData])
                #expect(simulator.faults.pending.isEmpty)
                let next = try await client.graphQL(create("y", on: board))
                #expect(next.json["data"]?["create_item"]?["id"]?.text != nil)
            }
        }

        @Test func `a dropped connection gives not one byte`() async throws {
            try await withSimulator { simulator, client in
                let board = try simulator.makeBoard(name: "B")
                simulator.faults.inject(Fault(.executeThenDrop))
                #expect(try await client.graphQL(create("x", on: board)).text == "")
                #expect(simulator.items(on: board).count == 1)
            }
        }

        @Test func `a cut off body is shorter than its length says`() async throws {
            try await withSimulator { simulator, client in
                simulator.faults.inject(Fault(.cutOffBody))
                let answer = try await client.graphQL("{ me { id name email } }")
                let whole = try await client.graphQL("{ me { id name email } }")
                #expect(whole.head.contains("Content-Length: \(whole.body.utf8.count)"))
                #expect(!answer.body.isEmpty)
                #expect(answer.body.utf8.count == whole.body.utf8.count / 2)
                #expect(answer.json == .null)
            }
        }

        @Test func `a garbage body is not JSON`() async throws {
            try await withSimulator { simulator, client in
                simulator.faults.inject(Fault(.garbageBody))
                let answer = try await client.graphQL("{ me { id } }")
                #expect(answer.status == 200)
                #expect(answer.body.hasPrefix("<html>"))
            }
        }

        @Test func `a request that was done and lost is replayed by its key`() async throws {
            try await withSimulator { simulator, client in
                let board = try simulator.makeBoard(name: "B")
                simulator.faults.inject(Fault(.executeThenDrop))
                _ = try await client.graphQL(create("x", on: board), key: "k")
                let replay = try await client.graphQL(create("x", on: board), key: "k")
                #expect(replay.head.contains("Idempotency-Replayed: true"))
                #expect(replay.json["data"]?["create_item"]?["id"]?.text == simulator.items(on: board)[0].id)
                #expect(simulator.items(on: board).count == 1)
            }
        }

        @Test func `partial data loses the last field alone`() async throws {
            try await withSimulator { simulator, client in
                let board = try simulator.makeBoard(name: "B")
                simulator.faults.inject(Fault(.partialData))
                let answer = try await client.graphQL(
                    "mutation { a: create_item(board_id: \(board), item_name: \"a\") { name } b: create_item(board_id: \(board), item_name: \"b\") { name } }"
                )
                #expect(answer.json["data"] == ["a": ["name": "a"], "b": nil])
                let error = answer.json["errors"]?[0]
                #expect(error?["path"] == ["b"])
                #expect(
                    error?["extensions"] == [
                        "code": "tooManyRequests", "status_code": 400, "service": "data-structure",
                    ])
                #expect(simulator.items(on: board).map(\.name) == ["a"])
            }
        }

        @Test func `the nth matching requests go wrong and no others`() async throws {
            try await withSimulator { simulator, client in
                let board = try simulator.makeBoard(name: "B")
                let other = try simulator.makeBoard(name: "Other")
                simulator.faults.inject(Fault(.serverError, operation: "create_item", board: board, nth: 2, times: 2))
                var statuses: [Int] = []
                for _ in 0..<4 {
                    _ = try await client.graphQL(create("o", on: other))
                    _ = try await client.graphQL("{ boards(ids: [\(board)]) { id } }")
                    statuses.append(try await client.graphQL(create("x", on: board)).status)
                }
                #expect(statuses == [200, 500, 500, 200])
                #expect(simulator.items(on: other).count == 4)
            }
        }

        @Test func `a request meets one fault and the next meets the other`() async throws {
            try await withSimulator { simulator, client in
                simulator.faults.inject(Fault(.serverError))
                simulator.faults.inject(Fault(.locked))
                let statuses = [
                    try await client.graphQL("{ me { id } }").status,
                    try await client.graphQL("{ me { id } }").status,
                    try await client.graphQL("{ me { id } }").status,
                ]
                #expect(statuses == [500, 423, 200])
            }
        }

        @Test func `held requests run and answer when they are released`() async throws {
            try await withSimulator { simulator, client in
                let board = try simulator.makeBoard(name: "B")
                simulator.faults.inject(Fault(.holdRequest, operation: "create_item"))
                simulator.faults.inject(Fault(.holdAnswer, operation: "create_item"))
                async let first = client.graphQL(create("request", on: board))
                await simulator.faults.waitUntilHeld(1)
                async let second = client.graphQL(create("answer", on: board))
                await simulator.faults.waitUntilHeld(2)
                #expect(simulator.items(on: board).map(\.name) == ["answer"])
                let released = try await client.request("POST", "/simulator/release")
                #expect(released.json == ["released": 2])
                #expect(try await first.status == 200)
                #expect(try await second.status == 200)
                #expect(simulator.items(on: board).map(\.name) == ["answer", "request"])
            }
        }

        @Test func `column values of one item are refused by name`() async throws {
            try await withSimulator { simulator, client in
                let board = try simulator.makeBoard(name: "B")
                simulator.faults.inject(Fault(.columnValueException, itemName: "bad"))
                let answer = try await client.graphQL(
                    "mutation { a: create_item(board_id: \(board), item_name: \"good\") { id } b: create_item(board_id: \(board), item_name: \"bad\") { id } }"
                )
                #expect(answer.json["errors"]?[0]?["extensions"]?["code"] == "ColumnValueException")
                #expect(answer.json["errors"]?[0]?["path"] == ["b"])
                #expect(simulator.items(on: board).map(\.name) == ["good"])
                #expect(try await client.graphQL(create("bad", on: board)).json["errors"] == nil)
            }
        }

        @Test func `faults are ordered, listed and taken back over HTTP`() async throws {
            try await withSimulator { simulator, client in
                let ordered = try await client.request(
                    "POST", "/simulator/faults",
                    body: #"{"kind":"tooManyRequests","operation":"me","nth":1,"times":3,"retryAfter":9}"#)
                #expect(ordered.status == 201)
                #expect(ordered.json == ["id": 1])
                #expect(try await client.graphQL("{ me { id } }").head.contains("Retry-After: 9"))
                let listed = try await client.request("GET", "/simulator/faults").json
                #expect(listed[0]?["kind"] == "tooManyRequests")
                _ = try await client.request("DELETE", "/simulator/faults")
                #expect(simulator.faults.pending.isEmpty)
                #expect(try await client.graphQL("{ me { id } }").status == 200)
            }
        }

        @Test(arguments: [
            "", "[]", "{}", #"{"kind":"nope"}"#, #"{"kind":"locked","nth":0}"#, #"{"kind":"locked","times":"x"}"#,
            #"{"kind":"locked","colour":"red"}"#, #"{"kind":"columnValueException"}"#,
            #"{"kind":"locked","operation":5}"#,
        ])
        func `an order that makes no sense is refused with what is wrong`(body: String) async throws {
            try await withSimulator { simulator, client in
                let answer = try await client.request("POST", "/simulator/faults", body: body)
                #expect(answer.status == 400)
                #expect(answer.json["error"]?.text?.isEmpty == false)
                #expect(simulator.faults.pending.isEmpty)
            }
        }
    }
}

import SimulatorServer
import Testing

@testable import SimulatedMonday

struct ImportRowTests {
    @Test func `every type of column has its form in a file`() async throws {
        let account = try ImportAPI()
        let file = """
            name,sage_key,note,amount,due,state,kind,page,held,mail,call,span
            "A, \"\"Inc\"\"\",K1,"two\nlines",-12.50,2026-03-01,Paid,"A, B",[Doc](https://x.y/z),true,a@b.c,+49 30 1,2026-01-01/2026-01-31
            B,K2,,,,,,https://x.y,false,,,
            """
        let status = try await account.run(file)
        #expect(ImportAPI.counts(status) == [2, 2, 0, 0, 0, 0])
        let columns = ["sage_key", "note", "amount", "due", "state", "kind", "page", "held", "mail", "call", "span"]
        let items = account.simulator.items(on: account.board)
        #expect(items.map(\.name) == ["A, \"Inc\"", "B"])
        #expect(
            columns.map { items[0].values[$0] ?? "-" } == [
                "K1", "two\nlines", "-12.50", "2026-03-01", "Paid", "A, B", "Doc - https://x.y/z", "v", "a@b.c",
                "+49 30 1", "2026-01-01 - 2026-01-31",
            ])
        #expect(items[1].values == ["sage_key": "K2", "page": "https://x.y"])
    }

    @Test(arguments: [
        "x,K1,paid,,", "x,K1,1,,", "x,K1,,1e3,", "x,K1,,,2026-02-30", "x,K1,,,2026-02-01 10:00:00", ",K1,,,", "x,,,,",
        "x,<NULL>,,,", "<NULL>,K1,,,", "x,K1,,", "x,K1,,,,",
    ])
    func `a bad row is counted and reported, and the others are done`(row: String) async throws {
        let account = try ImportAPI { $0.imports.reportsItemIDs = false }
        let status = try await account.run("name,sage_key,state,amount,due\r\n\(row)\r\ny,K2,Open,1,2026-02-28\r\n")
        #expect(status["status"] == "COMPLETED")
        #expect(ImportAPI.counts(status) == [2, 1, 0, 0, 1, 0])
        #expect(account.rows("sage_key") == ["y|K2"])
        let address = try #require(status["report_url"]?.text)
        let query = QueryParameters.decode(try #require(address.split(separator: "?").last))
        let id = String(try #require(address.split(separator: "?").first?.split(separator: "/").last))
        let report = account.simulator.importReport(id, query)
        #expect(String(decoding: report.body, as: UTF8.self).contains("\r\n1,invalid,,\""))
        account.simulator.clock.advance(seconds: 600)
        #expect(account.simulator.importReport(id, query).status == 403)
    }

    @Test func `an upsert keeps what is empty, clears NULL, and changes the name`() async throws {
        let account = try ImportAPI()
        let item = try account.simulator.makeItem(
            on: account.board, name: "old", values: ["sage_key": "K1", "amount": "5", "note": "n"])
        let status = try await account.run("name,sage_key,amount,note\nnew,K1,,<NULL>\n,K1,6,\n")
        #expect(ImportAPI.counts(status) == [2, 0, 2, 0, 0, 0])
        let found = account.simulator.items(on: account.board)
        #expect(found.map(\.id) == [item])
        #expect(found[0].name == "new")
        #expect(found[0].values == ["sage_key": "K1", "amount": "6"])
    }

    @Test func `two rows of one key make one item`() async throws {
        let account = try ImportAPI()
        #expect(ImportAPI.counts(try await account.run("name,sage_key\na,K\nb,K\n")) == [2, 1, 1, 0, 0, 0])
        #expect(account.rows("sage_key") == ["b|K"])
    }

    @Test func `a match is looked for on the whole board, among active items, without case and blanks by default`()
        async throws
    {
        let account = try ImportAPI()
        let archived = try account.simulator.makeItem(on: account.board, name: "gone", values: ["sage_key": "K2"])
        try account.simulator.makeItem(on: account.board, name: "there", values: ["sage_key": " k1"])
        await account.api.send("mutation($i: ID) { archive_item(item_id: $i) { id } }", ["i": .string(archived)])
        #expect(ImportAPI.counts(try await account.run("name,sage_key\na,K1\nb,K2\n")) == [2, 1, 1, 0, 0, 0])
        let exact = try ImportAPI { $0.imports.matching = .exact }
        try exact.simulator.makeItem(on: exact.board, name: "there", values: ["sage_key": "k1"])
        #expect(ImportAPI.counts(try await exact.run("name,sage_key\na,K1\nb,k1\n")) == [2, 1, 1, 0, 0, 0])
    }

    @Test func `several matches make a row invalid, or change the oldest where the account says so`() async throws {
        for ambiguity in ImportSettings.Ambiguity.allCases {
            let account = try ImportAPI { $0.imports.ambiguity = ambiguity }
            for name in ["one", "two"] {
                try account.simulator.makeItem(on: account.board, name: name, values: ["sage_key": "K"])
            }
            let status = try await account.run("name,sage_key\nx,K\n")
            let isInvalid = ambiguity == .invalid
            #expect(ImportAPI.counts(status) == [1, 0, isInvalid ? 0 : 1, 0, isInvalid ? 1 : 0, 0])
            #expect(account.rows() == [isInvalid ? "one" : "x", "two"])
        }
    }

    @Test func `SKIP leaves a matching item alone`() async throws {
        let account = try ImportAPI()
        try account.simulator.makeItem(on: account.board, name: "a", values: ["sage_key": "K"])
        let status = try await account.run("name,sage_key\nb,K\nc,L\n", behaviour: "SKIP")
        #expect(ImportAPI.counts(status) == [2, 1, 0, 1, 0, 0])
        #expect(account.rows("sage_key") == ["a|K", "c|L"])
    }

    @Test func `the report names items where the account says so`() async throws {
        let account = try ImportAPI { $0.imports.reportsItemIDs = true }
        let status = try await account.run("name,sage_key\na,K\n")
        let address = try #require(status["report_url"]?.text)
        let parts = address.split(separator: "?")
        let id = String(try #require(parts[0].split(separator: "/").last))
        let report = account.simulator.importReport(id, QueryParameters.decode(parts[1]))
        let item = try #require(account.simulator.items(on: account.board).first?.id)
        #expect(String(decoding: report.body, as: UTF8.self).contains("1,created,\(item),"))
    }
}

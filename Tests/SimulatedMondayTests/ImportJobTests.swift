import SimulatorServer
import Testing

@testable import SimulatedMonday

struct ImportJobTests {
    @Test func `a job waits for its file, is picked up, and is done at the rate of the account`() async throws {
        let account = try ImportAPI { $0.imports.rowsPerSecond = 2 }
        let job = try await account.start()
        var status = await account.status(job.id)
        #expect(status["__typename"] == "ItemsJobStatus")
        #expect(status["status"] == "UPLOAD_PENDING")
        #expect(status["progress_percentage"] == 0)
        let rows = (1...8).map { "I\($0),K\($0)\n" }.joined()
        let answer = account.put("name,sage_key\n" + rows, to: job.uploadURL)
        #expect(answer.status == 200)
        #expect(answer.headers.contains { $0.name == "ETag" })
        #expect(await account.status(job.id)["status"] == "UPLOAD_PENDING")
        account.simulator.clock.advance(seconds: 2)
        status = await account.status(job.id)
        #expect(status["status"] == "PROCESSING")
        #expect(status["progress_percentage"] == 25)
        #expect(status["fully_imported"] == false)
        #expect(status["report_url"] == .null)
        #expect(account.simulator.items(on: account.board).map(\.name) == ["I1", "I2"])
        account.simulator.clock.advance(seconds: 3)
        status = await account.status(job.id)
        #expect(status["status"] == "COMPLETED")
        #expect(status["progress_percentage"] == 100)
        #expect(status["fully_imported"] == true)
        #expect(status["failure_reason"] == .null)
        #expect(ImportAPI.counts(status) == [8, 8, 0, 0, 0, 0])
        #expect(account.rows("sage_key").last == "I8|K8")
    }

    @Test func `a file of ten thousand rows is done, and one more is refused`() async throws {
        let account = try ImportAPI({ $0.imports.rowsPerSecond = 10_000 }, itemsLimit: 10_000)
        func file(_ count: Int) -> String { "name\n" + String(repeating: "x\n", count: count) }
        let refused = try await account.run(file(10_001), match: nil)
        #expect(refused["status"] == "REJECTED")
        #expect(refused["failure_reason"] == "INVALID_UPLOAD")
        #expect(account.simulator.items(on: account.board).isEmpty)
        let done = try await account.run(file(10_000), match: nil)
        #expect(done["failure_message"] == .null)
        #expect(done["status"] == "COMPLETED")
    }

    @Test(arguments: [
        ("", "rows, not 1 to"), ("name,sage_key\n", "rows, not 1 to"), ("sage_key,name\nK,x\n", "first column"),
        ("\u{FEFF}name,sage_key\nx,K\n", "first column"), ("name,sage_key,Amount\nx,K,1\n", "no column \"Amount\""),
        ("name,sage_key,sage_key\nx,K,K\n", "stands twice"), ("name,sage_key,sum\nx,K,1\n", "cannot be imported"),
        ("name,amount\nx,1\n", "match column"), ("name,sage_key\n\"x,K\n", "record 2"),
    ])
    func `a file that will not do is rejected whole`(file: String, word: String) async throws {
        let account = try ImportAPI()
        let status = try await account.run(file.isEmpty ? "\n" : file)
        #expect(status["status"] == "REJECTED")
        #expect(status["failure_reason"] == "INVALID_UPLOAD")
        #expect(file.isEmpty || status["failure_message"]?.text?.contains(word) == true)
        #expect(account.simulator.items(on: account.board).isEmpty)
    }

    @Test func `a file that is too large is rejected by the job, not by the upload`() async throws {
        let account = try ImportAPI { $0.imports.fileLimit = 100 }
        let job = try await account.start()
        #expect(account.put("", to: job.uploadURL, size: 101).status == 200)
        let status = await account.status(job.id)
        #expect(status["status"] == "REJECTED")
        #expect(status["failure_reason"] == "FILE_TOO_LARGE")
    }

    @Test func `the rows of an hour are counted by what was done, and a file beyond them is rejected whole`()
        async throws
    {
        let account = try ImportAPI { $0.limits.importRowsPerHour = 3 }
        let two = "name,sage_key\na,1\nb,2\n"
        #expect(try await account.run(two)["status"] == "COMPLETED")
        let refused = try await account.run("name,sage_key\nc,3\nd,4\n")
        #expect(refused["status"] == "REJECTED")
        #expect(refused["failure_reason"] == "ACCOUNT_CAPACITY_EXCEEDED")
        // A row that is skipped gives its place back.
        #expect(try await account.run("name,sage_key\nx,1\n", behaviour: "SKIP")["status"] == "COMPLETED")
        #expect(try await account.run("name,sage_key\nc,3\n")["status"] == "COMPLETED")
        #expect(try await account.run("name,sage_key\nd,4\n")["status"] == "REJECTED")
        account.simulator.clock.advance(seconds: 3600)
        #expect(try await account.run("name,sage_key\nd,4\ne,5\nf,6\n")["status"] == "COMPLETED")
    }

    @Test func `starts are counted in any sixty minutes, and the wait is told in milliseconds`() async throws {
        let account = try ImportAPI { $0.limits.importStartsPerHour = 2 }
        #expect(await account.ask().code == nil)
        account.simulator.clock.advance(seconds: 600)
        #expect(await account.ask().code == nil)
        let refused = await account.ask()
        #expect(refused.status == 200)
        #expect(refused.code == "RATE_LIMIT_EXCEEDED")
        #expect(refused.errors[0]["extensions"]?["retryAfterMs"] == 3_000_000)
        #expect(refused.data["ingest_items"] == .null)
        account.simulator.clock.advance(seconds: 3000)
        #expect(await account.ask().code == nil)
        #expect(await account.ask().code == "RATE_LIMIT_EXCEEDED")
    }

    @Test func `a board without room for all new items is left as it is`() async throws {
        let account = try ImportAPI(itemsLimit: 2)
        try account.simulator.makeItem(on: account.board, name: "a", values: ["sage_key": "1"])
        let refused = try await account.run("name,sage_key\na,1\nb,2\nc,3\n")
        #expect(refused["failure_reason"] == "BOARD_CAPACITY_EXCEEDED")
        #expect(account.simulator.items(on: account.board).count == 1)
        #expect(ImportAPI.counts(try await account.run("name,sage_key\nA,1\nb,2\n")) == [2, 1, 1, 0, 0, 0])
    }

    @Test func `what may not be started is refused at once`() async throws {
        let account = try ImportAPI()
        #expect(await account.ask(on: "1").code == "InvalidBoardIdException")
        #expect(await account.ask(group: "none").code == "ResourceNotFoundException")
        #expect(await account.ask(match: "none").code == "InvalidColumnIdException")
        #expect(await account.ask(match: "state").code == "InvalidArgumentException")
        #expect(await account.ask(headers: ["api-version": "2026-04"]).code == "undefinedField")
        #expect(await account.ask(headers: ["api-version": "2026-07"]).code == nil)
        let backfill = "mutation($b: ID!) { backfill_items(board_id: $b, group_id: \"topics\") { job_id } }"
        #expect(await account.api.send(backfill, ["b": .string(account.board)]).code == "UserUnauthorizedException")
        let without = try ImportAPI { $0.imports.isOffered = false }
        #expect(await without.ask().code == "UserUnauthorizedException")
        let unknown = await account.api.send("{ fetch_job_status(job_id: 7) { __typename } }")
        #expect(unknown.code == "ResourceNotFoundException")
        #expect(unknown.data == .null)
    }

    @Test func `an administrator backfills up to twenty thousand rows outside of the hour's budget`() async throws {
        let account = try ImportAPI(
            {
                $0.imports.isAdmin = true
                $0.imports.rowsPerSecond = 20_000
                $0.limits.importRowsPerHour = 1
            }, itemsLimit: 20_000)
        let answer = await account.api.send(
            "mutation($b: ID!) { backfill_items(board_id: $b, group_id: \"topics\") { job_id upload_url } }",
            ["b": .string(account.board)]
        ).data["backfill_items"]
        let file = "name\n" + String(repeating: "x\n", count: 10_001)
        _ = account.put(file, to: try #require(answer?["upload_url"]?.text))
        #expect(await account.status(try #require(answer?["job_id"]?.text))["status"] == "UPLOAD_PENDING")
        account.simulator.clock.advance(seconds: 60)
        #expect(account.simulator.items(on: account.board).count == 10_001)
    }

    @Test func `an idempotency key covers the start of a job only where the account says so`() async throws {
        for isCovered in [false, true] {
            let account = try ImportAPI { $0.imports.isCoveredByIdempotencyKeys = isCovered }
            let first = await account.ask(key: "k").data
            let second = await account.ask(key: "k").data
            #expect((first == second) == isCovered)
            #expect(account.simulator.imports.count == (isCovered ? 1 : 2))
        }
    }

    @Test func `a job without a file waits for ever, or fails where the account says so`() async throws {
        for fails in [false, true] {
            let account = try ImportAPI { $0.imports.failsWithoutUpload = fails }
            let job = try await account.start()
            account.simulator.clock.advance(seconds: 600)
            #expect(await account.status(job.id)["status"] == (fails ? "FAILED" : "UPLOAD_PENDING"))
        }
    }
}

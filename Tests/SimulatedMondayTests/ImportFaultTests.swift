import SimulatorServer
import Testing

@testable import SimulatedMonday

struct ImportFaultTests {
    private let file = "name,sage_key\na,1\nb,2\nc,3\n"

    private func run(_ fault: Fault, _ account: ImportAPI) async throws -> JSONValue {
        account.simulator.faults.inject(fault)
        return try await account.run(file)
    }

    @Test func `a job fails half-way with what it has done`() async throws {
        let account = try ImportAPI()
        let status = try await run(Fault(.failImport, rows: 2), account)
        #expect(status["status"] == "FAILED")
        #expect(status["failure_reason"] == "INTERNAL_ERROR")
        #expect(status["progress_percentage"] == 66)
        #expect(ImportAPI.counts(status) == [3, 2, 0, 0, 0, 0])
        #expect(account.rows("sage_key") == ["a|1", "b|2"])
        #expect(ImportAPI.counts(try await account.run(file)) == [3, 1, 2, 0, 0, 0])
    }

    @Test func `a job is rejected for any reason`() async throws {
        let account = try ImportAPI()
        let status = try await run(
            Fault(.rejectImport, board: account.board, code: "AUTHORIZATION_FAILED"), account)
        #expect(status["status"] == "REJECTED")
        #expect(status["failure_reason"] == "AUTHORIZATION_FAILED")
        #expect(account.rows().isEmpty)
    }

    @Test func `rows fail and the others are done`() async throws {
        let account = try ImportAPI()
        let status = try await run(Fault(.failImportRows, rows: 2), account)
        #expect(status["status"] == "COMPLETED")
        #expect(ImportAPI.counts(status) == [3, 1, 0, 0, 0, 2])
        #expect(account.rows("sage_key") == ["c|3"])
    }

    @Test func `a forgotten job is done all the same`() async throws {
        let account = try ImportAPI()
        #expect(try await run(Fault(.forgetImport), account) == .null)
        #expect(account.rows().count == 3)
    }

    @Test func `a held job begins with its release`() async throws {
        let account = try ImportAPI { $0.imports.rowsPerSecond = 1 }
        #expect(try await run(Fault(.holdImport), account)["status"] == "UPLOAD_PENDING")
        account.simulator.faults.release()
        account.simulator.clock.advance(seconds: 1)
        #expect(account.rows().isEmpty)
        account.simulator.clock.advance(seconds: 1)
        #expect(account.rows().count == 1)
    }

    @Test func `a fault of imports strikes its board only, and no request`() async throws {
        let account = try ImportAPI()
        #expect(try await run(Fault(.rejectImport, board: "1"), account)["status"] == "COMPLETED")
        account.simulator.faults.inject(Fault(.failImport))
        #expect(await account.api.send("{ me { id } }").status == 200)
        #expect(account.simulator.faults.pending.count == 2)
    }

    @Test(arguments: [(Fault.Kind.dropBeforeExecuting, false), (.executeThenDrop, true), (.serverError, false)])
    func `an upload that breaks off has been taken or not`(kind: Fault.Kind, isTaken: Bool) async throws {
        let account = try ImportAPI()
        let job = try await account.start()
        account.simulator.faults.inject(Fault(kind, operation: "upload"))
        let answer = account.put(file, to: job.uploadURL)
        if case .dropped = answer.delivery { #expect(kind != .serverError) } else { #expect(answer.status == 503) }
        account.simulator.clock.advance(seconds: 60)
        #expect(await account.status(job.id)["status"] == (isTaken ? "COMPLETED" : "UPLOAD_PENDING"))
        // Only the file that was not taken can be sent again.
        #expect(account.put(file, to: job.uploadURL).status == (isTaken ? 403 : 200))
    }

    @Test func `the answer of ingest_items is lost, and its job is there`() async throws {
        let account = try ImportAPI()
        account.simulator.faults.inject(Fault(.executeThenDrop, operation: "ingest_items"))
        #expect(await account.ask().status == 200)
        #expect(account.simulator.imports.count == 1)
        #expect(account.simulator.journal().last?.status == 0)
    }

    @Test func `an upload address is good for one PUT of CSV within ten minutes`() async throws {
        let account = try ImportAPI()
        let job = try await account.start()
        let csv = ["content-type": "text/csv"]
        #expect(account.put(file, to: job.uploadURL, method: "POST").status == 403)
        #expect(account.put(file, to: job.uploadURL, method: "GET").status == 403)
        #expect(account.put(file, to: job.uploadURL, headers: ["content-type": "application/json"]).status == 403)
        #expect(account.put(file, to: job.uploadURL, headers: [:]).status == 403)
        #expect(
            account.put(file, to: job.uploadURL, headers: csv.merging(["x-amz-checksum-crc32": "x"]) { $1 }).status
                == 403)
        #expect(account.put(file, to: job.uploadURL + "0").status == 403)
        #expect(account.put(file, to: ImportJob.uploadPath + "none?a=b").status == 404)
        account.simulator.clock.advance(seconds: 599)
        #expect(account.put(file, to: job.uploadURL).status == 200)
        #expect(account.put(file, to: job.uploadURL).status == 403)
        let late = try await account.start()
        account.simulator.clock.advance(seconds: 600)
        #expect(account.put(file, to: late.uploadURL).status == 403)
        #expect(account.rows().count == 3)
    }
}

extension ServerSuite {
    struct UploadTests {
        @Test func `a file goes over HTTP to the address of its job, beyond the limit of the API`() async throws {
            var configuration = SimulatorConfiguration()
            configuration.bodyLimit = 500
            configuration.imports.fileLimit = 2000
            configuration.imports.pickupDelay = 0
            try await ServerSuite.withSimulator(configuration) { simulator, client in
                let board = try simulator.makeBoard(name: "B")
                func put(_ size: Int) async throws -> (status: Int, job: String) {
                    let started = try await client.graphQL(
                        "mutation { ingest_items(board_id: \(board), group_id: \"topics\") { job_id upload_url } }")
                    let job = try #require(started.json["data"]?["ingest_items"])
                    let url = try #require(job["upload_url"]?.text)
                    #expect(url.hasPrefix(simulator.address))
                    let answer = try await client.request(
                        "PUT", String(url.dropFirst(simulator.address.count)),
                        body: "name\n" + String(repeating: "x", count: size - 5), headers: ["Content-Type": "text/csv"])
                    return (answer.status, try #require(job["job_id"]?.text))
                }
                #expect(try await put(200).status == 200)
                let large = try await put(2000)
                #expect(large.status == 200)
                let tooLarge = try await put(2001)
                #expect(tooLarge.status == 200)
                let states = simulator.imports.map { $0["reason"] }
                #expect(states.last == "FILE_TOO_LARGE")
                #expect(try await client.request("POST", "/v2", body: String(repeating: "x", count: 501)).status == 413)
            }
        }
    }
}

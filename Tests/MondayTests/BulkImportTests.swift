import Foundation
import HTTPClient
import HTTPTypes
import Monday
import Testing

/// Documents, files and reports of bulk imports.
struct BulkImportTests {
    private func file(_ text: String = "name\r\n") throws -> HTTPClient.FileBody {
        let url = FileManager.default.temporaryDirectory.appending(path: "bulk-\(UUID().uuidString)")
        try Data(text.utf8).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        return HTTPClient.FileBody(handle: try FileHandle(forReadingFrom: url), bytes: text.utf8.count)
    }

    private func client(_ transport: FakeTransport, endpoint: String = "https://api.monday.com/v2") -> MondayClient {
        var options = MondayClient.Options()
        options.endpoint = endpoint
        return MondayClient(options, transport: transport) { "secret-token" }
    }

    private static let address = "https://bucket.example/one?X-Amz-Signature=secret-signature"

    @Test func `a start names the board, the group and the column to match`() throws {
        let body = try JSONValue(parsing: BulkIngest.call(board: "1", group: "g", matchColumn: "k").body)
        let variables = try #require(body["variables"])
        #expect(variables["board"]?.string == "1" && variables["group"]?.string == "g")
        #expect(variables["match"]?["match_column_id"]?.string == "k")
        #expect(variables["match"]?["behaviour"]?.string == "UPSERT")
        let bare = try JSONValue(parsing: BulkIngest.call(board: "1", group: "g", matchColumn: nil).body)
        #expect(bare["variables"]?["match"] == nil)
    }

    @Test func `a start's answer has the job and its address`() async throws {
        let transport = FakeTransport(#"{"data":{"ingest_items":{"job_id":"7","upload_url":"https://x/y"}}}"#)
        let ticket = try BulkIngest.read(
            try await transport.answer(BulkIngest.call(board: "1", group: "g", matchColumn: "k")))
        #expect(ticket.jobID == "7" && ticket.uploadURL == "https://x/y")
    }

    @Test(arguments: [
        #"{"job_id":"7","upload_url":null}"#, #"{"job_id":"7","upload_url":""}"#, #"{"upload_url":"x"}"#, "null",
    ])
    func `half a start is none`(job: String) async throws {
        let answer = try await FakeTransport(#"{"data":{"ingest_items":\#(job)}}"#).answer()
        #expect(throws: MondayFailure.self) { try BulkIngest.read(answer) }
    }

    @Test func `a status is read whole`() async throws {
        let answer = try await FakeTransport(
            #"""
            {"data":{"fetch_job_status":{"status":"COMPLETED","counts":{"submitted":10,"invalid":1,"skipped":2,
            "created":3,"updated":null,"failed":4},"progress_percentage":100,"failure_reason":null,
            "failure_message":null,"fully_imported":true,"report_created":true,"report_url":"https://r"}}}
            """#
        ).answer()
        let status = try #require(try BulkJobStatus.read(answer))
        #expect(status.state == "COMPLETED" && status.submitted == 10 && status.invalid == 1 && status.skipped == 2)
        #expect(status.created == 3 && status.updated == nil && status.failed == 4 && status.percent == 100)
        #expect(status.isWhole == true && status.reportURL == "https://r" && status.reason == nil)
    }

    @Test(
        arguments: [
            #"{"data":{"fetch_job_status":null}}"#,
            #"{"data":null,"errors":[{"message":"Job not found","extensions":{"code":"ResourceNotFoundException"}}]}"#,
            #"{"data":null,"errors":[{"message":"Job not found","extensions":{"code":"InvalidArgumentException"}}]}"#,
        ])
    func `a job that monday does not know is nil`(body: String) async throws {
        #expect(try BulkJobStatus.read(try await FakeTransport(body).answer()) == nil)
    }

    @Test func `any other failure is no answer about a job`() async throws {
        let body = #"{"errors":[{"message":"x","extensions":{"code":"INTERNAL_SERVER_ERROR","status_code":500}}]}"#
        let answer = try await FakeTransport(body).answer()
        #expect(throws: MondayFailure.self) { try BulkJobStatus.read(answer) }
    }

    @Test func `a file goes out as CSV, without the token, over a connection of its own`() async throws {
        let transport = FakeTransport("")
        try await client(transport).put(try file(), to: Self.address)
        let request = try #require(transport.seen.first)
        #expect(request.method == .put && request.file?.bytes == 6 && request.body.isEmpty && request.freshConnection)
        #expect(
            request.headers.map { "\($0.name): \($0.value)" } == ["Content-Type: text/csv", "User-Agent: sage-relay"])
        #expect(request.deadline == .seconds(300))
    }

    @Test(arguments: [301, 307, 400, 403, 500])
    func `an answer that is no success leaves open whether the file was taken, and quotes no address`(status: Int)
        async throws
    {
        let transport = FakeTransport(
            status: status, "<Error>secret-signature</Error>", headers: [("Location", "https://e")])
        let error = await #expect(throws: MondayError.self) {
            try await client(transport).put(try file(), to: Self.address)
        }
        #expect(error?.delivery == .unknown && error?.failure.kind == .unknownOutcome)
        #expect(error.map { "\($0)\(String(reflecting: $0))".contains("secret") } == false)
        #expect(transport.seen.count == 1)
    }

    @Test(arguments: [HTTPClientError.Delivery.nothingSent, .unknown])
    func `a transport's error says whether anything was sent, and nothing of the address`(
        delivery: HTTPClientError.Delivery
    ) async throws {
        let transport = FakeTransport(
            .failure(HTTPClientError(.connect, delivery: delivery, "PUT \(Self.address) failed")))
        let error = await #expect(throws: MondayError.self) {
            try await client(transport).put(try file(), to: Self.address)
        }
        #expect(error?.failure.kind == (delivery == .nothingSent ? .temporary(wait: nil) : .unknownOutcome))
        #expect(error.map { "\($0)\(String(reflecting: $0))".contains("bucket") } == false)
    }

    @Test(arguments: ["http://127.0.0.1/x", "ftp://x/y", "not an address", "https://u:p@x/y"])
    func `an address that is not https is refused beside a real endpoint`(address: String) async throws {
        let transport = FakeTransport("")
        await #expect(throws: MondayError.self) { try await client(transport).put(try file(), to: address) }
        #expect(transport.seen.isEmpty)
    }

    @Test func `a plain address on this machine is taken beside such an endpoint`() async throws {
        let transport = FakeTransport("")
        try await client(transport, endpoint: "http://127.0.0.1:1/v2").put(try file(), to: "http://127.0.0.1:1/up")
        #expect(transport.seen.count == 1)
    }

    @Test func `a report is read within its limit, without the token`() async throws {
        let transport = FakeTransport("row,reason\r\n1,bad\r\n")
        let report = try await client(transport).report(at: Self.address)
        #expect(BulkReportReader.reasons(report) == ["1 × bad"])
        let request = try #require(transport.seen.first)
        #expect(request.headers[.authorization] == nil && request.maximumBodyBytes == 8 * 1024 * 1024)
    }

    @Test func `reasons are counted, the most frequent first`() {
        let text =
            "row,outcome,reason\n1,invalid,\"no \"\"x\"\", here\"\n2,invalid,other\n3,invalid,other\n4,created,\n"
        #expect(BulkReportReader.reasons(Data(text.utf8)) == ["2 × other", "1 × no \"x\", here"])
    }

    @Test(arguments: ["", "{}", "a,b\n1,2", "reason", "\u{0}\u{1}"])
    func `a report of another form says nothing`(text: String) {
        #expect(BulkReportReader.reasons(Data(text.utf8)) == [])
    }

    @Test func `no more reasons are shown than a person reads`() {
        let text = "reason\n" + (0..<9).map { "r\($0)\n" }.joined()
        #expect(BulkReportReader.reasons(Data(text.utf8)).count == BulkReportReader.most)
    }
}

import Foundation
import HTTPClient
import HTTPTypes
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct HTTPClientTests {
    @Test func `a request arrives as it was made and the answer comes back whole`() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.answer("201 Created", headers: "X-One: 1\r\nx-one:  2 \r\nX-Empty:\r\n", body: "hello")
        }
        let request = try HTTPClient.Request(
            method: .post, url: server.url + "/v2?a=b", headers: [("Idempotency-Key", "k1"), ("X-None", "")],
            body: Data("body".utf8))
        let response = try await plainClient().send(request)
        #expect(response.status == 201)
        #expect(response.headers[values: try #require(HTTPField.Name("X-ONE"))] == ["1", "2"])
        #expect(response.headers[try #require(HTTPField.Name("x-empty"))] == "")
        #expect(String(decoding: response.body, as: UTF8.self) == "hello")
        #expect(response.version == .http1)
        #expect(!response.reusedConnection)
        let seen = try #require(server.seen.first)
        #expect(seen.hasPrefix("POST /v2?a=b HTTP/1.1\r\n"))
        #expect(seen.hasSuffix("\r\n\r\nbody"))
        #expect(seen.contains("\r\nIdempotency-Key: k1\r\n"))
        #expect(seen.contains("\r\nX-None:\r\n"))
        #expect(seen.contains("\r\nContent-Length: 4\r\n"))
        #expect(!seen.contains("Content-Type"))
        #expect(!seen.contains("Expect"))
    }

    @Test func `a POST without a body says so and reads none from anywhere`() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.answer()
        }
        _ = try await plainClient().send(HTTPClient.Request(method: .post, url: server.url))
        #expect(server.seen.first?.contains("\r\nContent-Length: 0\r\n") == true)
    }

    @Test func `a second request uses the first one's connection, a fresh one does not`() async throws {
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil { connection.answer(body: "\(connection.index)") }
        }
        let client = try plainClient()
        var fresh = try HTTPClient.Request(url: server.url)
        let kept = fresh
        fresh.freshConnection = true
        var answers: [String] = []
        for request in [kept, kept, fresh, kept] {
            let response = try await client.send(request)
            answers.append("\(String(decoding: response.body, as: UTF8.self)) \(response.reusedConnection)")
        }
        #expect(answers == ["0 false", "0 true", "1 false", "0 true"])
        await client.shutdown()
    }

    @Test func `libcurl repeats identical bytes when a kept connection dies before the answer`() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.answer()
            // The second request of the first connection is read whole, and then nobody answers it.
            if connection.index == 0 { _ = connection.readRequest() } else { connection.waitForEnd() }
        }
        let client = try plainClient()
        _ = try await client.send(HTTPClient.Request(url: server.url))
        let response = try await client.send(
            HTTPClient.Request(
                method: .post, url: server.url, headers: [("Idempotency-Key", "k2")], body: Data("mutation".utf8)))
        #expect(response.status == 200)
        #expect(server.seen.count == 3)
        #expect(server.seen.dropFirst().first == server.seen.last)
        #expect(server.seen.last?.contains("Idempotency-Key: k2") == true)
        await client.shutdown()
    }

    @Test func `a fresh connection that dies is reported and never tried again`() async throws {
        let server = try ScriptedServer { _ = $0.readRequest() }
        var request = try HTTPClient.Request(method: .post, url: server.url, body: Data("mutation".utf8))
        request.freshConnection = true
        let error = await failure { _ = try await plainClient().send(request) }
        #expect(error?.code == .connectionLost)
        #expect(error?.delivery == .unknown)
        #expect(server.seen.count == 1)
    }

    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Le", HTTPClientError.Code.connectionLost),
            ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", .connectionLost),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", .connectionLost),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot hex\r\n", .connectionLost),
            ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", .answerInvalid),
            ("SSH-2.0-OpenSSH\r\n", .answerInvalid),
        ])
    func `a broken answer is an error with unknown outcome`(answer: String, code: HTTPClientError.Code) async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.send(answer)
        }
        let error = await failure { _ = try await plainClient().send(HTTPClient.Request(url: server.url)) }
        #expect(error?.code == code, "\(error?.description ?? "none")")
        #expect(error?.delivery == .unknown)
    }

    @Test func `a reset in the middle of the answer is an error with unknown outcome`() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            connection.resetOnClose()
        }
        let error = await failure { _ = try await plainClient().send(HTTPClient.Request(url: server.url)) }
        #expect(error?.code == .connectionLost)
        #expect(error?.delivery == .unknown)
    }

    @Test func `interim answers and trailers are left out and chunks are joined`() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 103 Early Hints\r\nX-Hint: 1\r\n\r\nHTTP/1.1 200 OK\r\nX-Real: 2\r\n")
            connection.send("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 3\r\n\r\n")
        }
        let response = try await plainClient().send(HTTPClient.Request(url: server.url))
        #expect(String(decoding: response.body, as: UTF8.self) == "abcde")
        #expect(response.headers.map(\.name.rawName) == ["X-Real", "Transfer-Encoding"])
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is an answer`(status: Int) async throws {
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil {
                connection.answer("\(status) Elsewhere", headers: "Location: /other\r\n")
            }
        }
        let response = try await plainClient().send(HTTPClient.Request(url: server.url))
        #expect(response.status == status)
        #expect(response.headers[.location] == "/other")
        #expect(server.seen.count == 1)
    }

    @Test(arguments: [(1000, true), (1001, false)])
    func `a body up to the limit is taken and one byte more is refused`(size: Int, isTaken: Bool) async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.answer(body: String(repeating: "x", count: size))
        }
        var request = try HTTPClient.Request(url: server.url)
        request.maximumBodyBytes = 1000
        let error = await failure { _ = try await plainClient().send(request) }
        #expect(error?.code == (isTaken ? nil : .answerTooLarge))
        #expect(error.map { $0.delivery == .unknown } ?? true)
    }

    @Test func `the limit counts what a compressed body becomes`() async throws {
        let bomb = try gzip(Data(count: 4_000_000))
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil {
                connection.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n")
                connection.send(Array(bomb))
            }
        }
        #expect(bomb.count < 10_000)
        let client = try plainClient()
        var request = try HTTPClient.Request(url: server.url)
        request.maximumBodyBytes = 4_000_000
        #expect(try await client.send(request).body == Data(count: 4_000_000))
        request.maximumBodyBytes -= 1
        let refused = request
        #expect(await failure { _ = try await client.send(refused) }?.code == .answerTooLarge)
    }

    @Test(arguments: [(65_000, true), (70_000, false)])
    func `an endless head is refused`(size: Int, isTaken: Bool) async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            let field = "X-Fill: \(String(repeating: "x", count: 990))\r\n"
            connection.answer(headers: String(repeating: field, count: size / 1000))
        }
        let error = await failure { _ = try await plainClient().send(HTTPClient.Request(url: server.url)) }
        #expect(error?.code == (isTaken ? nil : .answerTooLarge))
    }

    @Test func `the deadline ends a request that nobody answers, with unknown outcome`() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.waitForEnd()
        }
        var request = try HTTPClient.Request(url: server.url)
        request.deadline = .seconds(2)
        let error = await failure { _ = try await plainClient().send(request) }
        #expect(error?.code == .timedOut)
        #expect(error?.delivery == .unknown)
    }

    @Test func `the deadline also runs while a request waits for a connection, and then nothing was sent`() async throws
    {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.waitForEnd()
        }
        let client = try plainClient { $0.connectionsPerHost = 1 }
        let first = Task { try await client.send(HTTPClient.Request(url: server.url + "/first")) }
        while server.seen.isEmpty { await Task.yield() }
        var request = try HTTPClient.Request(url: server.url + "/second")
        request.deadline = .milliseconds(50)
        let error = await failure { _ = try await client.send(request) }
        #expect(error?.code == .timedOut)
        #expect(error?.delivery == .nothingSent)
        first.cancel()
        _ = await first.result
        #expect(server.seen.count == 1)
    }

    @Test func `cancelling the task ends the transfer and closes the connection`() async throws {
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.waitForEnd()
            end.finish()
        }
        let client = try plainClient()
        let task = Task { try await client.send(HTTPClient.Request(url: server.url)) }
        while server.seen.isEmpty { await Task.yield() }
        task.cancel()
        let error = await failure { _ = try await task.value }
        #expect(error?.code == .cancelled)
        #expect(error?.delivery == .unknown)
        for await _ in ended {}
    }

    @Test func `a task cancelled before the call sends nothing`() async throws {
        let server = try ScriptedServer { _ = $0.readRequest() }
        let client = try plainClient()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.send(HTTPClient.Request(url: server.url))
        }
        let error = await failure { _ = try await task.value }
        #expect(error?.code == .cancelled)
        await client.shutdown()
    }

    @Test func `shutdown ends what runs, and later requests are refused`() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.waitForEnd()
        }
        let client = try plainClient()
        let running = Task { try await client.send(HTTPClient.Request(url: server.url)) }
        while server.seen.isEmpty { await Task.yield() }
        await client.shutdown()
        await client.shutdown()
        #expect(await failure { _ = try await running.value }?.code == .closed)
        let late = await failure { _ = try await client.send(HTTPClient.Request(url: server.url)) }
        #expect(late?.code == .closed)
        #expect(late?.delivery == .nothingSent)
    }

    @Test func `many requests at once share few connections`() async throws {
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil { connection.answer(body: "\(connection.index)") }
        }
        let client = try plainClient { $0.connectionsPerHost = 3 }
        let request = try HTTPClient.Request(url: server.url)
        let connections = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<60 {
                group.addTask { String(decoding: try await client.send(request).body, as: UTF8.self) }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(server.seen.count == 60)
        #expect(connections.isSubset(of: ["0", "1", "2"]))
        await client.shutdown()
    }

    @Test func `a thousand requests in a row need no more memory than the first ones`() async throws {
        let body = String(repeating: "x", count: 64_000)
        let server = try ScriptedServer { connection in
            while connection.readRequest(isKept: false) != nil { connection.answer(body: body) }
        }
        let client = try plainClient()
        let request = try HTTPClient.Request(method: .post, url: server.url, body: Data(body.utf8))
        for _ in 0..<200 { _ = try await client.send(request) }
        let before = try residentBytes()
        for _ in 0..<1000 { _ = try await client.send(request) }
        // A lost body per request would be 64 MB; other tests of the process may need some meanwhile.
        #expect(try residentBytes() - before < 30_000_000)
        await client.shutdown()
    }

    private func gzip(_ data: Data) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-9"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: data)
        try input.fileHandleForWriting.close()
        let result = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return result
    }

    private func residentBytes() throws -> Int {
        let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (Int(pages[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}

/// Bodies that lie in files.
@Suite(.timeLimit(.minutes(1)))
struct FileBodyTests {
    private func file(_ data: Data) throws -> FileHandle {
        let url = FileManager.default.temporaryDirectory.appending(path: "body-\(UUID().uuidString)")
        try data.write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        return try FileHandle(forReadingFrom: url)
    }

    @Test func `a file is sent from its beginning, wherever it was read to`() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.answer()
        }
        let handle = try file(Data("name,key\r\na,b\r\n".utf8))
        _ = try handle.readToEnd()
        var request = try HTTPClient.Request(
            method: .put, url: server.url + "/up", headers: [("Content-Type", "text/csv")])
        request.file = HTTPClient.FileBody(handle: handle, bytes: 15)
        #expect(try await plainClient().send(request).status == 200)
        let seen = try #require(server.seen.first)
        #expect(seen.hasPrefix("PUT /up HTTP/1.1\r\n"))
        #expect(seen.contains("\r\nContent-Length: 15\r\n") && seen.contains("\r\nContent-Type: text/csv\r\n"))
        #expect(seen.hasSuffix("\r\n\r\nname,key\r\na,b\r\n"))
        #expect(!seen.contains("Expect") && !seen.contains("Transfer-Encoding"))
    }

    @Test func `a file is sent with PUT alone`() async throws {
        var request = try HTTPClient.Request(method: .post, url: "http://127.0.0.1:1/")
        request.file = HTTPClient.FileBody(handle: try file(Data()), bytes: 0)
        let refused = request
        let error = await #expect(throws: HTTPClientError.self) { _ = try await plainClient().send(refused) }
        #expect(error?.code == .requestInvalid)
    }
}

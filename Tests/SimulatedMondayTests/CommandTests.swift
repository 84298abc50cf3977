import Foundation
import Testing

@testable import SimulatedMonday

extension ServerSuite {
    struct CommandTests {
        /// The executable beside the test bundle.
        private static var executable: URL {
            var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            while folder.path != "/" {
                let candidate = folder.appendingPathComponent("simulated-monday")
                if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
                folder.deleteLastPathComponent()
            }
            return URL(fileURLWithPath: "/nonexistent/simulated-monday")
        }

        private func start(_ arguments: [String]) throws -> (process: Process, output: FileHandle, errors: FileHandle) {
            let process = Process()
            let (output, errors) = (Pipe(), Pipe())
            process.executableURL = Self.executable
            process.arguments = arguments
            process.standardOutput = output
            process.standardError = errors
            try process.run()
            return (process, output.fileHandleForReading, errors.fileHandleForReading)
        }

        @Test(arguments: [SIGTERM, SIGINT])
        func `the command tells its address, serves, and ends on a signal`(signal: Int32) async throws {
            let fault = #"{"kind":"locked","operation":"version"}"#
            let (process, output, _) = try start(["--token", "secret", "--plan", "pro", "--fault", fault])
            defer { if process.isRunning { process.terminate() } }
            let line = try JSONValue(parsing: output.availableData.dropLast())
            #expect(line["pid"]?.integer == Int(process.processIdentifier))
            let client = RawClient(try #require(line["address"]?.text))
            let body = #"{"query":"{ me { id } }"}"#
            let served = try await client.request("POST", "/v2", body: body, headers: ["Authorization": "secret"])
            #expect(served.status == 200)
            #expect(served.head.contains("\"minuteRate\";q=2500;w=60"))
            let locked = try await client.request(
                "POST", "/v2", body: #"{"query":"{ version { value } }"}"#, headers: ["Authorization": "secret"])
            #expect(locked.status == 423)
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            #expect(process.terminationReason == .exit)
            #expect(process.terminationStatus == 0)
        }

        @Test(arguments: [
            ["--port", "65536"], ["--port", "x"], ["--plan", "gold"], ["--fault", "{}"], ["--requests-per-day", "0"],
            ["--items-limit", "0"], ["--nope"], ["extra"], ["--token-file", "/nonexistent/token"],
            ["--weather-rate", "1.1"], ["--weather-seed", "1"], ["--weather-kinds", "locked"],
            ["--weather-rate", "0.1", "--weather-kinds", "rain"], ["--weather-rate", "0.1", "--weather-seed", "-1"],
        ])
        func `bad arguments are refused before anything listens`(arguments: [String]) throws {
            let (process, output, errors) = try start(arguments)
            process.waitUntilExit()
            #expect(process.terminationStatus != 0)
            #expect(output.readDataToEndOfFile().isEmpty)
            #expect(!errors.readDataToEndOfFile().isEmpty)
        }

        @Test func `the weather is set by options`() async throws {
            let (process, output, _) = try start([
                "--weather-seed", "7", "--weather-rate", "1", "--weather-kinds", "locked,serverError",
            ])
            defer { if process.isRunning { process.terminate() } }
            let line = try JSONValue(parsing: output.availableData.dropLast())
            let client = RawClient(try #require(line["address"]?.text))
            #expect([423, 500].contains(try await client.graphQL("{ me { id } }").status))
            let weather = try await client.request("GET", "/simulator/state").json["weather"]
            #expect(weather == ["seed": 7, "rate": .number("1.0"), "kinds": ["locked", "serverError"]])
            process.terminate()
            process.waitUntilExit()
        }

        @Test func `the help teaches how to call it and how to order a fault`() throws {
            let (process, output, _) = try start(["--help"])
            let text = String(decoding: output.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            for word in [
                "simulated-monday --port", "curl", "executeThenDrop", "/simulator/state",
                "--board-mutations-per-minute", "--weather-rate",
            ] {
                #expect(text.contains(word))
            }
        }
    }
}

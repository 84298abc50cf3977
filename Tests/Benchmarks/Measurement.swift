import Foundation
import HTTPTypes
import NIOCore
import Tunnel

/// The relay's process.
enum Measurement {
    static func run() async throws {
        try await BenchTunnel.run(agent: "agent", within: .seconds(10)) { connection, _ in
            try await latency(connection)
            try await throughput(connection, inFlight: 32)
            try await stream(connection)
        }
    }

    private static func small(_ connection: AgentConnection) async throws {
        let request = HTTPRequest(method: .get, scheme: "https", authority: "agent", path: "/small")
        let response = try await connection.request(request, body: nil, deadline: .seconds(10))
        for try await _ in response.body {}
    }

    private static func latency(_ connection: AgentConnection) async throws {
        let clock = ContinuousClock()
        for _ in 0..<500 { try await small(connection) }
        var times: [Duration] = []
        for _ in 0..<5000 { times.append(try await clock.measure { try await small(connection) }) }
        times.sort()
        print(
            "small request, one after the other: median \(times[2500].microseconds) µs, p99 \(times[4950].microseconds) µs"
        )
    }

    private static func throughput(_ connection: AgentConnection, inFlight: Int) async throws {
        let perTask = 1000
        let time = try await ContinuousClock().measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<inFlight {
                    group.addTask { for _ in 0..<perTask { try await small(connection) } }
                }
                try await group.waitForAll()
            }
        }
        print(
            "small requests, \(inFlight) in flight: \(Int(Double(inFlight * perTask) / (time / .seconds(1)))) per second"
        )
    }

    private static func stream(_ connection: AgentConnection) async throws {
        let size = 1_000_000_000
        let request = HTTPRequest(method: .get, scheme: "https", authority: "agent", path: "/stream/\(size)")
        let time = try await ContinuousClock().measure {
            let response = try await connection.request(request, body: nil, deadline: .seconds(60))
            var count = 0
            for try await bytes in response.body { count += bytes.readableBytes }
            precondition(count == size)
        }
        print("one stream: \(Int(Double(size) / 1_000_000 / (time / .seconds(1)))) MB/s")
    }
}

extension Duration {
    fileprivate var microseconds: Int { Int(self / .microseconds(1)) }
}

/// Measures a tunnel between two processes on the loopback, TLS 1.3 with certificates both ways, and the relay's reading.
///
/// Started without arguments it is the relay, starts itself as the agent, measures for some seconds and prints; with
/// `reading` it measures the reading alone.
@main
enum Bench {
    static func main() async throws {
        let arguments = CommandLine.arguments
        if arguments.count == 6, arguments[1] == "agent" {
            try await Agent.run(
                port: Int(arguments[2]) ?? 0, chain: arguments[3], key: arguments[4], trust: arguments[5])
        } else {
            if arguments.last != "reading" { try await Measurement.run() }
            try await Reading.run()
        }
    }
}

/// Measures a tunnel between two processes on the loopback, TLS 1.3 with certificates both ways.
///
/// Started without arguments it is the relay, starts itself as the agent, measures for some seconds and prints.
@main
enum Bench {
    static func main() async throws {
        let arguments = CommandLine.arguments
        if arguments.count == 6, arguments[1] == "agent" {
            try await Agent.run(
                port: Int(arguments[2]) ?? 0, chain: arguments[3], key: arguments[4], trust: arguments[5])
        } else {
            try await Measurement.run()
        }
    }
}

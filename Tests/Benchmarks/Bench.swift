/// Measures a tunnel between two processes on the loopback, TLS 1.3 with certificates both ways, and the relay's reading.
///
/// Started without arguments it is the relay, starts itself as the agent, measures for some minutes and prints; with
/// `tunnel`, `reading`, `writing`, `first-load` or `com` it measures that alone.
@main
enum Bench {
    static func main() async throws {
        let arguments = CommandLine.arguments
        if arguments.count == 6, arguments[1] == "agent" {
            try await Agent.run(
                port: Int(arguments[2]) ?? 0, chain: arguments[3], key: arguments[4], trust: arguments[5])
        } else if arguments.count == 8, arguments[1] == "com-agent" {
            try await COMReading.agent(
                port: Int(arguments[2]) ?? 0, chain: arguments[3], key: arguments[4], trust: arguments[5],
                host: arguments[6], folder: arguments[7])
        } else if arguments.count == 6, arguments[1] == "writer" {
            try await Writing.write(
                to: arguments[2], board: arguments[3], count: Int(arguments[4]) ?? 0, batch: Int(arguments[5]) ?? 1)
        } else {
            let parts = [
                ("tunnel", Measurement.run), ("reading", Reading.run), ("writing", Writing.run),
                ("first-load", FirstLoad.run), ("com", COMReading.run),
            ]
            for (name, run) in parts where arguments.count == 1 || arguments[1] == name { try await run() }
        }
    }
}

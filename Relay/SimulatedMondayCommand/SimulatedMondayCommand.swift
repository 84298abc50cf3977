import ArgumentParser
import Dispatch
import Foundation
import SimulatedMonday

/// `simulated-monday`: a monday.com account on 127.0.0.1, in memory, until it is told to end.
@main
struct SimulatedMondayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulated-monday",
        abstract: "Serves a simulated monday.com account on 127.0.0.1, for demonstrations and tests.",
        discussion: """
            Prints one line of JSON with its address when it listens, and ends on SIGTERM or SIGINT. Boards live in \
            memory and are gone then. Open the address in a browser to look at the boards.

              simulated-monday --port 8090
              curl -s http://127.0.0.1:8090/v2 -H 'Authorization: simulated-token' \\
                   -H 'Content-Type: application/json' -d '{"query":"{ me { name } }"}'

            What goes wrong is ordered while it runs. The second create_item from now on is done, but its connection \
            breaks before the answer:

              curl -s http://127.0.0.1:8090/simulator/faults \\
                   -d '{"kind":"executeThenDrop","operation":"create_item","nth":2}'

            An app logs in at /oauth2/authorize (classic and OAuth 2.1 with PKCE); approve=1 in its address stands for
            the person who allows it. Boards are changed as people would at /simulator/boards/ID:

              curl -s http://127.0.0.1:8090/simulator/boards/9000000001 -d '{"access":"view"}'

            Or anything goes wrong now and then, by a seed: --weather-seed 7 --weather-rate 0.05

            GET /simulator/state has the counters, /simulator/journal the last requests, and
            /simulator/boards/ID.json a whole board.
            """)

    @OptionGroup(title: "Limits") var limits: LimitOptions

    @OptionGroup(title: "Weather") var weather: WeatherOptions

    @OptionGroup(title: "Login by OAuth") var login: LoginOptions

    @OptionGroup(title: "Bulk import") var imports: ImportOptions

    @Option(help: "The port to listen on; 0 takes a free one.")
    var port = 0

    @Option(help: "What the Authorization header must hold.")
    var token = SimulatorConfiguration().token

    @Option(help: ArgumentHelp("A file whose content is the token instead, so that no list of processes shows it."))
    var tokenFile: String?

    @Option(help: "How many active items a new board takes.")
    var itemsLimit = SimulatorConfiguration().itemsLimit

    @Option(help: "After how many seconds a search sees a write.")
    var searchLag = 0

    @Option(help: "How many values one column of a search takes.")
    var valuesPerColumn = SimulatorConfiguration().valuesPerColumn

    @Option(help: "The start of the random order of items.")
    var seed: UInt64 = 1

    @Flag(help: "Make the item, without values, where create_item has a bad column value.")
    var createDespiteBadColumn = false

    @Flag(help: "Leave archived columns and groups out of a board's lists.")
    var hideArchivedParts = false

    @Flag(help: "Let the first create_subitem of a board make its board of subitems.")
    var makeSubitemBoards = false

    @Option(
        help: ArgumentHelp(
            "A fault to order at the start, as the JSON that /simulator/faults takes; may be repeated.",
            valueName: "json"))
    var fault: [String] = []

    func validate() throws {
        guard 0...65_535 ~= port else { throw ValidationError("--port must be 0 to 65535.") }
        guard itemsLimit > 0, valuesPerColumn > 0, searchLag >= 0 else {
            throw ValidationError("--items-limit and --values-per-column must be positive, --search-lag not negative.")
        }
        _ = try faults
    }

    func run() async throws {
        let ending = EndSignals()
        var configuration = SimulatorConfiguration()
        configuration.token =
            try tokenFile.map { try TextFile.line(of: $0) } ?? token
        configuration.limits = limits.limits
        configuration.itemsLimit = itemsLimit
        configuration.searchLag = Int64(searchLag) * 1000
        configuration.valuesPerColumn = valuesPerColumn
        configuration.seed = seed
        configuration.createsDespiteBadColumn = createDespiteBadColumn
        configuration.listsArchivedParts = !hideArchivedParts
        configuration.makesSubitemBoards = makeSubitemBoards
        configuration.imports = imports.settings
        configuration.oauth = try login.app
        configuration.errorForm = limits.errorForm
        let simulator = SimulatedMonday(configuration)
        simulator.faults.setWeather(try weather.weather)
        for fault in try faults { simulator.faults.inject(fault) }
        let address = try await simulator.start(port: port)
        let line: JSONValue = [
            "address": .string(address), "pid": .number("\(ProcessInfo.processInfo.processIdentifier)"),
        ]
        FileHandle.standardOutput.write(Data(line.encoded + [0x0A]))
        await ending.first()
        await simulator.stop()
    }

    private var faults: [Fault] {
        get throws {
            try fault.map { text in
                do {
                    return try Fault(json: JSONValue(parsing: text.utf8))
                } catch {
                    throw ValidationError("--fault \(text): \(error)")
                }
            }
        }
    }
}

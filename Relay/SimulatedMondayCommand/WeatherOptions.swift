import ArgumentParser
import SimulatedMonday

/// What strikes requests by chance.
struct WeatherOptions: ParsableArguments {
    @Option(help: "The share of requests that meet a fault by chance, 0 to 1, such as 0.05. None by default.")
    var weatherRate: Double?

    @Option(help: "Decides what strikes which request: the same seed and requests have the same weather.")
    var weatherSeed: UInt64?

    @Option(
        help: ArgumentHelp(
            "What strikes by chance: kinds of faults with commas between them. \(Self.usual) by default.",
            valueName: "kinds"))
    var weatherKinds: String?

    private static let usual = Weather.usualKinds.map(\.rawValue).joined(separator: ", ")

    func validate() throws {
        guard weatherRate != nil || (weatherSeed == nil && weatherKinds == nil) else {
            throw ValidationError("--weather-seed and --weather-kinds need --weather-rate.")
        }
        _ = try weather
    }

    /// The weather that the options add up to.
    var weather: Weather? {
        get throws {
            guard let weatherRate else { return nil }
            let kinds = try weatherKinds.map { text in
                try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
                    guard let kind = Fault.Kind(rawValue: String(name)) else {
                        throw ValidationError("--weather-kinds: \"\(name)\" is no kind of fault.")
                    }
                    return kind
                }
            }
            do {
                return try Weather(seed: weatherSeed ?? 1, rate: weatherRate, kinds: kinds ?? Weather.usualKinds)
            } catch {
                throw ValidationError("--weather-rate, --weather-kinds: \(error)")
            }
        }
    }
}

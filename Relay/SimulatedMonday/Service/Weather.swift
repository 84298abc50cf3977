/// Faults that strike any request by chance, the same ones for the same seed and the same sequence of requests.
package struct Weather: Sendable, Hashable {
    /// What strikes where no kinds are named: all that pass by themselves, and that a client with a good token meets.
    package static let usualKinds = possibleKinds.filter { $0 != .unauthorized }

    /// What may strike by chance: neither what holds a request until somebody releases it nor what needs a name
    /// or strikes a bulk import as a whole.
    package static let possibleKinds = Fault.Kind.allCases.filter {
        ![.holdRequest, .holdAnswer, .columnValueException].contains($0) && !$0.isOfImports
    }

    package let seed: UInt64
    /// The share of requests that a fault is drawn for, 0 to 1.
    package let rate: Double
    /// The kinds one of which is drawn, each as likely as the others.
    package let kinds: [Fault.Kind]

    /// Describes weather.
    ///
    /// - Parameters:
    ///   - seed: Decides what strikes which request.
    ///   - rate: The share of requests that a fault is drawn for, 0 to 1.
    ///   - kinds: What may strike; one that stands twice is twice as likely.
    /// - Throws: ``ControlError`` for a rate out of range, and for kinds that cannot come by chance.
    package init(seed: UInt64, rate: Double, kinds: [Fault.Kind] = usualKinds) throws(ControlError) {
        guard 0...1 ~= rate else { throw ControlError("\"rate\" must be 0 to 1.") }
        guard !kinds.isEmpty else { throw ControlError("\"kinds\" must name at least one.") }
        if let kind = kinds.first(where: { !Self.possibleKinds.contains($0) }) {
            throw ControlError("\"\(kind.rawValue)\" does not come by chance.")
        }
        (self.seed, self.rate, self.kinds) = (seed, rate, kinds)
    }

    /// Reads weather from the JSON of `POST /simulator/weather`.
    ///
    /// - Parameter json: An object with `seed`, `rate` and, if need be, `kinds`.
    /// - Throws: ``ControlError`` for what is missing, unknown or out of range.
    package init(json: JSONValue) throws(ControlError) {
        guard let members = json.members else { throw ControlError("Weather is a JSON object.") }
        var (seed, rate): (UInt64?, Double?)
        var kinds = Self.usualKinds
        for member in members {
            switch (member.name, member.value) {
            case ("seed", .number(let digits)): seed = UInt64(digits)
            case ("rate", .number(let digits)): rate = Double(digits)
            case ("kinds", .array(let names)): kinds = try names.map { name throws(ControlError) in try .init(name) }
            default: throw ControlError("\"\(member.name)\" is unknown or has a value that does not fit.")
            }
        }
        guard let seed else { throw ControlError("\"seed\" must be a whole number of 0 or more.") }
        guard let rate else { throw ControlError("\"rate\" must be a number from 0 to 1.") }
        try self.init(seed: seed, rate: rate, kinds: kinds)
    }

    /// The weather as JSON.
    var json: JSONValue {
        [
            "seed": .number(String(seed)), "rate": .number(String(rate)),
            "kinds": .array(kinds.map { .string($0.rawValue) }),
        ]
    }
}

/// Draws what strikes, one request after another.
struct WeatherForecast {
    let weather: Weather
    private var random: SplitMix64

    /// Starts before the first request.
    init(_ weather: Weather) {
        self.weather = weather
        random = SplitMix64(seed: weather.seed)
    }

    /// Draws for the next request.
    ///
    /// Always three numbers, so that what strikes one request does not depend on what struck those before it. Waits
    /// and lags are short, 1 to 2 and 1 to 5 seconds, and a batch that breaks off does so behind one of its first
    /// twenty fields.
    mutating func next() -> Fault? {
        let (chance, choice, detail) = (random.next(), random.next(), random.next())
        guard Double(chance >> 11) * 0x1p-53 < weather.rate else { return nil }
        var fault = Fault(weather.kinds[Int(choice % UInt64(weather.kinds.count))])
        fault.retryAfter = Int(detail % 2) + 1
        fault.seconds = Int(detail % 5) + 1
        fault.fields = Int(detail % 20) + 1
        return fault
    }
}

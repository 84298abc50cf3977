/// The faults that wait for their requests, and the weather.
struct FaultBook {
    /// A fault and how many requests it has matched.
    struct Armed {
        let id: Int
        let fault: Fault
        var seen = 0

        /// Counts a matching request; says whether it goes wrong.
        mutating func matches() -> Bool {
            seen += 1
            return seen >= fault.nth
        }

        /// Whether the fault has gone off as often as it should.
        var isSpent: Bool { seen - fault.nth + 1 >= fault.times }
    }

    /// What a fault looks at of a request.
    struct Request {
        /// What is known of the request's idempotency key.
        enum Key {
            case none
            case new
            case known
        }

        /// The names of its root fields.
        var operations: [String]
        /// The boards it touches.
        var boards: Set<String>
        var isMutation: Bool
        var key: Key
        /// The kinds that can strike it; `nil` for all, as with requests to the API.
        var possible: Set<Fault.Kind>?

        /// Whether a fault can strike the request.
        func meets(_ fault: Fault) -> Bool {
            let isPossible =
                switch fault.kind {
                case .columnValueException: false
                case let kind where kind.isOfImports: false
                case let kind where possible != nil: possible?.contains(kind) ?? false
                case .conflict: key != .none
                case .forgetIdempotencyKey: key == .known
                case .executeSomeThenDrop: isMutation
                default: true
                }
            return isPossible && (fault.operation.map { operations.contains($0) } ?? true)
                && (fault.board.map { boards.contains($0) } ?? true)
        }
    }

    private(set) var armed: [Armed] = []
    /// How often each kind struck, ordered or by chance.
    private(set) var struck: [Fault.Kind: Int] = [:]
    private var forecast: WeatherForecast?
    private var lastID = 0

    /// What strikes by chance.
    var weather: Weather? { forecast?.weather }

    /// Begins other weather, or ends it.
    mutating func setWeather(_ weather: Weather?) {
        forecast = weather.map { WeatherForecast($0) }
    }

    /// Draws what the weather has for the next request, whatever becomes of the request.
    mutating func draw() -> Fault? {
        forecast?.next()
    }

    /// Adds a fault and gives it a number.
    mutating func arm(_ fault: Fault) -> Int {
        lastID += 1
        armed.append(Armed(id: lastID, fault: fault))
        return lastID
    }

    /// Takes all faults back.
    mutating func disarmAll() {
        armed = []
    }

    /// Counts a request for every fault that matches it.
    ///
    /// - Parameters:
    ///   - request: What is known of the request.
    ///   - drawn: What the weather has for it.
    /// - Returns: The oldest fault that goes off now, else what the weather has; faults that went off as often as they
    ///   should are gone.
    mutating func request(_ request: Request, drawn: Fault?) -> Fault? {
        let ordered = fire { request.meets($0) }
        guard ordered == nil, let drawn, request.meets(drawn) else { return ordered }
        struck[drawn.kind, default: 0] += 1
        return drawn
    }

    /// Counts a write of column values to an item of that name; says whether it is refused.
    mutating func columnValues(itemName: String) -> Bool {
        fire { $0.kind == .columnValueException && $0.itemName == itemName } != nil
    }

    /// Counts a bulk import whose file has come; gives the fault that strikes it.
    mutating func importFault(board: String) -> Fault? {
        fire { $0.kind.isOfImports && ($0.board == nil || $0.board == board) }
    }

    private mutating func fire(where isMatch: (Fault) -> Bool) -> Fault? {
        var fired: Fault?
        for index in armed.indices where isMatch(armed[index].fault) {
            // One request meets one fault: the others wait for the next.
            if fired == nil {
                if armed[index].matches() { fired = armed[index].fault }
            } else if armed[index].seen + 1 < armed[index].fault.nth {
                armed[index].seen += 1
            }
        }
        armed.removeAll(where: \.isSpent)
        if let fired { struck[fired.kind, default: 0] += 1 }
        return fired
    }
}

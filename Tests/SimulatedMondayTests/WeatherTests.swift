import Testing

@testable import SimulatedMonday

struct WeatherTests {
    /// What became of each of some requests: the fault and the status.
    private func strikes(_ weather: Weather, requests: Int = 200) async throws -> [String] {
        let api = TestAPI()
        let board = try api.simulator.makeBoard(name: "B", columns: [.init("key", "Key", .text)])
        api.simulator.faults.setWeather(weather)
        for number in 0..<requests {
            switch number % 4 {
            case 0: await api.send("{ me { id } }")
            case 1: _ = await api.names(on: board, column: "key", ["\(number)"])
            default: await api.create("\(number)", on: board, ["key": .string("\(number / 4)")], key: "\(number / 4)")
            }
        }
        let journal = api.simulator.journal()
        #expect(journal.count == requests)
        let struck = Dictionary(grouping: journal.compactMap(\.fault), by: \.self).mapValues(\.count)
        #expect(api.simulator.faults.struck == struck)
        return journal.map { "\($0.fault?.rawValue ?? "") \($0.status) \($0.isReplay)" }
    }

    @Test(arguments: [UInt64(1), 2, 77, .max], [0.05, 0.5, 1])
    func `the same seed and requests have the same weather`(seed: UInt64, rate: Double) async throws {
        let weather = try Weather(seed: seed, rate: rate)
        let first = try await strikes(weather)
        #expect(try await strikes(weather) == first)
        #expect(try await strikes(Weather(seed: seed &+ 1, rate: rate)) != first)
        #expect(try await strikes(weather, requests: 60) == Array(first.prefix(60)))
    }

    @Test func `weather strikes at about its rate, and with every one of its kinds`() async throws {
        for (rate, range) in [(0.0, 0...0), (0.1, 60...140), (1.0, 1000...1000)] {
            var forecast = WeatherForecast(try Weather(seed: 5, rate: rate))
            let drawn = (0..<1000).compactMap { _ in forecast.next() }
            #expect(range ~= drawn.count)
            if rate == 1 { #expect(Set(drawn.map(\.kind)) == Set(Weather.usualKinds)) }
            #expect(drawn.allSatisfy { 1...2 ~= $0.retryAfter && 1...5 ~= $0.seconds && 1...20 ~= $0.fields })
        }
    }

    @Test func `only the kinds that were named strike, and where they can`() async throws {
        let seen = Set(try await strikes(Weather(seed: 3, rate: 1, kinds: [.conflict, .locked])))
        #expect(seen.isSubset(of: [" 200 false", "conflict 409 false", "locked 423 false"]))
        #expect(seen.count == 3)
    }

    @Test func `an ordered fault goes before the weather, which it does not shift`() async throws {
        let api = TestAPI()
        api.simulator.faults.setWeather(try Weather(seed: 1, rate: 1, kinds: [.locked]))
        api.simulator.faults.inject(Fault(.serverError, nth: 2))
        var statuses: [Int] = []
        for _ in 0..<3 { statuses.append(await api.send("{ me { id } }").status) }
        #expect(statuses == [423, 500, 423])
        api.simulator.faults.setWeather(nil)
        #expect(await api.send("{ me { id } }").status == 200)
        #expect(api.simulator.faults.struck == [.locked: 2, .serverError: 1])
    }

    @Test func `a request that is refused before has its share of the weather too`() async throws {
        func second(_ isFirstRefused: Bool) async throws -> [Fault.Kind?] {
            let api = TestAPI()
            api.simulator.faults.setWeather(try Weather(seed: 9, rate: 0.5))
            await api.send("{ me { id } }", headers: isFirstRefused ? ["authorization": "no"] : [:])
            for _ in 0..<50 { await api.send("{ me { id } }") }
            return api.simulator.journal().dropFirst().map(\.fault)
        }
        #expect(try await second(true) == second(false))
    }

    @Test func `what only strikes where somebody names it is not in the usual weather`() {
        #expect(Weather.possibleKinds.contains(.unauthorized))
        #expect(!Weather.usualKinds.contains(.unauthorized))
        for kind in [Fault.Kind.holdRequest, .holdAnswer, .columnValueException] {
            #expect(!Weather.possibleKinds.contains(kind))
            #expect(throws: ControlError.self) { try Weather(seed: 1, rate: 0.1, kinds: [kind]) }
        }
    }
}

extension ServerSuite {
    struct WeatherRouteTests {
        @Test func `weather is begun and ended over HTTP, and what struck is counted`() async throws {
            try await withSimulator { simulator, client in
                let begun = try await client.request(
                    "POST", "/simulator/weather", body: #"{"seed":18446744073709551615,"rate":1,"kinds":["locked"]}"#)
                #expect(begun.status == 201)
                #expect(try await client.graphQL("{ me { id } }").status == 423)
                let state = try await client.request("GET", "/simulator/state").json
                #expect(state["struck"] == ["locked": 1])
                #expect(
                    state["weather"]
                        == ["seed": .number("18446744073709551615"), "rate": .number("1.0"), "kinds": ["locked"]])
                #expect(try await client.request("DELETE", "/simulator/weather").status == 200)
                #expect(try await client.graphQL("{ me { id } }").status == 200)
                #expect(simulator.stateJSON["weather"] == .null)
            }
        }

        @Test(arguments: [
            "", "[]", "{}", #"{"seed":1}"#, #"{"rate":0.5}"#, #"{"seed":-1,"rate":0.5}"#, #"{"seed":1,"rate":1.01}"#,
            #"{"seed":1,"rate":-0.1}"#, #"{"seed":1,"rate":"0.1"}"#, #"{"seed":1,"rate":0.1,"kinds":[]}"#,
            #"{"seed":1,"rate":0.1,"kinds":["rain"]}"#, #"{"seed":1,"rate":0.1,"kinds":["holdRequest"]}"#,
            #"{"seed":1,"rate":0.1,"wind":3}"#,
        ])
        func `weather that makes no sense is refused with what is wrong`(body: String) async throws {
            try await withSimulator { simulator, client in
                let answer = try await client.request("POST", "/simulator/weather", body: body)
                #expect(answer.status == 400)
                #expect(answer.json["error"]?.text?.isEmpty == false)
                #expect(simulator.stateJSON["weather"] == .null)
            }
        }
    }
}

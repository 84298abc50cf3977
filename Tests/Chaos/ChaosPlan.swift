import SimulatedSage
import Sync

/// What happens in a run, and when: drawn from a seed before it begins, so that the same seed decides the same.
///
/// What comes of it differs from run to run, since processes and connections interleave as the machine has it.
package struct ChaosPlan: Sendable {
    /// A program that is struck.
    package enum Program: String, Sendable, CaseIterable {
        case relay, agent
    }

    /// A way between two programs.
    package enum Way: String, Sendable, CaseIterable {
        case agentToRelay, relayToMonday, relayToSage
    }

    /// How a way is cut.
    package enum Cut: String, Sendable, CaseIterable {
        /// Connections end with a reset, and new ones are closed.
        case reset
        /// Nothing goes through, and nobody is told.
        case stall
    }

    /// One decision; times are in milliseconds.
    package enum Action: Sendable, Hashable {
        case live(seed: UInt64)
        /// SIGKILL; the next process may have a step at which it dies by itself.
        case kill(Program, back: Int, failPoint: String?)
        /// SIGTERM.
        case terminate(Program, back: Int)
        /// SIGSTOP, and SIGCONT later.
        case freeze(Program, time: Int)
        case cut(Way, Cut, time: Int)
        /// The next request to monday.com that fits goes wrong.
        case fault(kind: String, operation: String?)
        /// A request, or an answer, is held back at monday.com.
        case hold(kind: String, time: Int)
        /// A person asks for a sync, `poll`, `sweep` or `full`, or for a `reconcile`.
        case sync(mode: String)
    }

    /// A decision and when it is carried out, in milliseconds since the start.
    package struct Step: Sendable, Hashable {
        package let at: Int
        package let action: Action
    }

    package let steps: [Step]

    /// Draws a plan.
    ///
    /// - Parameters:
    ///   - seed: any number.
    ///   - milliseconds: how long it goes on.
    package init(seed: UInt64, milliseconds: Int) {
        var random = SplitMix(seed: seed)
        var steps: [Step] = []
        var (now, lived) = (0, 0)
        while true {
            now += .random(in: 300...1800, using: &random)
            guard now < milliseconds else { break }
            let isQuiet = now - lived > 4000
            if isQuiet { lived = now }
            let action = isQuiet ? Action.live(seed: random.next()) : Self.action(&random)
            steps.append(Step(at: now, action: action))
        }
        self.steps = steps
    }

    private static let faults = [
        "dropBeforeExecuting", "executeThenDrop", "serverError", "executeThenServerError", "tooManyRequests", "locked",
        "partialData", "garbageBody", "cutOffBody",
    ]
    private static let operations = ["create_item", "change_multiple_column_values", "items_page_by_column_values"]

    private static func action(_ random: inout SplitMix) -> Action {
        let program: Program = Int.random(in: 0..<3, using: &random) == 0 ? .agent : .relay
        let back = Int.random(in: 0...1500, using: &random)
        let time = Int.random(in: 500...3000, using: &random)
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<3:
            let point = FailPoint.allCases.randomElement(using: &random)?.rawValue ?? ""
            let hit = Int.random(in: 1...2, using: &random)
            let isTargeted = program == .relay && Bool.random(using: &random)
            return .kill(program, back: back, failPoint: isTargeted ? "\(point):\(hit)" : nil)
        case 3: return .terminate(program, back: back)
        case 4, 5: return .freeze(program, time: time)
        case 6..<8:
            return .cut(
                Way.allCases.randomElement(using: &random) ?? .relayToMonday,
                Cut.allCases.randomElement(using: &random) ?? .reset, time: time)
        case 8: return .hold(kind: Bool.random(using: &random) ? "holdRequest" : "holdAnswer", time: time)
        case 9, 10: return .sync(mode: ["poll", "sweep", "full", "reconcile"].randomElement(using: &random) ?? "sweep")
        default:
            let isAny = Int.random(in: 0..<4, using: &random) == 0
            return .fault(
                kind: faults.randomElement(using: &random) ?? "",
                operation: isAny ? nil : operations.randomElement(using: &random))
        }
    }
}

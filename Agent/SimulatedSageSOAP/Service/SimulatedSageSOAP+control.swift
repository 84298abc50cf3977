import Foundation
import SimulatorServer

extension SimulatedSageSOAP {
    private struct Failure: Encodable { let error: String }
    private struct Empty: Encodable {}
    private struct Released: Encodable { let released: Int }

    /// Answers the simulator's own endpoints.
    func control(_ call: HTTPCall) -> HTTPAnswer {
        switch (call.method, call.path) {
        case ("GET", "/simulator/state"): return Self.json(counters)
        case ("GET", "/simulator/faults"): return Self.json(faults.pending)
        case ("POST", "/simulator/faults"):
            do throws(ControlError) {
                let fault = try Fault(json: call.body)
                faults.inject(fault)
                return Self.json(fault, status: 201)
            } catch {
                return Self.json(Failure(error: error.description), status: 400)
            }
        case ("DELETE", "/simulator/faults"):
            faults.clear()
            return Self.json(Empty())
        case ("POST", "/simulator/release"): return Self.json(Released(released: faults.release()))
        default: return Self.json(Failure(error: "Not found"), status: 404)
        }
    }

    private static func json(_ value: some Encodable, status: Int = 200) -> HTTPAnswer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let body = try? encoder.encode(value) else { return HTTPAnswer(status: 500, headers: [], body: []) }
        return .json(encoded: Array(body), status: status)
    }
}

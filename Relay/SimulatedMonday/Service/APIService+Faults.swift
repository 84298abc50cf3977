/// What faults do beside answering in the account's place.
extension APIService {
    /// What a fault looks at of the request.
    func facts(_ plan: Plan, _ state: inout SimulatorState) -> FaultBook.Request {
        let known = key.map { state.idempotency.entry($0, now: now) != nil }
        return FaultBook.Request(
            operations: operations, boards: boards, isMutation: plan.kind == .mutation,
            key: known.map { $0 ? .known : .new } ?? .none)
    }

    /// Does what a fault does before the request goes on as if nothing were.
    func prepare(_ fault: Fault?, _ state: inout SimulatorState) {
        switch fault?.kind {
        case .forgetIdempotencyKey: if let key { state.idempotency.forget(key) }
        case .forgetAllIdempotencyKeys: state.idempotency.forgetAll()
        case .expireCursors: state.account.cursors.expireAll()
        case .lagSearches:
            let seconds = SimulatorClock.Milliseconds(fault?.seconds ?? 0)
            state.account.holdSearches(until: now + seconds * 1000, board: fault?.board)
        default: break
        }
    }

    /// The part of a request that is done before its connection breaks.
    func part(of plan: Plan) -> Plan {
        guard let fault, fault.kind == .executeSomeThenDrop else { return plan }
        return Plan(kind: plan.kind, fields: Array(plan.fields.prefix(fault.fields)))
    }
}

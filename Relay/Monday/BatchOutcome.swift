import HTTPClient

/// What became of one member of a batch.
package enum BatchOutcome: Hashable, Sendable {
    /// Carried out; the item's identifier.
    case done(String)
    /// Certainly not carried out.
    case refused(MondayFailure)
    /// Perhaps carried out: look the key up before anything is sent again. The failure says why, where monday did.
    case unknown(MondayFailure?)

    /// Tells for each member what the answer says of it.
    ///
    /// An identifier counts whatever errors stand beside it. A null with an error of its own is refused, unless the
    /// error is one of a server that failed half-way; a null without one is unknown. Where there is no data at all, the
    /// first error holds for every member, as far as it proves that nothing was carried out.
    ///
    /// - Parameters:
    ///   - aliases: ``MutationBatch/aliases`` of the request.
    ///   - answer: monday's answer.
    /// - Returns: one outcome per alias, in their order.
    package static func resolve(_ aliases: [String], from answer: MondayAnswer) -> [BatchOutcome] {
        let ofAll = answer.errors.filter { $0.path.isEmpty }
        return aliases.map { alias in
            if let id = answer.data?[alias]?["id"]?.id { return .done(id) }
            if let own = answer.errors.first(where: { $0.path.first == alias }) {
                // A longer path names a field of the item: there was one to read it from.
                return own.path.count > 1 || own.leavesOutcomeOpen ? .unknown(own) : .refused(own)
            }
            guard answer.data == nil, let failure = ofAll.first else {
                return .unknown(ofAll.first ?? answer.errors.first)
            }
            return failure.provesNothingDone(members: aliases.count) ? .refused(failure) : .unknown(failure)
        }
    }

    /// Tells what became of the members when there is no answer.
    ///
    /// - Parameters:
    ///   - aliases: ``MutationBatch/aliases`` of the request.
    ///   - error: why there is none.
    /// - Returns: `refused` for all where nothing was sent, else `unknown` for all.
    package static func resolve(_ aliases: [String], from error: MondayError) -> [BatchOutcome] {
        aliases.map { _ in
            error.delivery == .nothingSent ? .refused(error.failure) : .unknown(error.failure)
        }
    }
}

extension MondayFailure {
    /// Whether a single mutation with this error may still have been carried out.
    fileprivate var leavesOutcomeOpen: Bool {
        switch kind {
        case .temporary, .unknownOutcome, .conflictInProgress, .outOfDate, .other: true
        default: false
        }
    }

    /// Whether an answer with this error and no data means that no member was carried out.
    ///
    /// Limits, rights, the form of the request and the board's state are checked before the first member, or fail each
    /// of them alike. Errors about one record come up while the members are carried out: those before it may be done.
    fileprivate func provesNothingDone(members: Int) -> Bool {
        switch kind {
        case .rateLimited, .unauthorized, .forbidden, .requestInvalid, .boardUnusable: true
        default: members == 1 && !leavesOutcomeOpen
        }
    }
}

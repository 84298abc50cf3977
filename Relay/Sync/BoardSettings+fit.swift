import Mapping
import WireProtocol

/// Whether the two ends of a board are what the configuration says.
extension BoardSettings {
    /// The company, as its agent serves it.
    ///
    /// - Parameter info: what the agent says of itself.
    /// - Returns: the company.
    /// - Throws: ``SourceError`` when the agent does not serve it, or cannot.
    func served(by info: AgentInfo) throws -> AgentInfo.Company {
        guard let found = info.companies.first(where: { $0.code == company }) else {
            let known = info.companies.map(\.code).joined(separator: ", ")
            throw SourceError(
                "The agent does not serve the company \(company); it serves \(known)."
                    + " Correct the connection's company, or the agent's list of companies.",
                isRetryable: false)
        }
        if let problem = found.problem { throw SourceError(problem) }
        return found
    }

    /// Refuses the state of another company.
    ///
    /// - Parameter board: what is known of the board.
    /// - Throws: ``SourceError``.
    func requireOwn(_ board: BoardRow) throws {
        guard let known = board.company, known != company else { return }
        throw SourceError(
            "The state of \(ref) is company \(known)'s, and the configuration names \(company)."
                + " Give the other company a connection, and boards, of its own.",
            isRetryable: false)
    }

    /// The columns of the board.
    ///
    /// - Parameters:
    ///   - found: what the account shows; `nil` when it shows no such board.
    ///   - segments: the company's account structure, for a G/L board.
    /// - Returns: the board and which column shows which field.
    /// - Throws: ``TargetError`` with the cause `board` when it cannot show the records.
    package func mapped(
        _ found: BoardDescription?, segments: [AgentInfo.SegmentDefinition]
    ) throws(TargetError) -> (board: BoardDescription, mapping: BoardMapping) {
        guard let found else {
            throw TargetError(
                .board,
                "The account shows no board with the id \(boardID). Correct the id in the configuration, or give the"
                    + " token's user access to the board.")
        }
        do {
            let mapping = try BoardMapping(
                layout: BoardLayout(kind: ref.kind, segments: segments, derived: derived), board: found, group: group,
                overrides: columns)
            return (found, mapping)
        } catch {
            throw TargetError(.board, "\(error)")
        }
    }
}

extension BoardDescription {
    /// How many more items it can hold, as far as monday says.
    var room: Int? { itemsLimit.flatMap { limit in itemsCount.map { max(0, limit - $0) } } }
}

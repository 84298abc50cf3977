import Mapping
import WireProtocol

/// Whether the two ends of a board are what the configuration says.
extension BoardSettings {
    /// The company, as its agent serves it.
    ///
    /// - Parameter info: what the agent says of itself.
    /// - Returns: the company.
    /// - Throws: ``SourceError`` when the agent does not serve it, or cannot.
    package func served(by info: AgentInfo) throws -> AgentInfo.Company {
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

    /// What stands for the id of a board that is still to be made.
    package static let unmadeBoard = "new"

    /// What the board is to be held against.
    ///
    /// - Parameters:
    ///   - segments: the company's account structure, for a G/L board.
    ///   - before: what the board was found to be before.
    ///   - wantsOptional: whether columns that may be left out are wished for too.
    /// - Returns: the wish.
    package func wish(
        segments: [AgentInfo.SegmentDefinition], before: BoardMapping? = nil, wantsOptional: Bool = false
    ) -> BoardInspection.Wish {
        var wish = BoardInspection.Wish(
            layout: BoardLayout(kind: ref.kind, segments: segments, derived: derived), group: group, overrides: columns,
            grouping: grouping, links: links.mapValues(\.boardID), wantsOptional: wantsOptional,
            before: before?.boardID == boardID ? before : nil)
        wish.wantsSubitems = lines.hasSubitems
        return wish
    }

    /// Makes sure that the account shows the board.
    ///
    /// - Parameter found: what the account shows; `nil` when it shows no such board.
    /// - Returns: the board.
    /// - Throws: ``TargetError`` with the cause `board` when there is none.
    package func present(_ found: BoardDescription?) throws(TargetError) -> BoardDescription {
        if let found { return found }
        guard boardID != Self.unmadeBoard else {
            throw TargetError(
                .board,
                "There is no board yet: `sage-relay boards create \(ref)` makes it and prints its id for the"
                    + " configuration (with --write it puts it there); then start the relay again.")
        }
        throw TargetError(
            .board,
            "The account shows no board with the id \(boardID). Correct the id in the configuration, or give the token's"
                + " user access to the board.")
    }

    /// The columns of the board.
    ///
    /// - Parameters:
    ///   - found: what the account shows; `nil` when it shows no such board.
    ///   - segments: the company's account structure, for a G/L board.
    ///   - before: what the board was found to be before.
    /// - Returns: the board, which column shows which field, and everything that is wrong all the same.
    /// - Throws: ``TargetError`` with the cause `board` when it cannot show the records.
    package func mapped(
        _ found: BoardDescription?, segments: [AgentInfo.SegmentDefinition], before: BoardMapping? = nil
    ) throws(TargetError) -> (board: BoardDescription, mapping: BoardMapping, findings: [BoardFinding]) {
        let board = try present(found)
        let wish = wish(segments: segments, before: before)
        let inspection = BoardInspection(board, against: wish)
        do {
            return (board, try BoardMapping(inspection, of: board, wish), inspection.findings)
        } catch {
            throw TargetError(.board, "\(error)")
        }
    }
}

extension BoardDescription {
    /// How many more items it can hold, as far as monday says.
    var room: Int? { itemsLimit.flatMap { limit in itemsCount.map { max(0, limit - $0) } } }
}

import Mapping

/// Where boards are made: one account at monday.com.
///
/// Each request carries an idempotency key, so that one whose answer was lost can be sent again for half an hour.
package protocol BoardBuilding: Sendable {
    /// Lists a page of the account's active boards.
    ///
    /// - Parameter page: from 1.
    /// - Returns: the boards, and whether there may be further ones.
    /// - Throws: ``TargetError``.
    func boards(page: Int) async throws(TargetError) -> (boards: [ListedBoard], isLast: Bool)

    /// Makes something.
    ///
    /// - Parameters:
    ///   - part: what.
    ///   - boardID: on which board; `nil` for a board itself.
    ///   - idempotencyKey: the same for every sending of the same request.
    /// - Returns: the id of what was made.
    /// - Throws: ``TargetError``.
    func make(_ part: BoardPart, on boardID: String?, idempotencyKey: String) async throws(TargetError) -> String
}

/// A board of the account, in short.
package struct ListedBoard: Hashable, Sendable {
    package var id: String
    package var name: String
    /// For which records the relay made it; `nil` for one that it did not make.
    package var madeFor: String?

    package init(id: String, name: String, madeFor: String?) {
        self.id = id
        self.name = name
        self.madeFor = madeFor
    }
}

/// Something that a board is made of.
package enum BoardPart: Hashable, Sendable, Codable {
    /// The board itself, without columns and items.
    case board(Board)
    case column(Column)
    /// A group at the board's end.
    case group(title: String)
    /// The whole list of a status column's labels.
    case labels(columnID: String, revision: String, [BoardDescription.StatusLabel])

    package struct Board: Hashable, Sendable, Codable {
        package var name: String
        package var isPrivate: Bool
        package var description: String
        /// The workspace's id; `nil` for the account's main one.
        package var workspace: String?

        package init(name: String, isPrivate: Bool, description: String, workspace: String?) {
            self.name = name
            self.isPrivate = isPrivate
            self.description = description
            self.workspace = workspace
        }
    }

    package struct Column: Hashable, Sendable, Codable {
        package var title: String
        /// monday's name of the type.
        package var type: String
        /// The column id that is asked for; `nil` has monday choose one.
        package var id: String?
        package var description: String?
        /// The labels of a status column.
        package var labels: [BoardDescription.StatusLabel] = []
        /// The boards that a column of relations leads to.
        package var linkedBoards: [String] = []
        /// What stands beside the numbers of a column, `USD`; `nil` for nothing.
        package var unit: String?

        package init(title: String, type: String, id: String?) {
            self.title = title
            self.type = type
            self.id = id
        }

        /// The same, with nothing that monday might not take: its own id and settings of numbers are left to monday.
        var plain: Column {
            var copy = self
            copy.id = nil
            copy.unit = nil
            return copy
        }
    }
}

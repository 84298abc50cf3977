extension BoardInspection {
    /// Looks for the column of one field: by the configuration, else by our own id, else by title and type.
    ///
    /// The configuration is strongest, since it is the one word on the matter that a person gave: whoever names a column
    /// by its id has seen that the others do not fit.
    struct Search {
        /// What was found.
        struct Result {
            var column: BoardDescription.Column?
            /// How many further columns have the same title and type.
            var twins = 0
            /// Why there is none, and what to do.
            var sentence = ""
            /// Whether the board could get the column without a person's help.
            var canBeAdded = false
        }

        let name: String
        let title: String
        let type: String
        let ownID: String
        let override: String?

        func column(on board: BoardDescription) -> Result {
            if let override { return named(override, on: board) }
            let titled = board.columns.filter { $0.title.lowercased() == title.lowercased() }
            let fitting = titled.filter { $0.type == type }
            if let own = board.columns.first(where: { $0.id == ownID && $0.type == type }) {
                return Result(column: own, twins: fitting.filter { $0.id != ownID }.count)
            }
            if let first = fitting.first { return Result(column: first, twins: fitting.count - 1) }
            return absent(titled.first ?? board.columns.first { $0.id == ownID }, on: board)
        }

        private func named(_ id: String, on board: BoardDescription) -> Result {
            guard let column = board.columns.first(where: { $0.id == id }) else {
                let archived = board.archivedColumns.contains { $0.id == id } ? " It was archived: restore it." : ""
                return Result(
                    sentence:
                        "The board has no column with the id \(id) for \(name).\(archived) Correct `columns` in the"
                        + " configuration, or leave it out there.")
            }
            guard column.type == type else {
                return Result(
                    sentence:
                        "The column \(column.id) for \(name) is of type \(column.type), not \(type). Name another one.")
            }
            return Result(column: column)
        }

        private func absent(_ near: BoardDescription.Column?, on board: BoardDescription) -> Result {
            let archived = board.archivedColumns.first {
                ($0.id == ownID || $0.title.lowercased() == title.lowercased()) && $0.type == type
            }
            var sentence = "The board has no column \"\(title)\" of type \(type)."
            if let near {
                sentence +=
                    " The column \"\(near.title)\" (\(near.id)) is of type \(near.type): rename it, and add one."
            } else if archived != nil {
                sentence += " There was one, and it was archived: restore it."
            } else {
                sentence += " Add it."
            }
            return Result(sentence: sentence, canBeAdded: near == nil && archived == nil)
        }
    }
}

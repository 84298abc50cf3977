/// The application errors of monday: HTTP 200 with an entry in `errors`, as its error-handling page lists them.
extension GraphQLError {
    private static func application(
        _ code: String, _ message: String, status: Int = 200, data: [JSONMember] = []
    ) -> GraphQLError {
        GraphQLError(
            message: message, code: code,
            extensions: [.init("status_code", .integer(status)), .init("error_data", .object(data))])
    }

    /// A value that a column does not take; nothing of the mutation is done.
    static func columnValue(_ message: String, _ column: Column, _ value: JSONValue) -> GraphQLError {
        application(
            "ColumnValueException", message,
            data: [
                .init("column_value", .string(value.excerpt)), .init("column_id", .string(column.id)),
                .init("column_type", .string(column.kind.rawValue)),
            ])
    }

    /// A plain text for a column that takes JSON only.
    static func correctedValue(_ column: Column) -> GraphQLError {
        application(
            "CorrectedValueException",
            "invalid value, please check our API documentation for the correct data structure for this column.",
            data: [.init("column_id", .string(column.id)), .init("column_type", .string(column.kind.rawValue))])
    }

    static func invalidArgument(_ message: String) -> GraphQLError {
        application("InvalidArgumentException", message)
    }

    static func invalidBoard(_ id: String) -> GraphQLError {
        application("InvalidBoardIdException", "Invalid board id \(id)", data: [.init("board_id", .string(id))])
    }

    static func invalidColumn(_ id: String) -> GraphQLError {
        application(
            "InvalidColumnIdException", "This column ID doesn't exist for the board",
            data: [.init("column_id", .string(id))])
    }

    static func notFound(_ what: String, _ id: String) -> GraphQLError {
        application(
            "ResourceNotFoundException", "\(what) not found", status: 404,
            data: [.init("resource_type", .string(what.lowercased())), .init("resource_id", .string(id))])
    }

    static func itemName(_ name: String) -> GraphQLError {
        name.isEmpty
            ? application("InvalidItemNameException", "Item name can't be blank")
            : application("ItemNameTooLongException", "Item name must be 1 to 255 characters")
    }

    /// The board is full.
    static func itemsLimit(_ board: Board) -> GraphQLError {
        application(
            "ItemsLimitationException", "Board has reached its limit of \(board.itemsLimit) items",
            data: [.init("board_id", .string(String(board.id))), .init("items_limit", .integer(board.itemsLimit))])
    }

    static func createBoard(_ message: String) -> GraphQLError {
        application("CreateBoardException", message)
    }

    /// Another one has changed the column since the client read it.
    static func revisionMismatch(_ column: Column) -> GraphQLError {
        application(
            "REVISION_MISMATCH", "The column has changed since: its revision is \(column.revision)", status: 409,
            data: [.init("column_id", .string(column.id))])
    }

    /// A board keeps one group at least.
    static var lastGroup: GraphQLError {
        application("DeleteLastGroupException", "The last group of a board cannot be deleted", status: 409)
    }

    /// The token of an app has not the scope that a field needs.
    static func missingScope(_ scope: String) -> GraphQLError {
        application(
            "missingRequiredPermissions", "Unauthorized field or type", data: [.init("required_scope", .string(scope))])
    }

    /// What the token's user may not do: sampled inside HTTP 200 with the status in the extensions.
    static func notAllowed(_ message: String) -> GraphQLError {
        application("UserUnauthorizedException", message, status: 403)
    }

    /// Too many bulk imports in an hour: the wait is in milliseconds, as the bulk-import pages have it.
    static func tooManyImports(retryAfter: SimulatorClock.Milliseconds) -> GraphQLError {
        GraphQLError(
            message: "Rate limit exceeded: too many import jobs were started in this hour", code: "RATE_LIMIT_EXCEEDED",
            extensions: [.init("status_code", 429), .init("retryAfterMs", .number(String(retryAfter)))])
    }

    /// A cursor older than 60 minutes.
    static var cursorExpired: GraphQLError {
        application(
            "CursorExpiredError",
            "The cursor has expired. Please refresh your query and obtain a new cursor to continue fetching items.")
    }
}

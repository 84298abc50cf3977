/// Something that goes wrong with a request, on order.
package struct Fault: Sendable, Hashable {
    /// What goes wrong.
    package enum Kind: String, CaseIterable, Sendable {
        /// The connection closes; nothing was done.
        case dropBeforeExecuting
        /// The request is done, then the connection closes.
        case executeThenDrop
        /// The request is done, then HTTP 500.
        case executeThenServerError
        /// HTTP 500; nothing was done.
        case serverError
        /// HTTP 429 with Retry-After; nothing was done.
        case tooManyRequests
        /// HTTP 423; nothing was done.
        case locked
        /// HTTP 401; nothing was done.
        case unauthorized
        /// HTTP 200 where the last root field is null with the code tooManyRequests; the others are done.
        case partialData
        /// HTTP 409 with Retry-After for a request with an idempotency key, as while the first one runs; nothing was done.
        case conflict
        /// HTTP 200 with `errors` of the given code and without `data`; nothing was done.
        case errorsWithoutData
        /// The first fields of a mutation are done, then the connection closes; no idempotency key is kept.
        case executeSomeThenDrop
        /// The idempotency key of a request that is known is forgotten, and the request runs as a new one.
        case forgetIdempotencyKey
        /// All idempotency keys are forgotten; the request goes on.
        case forgetAllIdempotencyKeys
        /// All cursors expire, also the one of the request, which goes on.
        case expireCursors
        /// For a time searches do not see what is written from this request on, which goes on.
        case lagSearches
        /// Nothing is done until the request is released.
        case holdRequest
        /// The request is done, and the answer waits until it is released.
        case holdAnswer
        /// The request is done, and HTTP 200 with a body that is not JSON answers it.
        case garbageBody
        /// The request is done, and the connection closes in the middle of the answer.
        case cutOffBody
        /// Column values written to an item of the given name are refused with ColumnValueException.
        case columnValueException
        /// A bulk import fails when `rows` of its rows are done.
        case failImport
        /// A bulk import is rejected with `code` as its reason; nothing is done.
        case rejectImport
        /// The first `rows` rows of a bulk import fail; the others are done.
        case failImportRows
        /// A bulk import is done, but nobody knows its number any more.
        case forgetImport
        /// A bulk import is not begun until it is released.
        case holdImport

        /// Whether the fault strikes a bulk import when its file has come, and no request.
        var isOfImports: Bool {
            switch self {
            case .failImport, .rejectImport, .failImportRows, .forgetImport, .holdImport: true
            default: false
            }
        }
    }

    /// How many seconds searches can be made to lag: a day.
    static let longestLag = 86_400

    package var kind: Kind
    /// The root field a request must have, as `create_item`; `upload` is the file of a bulk import; `nil` matches every
    /// request.
    package var operation: String?
    /// The id of the board a request must touch; `nil` matches every request.
    package var board: String?
    /// The item's name, for ``Kind/columnValueException``.
    package var itemName: String?
    /// Which matching request is the first that goes wrong, from 1.
    package var nth: Int
    /// How many matching requests in a row go wrong.
    package var times: Int
    /// Seconds in `Retry-After`, for ``Kind/tooManyRequests``, ``Kind/locked`` and ``Kind/conflict``.
    package var retryAfter: Int
    /// How many seconds searches lag, for ``Kind/lagSearches``.
    package var seconds: Int
    /// How many root fields are done, for ``Kind/executeSomeThenDrop``.
    package var fields: Int
    /// The code of the error, for ``Kind/errorsWithoutData``.
    package var code: String
    /// How many rows, for ``Kind/failImport`` and ``Kind/failImportRows``.
    package var rows: Int

    /// Describes a fault.
    ///
    /// - Parameters:
    ///   - kind: What goes wrong.
    ///   - operation: The root field a request must have; `nil` for any.
    ///   - board: The id of the board a request must touch; `nil` for any.
    ///   - itemName: The item's name, for refused column values.
    ///   - nth: Which matching request is the first that goes wrong, from 1.
    ///   - times: How many matching requests in a row go wrong.
    ///   - retryAfter: Seconds until the client should come again.
    ///   - seconds: How long searches lag.
    ///   - fields: How many root fields are done before the connection breaks.
    ///   - code: The code of an error that comes without data, or the reason of a rejected bulk import.
    ///   - rows: How many rows a bulk import does before it fails, or does not do.
    package init(
        _ kind: Kind, operation: String? = nil, board: String? = nil, itemName: String? = nil, nth: Int = 1,
        times: Int = 1, retryAfter: Int = 1, seconds: Int = 5, fields: Int = 1, code: String = "internalServerError",
        rows: Int = 1
    ) {
        self.kind = kind
        self.operation = operation
        self.board = board
        self.itemName = itemName
        self.nth = nth
        self.times = times
        self.retryAfter = retryAfter
        self.seconds = seconds
        self.fields = fields
        self.code = code
        self.rows = rows
    }

    /// Reads a fault from the JSON of `POST /simulator/faults`.
    ///
    /// - Parameter json: An object with `kind` and any of the other properties.
    /// - Throws: ``ControlError`` for an unknown kind or member, and for a number below 1.
    package init(json: JSONValue) throws(ControlError) {
        guard let members = json.members else { throw ControlError("A fault is a JSON object.") }
        self.init(try Kind(json["kind"] ?? .null))
        for member in members {
            switch (member.name, member.value) {
            case ("kind", _): break
            case ("operation", .string(let text)): operation = text
            case ("board", .string(let text)), ("board", .number(let text)): board = text
            case ("itemName", .string(let text)): itemName = text
            case ("nth", let value) where value.integer ?? 0 > 0: nth = value.integer ?? 1
            case ("times", let value) where value.integer ?? 0 > 0: times = value.integer ?? 1
            case ("retryAfter", let value) where value.integer ?? 0 > 0: retryAfter = value.integer ?? 1
            case ("seconds", let value) where 1...Self.longestLag ~= value.integer ?? 0: seconds = value.integer ?? 1
            case ("fields", let value) where value.integer ?? 0 > 0: fields = value.integer ?? 1
            case ("rows", let value) where value.integer ?? 0 > 0: rows = value.integer ?? 1
            case ("code", .string(let text)): code = text
            default: throw ControlError("\"\(member.name)\" is unknown or has a value that does not fit.")
            }
        }
        if kind == .columnValueException, itemName == nil { throw ControlError("\"itemName\" is missing.") }
    }

    /// The fault as JSON.
    var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "operation": .optional(operation), "board": .optional(board),
            "itemName": .optional(itemName), "nth": .integer(nth), "times": .integer(times),
            "retryAfter": .integer(retryAfter), "seconds": .integer(seconds), "fields": .integer(fields),
            "code": .string(code), "rows": .integer(rows),
        ]
    }
}

extension Fault.Kind {
    /// Reads the name of a kind; throws ``ControlError`` with the known ones for anything else.
    init(_ json: JSONValue) throws(ControlError) {
        guard let kind = json.text.flatMap({ Self(rawValue: $0) }) else {
            throw ControlError("A kind must be one of \(Self.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        self = kind
    }
}

/// Why a request to the simulator's own endpoints is refused.
package struct ControlError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

import Foundation
import GRDB
import Mapping
import Sync

/// The engine's verbs as SQL, within one transaction.
///
/// Statements are cached by their text for each connection, so that a page of records costs no parsing.
struct StoreTransaction: StoreWriter {
    let database: Database
    /// What was read lately; records are read twice on their way to the board.
    var contents = DecodedTexts<ItemContent>(most: 0, decode: ItemContent.init(json:))
    var mappings = DecodedTexts<BoardMapping>(most: 0, decode: Self.decode)

    func fetch(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws -> Row? {
        try Row.fetchOne(try database.cachedStatement(sql: sql), arguments: StatementArguments(arguments))
    }

    func fetchAll(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws -> [Row] {
        try Row.fetchAll(try database.cachedStatement(sql: sql), arguments: StatementArguments(arguments))
    }

    func execute(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws {
        try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
    }

    static func encode(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ json: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(json.utf8))
    }
}

import Foundation
import GRDB

extension StoreSchema {
    /// What the WSDLs of Sage's SOAP services said last, by address.
    static let soapContracts = """
        CREATE TABLE soapContract (
            address TEXT PRIMARY KEY, documents BLOB NOT NULL, readAt INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}

extension RelayStore {
    /// Keeps the documents of a service's WSDL in place of those kept before.
    ///
    /// - Parameters:
    ///   - documents: in the form of whoever reads them.
    ///   - address: the service's.
    ///   - now: milliseconds since 1970.
    /// - Throws: what SQLite throws.
    package func keep(soapContract documents: Data, at address: String, now: Int64) async throws {
        try await writeSoon { database in
            try database.execute(
                sql: """
                    INSERT INTO soapContract VALUES (?1, ?2, ?3)
                    ON CONFLICT (address) DO UPDATE SET documents = ?2, readAt = ?3
                    """,
                arguments: [address, documents, now])
        }
    }

    /// The documents that were kept, and when they were read.
    ///
    /// - Parameter address: the service's.
    /// - Returns: `nil` where none are.
    /// - Throws: what SQLite throws.
    package func soapContract(at address: String) async throws -> (documents: Data, readAt: Int64)? {
        try await readSoon { database in
            try Row.fetchOne(
                database, sql: "SELECT documents, readAt FROM soapContract WHERE address = ?", arguments: [address]
            ).map { ($0["documents"], $0["readAt"]) }
        }
    }
}

import GRDB
import Sync

extension RelayStore {
    /// Notes which version of monday's API answers an account.
    ///
    /// - Parameters:
    ///   - difference: what is asked for and what answers; `nil` when they are the same. One that is known already keeps
    ///     the time since when it is.
    ///   - account: the account's name.
    /// - Throws: what SQLite throws.
    package func note(_ difference: VersionDifference?, of account: String) throws {
        try writeNow { database in
            guard let difference else {
                return try database.execute(
                    sql: "DELETE FROM accountVersion WHERE account = ?", arguments: [account])
            }
            try database.execute(
                sql: """
                    INSERT INTO accountVersion VALUES (?1, ?2, ?3, ?4) ON CONFLICT (account) DO UPDATE SET
                    since = CASE WHEN asked = ?2 AND answered = ?3 THEN since ELSE ?4 END, asked = ?2, answered = ?3
                    """,
                arguments: [account, difference.asked, difference.answered, difference.since])
        }
    }

    /// Whether, and since when, an account is answered by another version than it asks for.
    ///
    /// - Parameter account: the account's name.
    /// - Returns: `nil` when it is not.
    /// - Throws: what SQLite throws.
    package func versionDifference(of account: String) throws -> VersionDifference? {
        try readNow { database in
            try Row.fetchOne(
                database, sql: "SELECT asked, answered, since FROM accountVersion WHERE account = ?",
                arguments: [account]
            ).map { VersionDifference(asked: $0["asked"], answered: $0["answered"], since: $0["since"]) }
        }
    }
}

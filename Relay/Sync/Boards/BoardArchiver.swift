import Mapping

/// Where items are put away: one account at monday.com.
///
/// Apart from ``BoardTarget``, since only boards with a rollover archive anything.
package protocol BoardArchiver: Sendable {
    /// Archives items, all in one request.
    ///
    /// - Parameters:
    ///   - items: their ids, at least one.
    ///   - idempotencyKey: of this request.
    /// - Returns: what came of each; one that is archived or deleted already is refused as ``TargetError/Cause/itemGone``.
    func archive(items: [String], idempotencyKey: String) async -> MutationAnswer
}

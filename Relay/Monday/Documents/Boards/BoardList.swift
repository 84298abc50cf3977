/// Lists the active boards that the token may see, to find one that the relay made.
package enum BoardList {
    /// A board of the list.
    package struct Entry: Hashable, Sendable {
        package let id: String
        package let name: String
        package let description: String?
    }

    /// How many boards monday gives in a page.
    package static let pageSize = 100

    static let document = """
        query ($limit: Int, $page: Int) { \(Fragments.complexity) boards(limit: $limit, page: $page, state: active) { \
        id name description } }
        """

    /// Makes the call.
    ///
    /// - Parameter page: from 1.
    /// - Returns: a query.
    package static func call(page: Int) -> MondayCall {
        MondayCall(
            document: document,
            variables: ["limit": .integer(Int64(pageSize)), "page": .integer(Int64(page))], kind: .query)
    }

    /// Reads the answer.
    ///
    /// - Parameter answer: to ``call(page:)``.
    /// - Returns: the boards of the page; fewer than ``pageSize`` on the last one.
    /// - Throws: the answer's first error.
    package static func read(_ answer: MondayAnswer) throws(MondayFailure) -> [Entry] {
        guard let boards = try answer.wholeData()["boards"]?.array else { throw answer.unreadable("boards") }
        return boards.compactMap { board in
            board["id"]?.id.map {
                Entry(id: $0, name: board["name"]?.string ?? "", description: board["description"]?.string)
            }
        }
    }
}

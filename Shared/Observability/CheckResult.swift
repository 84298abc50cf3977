/// One thing that a `check` command looked at.
package struct CheckResult: Codable, Hashable, Sendable {
    /// What was looked at: `certificate`, `board acme/ap-vendors`.
    package var name: String
    package var isGood: Bool
    /// What was found, or what is wrong and what to do.
    package var detail: String

    package init(name: String, isGood: Bool, detail: String) {
        self.name = name
        self.isGood = isGood
        self.detail = detail
    }

    /// Looks at one thing.
    ///
    /// - Parameters:
    ///   - name: what is looked at.
    ///   - body: returns what was found, or throws what is wrong.
    package init(_ name: String, _ body: () async throws -> String) async {
        do {
            self.init(name: name, isGood: true, detail: try await body())
        } catch {
            self.init(name: name, isGood: false, detail: "\(error)")
        }
    }

    /// Results as a table for people.
    ///
    /// - Parameter results: in the order they were looked at.
    /// - Returns: one row each.
    package static func table(_ results: [CheckResult]) -> String {
        var table = TextTable([("", .left), ("Checked", .left), ("Found", .left)])
        for result in results { table.add([result.isGood ? "ok" : "BAD", result.name, result.detail]) }
        return table.text
    }
}

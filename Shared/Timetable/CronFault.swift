/// Why a text is not a cron expression.
package struct CronFault: Error, Hashable, Sendable {
    /// What is wrong, with the part that is.
    package var problem: String
    /// What was expected instead.
    package var expected: String

    init(_ problem: String, expected: String) {
        self.problem = problem
        self.expected = expected
    }
}

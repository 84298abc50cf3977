/// What a creation came to.
package enum SOAPCreation: String, Hashable, Sendable {
    case made
    /// An attempt whose answer was lost had made it.
    case foundAfterLostAnswer = "found-after-lost-answer"
}

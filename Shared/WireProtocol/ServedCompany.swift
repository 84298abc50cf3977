/// A company that may be asked for: its code has the right form, and who would be asked says that it serves it.
///
/// Every call to an agent and every call to Sage's SOAP service takes one of these and nothing else; there is no other
/// way to make one, so that no call goes out for a company that nobody checked.
package struct ServedCompany: Hashable, Sendable {
    /// Sage's company code: three characters, `A-Z` and `0-9`.
    package let code: String

    /// Checks a code against those that are served.
    ///
    /// - Parameters:
    ///   - code: the code.
    ///   - served: the codes that are served.
    ///   - server: who serves them, to begin a sentence with: `This agent`.
    /// - Throws: a ``Problem`` with the code `bad-request` for what is no company code, and `company-not-served` for one
    ///   that is not among them.
    package init(_ code: String, among served: [String], of server: String) throws(Problem) {
        guard Self.isCode(code) else {
            throw Problem(.badRequest, detail: "A company code is three capital letters or digits, not \(code).")
        }
        guard served.contains(code) else {
            let list = served.isEmpty ? "none" : served.joined(separator: ", ")
            throw Problem(
                .companyNotServed, detail: "\(server) does not serve company \(code); it serves \(list).")
        }
        self.code = code
    }

    /// Whether a text has the form of a Sage company code.
    package static func isCode(_ text: String) -> Bool {
        text.utf8.count == 3
            && text.utf8.allSatisfy {
                UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
            }
    }
}

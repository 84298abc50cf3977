/// Why a folder is not a company.
package struct CompanyFolderError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in a few words.
    package let reason: String
    /// The file's name, `AP_Vendor.csv`.
    package let file: String?
    /// The line, from 1.
    package let line: Int?
    package let column: String?
    /// Whether another process is writing the folder, so that a later attempt may succeed.
    package let isBeingWritten: Bool

    init(
        _ reason: String, file: String? = nil, line: Int? = nil, column: String? = nil, isBeingWritten: Bool = false
    ) {
        self.reason = reason
        self.file = file
        self.line = line
        self.column = column
        self.isBeingWritten = isBeingWritten
    }

    static let beingWritten = CompanyFolderError(
        "the folder is being written; where nobody writes it, put its tables right and remove the file",
        file: "VERSION", isBeingWritten: true)

    package var description: String {
        [file, line.map { "line \($0)" }, column.map { "column \($0)" }].compactMap(\.self).map { $0 + ": " }.joined()
            + reason
    }
}

import ArgumentParser
import Foundation

/// A company as the command takes it: `ABC=folder`.
struct CompanyArgument: ExpressibleByArgument {
    /// Sage's code: three capitals or digits.
    let code: String
    let folder: URL

    init?(argument: String) {
        guard let match = argument.wholeMatch(of: /([A-Z0-9]{3})=(.+)/) else { return nil }
        code = String(match.1)
        folder = URL(filePath: String(match.2), directoryHint: .isDirectory)
    }
}

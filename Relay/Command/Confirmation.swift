import ArgumentParser
import Foundation
import Service

/// Asks a person before something is done; standard output stays the result's.
enum Confirmation {
    /// Asks.
    ///
    /// - Parameters:
    ///   - text: what is about to be done.
    ///   - question: what is asked.
    ///   - option: the option that answers it beforehand.
    /// - Throws: `ExitCode` when the answer is no; ``RelayError`` when there is nobody to ask.
    static func ask(_ text: String, _ question: String, otherwise option: String) throws {
        FileHandle.standardError.write(Data(text.utf8))
        guard isatty(STDIN_FILENO) == 1 else {
            throw RelayError(.badRequest, "Nothing was done. Add \(option) to have it done.")
        }
        FileHandle.standardError.write(Data("\(question) [y/N] ".utf8))
        guard ["y", "yes"].contains(readLine()?.lowercased()) else {
            FileHandle.standardError.write(Data("Nothing was done.\n".utf8))
            throw ExitCode(1)
        }
    }
}

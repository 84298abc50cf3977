/// A secret that cannot be used; never with anything of its value.
package struct SecretError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package enum Code: String, Sendable, CaseIterable {
        /// Not the name of a secret.
        case badName = "bad-name"
        /// There is no such file, or the system refuses to read it.
        case unreadable
        /// A folder, a pipe or a device.
        case notAFile = "not-a-file"
        /// The group or others may read or write it.
        case openToOthers = "open-to-others"
        case empty
        /// Longer than ``ConfigurationLimits/secretBytes``.
        case tooLarge = "too-large"
        case notUTF8 = "not-utf-8"
        /// The system refuses to write or remove the file, or to lock it.
        case unwritable
        /// An encrypted store has none of this name.
        case missing
        /// The encrypted store itself cannot be used.
        case store
    }

    package init(code: Code, name: String, place: SourcePlace, message: String) {
        self.code = code
        self.name = name
        self.place = place
        self.message = message
    }

    package let code: Code
    /// The secret's name.
    package let name: String
    /// Where the configuration asks for it.
    package let place: SourcePlace
    /// What is wrong, and what to do.
    package let message: String

    /// `file:line:column: the secret "name" …`.
    package var description: String { "\(place): the secret \(quoted(name)) \(message)" }
}

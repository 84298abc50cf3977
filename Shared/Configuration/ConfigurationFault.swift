/// One thing that is wrong in a configuration file, where it is and what was expected instead.
package struct ConfigurationFault: Hashable, Sendable, CustomStringConvertible {
    /// What sort of fault this is.
    package enum Code: String, Sendable, CaseIterable {
        /// The file cannot be opened or read.
        case unreadable
        /// The file is longer than ``ConfigurationLimits/fileBytes``.
        case tooLarge = "too-large"
        /// The file is not UTF-8 text.
        case notUTF8 = "not-utf-8"
        /// The text is not YAML.
        case notYAML = "not-yaml"
        /// There is nothing in the file.
        case empty
        /// A second YAML document follows the first.
        case severalDocuments = "several-documents"
        /// An anchor, an alias, a tag or a merge key, none of which a configuration needs.
        case unusedFeature = "unused-feature"
        /// One key twice in one mapping.
        case duplicateKey = "duplicate-key"
        /// A key that nothing reads.
        case unknownKey = "unknown-key"
        /// A key that is needed and is not there.
        case missingKey = "missing-key"
        /// A value of another type.
        case wrongType = "wrong-type"
        /// A duration or size without its unit, or with one that is not known.
        case wrongUnit = "wrong-unit"
        /// A value outside its range.
        case outOfRange = "out-of-range"
        /// A secret's value, where only its name may stand.
        case plainSecret = "plain-secret"
        /// Two values that do not go together, or a name that leads nowhere.
        case conflict
        /// Something that this version cannot do.
        case unavailable
    }

    package var code: Code
    package var place: SourcePlace
    /// What is wrong.
    package var problem: String
    /// What was expected, or what to do.
    package var expected: String

    package init(_ code: Code, at place: SourcePlace, _ problem: String, expected: String) {
        self.code = code
        self.place = place
        self.problem = problem
        self.expected = expected
    }

    /// `file:line:column: what is wrong; what was expected`.
    package var description: String {
        "\(place): \(problem); \(expected)"
    }
}

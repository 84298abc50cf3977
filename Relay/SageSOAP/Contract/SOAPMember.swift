import XML

/// One element within a wrapper or a type, as the schema declares it.
package struct SOAPMember: Hashable, Sendable {
    /// What stands in it.
    package enum Content: Hashable, Sendable {
        case simple(SOAPSimpleType)
        /// The name of a type in the contract; a type without a name has one made up.
        case complex(QualifiedName)
    }

    /// With its namespace; none where elements are unqualified.
    package let name: QualifiedName
    package let content: Content
    package let isNillable: Bool
    package let minimum: Int
    /// `nil` for any number.
    package let maximum: Int?
}

/// How the text of an element is to be read: XML Schema's types, and those derived from them, by their use here.
package enum SOAPSimpleType: String, Hashable, Sendable {
    case text
    case decimal
    case integer
    /// `double` and `float`, whose decimals may have an exponent.
    case real
    case boolean
    case dateTime
    case date
    /// Base64 or hexadecimal digits, and whatever else is kept as it came.
    case opaque

    /// The type of this name in XML Schema's namespace; `nil` for one that is none.
    init?(schemaName: String) {
        switch schemaName {
        case "string", "normalizedString", "token", "anyURI", "language", "Name", "NCName", "NMTOKEN", "ID", "QName":
            self = .text
        case "decimal": self = .decimal
        case "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
            "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte":
            self = .integer
        case "double", "float": self = .real
        case "boolean": self = .boolean
        case "dateTime": self = .dateTime
        case "date": self = .date
        case "base64Binary", "hexBinary", "duration", "time", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay",
            "anySimpleType", "anyType", "IDREF":
            self = .opaque
        default: return nil
        }
    }
}

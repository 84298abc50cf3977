import WireProtocol
import XML

/// An object of Sage's: every member that was read or is to be sent, by the contract's names.
///
/// What was read is kept as it stood, members that nothing here knows included, so that the whole object can go back.
package struct SOAPObject: Hashable, Sendable {
    package let type: SOAPType
    /// The values of each member in their order: none where it did not stand there, several for a list.
    package private(set) var values: [QualifiedName: [SOAPValue]] = [:]
    /// Whether the type was named in the object itself, as one that extends what the contract says of its place.
    let isDerived: Bool
    /// Elements that the contract does not have: such an object cannot go back whole.
    private(set) var strangers: [QualifiedName] = []

    /// An object without any value.
    package init(_ type: SOAPType) {
        self.init(type, isDerived: false)
    }

    init(_ type: SOAPType, isDerived: Bool) {
        self.type = type
        self.isDerived = isDerived
    }

    mutating func add(_ value: SOAPValue, to member: SOAPMember) {
        values[member.name, default: []].append(value)
    }

    mutating func add(stranger name: QualifiedName) {
        strangers.append(name)
    }

    /// Sets all values of a member; none takes the member away.
    mutating func set(_ values: [SOAPValue], of member: SOAPMember) {
        self.values[member.name] = values.isEmpty ? nil : values
    }

    /// The values of a member.
    ///
    /// - Parameter name: see ``SOAPType/member(_:)``.
    /// - Returns: none where it did not stand in the object.
    /// - Throws: ``SageSOAPError`` with `contract` where the type has no such member.
    package func list(_ name: String) throws(SageSOAPError) -> [SOAPValue] {
        values[try member(name).name] ?? []
    }

    /// The text of a member, which may be empty; `nil` where it is absent, nil or no text.
    package func text(_ name: String) throws(SageSOAPError) -> String? {
        try list(name).first?.text
    }

    /// The text of a member where the contract has it; `nil` also where it does not.
    package func optionalText(_ name: String) -> String? {
        type.member(name).flatMap { values[$0.name]?.first?.text }
    }

    /// Every member of a simple type that stands in the object, by the contract's name and in its order.
    package var texts: [(name: String, text: String)] {
        type.members.compactMap { member in
            values[member.name]?.first?.text.map { (member.name.local, $0) }
        }
    }

    /// An amount.
    ///
    /// - Parameter name: see ``SOAPType/member(_:)``.
    /// - Returns: `nil` where the member is absent, nil or blank.
    /// - Throws: ``SageSOAPError`` with `contract`, or `answerInvalid` where the text is no number.
    package func decimal(_ name: String) throws(SageSOAPError) -> DecimalText? {
        guard let text = try filled(name) else { return nil }
        guard let decimal = SchemaText.decimal(text) else { throw unreadable(name, "number") }
        return decimal
    }

    /// A day.
    ///
    /// - Parameters:
    ///   - name: see ``SOAPType/member(_:)``.
    ///   - blank: the `dateTime` that stands for no day, as the service says.
    /// - Returns: the day as it is written, whatever zone stands behind it; `nil` where there is none.
    /// - Throws: ``SageSOAPError`` with `contract`, or `answerInvalid` where the text is no day.
    package func date(_ name: String, blank: String? = nil) throws(SageSOAPError) -> SageDate? {
        try moment(name, blank: blank).flatMap { SageDate($0.date) }
    }

    /// A moment on Sage's wall clock, as it is written, whatever zone stands behind it.
    ///
    /// - Parameters: as of ``date(_:blank:)``.
    /// - Returns: `nil` where there is none.
    /// - Throws: ``SageSOAPError`` with `contract`, or `answerInvalid` where the text is no moment.
    package func moment(_ name: String, blank: String? = nil) throws(SageSOAPError) -> SageStamp? {
        guard let text = try filled(name) else { return nil }
        guard let moment = SchemaText.moment(text) else { throw unreadable(name, "date") }
        // .NET's own empty date counts too: a member that was never set has it.
        let isBlank = blank.flatMap(SchemaText.moment) == moment || moment.date == "00010101"
        return isBlank ? nil : moment
    }

    /// A yes or no, also where it is Sage's `Y` and `N` as text; `nil` where there is none.
    package func flag(_ name: String) throws(SageSOAPError) -> Bool? {
        guard let text = try filled(name) else { return nil }
        switch text.lowercased() {
        case "true", "1", "y", "yes": return true
        case "false", "0", "n", "no": return false
        default: throw unreadable(name, "yes or no")
        }
    }

    private func member(_ name: String) throws(SageSOAPError) -> SOAPMember {
        guard let member = type.member(name) else {
            throw SageSOAPError(
                .contract,
                "By the WSDL \(type.shown) has no member \(name); it has "
                    + "\(ShownText.list(type.members.map(\.name.local))).")
        }
        return member
    }

    private func filled(_ name: String) throws(SageSOAPError) -> String? {
        guard let text = try text(name) else { return nil }
        let trimmed = SchemaText.collapsed(text)
        return trimmed.isEmpty ? nil : trimmed
    }

    private func unreadable(_ name: String, _ what: String) -> SageSOAPError {
        SageSOAPError(.answerInvalid, "The member \(name) of \(type.shown) is no \(what).")
    }
}

import WireProtocol
import XML

/// A customer as Sage's web services have it, with every member that its contract has.
///
/// A typed member throws ``SageSOAPError``: with `contract` where the WSDL does not have it, with `answerInvalid` where
/// its text is not of the type. It is `nil` where Sage gave none.
package struct SOAPCustomer: Hashable, Sendable {
    /// All members.
    package private(set) var object: SOAPObject
    /// The `dateTime` that stands for no day.
    private let blank: String?
    private let otherFieldsShape: OtherFieldsShape?

    init(_ object: SOAPObject, blank: String?, contract: SOAPContract) {
        self.object = object
        self.blank = blank
        otherFieldsShape = OtherFieldsShape(of: object.type, in: contract)
    }

    // MARK: Who

    package var division: String { get throws(SageSOAPError) { try text("ARDivisionNo") ?? "" } }
    package var number: String { get throws(SageSOAPError) { try text("CustomerNo") ?? "" } }
    package var name: String? { get throws(SageSOAPError) { try text("CustomerName") } }
    /// Sage's letter: active, inactive, temporary.
    package var status: String? { get throws(SageSOAPError) { try text("CustomerStatus") } }
    package var contactCode: String? { get throws(SageSOAPError) { try text("ContactCode") } }
    package var emailAddress: String? { get throws(SageSOAPError) { try text("EmailAddress") } }
    package var telephone: String? { get throws(SageSOAPError) { try text("TelephoneNo") } }
    package var city: String? { get throws(SageSOAPError) { try text("City") } }
    package var state: String? { get throws(SageSOAPError) { try text("State") } }
    package var salespersonDivision: String? { get throws(SageSOAPError) { try text("SalespersonDivisionNo") } }
    package var salesperson: String? { get throws(SageSOAPError) { try text("SalespersonNo") } }

    // MARK: What it owes, and may

    package var termsCode: String? { get throws(SageSOAPError) { try text("TermsCode") } }
    package var priceLevel: String? { get throws(SageSOAPError) { try text("PriceLevel") } }
    package var creditHold: Bool? { get throws(SageSOAPError) { try object.flag("CreditHold") } }
    package var creditLimit: DecimalText? { get throws(SageSOAPError) { try object.decimal("CreditLimit") } }
    /// What is not due yet.
    package var currentBalance: DecimalText? { get throws(SageSOAPError) { try object.decimal("CurrentBalance") } }

    /// What is overdue, by Sage's categories of age.
    ///
    /// - Parameter category: 1 to 4.
    /// - Returns: the amount.
    /// - Throws: ``SageSOAPError``.
    package func aging(_ category: Int) throws(SageSOAPError) -> DecimalText? {
        try object.decimal("AgingCategory\(category)")
    }

    // MARK: When

    /// When it was made, on Sage's wall clock.
    package var created: SageStamp? {
        get throws(SageSOAPError) { try object.moment("DateTimeCreated", blank: blank) }
    }
    /// When it was changed last, on Sage's wall clock.
    package var updated: SageStamp? {
        get throws(SageSOAPError) { try object.moment("DateTimeUpdated", blank: blank) }
    }

    /// A day of a member, `nil` for Sage's null date too.
    package func date(_ name: String) throws(SageSOAPError) -> SageDate? { try object.date(name, blank: blank) }

    // MARK: Any member

    /// The text of a member without blanks around it; `nil` where it is absent or blank.
    package func text(_ name: String) throws(SageSOAPError) -> String? {
        let text = SchemaText.collapsed(try object.text(name) ?? "")
        return text.isEmpty ? nil : text
    }

    /// Every member that has a text, by the contract's name and in its order.
    package var texts: [(name: String, text: String)] { object.texts }

    /// User-defined fields and those of partners, by their column's name; empty where the contract has none.
    package var otherFields: [String: String] { otherFieldsShape?.read(object) ?? [:] }

    // MARK: Changing

    /// Gives a member a value.
    ///
    /// - Parameters:
    ///   - name: the member's.
    ///   - field: the value.
    /// - Throws: ``SageSOAPError`` with `contract` where there is no such member, with `requestInvalid` where the value is
    ///   none of its type.
    package mutating func set(_ name: String, _ field: SOAPField) throws(SageSOAPError) {
        guard let member = object.type.member(name) else {
            throw SageSOAPError(.contract, "By the WSDL \(object.type.shown) has no member \(name).")
        }
        guard case .simple(let type) = member.content, let text = field.text(as: type, blank: blank) else {
            throw SageSOAPError(
                .requestInvalid, "The value for \(name) of \(object.type.shown) is none that the WSDL allows.")
        }
        object.set([.text(text)], of: member)
    }

    /// Gives a user-defined field a value.
    ///
    /// - Parameters:
    ///   - column: such as `UDF_REGION`.
    ///   - value: its text.
    /// - Throws: ``SageSOAPError`` with `contract` where the contract has no such fields.
    package mutating func set(otherField column: String, _ value: String) throws(SageSOAPError) {
        guard let shape = otherFieldsShape else {
            throw SageSOAPError(.contract, "By the WSDL \(object.type.shown) has no OtherFields.")
        }
        shape.set(column, value, in: &object)
    }

    // MARK: Comparing

    /// Whether this one, as Sage has it, can be what was to be made of a draft.
    ///
    /// The name decides where the draft has one, since Sage writes other values in its own way; else all its members.
    func isMade(of draft: SOAPCustomer) throws(SageSOAPError) -> Bool {
        if let name = try draft.name { return Self.isSameText(try self.name ?? "", name) }
        for member in draft.object.type.members {
            guard case .simple(let type) = member.content, let wanted = draft.object.values[member.name]?.first?.text
            else { continue }
            let there = object.values[member.name]?.first?.text ?? ""
            guard Self.isSame(there, wanted, type) else { return false }
        }
        return true
    }

    private static func isSame(_ there: String, _ wanted: String, _ type: SOAPSimpleType) -> Bool {
        switch type {
        case .decimal, .real:
            guard let left = SchemaText.decimal(there), let right = SchemaText.decimal(wanted) else {
                return isSameText(there, wanted)
            }
            return left.isSameNumber(as: right)
        case .boolean:
            let yes: Set = ["true", "1"]
            return yes.contains(SchemaText.collapsed(there)) == yes.contains(SchemaText.collapsed(wanted))
        case .dateTime, .date: return SchemaText.moment(there) == SchemaText.moment(wanted)
        default: return isSameText(there, wanted)
        }
    }

    /// Sage pads with blanks, and keeps keys in capitals.
    static func isSameText(_ left: String, _ right: String) -> Bool {
        SchemaText.collapsed(left).lowercased() == SchemaText.collapsed(right).lowercased()
    }
}

import BusinessObjects
import SimulatedSage
import WireProtocol

/// Makes values of the contract out of records.
struct RecordValues {
    /// What stands for a blank date.
    let nullDateTime: String

    /// The members of a record.
    ///
    /// - Parameters:
    ///   - record: the record.
    ///   - type: the type; members that the table has no column for are left out.
    /// - Returns: the values by member. Blank texts are none, blank dates are ``nullDateTime``, and user-defined columns
    ///   that are not blank stand under OtherFields.
    /// - Throws: ``SOAPFault/unexpected`` for a number or a date that is none.
    func members(of record: BusinessRecord, _ type: ContractType) throws(SOAPFault) -> [String: ContractValue] {
        var values: [String: ContractValue] = [:]
        for member in type.members { values[member.name] = try value(member, of: record) }
        return values
    }

    private func value(_ member: Member, of record: BusinessRecord) throws(SOAPFault) -> ContractValue {
        switch (member.name, member.kind) {
        case ("DateTimeCreated", _): return .text(try moment("Created", of: record))
        case ("DateTimeUpdated", _): return .text(try moment("Updated", of: record))
        case ("OtherFields", _): return otherFields(of: record)
        case (_, .dateTime):
            guard let day = record[member.name], !day.isEmpty else { return .text(nullDateTime) }
            guard let text = ContractMoment.text(day: day) else { throw .unexpected }
            return .text(text)
        case (_, .decimal):
            guard let text = record[member.name], !text.isEmpty else { return .none }
            guard DecimalText(text) != nil else { throw .unexpected }
            return .text(text)
        case (_, .string):
            guard let text = record[member.name], !text.isEmpty else { return .none }
            return .text(text)
        case (_, .int), (_, .object), (_, .list): return .none
        }
    }

    private func moment(_ kind: String, of record: BusinessRecord) throws(SOAPFault) -> String {
        guard let day = record["Date" + kind], !day.isEmpty else { return nullDateTime }
        guard let stamp = SageStamp(date: day, time: record["Time" + kind] ?? "") else { throw .unexpected }
        return ContractMoment.text(stamp)
    }

    private func otherFields(of record: BusinessRecord) -> ContractValue {
        let columns = record.layout.columns.map(\.name).filter(ContractTypes.isUserDefined)
        return .list(
            columns.compactMap { column in
                guard let text = record[column], !text.isEmpty else { return nil }
                return .object(["MasFieldName": .text(column), "Value": .text(text)])
            })
    }
}

import XML

/// How a contract writes the fields that it does not know by name: a list of `Field` with `MasFieldName` and `Value`.
struct OtherFieldsShape: Hashable, Sendable {
    /// The member `OtherFields`.
    private let owner: SOAPMember
    /// What is around the list, and the list's member in it; `nil` where `OtherFields` is repeated itself.
    private let list: List?
    private let entry: SOAPType
    private let name: SOAPMember
    private let value: SOAPMember

    private struct List: Hashable, Sendable {
        let type: SOAPType
        let member: SOAPMember
    }

    /// Finds the list in a type; `nil` where it has none.
    init?(of type: SOAPType, in contract: SOAPContract) {
        guard let owner = type.member("OtherFields"), let inner = contract.type(of: owner) else { return nil }
        if let name = inner.member("MasFieldName"), let value = inner.member("Value") {
            (self.owner, list, entry, self.name, self.value) = (owner, nil, inner, name, value)
            return
        }
        guard let member = inner.members.first, let entry = contract.type(of: member),
            let name = entry.member("MasFieldName"), let value = entry.member("Value")
        else { return nil }
        self.owner = owner
        list = List(type: inner, member: member)
        (self.entry, self.name, self.value) = (entry, name, value)
    }

    /// The values by column.
    func read(_ object: SOAPObject) -> [String: String] {
        var all: [String: String] = [:]
        for entry in entries(of: object) {
            guard let entry = entry.object, let name = entry.values[name.name]?.first?.text else { continue }
            all[SchemaText.collapsed(name)] = entry.values[value.name]?.first?.text ?? ""
        }
        return all
    }

    /// Changes the value of a column, or adds it.
    func set(_ column: String, _ text: String, in object: inout SOAPObject) {
        var entries = entries(of: object)
        let index = entries.firstIndex { entry in
            entry.object?.values[name.name]?.first?.text.map(SchemaText.collapsed) == column
        }
        var changed = index.flatMap { entries[$0].object } ?? SOAPObject(entry)
        if index == nil { changed.set([.text(column)], of: name) }
        changed.set([.text(text)], of: value)
        if let index { entries[index] = .object(changed) } else { entries.append(.object(changed)) }
        guard let list else { return object.set(entries, of: owner) }
        var around = object.values[owner.name]?.first?.object ?? SOAPObject(list.type)
        around.set(entries, of: list.member)
        object.set([.object(around)], of: owner)
    }

    private func entries(of object: SOAPObject) -> [SOAPValue] {
        let values = object.values[owner.name] ?? []
        guard let list else { return values }
        return values.first?.object?.values[list.member.name] ?? []
    }
}

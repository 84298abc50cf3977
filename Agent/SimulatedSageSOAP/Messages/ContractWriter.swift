import XML

/// How a member without a value is written.
package enum EmptyValues: String, Sendable, CaseIterable {
    /// As an element that says `nil`, which is what WCF does unless told otherwise.
    case nilled
    /// Not at all.
    case omitted
}

/// Writes values as WCF's DataContractSerializer does.
struct ContractWriter {
    let names: ContractNames
    let emptyValues: EmptyValues

    /// Writes the element that answers an operation.
    func answer(_ value: ContractValue, of operation: ServiceOperation) -> ElementNode {
        ElementNode(
            QualifiedName(names.service, operation.rawValue + "Response"),
            children: operation.result.map { element($0, value, in: names.service) } ?? [])
    }

    /// Writes the members of an object, in the order of its type.
    func members(_ value: ContractValue, _ type: ContractType) -> [ElementNode] {
        type.members.flatMap { element($0, value[$0.name], in: names.data) }
    }

    private func element(_ member: Member, _ value: ContractValue, in namespace: String) -> [ElementNode] {
        let name = QualifiedName(namespace, member.name)
        switch (member.kind, value) {
        case (_, .none):
            guard emptyValues == .nilled else { return [] }
            return [
                ElementNode(name, attributes: [.init(QualifiedName(ContractReader.instance, "nil"), "true")])
            ]
        case (.object(let type), _): return [ElementNode(name, children: members(value, type))]
        case (.list(let type), _):
            let items = value.items.map {
                ElementNode(QualifiedName(names.data, type.name), children: members($0, type))
            }
            return [ElementNode(name, children: items)]
        default: return [ElementNode(name, text: value.text ?? "")]
        }
    }
}

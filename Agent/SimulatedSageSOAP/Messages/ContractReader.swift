import Foundation
import XML

/// Reads values as WCF's DataContractSerializer does.
///
/// Members are looked for behind the last one that was found: an element that comes too late, that is there a second
/// time, that has another namespace or that nobody knows is passed over without a word.
struct ContractReader {
    /// The namespace of schema instances, for `nil`.
    static let instance = "http://www.w3.org/2001/XMLSchema-instance"

    let names: ContractNames

    /// Reads the parameters of an operation.
    ///
    /// - Parameters:
    ///   - wrapper: the element in the body.
    ///   - operation: the operation.
    /// - Returns: what was found, by name.
    /// - Throws: ``SOAPFault`` for a number or a moment that is none.
    func parameters(_ wrapper: ElementNode, of operation: ServiceOperation) throws(SOAPFault) -> ContractValue {
        try members(wrapper, operation.parameters, in: names.service)
    }

    private func members(
        _ element: ElementNode, _ members: [Member], in namespace: String
    ) throws(SOAPFault) -> ContractValue {
        var found: [String: ContractValue] = [:]
        var next = 0
        for child in element.children {
            let place = members[next...].firstIndex { QualifiedName(namespace, $0.name) == child.name }
            guard let place else { continue }
            found[members[place].name] = try value(child, members[place])
            next = place + 1
        }
        return .object(found)
    }

    private func value(_ element: ElementNode, _ member: Member) throws(SOAPFault) -> ContractValue {
        let isNil = element[QualifiedName(Self.instance, "nil")]?.filter { !$0.isWhitespace }
        if isNil == "true" || isNil == "1" { return .none }
        switch member.kind {
        case .object(let type): return try members(element, type.members, in: names.data)
        case .list(let type):
            let item = QualifiedName(names.data, type.name)
            var items: [ContractValue] = []
            for child in element.children where child.name == item {
                items.append(try members(child, type.members, in: names.data))
            }
            return .list(items)
        case .string, .int, .decimal, .dateTime:
            let text = Self.text(element.text, member.kind)
            guard element.children.isEmpty, Self.isValid(text, member.kind) else {
                throw .deserialization(names, "The value of \(member.name) cannot be parsed.")
            }
            return .text(text)
        }
    }

    /// A value without the white space around it, which only texts keep (XML Schema part 2, section 4.3.6).
    private static func text(_ text: String, _ kind: Member.Kind) -> String {
        if case .string = kind { return text }
        return text.trimmingCharacters(in: CharacterSet(charactersIn: " \t\r\n"))
    }

    private static func isValid(_ text: String, _ kind: Member.Kind) -> Bool {
        switch kind {
        case .int: text.wholeMatch(of: /[+-]?[0-9]+/) != nil
        case .decimal: text.wholeMatch(of: /[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)/) != nil
        case .dateTime: ContractMoment(text) != nil
        case .string, .object, .list: true
        }
    }
}

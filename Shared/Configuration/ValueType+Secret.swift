import Yams

extension ValueType<SecretReference> {
    /// A secret by name: `{ secret: NAME }`.
    static var secret: Self {
        let text = "{ secret: NAME }"
        let none = SecretReference(name: "", place: SourcePlace(file: ""))
        return ValueType(text: text, placeholder: none) { node, context in
            let place = context.place(of: node)
            guard let mapping = node.mapping else {
                // Whatever stands here is probably the secret itself, so it is not shown.
                let code: ConfigurationFault.Code = node.scalar?.isNothing == false ? .plainSecret : .wrongType
                let problem = code == .plainSecret ? "a secret's value stands in the file" : "found \(node.kindText)"
                let expected = "expected \(text) with the value under NAME where the secrets are"
                context.fault(code, at: place, problem, expected: expected)
                return nil
            }
            guard mapping.count == 1, let (key, value) = mapping.first, key.scalar?.string == "secret" else {
                context.fault(.wrongType, at: place, "found other keys than \"secret\"", expected: "expected \(text)")
                return nil
            }
            let name = ValueType<String>.scalar(NameRule.secret.text, placeholder: "") { name, _ throws(ValueFault) in
                // Not shown either: it may be the value.
                guard NameRule.secret.allows(name) else { throw ValueFault(.outOfRange, "not the name of a secret") }
                return name
            }.read(value, context)
            guard let name else { return nil }
            let reference = SecretReference(name: name, place: context.place(of: value))
            context.secretPlaces.append(reference.place)
            return reference
        }
    }
}

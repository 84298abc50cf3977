import XML

/// Makes types of the schema's declarations: those that the operations need, and what these need.
struct SchemaReader {
    /// A service of Sage's has some 20 types with some 100 members; the limits keep a schema of strangers from growing.
    private enum Limit {
        static let types = 2_000
        static let members = 2_000
        static let extensions = 32
        static let all = 100_000
    }

    private let index: ContractIndex
    private(set) var types: [QualifiedName: SOAPType] = [:]
    private var waiting: [(name: QualifiedName, declaration: ContractIndex.Declaration)] = []
    private var members = 0

    init(_ index: ContractIndex) {
        self.index = index
    }

    /// The members of a global element's type, and in ``types`` all types that these need.
    ///
    /// - Parameter name: the element's.
    /// - Returns: in their order.
    /// - Throws: ``SageSOAPError`` with `contract`.
    mutating func wrapper(_ name: QualifiedName) throws(SageSOAPError) -> [SOAPMember] {
        guard let declaration = index.elements[name] else { throw lacks("element", name) }
        // A type that cannot be read must be missed by every operation that needs it, not by the first alone.
        let before = (types, members)
        do throws(SageSOAPError) {
            guard case .complex(let type) = try content(of: declaration.element, declaration.scope, path: name) else {
                throw SageSOAPError(.contract, "The WSDL's element \(name) wraps no operands.")
            }
            try readWaiting()
            return types[type]?.members ?? []
        } catch {
            (types, members) = before
            waiting = []
            throw error
        }
    }

    /// Reads what extends the types that were read, since an object may be of such a type where its place has the other.
    mutating func readExtensions() {
        var isDone = false
        while !isDone {
            isDone = true
            for (name, declaration) in index.types where types[name] == nil {
                guard let ext = declaration.element.child(Self.named("complexContent"))?.child(Self.named("extension")),
                    let base = try? self.name(in: ext, "base", declaration.scope), types[base] != nil
                else { continue }
                let before = (types, members)
                waiting = [(name, declaration)]
                do throws(SageSOAPError) {
                    try readWaiting()
                    isDone = false
                } catch {
                    // Nobody asked for it: an object that names it is read as what its place has.
                    (types, members) = before
                    waiting = []
                }
            }
        }
    }

    private mutating func readWaiting() throws(SageSOAPError) {
        while let (name, declaration) = waiting.popLast() {
            guard types[name] == nil else { continue }
            guard types.count < Limit.types else {
                throw SageSOAPError(.contract, "The WSDL has more than \(Limit.types) types.")
            }
            // Before its members, so that a type within itself ends here.
            types[name] = SOAPType(name: name, members: [])
            let found = try members(of: declaration, name, extensions: 0)
            members += found.count
            guard members <= Limit.all else {
                throw SageSOAPError(.contract, "The WSDL's types have more than \(Limit.all) members.")
            }
            types[name] = SOAPType(name: name, members: found)
        }
    }

    // MARK: Types

    /// The members of a complex type, those of what it extends first.
    private mutating func members(
        of declaration: ContractIndex.Declaration, _ path: QualifiedName, extensions: Int
    ) throws(SageSOAPError) -> [SOAPMember] {
        guard extensions <= Limit.extensions else {
            throw SageSOAPError(
                .contract, "The WSDL's type \(path) extends another one more than \(Limit.extensions) times.")
        }
        var found: [SOAPMember] = []
        var particles = declaration.element
        if let content = declaration.element.child(Self.named("complexContent")) {
            if let ext = content.child(Self.named("extension")) {
                let base = try name(in: ext, "base", declaration.scope)
                if base != Self.named("anyType") {
                    guard let type = index.types[base] else { throw lacks("type", base) }
                    found = try members(of: type, path, extensions: extensions + 1)
                }
                particles = ext
            } else if let restriction = content.child(Self.named("restriction")) {
                particles = restriction
            }
        }
        found += try self.particles(in: particles, declaration.scope, path, isOptional: false, depth: 0)
        guard found.count <= Limit.members else {
            throw SageSOAPError(.contract, "The WSDL's type \(path) has more than \(Limit.members) members.")
        }
        return found
    }

    private mutating func particles(
        in parent: ElementNode, _ scope: ContractIndex.Scope, _ path: QualifiedName, isOptional: Bool, depth: Int
    ) throws(SageSOAPError) -> [SOAPMember] {
        var found: [SOAPMember] = []
        for child in parent.children where child.name.namespace == SOAPNamespace.schema {
            let isOptional = isOptional || child["minOccurs"] == "0"
            switch child.name.local {
            case "sequence", "all":
                found += try particles(in: child, scope, path, isOptional: isOptional, depth: depth)
            case "choice":
                found += try particles(in: child, scope, path, isOptional: true, depth: depth)
            case "group":
                let group = try name(in: child, "ref", scope)
                guard depth < Limit.extensions, let declaration = index.groups[group] else {
                    throw lacks("group", group)
                }
                found += try particles(
                    in: declaration.element, declaration.scope, path, isOptional: isOptional, depth: depth + 1)
            case "element": found.append(try member(child, scope, path, isOptional: isOptional))
            default: continue
            }
        }
        return found
    }

    // MARK: Members

    private mutating func member(
        _ element: ElementNode, _ scope: ContractIndex.Scope, _ path: QualifiedName, isOptional: Bool
    ) throws(SageSOAPError) -> SOAPMember {
        var (declared, scope, elementName) = (element, scope, QualifiedName(nil, ""))
        if element["ref"] != nil {
            elementName = try name(in: element, "ref", scope)
            guard let global = index.elements[elementName] else { throw lacks("element", elementName) }
            (declared, scope) = (global.element, global.scope)
        } else if let local = element["name"] {
            let isQualified = element["form"].map { $0 == "qualified" } ?? scope.isQualified
            elementName = QualifiedName(isQualified ? scope.namespace : nil, local)
        } else {
            throw SageSOAPError(.contract, "The WSDL's type \(path) has a member without a name.")
        }
        let inner = QualifiedName(path.namespace, "\(path.local)/\(elementName.local)")
        return SOAPMember(
            name: elementName, content: try content(of: declared, scope, path: inner),
            isNillable: ["true", "1"].contains(declared["nillable"]),
            minimum: isOptional ? 0 : max(0, element["minOccurs"].flatMap { Int($0) } ?? 1),
            maximum: element["maxOccurs"].map { Int($0) } ?? 1)
    }

    /// What stands in an element; a complex type is noted to be read.
    private mutating func content(
        of element: ElementNode, _ scope: ContractIndex.Scope, path: QualifiedName
    ) throws(SageSOAPError) -> SOAPMember.Content {
        if element["type"] != nil { return try content(ofType: try name(in: element, "type", scope), depth: 0) }
        if let type = element.child(Self.named("complexType")) {
            return try content(of: ContractIndex.Declaration(element: type, scope: scope), path, depth: 0)
        }
        if let type = element.child(Self.named("simpleType")) { return .simple(try simple(type, scope, depth: 0)) }
        return .simple(.opaque)
    }

    private mutating func content(ofType name: QualifiedName, depth: Int) throws(SageSOAPError) -> SOAPMember.Content {
        if name.namespace == SOAPNamespace.schema {
            guard let simple = SOAPSimpleType(schemaName: name.local) else { throw lacks("type", name) }
            return .simple(simple)
        }
        guard depth <= Limit.extensions, let declaration = index.types[name] else { throw lacks("type", name) }
        if declaration.element.name.local == "simpleType" {
            return .simple(try simple(declaration.element, declaration.scope, depth: depth + 1))
        }
        return try content(of: declaration, name, depth: depth)
    }

    private mutating func content(
        of declaration: ContractIndex.Declaration, _ name: QualifiedName, depth: Int
    ) throws(SageSOAPError) -> SOAPMember.Content {
        // A simple value with attributes, which are not read.
        if let content = declaration.element.child(Self.named("simpleContent")) {
            let derived = content.child(Self.named("extension")) ?? content.child(Self.named("restriction"))
            guard let derived else { return .simple(.opaque) }
            return try self.content(ofType: try self.name(in: derived, "base", declaration.scope), depth: depth + 1)
        }
        if types[name] == nil { waiting.append((name, declaration)) }
        return .complex(name)
    }

    /// The kind of a simple type: that of what it restricts; a list or a union is text.
    private mutating func simple(
        _ type: ElementNode, _ scope: ContractIndex.Scope, depth: Int
    ) throws(SageSOAPError) -> SOAPSimpleType {
        guard let restriction = type.child(Self.named("restriction")) else { return .text }
        if restriction["base"] == nil {
            guard let inner = restriction.child(Self.named("simpleType")) else { return .text }
            return try simple(inner, scope, depth: depth)
        }
        let base = try name(in: restriction, "base", scope)
        guard case .simple(let simple) = try content(ofType: base, depth: depth + 1) else { return .text }
        return simple
    }

    // MARK: Names

    private static func named(_ local: String) -> QualifiedName { QualifiedName(SOAPNamespace.schema, local) }

    private func name(
        in element: ElementNode, _ attribute: String, _ scope: ContractIndex.Scope
    ) throws(SageSOAPError) -> QualifiedName {
        guard let value = element[attribute], let name = element.resolve(value) else {
            throw SageSOAPError(
                .contract, "The WSDL has at line \(element.line) a \(attribute) that names nothing.")
        }
        return name.namespace == nil && scope.isBorrowed ? QualifiedName(scope.namespace, name.local) : name
    }

    private func lacks(_ what: String, _ name: QualifiedName) -> SageSOAPError {
        SageSOAPError(.contract, "The WSDL has no \(what) \(ShownText.line(name.description)), which it refers to.")
    }
}

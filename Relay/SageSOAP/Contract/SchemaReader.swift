import XML

/// Makes types of the schema's declarations: those that the operations need, and what these need.
struct SchemaReader {
    /// A service of Sage's has some 20 types with some 100 members; the limits keep a schema of strangers from growing.
    private enum Limit {
        static let types = 2_000
        static let members = 2_000
        static let extensions = 32
        static let all = 100_000
        /// Parts of schemas that are gone through, each as often as it is: groups may lead to one another many times.
        static let visits = 200_000
        /// Bytes of a name, and of the path to a type without one.
        static let name = 1_000
        static let path = 2_000
    }

    private let index: ContractIndex
    /// The members of every type that was read, each once.
    private var read: [QualifiedName: [SOAPMember]] = [:]
    /// In the order in which they were read.
    private var order: [QualifiedName] = []
    /// Why a type cannot be used: it cannot be read, or one that it needs cannot.
    private var failures: [QualifiedName: SageSOAPError] = [:]
    /// The types that need one.
    private var users: [QualifiedName: [QualifiedName]] = [:]
    private var waiting: [(name: QualifiedName, declaration: ContractIndex.Declaration)] = []
    private var members = 0
    /// For the whole contract: whatever fails is not given back.
    private var visits = 0

    init(_ index: ContractIndex) {
        self.index = index
    }

    /// The types that can be used, with all that they need.
    var types: [QualifiedName: SOAPType] {
        var types: [QualifiedName: SOAPType] = [:]
        for (name, members) in read where failures[name] == nil { types[name] = SOAPType(name: name, members: members) }
        return types
    }

    /// Whether the schemas lead to more than is gone through; then nothing that was read is to be believed.
    var isExhausted: Bool { visits > Limit.visits }

    /// The members of a global element's type, and in ``types`` all types that these need.
    ///
    /// - Parameter name: the element's.
    /// - Returns: in their order.
    /// - Throws: ``SageSOAPError`` with `contract`.
    mutating func wrapper(_ name: QualifiedName) throws(SageSOAPError) -> [SOAPMember] {
        guard let declaration = index.elements[name] else { throw lacks("element", name) }
        let content = try content(of: declaration.element, declaration.scope, path: Self.path(ofElement: name))
        guard case .complex(let type) = content else {
            throw SageSOAPError(.contract, "The WSDL's element \(Self.shown(name)) wraps no operands.")
        }
        readWaiting()
        // A type that cannot be read is missed by every operation that needs it, not by the first alone.
        if let failure = failures[type] { throw failure }
        return read[type] ?? []
    }

    /// Reads what extends the types that were read, since an object may be of such a type where its place has the other.
    mutating func readExtensions() {
        var extending: [QualifiedName: [QualifiedName]] = [:]
        for (name, declaration) in index.types {
            guard let ext = declaration.element.child(Self.named("complexContent"))?.child(Self.named("extension")),
                let base = try? self.name(in: ext, "base", declaration.scope)
            else { continue }
            extending[base, default: []].append(name)
        }
        // What is read on the way is at the end of the order, and may be extended too.
        var next = 0
        while next < order.count {
            let base = order[next]
            next += 1
            guard failures[base] == nil, let names = extending.removeValue(forKey: base) else { continue }
            for name in names.sorted(by: { $0.description < $1.description }) {
                guard let declaration = index.types[name] else { continue }
                // One that fails is let be, since nobody asked for it: an object of it is read as what its place has.
                waiting.append((name, declaration))
                readWaiting()
            }
        }
    }

    /// Reads all that waits, and what that needs; what fails is noted, and the rest read all the same.
    private mutating func readWaiting() {
        while let (name, declaration) = waiting.popLast() {
            guard read[name] == nil, failures[name] == nil else { continue }
            let others = waiting.count
            do throws(SageSOAPError) {
                guard read.count < Limit.types else {
                    throw SageSOAPError(.contract, "The WSDL has more than \(Limit.types) types.")
                }
                let found = try members(of: declaration, name, extensions: 0)
                members += found.count
                guard members <= Limit.all else {
                    throw SageSOAPError(.contract, "The WSDL's types have more than \(Limit.all) members.")
                }
                read[name] = found
                order.append(name)
                for member in found {
                    guard case .complex(let needed) = member.content else { continue }
                    if let failure = failures[needed] { throw failure }
                    users[needed, default: []].append(name)
                }
            } catch {
                waiting.removeLast(waiting.count - others)
                note(error, of: name)
            }
        }
    }

    /// Notes that a type cannot be used, nor can those that need it.
    private mutating func note(_ failure: SageSOAPError, of name: QualifiedName) {
        var names = [name]
        while let name = names.popLast() {
            guard failures[name] == nil else { continue }
            failures[name] = failure
            names += users.removeValue(forKey: name) ?? []
        }
    }

    /// Counts what is gone through.
    private mutating func count(_ parts: Int) throws(SageSOAPError) {
        visits += parts
        guard !isExhausted else {
            throw SageSOAPError(.contract, "The WSDL's schemas lead to more than \(Limit.visits) parts.")
        }
    }

    /// The first child of a name; a search among many counts.
    private mutating func child(_ name: String, of element: ElementNode) throws(SageSOAPError) -> ElementNode? {
        try count(element.children.count / 16)
        return element.child(Self.named(name))
    }

    // MARK: Types

    /// The members of a complex type, those of what it extends first.
    ///
    /// Types without a name in it are named by the path to where they are declared. One declaration is one type, however
    /// it is come to, so that one within itself ends.
    private mutating func members(
        of declaration: ContractIndex.Declaration, _ path: QualifiedName, extensions: Int
    ) throws(SageSOAPError) -> [SOAPMember] {
        guard extensions <= Limit.extensions else {
            throw SageSOAPError(
                .contract,
                "The WSDL's type \(Self.shown(path)) extends another one more than \(Limit.extensions) times.")
        }
        try count(1)
        var found: [SOAPMember] = []
        var particles = declaration.element
        if let content = try child("complexContent", of: declaration.element) {
            if let ext = try child("extension", of: content) {
                let base = try name(in: ext, "base", declaration.scope)
                if base != Self.named("anyType") {
                    guard let type = index.types[base] else { throw lacks("type", base) }
                    found = try members(of: type, base, extensions: extensions + 1)
                }
                particles = ext
            } else if let restriction = try child("restriction", of: content) {
                particles = restriction
            }
        }
        found += try self.particles(in: particles, declaration.scope, path, isOptional: false, depth: 0)
        guard found.count <= Limit.members else {
            throw SageSOAPError(
                .contract, "The WSDL's type \(Self.shown(path)) has more than \(Limit.members) members.")
        }
        return found
    }

    private mutating func particles(
        in parent: ElementNode, _ scope: ContractIndex.Scope, _ path: QualifiedName, isOptional: Bool, depth: Int
    ) throws(SageSOAPError) -> [SOAPMember] {
        try count(1 + parent.children.count)
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
                    in: declaration.element, declaration.scope, Self.path("group", group), isOptional: isOptional,
                    depth: depth + 1)
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
        var (declared, scope, elementName, inner) = (element, scope, QualifiedName(nil, ""), path)
        if element["ref"] != nil {
            elementName = try name(in: element, "ref", scope)
            guard let global = index.elements[elementName] else { throw lacks("element", elementName) }
            (declared, scope, inner) = (global.element, global.scope, Self.path(ofElement: elementName))
        } else if let local = element["name"], ContractIndex.isName(local) {
            let isQualified = element["form"].map { $0 == "qualified" } ?? scope.isQualified
            elementName = QualifiedName(isQualified ? scope.namespace : nil, local)
            guard path.local.utf8.count + local.utf8.count < Limit.path else {
                throw SageSOAPError(.contract, "The WSDL's type \(Self.shown(path)) has too much within it.")
            }
            inner = QualifiedName(path.namespace, "\(path.local)/\(local)")
        } else {
            throw SageSOAPError(.contract, "The WSDL's type \(Self.shown(path)) has a member without a name.")
        }
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
        if let type = try child("complexType", of: element) {
            return try content(of: ContractIndex.Declaration(element: type, scope: scope), path, depth: 0)
        }
        if let type = try child("simpleType", of: element) { return .simple(try simple(type, scope, depth: 0)) }
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
        if let content = try child("simpleContent", of: declaration.element) {
            var derived = try child("extension", of: content)
            if derived == nil { derived = try child("restriction", of: content) }
            guard let derived else { return .simple(.opaque) }
            return try self.content(ofType: try self.name(in: derived, "base", declaration.scope), depth: depth + 1)
        }
        if read[name] == nil, failures[name] == nil { waiting.append((name, declaration)) }
        return .complex(name)
    }

    /// The kind of a simple type: that of what it restricts; a list or a union is text.
    private mutating func simple(
        _ type: ElementNode, _ scope: ContractIndex.Scope, depth: Int
    ) throws(SageSOAPError) -> SOAPSimpleType {
        guard let restriction = try child("restriction", of: type) else { return .text }
        if restriction["base"] == nil {
            guard let inner = try child("simpleType", of: restriction) else { return .text }
            return try simple(inner, scope, depth: depth)
        }
        let base = try name(in: restriction, "base", scope)
        guard case .simple(let simple) = try content(ofType: base, depth: depth + 1) else { return .text }
        return simple
    }

    // MARK: Names

    private static func named(_ local: String) -> QualifiedName { QualifiedName(SOAPNamespace.schema, local) }

    private static func shown(_ name: QualifiedName) -> String { ShownText.line(name.description) }

    /// Where the types without a name in a global element or a group are.
    ///
    /// Elements, groups and types have names of their own each: the blank keeps it from being a type's.
    private static func path(_ kind: String, _ name: QualifiedName) -> QualifiedName {
        QualifiedName(name.namespace, "\(kind) \(name.local)")
    }

    private static func path(ofElement name: QualifiedName) -> QualifiedName { path("element", name) }

    private func name(
        in element: ElementNode, _ attribute: String, _ scope: ContractIndex.Scope
    ) throws(SageSOAPError) -> QualifiedName {
        guard let value = element[attribute], value.utf8.count <= Limit.name, let name = element.resolve(value) else {
            throw SageSOAPError(
                .contract, "The WSDL has at line \(element.line) a \(attribute) that names nothing.")
        }
        return name.namespace == nil && scope.isBorrowed ? QualifiedName(scope.namespace, name.local) : name
    }

    private func lacks(_ what: String, _ name: QualifiedName) -> SageSOAPError {
        SageSOAPError(.contract, "The WSDL has no \(what) \(Self.shown(name)), which it refers to\(index.hint).")
    }
}

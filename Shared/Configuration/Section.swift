import Yams

/// One mapping of a configuration file while it is read.
///
/// Every key is declared by the one call that reads it, so that what is accepted, what a fault expects and what the
/// documentation must list cannot differ. A missing or wrong value is recorded as a fault and stands in with its
/// type's placeholder, so that reading goes on to the next fault.
final class Section {
    /// What stands behind the section.
    private enum Source {
        /// A mapping of the file.
        case mapping
        /// Nothing: its keys have their defaults.
        case absent
        /// Nothing, where something was needed: that is recorded already, and nothing more is to be said.
        case muted
        /// Nothing: the keys are only to be listed, of optional sections and lists too.
        case describing
    }

    private struct Entry {
        let place: SourcePlace
        let value: Node
    }

    /// Where the section begins.
    let place: SourcePlace
    private let path: String
    private let source: Source
    private let context: ReadingContext
    private var entries: [String: Entry] = [:]
    private var known: [String] = []

    /// A section that only lists its keys.
    init(describing context: ReadingContext) {
        place = SourcePlace(file: context.file)
        path = ""
        source = .describing
        self.context = context
    }

    /// The mapping at the top of a file.
    convenience init(root: Node, context: ReadingContext) {
        self.init(node: root, path: "", context: context)
    }

    private init(_ source: Source, path: String, place: SourcePlace, context: ReadingContext) {
        self.place = place
        self.path = path
        self.source = source
        self.context = context
    }

    private init(node: Node, path: String, context: ReadingContext) {
        place = context.place(of: node)
        self.path = path
        self.context = context
        guard let mapping = node.mapping else {
            source = .muted
            context.fault(.wrongType, at: place, "found \(node.kindText)", expected: "expected a mapping of keys")
            return
        }
        source = .mapping
        for (key, value) in mapping { enter(key: key, value: value) }
    }

    private func enter(key: Node, value: Node) {
        let place = context.place(of: key)
        let name = context.earlierKey(at: place) ?? key.scalar?.string ?? ""
        if let earlier = entries[name] {
            let expected = "expected each key once; it stands in line \(earlier.place.line) already"
            context.fault(.duplicateKey, at: place, "the key \(quoted(name)) stands twice", expected: expected)
        } else {
            entries[name] = Entry(place: place, value: value)
        }
    }

    // MARK: Values

    /// Reads a value that has to be there.
    func required<Value>(_ name: String, _ type: ValueType<Value>) -> Value {
        declare(name, type.text, "required")
        guard let entry = entries[name] else {
            missing(name, expected: type.text)
            return type.placeholder
        }
        return type.read(entry.value, context) ?? type.placeholder
    }

    /// Reads a value with a default, which is written as it would be in the file.
    func value<Value>(_ name: String, _ type: ValueType<Value>, default text: String) -> Value {
        declare(name, type.text, text)
        return type.read(entries[name]?.value ?? Node(text), context) ?? type.placeholder
    }

    /// Reads a value that may be left out; `otherwise` tells the documentation what holds then.
    func optional<Value>(_ name: String, _ type: ValueType<Value>, otherwise: String = "none") -> Value? {
        declare(name, type.text, otherwise)
        return entries[name].flatMap { type.read($0.value, context) }
    }

    // MARK: Sections

    /// Reads a section that has to be there.
    func section<Value>(_ name: String, _ read: (Section) -> Value) -> Value {
        declare(name, "section", "required")
        if entries[name] == nil { missing(name, expected: "section") }
        return self.read(child(name, ifAbsent: .muted), then: read)
    }

    /// Reads a section all of whose keys have defaults.
    func defaultedSection<Value>(_ name: String, _ read: (Section) -> Value) -> Value {
        declare(name, "section", "all defaults")
        return self.read(child(name, ifAbsent: .absent), then: read)
    }

    /// Reads a section that may be left out; `group` lists sections of the same form under one name.
    func optionalSection<Value>(_ name: String, listedAs group: String? = nil, _ read: (Section) -> Value) -> Value? {
        declare(name, "section", "none")
        guard entries[name] != nil || source == .describing else { return nil }
        let value = self.read(child(name, listedAs: group, ifAbsent: .muted), then: read)
        return entries[name] == nil ? nil : value
    }

    /// Reads a list of at least one section.
    func sections<Value>(_ name: String, _ read: (Section) -> Value) -> [Value] {
        declare(name, "list of sections", "required")
        if entries[name] == nil { missing(name, expected: "list of sections") }
        return list(name, read)
    }

    /// Reads a list of sections that may be left out.
    ///
    /// - Parameters:
    ///   - name: The key.
    ///   - maximum: How many sections there may be.
    ///   - reason: What would go wrong with more.
    ///   - read: Reads one of them.
    /// - Returns: What was read; nothing where the list is not there.
    func optionalSections<Value>(
        _ name: String, maximum: Int, because reason: String, _ read: (Section) -> Value
    ) -> [Value] {
        declare(name, "list of sections", "none")
        let values = list(name, read)
        if values.count > maximum {
            conflict(
                at: name, "\(values.count) sections stand here", expected: "expected at most \(maximum): \(reason)")
        }
        return values
    }

    private func list<Value>(_ name: String, _ read: (Section) -> Value) -> [Value] {
        let childPath = path.isEmpty ? "\(name)[]" : "\(path).\(name)[]"
        guard let entry = entries[name] else {
            if source == .describing {
                _ = self.read(Section(.describing, path: childPath, place: place, context: context), then: read)
            }
            return []
        }
        guard let sequence = entry.value.sequence, !sequence.isEmpty else {
            let found = entry.value.sequence == nil ? "found \(entry.value.kindText)" : "the list is empty"
            let place = context.place(of: entry.value)
            context.fault(.wrongType, at: place, found, expected: "expected a list with at least one section")
            return []
        }
        return sequence.map { self.read(Section(node: $0, path: childPath, context: context), then: read) }
    }

    /// Reads a mapping with free keys, such as column ids by field.
    func table<Value>(_ name: String, keys: NameRule, of type: ValueType<Value>) -> [String: Value] {
        declare(name, "mapping of \(keys.text) to \(type.text)", "none")
        guard let entry = entries[name] else { return [:] }
        var values: [String: Value] = [:]
        let table = Section(node: entry.value, path: "\(path).\(name)", context: context)
        for (key, entry) in table.entries {
            if keys.allows(key) {
                values[key] = type.read(entry.value, context)
            } else {
                let problem = "\(quoted(key)) cannot be a key here"
                context.fault(.outOfRange, at: entry.place, problem, expected: "expected a \(keys.text)")
            }
        }
        return values
    }

    // MARK: Faults and the end

    /// The place of a key, or of the section where the key is not there.
    func place(of name: String) -> SourcePlace { entries[name]?.place ?? place }

    /// Whether the key is there.
    func has(_ name: String) -> Bool { entries[name] != nil }

    /// Records a fault between values that are right each by itself; of an absent section nothing is said.
    ///
    /// - Parameters:
    ///   - name: The key that is to blame, or `nil` for the section.
    ///   - problem: What is wrong.
    ///   - expected: What was expected.
    func conflict(at name: String?, _ problem: String, expected: String) {
        guard source == .mapping else { return }
        context.fault(.conflict, at: name.map(place) ?? place, problem, expected: expected)
    }

    /// Records every key that was not asked for.
    func finish() {
        for (name, entry) in entries where !known.contains(name) {
            let near = NearestName.of(name, among: known).map { "did you mean \(quoted($0))?" }
            let expected = near ?? "expected one of \(known.sorted().joined(separator: ", "))"
            context.fault(.unknownKey, at: entry.place, "the key \(quoted(name)) is not known", expected: expected)
        }
    }

    private func read<Value>(_ section: Section, then read: (Section) -> Value) -> Value {
        defer { section.finish() }
        return read(section)
    }

    private func child(_ name: String, listedAs group: String? = nil, ifAbsent: Source) -> Section {
        let childPath = [path, group ?? name].filter { !$0.isEmpty }.joined(separator: ".")
        if let entry = entries[name] { return Section(node: entry.value, path: childPath, context: context) }
        let inherited = source == .describing || source == .muted ? source : ifAbsent
        return Section(inherited, path: childPath, place: place, context: context)
    }

    private func missing(_ name: String, expected: String) {
        guard source == .mapping else { return }
        let section = path.isEmpty ? "the file" : "\"\(path)\""
        let problem = "the key \"\(name)\" is missing in \(section)"
        context.fault(.missingKey, at: place, problem, expected: "expected \(name): <\(expected)>")
    }

    private func declare(_ name: String, _ type: String, _ defaultValue: String) {
        known.append(name)
        context.declare(KeyDeclaration(section: path, name: name, type: type, defaultValue: defaultValue))
    }
}

extension DocumentValidator {
    // MARK: Arguments

    /// Checks arguments, or the members of an input object, against their definitions.
    mutating func validate(
        _ arguments: [Argument], for definitions: [InputDefinition], of owner: String, at location: SourceLocation
    ) {
        var names: Set<String> = []
        for argument in arguments {
            if !names.insert(argument.name).inserted {
                report("There can be only one argument named \"\(argument.name)\".", at: argument.location)
            }
            guard let definition = definitions.first(where: { $0.name == argument.name }) else {
                report("Unknown argument \"\(argument.name)\" on \(owner).", at: argument.location)
                use(argument.value)
                continue
            }
            validate(
                argument.value, as: definition.type, at: argument.location, hasDefault: definition.defaultValue != nil)
        }
        for definition in definitions where definition.isRequired && !names.contains(definition.name) {
            report(
                "Argument \"\(definition.name)\" of type \"\(definition.type)\" is required on \(owner), but it was not provided.",
                at: location)
        }
    }

    /// Checks that only `@include` and `@skip` stand, and only on selections.
    mutating func validate(_ directives: [Directive], at place: String) {
        var names: Set<String> = []
        for directive in directives {
            guard place == "field", directive.name == "include" || directive.name == "skip" else {
                report("Unknown directive \"@\(directive.name)\" on this \(place).", at: directive.location)
                continue
            }
            if !names.insert(directive.name).inserted {
                report("The directive \"@\(directive.name)\" can only be used once here.", at: directive.location)
            }
            validate(
                directive.arguments, for: Directive.condition, of: "directive \"@\(directive.name)\"",
                at: directive.location)
        }
    }

    // MARK: Values

    /// Marks the variables inside a value of no known type as used.
    private mutating func use(_ value: Literal) {
        usedVariables.formUnion(value.variables)
    }

    /// Checks a value against the type of its place, in which a default may let a nullable variable stand.
    mutating func validate(
        _ value: Literal, as type: TypeReference, at location: SourceLocation, hasDefault: Bool = false
    ) {
        switch (value, type) {
        case (.variable(let name), _):
            validateVariable(name, as: type, at: location, hasDefault: hasDefault)
        case (.null, .nonNull):
            report("Expected value of type \"\(type)\", found null.", at: location)
        case (.null, _): break
        case (_, .nonNull(let inner)):
            validate(value, as: inner, at: location)
        case (.list(let elements), .list(let element)):
            for value in elements { validate(value, as: element, at: location) }
        case (_, .list(let element)):
            validate(value, as: element, at: location)
        case (_, .named(let name)):
            validate(value, asNamed: name, at: location)
        }
    }

    private mutating func validate(_ value: Literal, asNamed name: String, at location: SourceLocation) {
        switch (schema.types[name], value) {
        case (.enumeration(let values), .enumeration(let word)):
            if !values.contains(word) {
                report("Value \"\(word)\" does not exist in \"\(name)\" enum.", at: location)
            }
        case (.enumeration, _):
            report("Enum \"\(name)\" cannot represent non-enum value.", at: location)
        case (.input(let fields), .object(let members)):
            validate(members, for: fields, of: "type \"\(name)\"", at: location)
        case (.input, _):
            report("Expected value of type \"\(name)\", found another.", at: location)
        default:
            validate(value, asScalar: name, at: location)
        }
    }

    private mutating func validate(_ value: Literal, asScalar name: String, at location: SourceLocation) {
        switch (name, value) {
        case ("String", .string), ("ID", .string), ("ID", .int), ("Boolean", .boolean), ("Float", .int),
            ("Float", .float):
            break
        case ("Int", .int(let digits)) where Int32(digits) != nil: break
        case ("String", _), ("ID", _), ("Boolean", _), ("Float", _), ("Int", _):
            report("\(name) cannot represent this value.", at: location)
        default: validateInsideJSON(value, at: location)
        }
    }

    /// Inside a JSON scalar everything goes, but variables must exist.
    private mutating func validateInsideJSON(_ value: Literal, at location: SourceLocation) {
        use(value)
        for name in value.variables where variables[name] == nil {
            report("Variable \"$\(name)\" is not defined.", at: location)
        }
    }

    private mutating func validateVariable(
        _ name: String, as type: TypeReference, at location: SourceLocation, hasDefault: Bool
    ) {
        guard let variable = variables[name] else {
            return report("Variable \"$\(name)\" is not defined.", at: location)
        }
        usedVariables.insert(name)
        // A default on either side lets a nullable variable stand in a non-null place (specification, 5.8.5).
        let mayFillNonNull = hasDefault || (variable.defaultValue.map { $0 != .null } ?? false)
        let place = type.isNonNull && !variable.type.isNonNull && mayFillNonNull ? type.nullable : type
        if !Self.fits(variable.type, in: place) {
            report(
                "Variable \"$\(name)\" of type \"\(variable.type)\" used in position expecting type \"\(type)\".",
                at: location)
        }
    }

    private static func fits(_ variable: TypeReference, in place: TypeReference) -> Bool {
        switch (variable, place) {
        case (.nonNull(let variable), .nonNull(let place)): fits(variable, in: place)
        case (_, .nonNull): false
        case (.nonNull(let variable), _): fits(variable, in: place)
        case (.list(let variable), .list(let place)): fits(variable, in: place)
        default: variable == place
        }
    }
}

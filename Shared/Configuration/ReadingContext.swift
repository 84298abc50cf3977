import Yams

/// What all sections of one file share while it is read: the faults found so far and the keys asked for.
final class ReadingContext {
    let file: String
    /// The folder of the file, against which relative paths are taken, without a slash at the end.
    let folder: String
    private let earlierKeys: [SourcePlace: String]
    private(set) var faults: [ConfigurationFault] = []
    private(set) var declarations: [KeyDeclaration] = []
    private var declared: Set<KeyDeclaration> = []
    /// Where secrets were asked for.
    var secretPlaces: [SourcePlace] = []

    init(file: String, folder: String, earlierKeys: [SourcePlace: String] = [:]) {
        self.file = file
        self.folder = folder
        self.earlierKeys = earlierKeys
    }

    func place(of node: Node) -> SourcePlace { SourcePlace(file: file, mark: node.mark) }

    /// The name of the key at a place, when the same key comes again in its mapping.
    func earlierKey(at place: SourcePlace) -> String? { earlierKeys[place] }

    func fault(_ code: ConfigurationFault.Code, at place: SourcePlace, _ problem: String, expected: String) {
        faults.append(.init(code, at: place, problem, expected: expected))
    }

    func declare(_ declaration: KeyDeclaration) {
        if declared.insert(declaration).inserted { declarations.append(declaration) }
    }

    /// Throws all faults found, in the order of the file.
    ///
    /// - Throws: ``ConfigurationError`` when there is at least one.
    func finish() throws(ConfigurationError) {
        guard faults.isEmpty else {
            throw ConfigurationError(
                faults.sorted { ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column) })
        }
    }
}

import Foundation

/// Reads a configuration file from disk, form first and meaning second.
enum ConfigurationFile {
    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: The file, absolute or relative to the working directory.
    ///   - read: Reads the sections.
    /// - Returns: What `read` made of it.
    /// - Throws: ``ConfigurationError`` with every fault found.
    static func read<Value>(_ path: String, _ read: (Section, ReadingContext) -> Value) throws(ConfigurationError)
        -> Value
    {
        try self.read(bytes: try contents(of: path), file: path, read)
    }

    /// Reads the bytes of a file.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - path: Where it lies, for faults and relative paths.
    ///   - read: Reads the sections.
    /// - Returns: What `read` made of it.
    /// - Throws: ``ConfigurationError`` with every fault found.
    static func read<Value>(bytes: [UInt8], file path: String, _ read: (Section, ReadingContext) -> Value)
        throws(ConfigurationError) -> Value
    {
        let document = try ConfigurationDocument(bytes: bytes, file: path)
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        let context = ReadingContext(file: path, folder: folder, earlierKeys: document.earlierKeys)
        let section = Section(root: document.root, context: context)
        let value = read(section, context)
        section.finish()
        try context.finish()
        return value
    }

    /// Lists the keys that a reader accepts.
    static func declarations<Value>(_ read: (Section, ReadingContext) -> Value) -> [KeyDeclaration] {
        let context = ReadingContext(file: "", folder: "")
        _ = read(Section(describing: context), context)
        return context.declarations
    }

    /// A path of the file, relative to the file's folder unless it is absolute; `..` is left to the system, for which
    /// it may lead through a symbolic link.
    static func resolve(_ path: String, in folder: String) -> String {
        if path.hasPrefix("/") { return path }
        let base = folder.hasSuffix("/") ? folder : folder + "/"
        return base + (path.hasPrefix("./") ? String(path.dropFirst(2)) : path)
    }

    private static func contents(of path: String) throws(ConfigurationError) -> [UInt8] {
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? handle.close() }
            // One byte beyond the limit shows that it is passed, whatever the size of the file.
            return [UInt8](try handle.read(upToCount: ConfigurationLimits.fileBytes + 1) ?? Data())
        } catch {
            let reason = (error as NSError).localizedDescription
            let place = SourcePlace(file: path)
            throw ConfigurationError([
                .init(
                    .unreadable, at: place, "the file cannot be read",
                    expected: "the system says: \(reason) (--config names another file)")
            ])
        }
    }
}

import BusinessObjects
import Foundation
import WireProtocol

/// A folder that holds a company: a CSV file per table, `Company.json`, and `VERSION`.
///
/// Who writes the folder first puts ``writing`` into `VERSION`, then the files, each by renaming, then a version that
/// was never there before. Who reads it looks at `VERSION` before and after, and so never takes a half-written folder
/// for a company. A folder without `VERSION`, filled by hand, is told apart by the times and sizes of its files.
/// Writers keep one another out by a lock on the file `LOCK`.
package struct CompanyFolder: Sendable {
    /// What tells two states of a folder apart.
    enum Version: Equatable, Sendable {
        case named(String)
        case files([String: FileState])
    }

    /// What tells two states of a file apart.
    struct FileState: Equatable, Sendable {
        let modified: Date?
        let size: Int?
    }

    /// The settings in `Company.json`; all may be left out.
    private struct Settings: Codable {
        struct Clock: Codable {
            /// What Sage's clock shows, standing; the real time when left out.
            var now: SageStamp?
            /// A name of the IANA time zone database.
            var zone: String?
        }

        var name: String?
        var allowExternalAccess: Bool?
        var clock: Clock?
    }

    /// What `VERSION` says while the folder is being written.
    package static let writing = "writing"

    package let url: URL

    /// Names a folder; nothing is read yet.
    package init(_ url: URL) {
        self.url = url
    }

    /// Reads the company.
    ///
    /// - Returns: what the folder holds, and the version it had.
    /// - Throws: ``CompanyFolderError``.
    func load() throws(CompanyFolderError) -> (contents: SimulatedCompany.Contents, version: Version) {
        let before = try version()
        let contents: SimulatedCompany.Contents
        do throws(CompanyFolderError) {
            contents = try readContents()
        } catch {
            // A fault in a file that was changed meanwhile is none.
            guard try version() == before else { throw .beingWritten }
            throw error
        }
        guard try version() == before else { throw .beingWritten }
        return (contents, before)
    }

    /// Reads the company.
    ///
    /// - Returns: what the folder holds.
    /// - Throws: ``CompanyFolderError``.
    package func contents() throws(CompanyFolderError) -> SimulatedCompany.Contents {
        try load().contents
    }

    /// Writes the company, so that a process that reads the folder sees the old state or the new one.
    ///
    /// Waits for another process that is writing the folder.
    ///
    /// - Parameter contents: what the folder is to hold; a clock that runs is saved by its zone alone.
    /// - Throws: ``CompanyFolderError``.
    package func save(_ contents: SimulatedCompany.Contents) throws(CompanyFolderError) {
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw CompanyFolderError("the folder cannot be made")
        }
        let lock = try FolderLock(url)
        defer { lock.release() }
        try write(contents)
    }

    /// Reads the company, lets something happen, and writes it, while no other process does the same.
    ///
    /// - Parameter events: what happens to the books, stamped with the company's clock; when it throws, nothing is
    ///   written.
    /// - Returns: what `events` returns.
    /// - Throws: ``CompanyFolderError``, and what `events` throws.
    package func change<Result>(_ events: (inout Books) throws -> Result) throws -> Result {
        let lock = try FolderLock(url)
        defer { lock.release() }
        var contents = try contents()
        contents.books.now = contents.clock.now
        let result = try events(&contents.books)
        try write(contents)
        return result
    }

    private func write(_ contents: SimulatedCompany.Contents) throws(CompanyFolderError) {
        try write(Array(Self.writing.utf8), to: "VERSION")
        for table in SageTables.all {
            try write(TableFile.encode(contents.books, table), to: table.name + ".csv")
        }
        var clock = Settings.Clock(zone: contents.clock.zone.identifier)
        if case .standing(let now) = contents.clock.source { clock.now = now }
        let settings = Settings(
            name: contents.name, allowExternalAccess: contents.allowsExternalAccess, clock: clock)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let json = try? encoder.encode(settings) else {
            throw CompanyFolderError("the settings cannot be written", file: "Company.json")
        }
        try write(Array(json), to: "Company.json")
        try write(Array(UUID().uuidString.utf8), to: "VERSION")
    }

    /// What the folder's state is now.
    ///
    /// - Throws: ``CompanyFolderError``, also while the folder is being written.
    func version() throws(CompanyFolderError) -> Version {
        if let bytes = try? Data(contentsOf: url.appending(path: "VERSION")) {
            let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            guard text != Self.writing, !text.isEmpty else { throw .beingWritten }
            return .named(text)
        }
        let keys: Set<URLResourceKey> = [.contentModificationDateKey, .fileSizeKey]
        guard
            let files = try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: Array(keys))
        else { throw CompanyFolderError("the folder cannot be read") }
        var states: [String: FileState] = [:]
        for file in files where ["csv", "json"].contains(file.pathExtension) {
            let values = try? file.resourceValues(forKeys: keys)
            states[file.lastPathComponent] = FileState(
                modified: values?.contentModificationDate, size: values?.fileSize)
        }
        return .files(states)
    }

    private func readContents() throws(CompanyFolderError) -> SimulatedCompany.Contents {
        let settings = try readSettings()
        let zoneName = settings.clock?.zone ?? SageClock.usualZone
        guard let zone = TimeZone(identifier: zoneName) else {
            throw CompanyFolderError("there is no time zone \(zoneName)", file: "Company.json")
        }
        let clock =
            settings.clock?.now.map { SageClock.standing($0, zone: zone) } ?? SageClock(zone: zone)
        var books = Books(now: clock.now)
        for table in SageTables.all {
            let name = table.name + ".csv"
            let file = url.appending(path: name)
            guard FileManager.default.fileExists(atPath: file.path) else { continue }
            guard let bytes = try? Data(contentsOf: file) else {
                throw CompanyFolderError("the file cannot be read", file: name)
            }
            books.load(try TableFile.decode(Array(bytes), table, file: name))
        }
        return SimulatedCompany.Contents(
            name: settings.name ?? url.lastPathComponent, allowsExternalAccess: settings.allowExternalAccess ?? true,
            clock: clock, books: books)
    }

    private func readSettings() throws(CompanyFolderError) -> Settings {
        let file = url.appending(path: "Company.json")
        guard FileManager.default.fileExists(atPath: file.path) else { return Settings() }
        do {
            return try JSONDecoder().decode(Settings.self, from: Data(contentsOf: file))
        } catch {
            throw CompanyFolderError("the settings cannot be read", file: "Company.json")
        }
    }

    private func write(_ bytes: [UInt8], to name: String) throws(CompanyFolderError) {
        do {
            try Data(bytes).write(to: url.appending(path: name), options: .atomic)
        } catch {
            throw CompanyFolderError("the file cannot be written", file: name)
        }
    }
}

import BusinessObjects
import Foundation
import WireProtocol

/// A folder that holds a company: a CSV file per table, `Company.json`, and `VERSION`.
///
/// Who writes the folder first writes everything into the folder `NEXT`, then puts ``writing`` into `VERSION`, then
/// renames each file to its place, and last a version that was never there before to `VERSION`. Who reads it looks at
/// `VERSION` before and after, and so never takes a half-written folder for a company; times and sizes of the files
/// count besides, for what is changed by hand. Writers keep one another out by a lock on the file `LOCK`. A writer that
/// was killed left the old state or, from ``writing`` on, what whoever comes next completes.
package struct CompanyFolder: Sendable {
    /// What tells two states of a folder apart.
    struct Version: Equatable, Sendable {
        /// What `VERSION` says; `nil` without one.
        let name: String?
        let files: [String: FileState]
    }

    /// What tells two states of a file apart.
    struct FileState: Equatable, Sendable {
        let modified: Date?
        let size: Int?
    }

    /// The settings in `Company.json`; all may be left out.
    struct Settings: Codable {
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

    /// What the folder's state is now; what a killed writer left is completed first.
    ///
    /// - Throws: ``CompanyFolderError``, also while the folder is being written.
    func version() throws(CompanyFolderError) -> Version {
        var name = versionName()
        if name == Self.writing, let lock = try? FolderLock(url, waits: false) {
            let completed = Result { () throws(CompanyFolderError) in try complete() }
            lock.release()
            try completed.get()
            name = versionName()
        }
        guard name != Self.writing, name?.isEmpty != true else { throw .beingWritten }
        return Version(name: name, files: try fileStates())
    }

    /// What `VERSION` says; `nil` without one.
    func versionName() -> String? {
        guard let bytes = try? Data(contentsOf: url.appending(path: "VERSION")) else { return nil }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func fileStates() throws(CompanyFolderError) -> [String: FileState] {
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
        return states
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
}

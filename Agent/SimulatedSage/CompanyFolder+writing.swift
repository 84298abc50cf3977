import BusinessObjects
import Foundation

extension CompanyFolder {
    /// What the next state is written into, and where its files are until they are renamed.
    private var next: URL { url.appending(path: "NEXT", directoryHint: .isDirectory) }

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
        let saved = Result { () throws(CompanyFolderError) in
            try complete()
            try write(contents)
        }
        lock.release()
        try saved.get()
    }

    /// Reads the company, lets something happen, and writes it, while no other process does the same.
    ///
    /// - Parameter events: what happens to the books, stamped with the company's clock; when it throws, nothing is
    ///   written.
    /// - Returns: what `events` returns.
    /// - Throws: ``CompanyFolderError``, and what `events` throws.
    package func change<Result>(_ events: (inout Books) throws -> Result) throws -> Result {
        try changeContents { try $0.change(events) }
    }

    /// Reads the company, lets something happen to all that it holds, its clock too, and writes it, while no other
    /// process does the same.
    ///
    /// - Parameter events: what happens; when it throws, nothing is written.
    /// - Returns: what `events` returns.
    /// - Throws: ``CompanyFolderError``, and what `events` throws.
    package func changeContents<Result>(_ events: (inout SimulatedCompany.Contents) throws -> Result) throws -> Result {
        try changeContents(events) { _, _ in }
    }

    /// As above; `written` gets what was written, and its version, before the next writer is let in.
    func changeContents<Result>(
        _ events: (inout SimulatedCompany.Contents) throws -> Result,
        written: (SimulatedCompany.Contents, Version) -> Void
    ) throws -> Result {
        let lock = try FolderLock(url)
        let changed = Swift.Result {
            try complete()
            var contents = try contents()
            let result = try events(&contents)
            try write(contents)
            written(contents, try version())
            return result
        }
        lock.release()
        return try changed.get()
    }

    // MARK: Steps

    private func write(_ contents: SimulatedCompany.Contents) throws(CompanyFolderError) {
        try prepare(contents)
        try move("WRITING", to: "VERSION")
        try putInPlace()
    }

    /// Writes everything under other names; nobody looks at it yet.
    func prepare(_ contents: SimulatedCompany.Contents) throws(CompanyFolderError) {
        do {
            // What a writer left that ended before anything was to be seen.
            if FileManager.default.fileExists(atPath: next.path) { try FileManager.default.removeItem(at: next) }
            try FileManager.default.createDirectory(at: next, withIntermediateDirectories: false)
        } catch {
            throw CompanyFolderError("the folder cannot be written", file: next.lastPathComponent)
        }
        for table in SageTables.all {
            try put(TableFile.encode(contents.books, table), into: table.name + ".csv")
        }
        try put(settings(of: contents), into: "Company.json")
        try put(Array(Self.writing.utf8), into: "WRITING")
        try put(Array(UUID().uuidString.utf8), into: "VERSION")
    }

    /// Completes what a writer left that ended in the middle; for who holds the lock.
    ///
    /// ``writing`` without a version that waits was written by hand, and stays.
    func complete() throws(CompanyFolderError) {
        guard versionName() == Self.writing, exists("VERSION"), !exists("WRITING") else { return }
        try putInPlace()
    }

    /// Renames each file to its place, and the version last.
    private func putInPlace() throws(CompanyFolderError) {
        let names = try? FileManager.default.contentsOfDirectory(atPath: next.path)
        guard let names else { throw CompanyFolderError("the folder cannot be read", file: next.lastPathComponent) }
        for name in names where name != "VERSION" { try move(name, to: name) }
        try move("VERSION", to: "VERSION")
        // Empty now, and in nobody's way where it stays.
        try? FileManager.default.removeItem(at: next)
    }

    private func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: next.appending(path: name).path)
    }

    private func settings(of contents: SimulatedCompany.Contents) throws(CompanyFolderError) -> [UInt8] {
        var clock = Settings.Clock(zone: contents.clock.zone.identifier)
        if case .standing(let now) = contents.clock.source { clock.now = now }
        let settings = Settings(
            name: contents.name, allowExternalAccess: contents.allowsExternalAccess, clock: clock)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let json = try? encoder.encode(settings) else {
            throw CompanyFolderError("the settings cannot be written", file: "Company.json")
        }
        return Array(json)
    }

    private func put(_ bytes: [UInt8], into name: String) throws(CompanyFolderError) {
        do {
            try Data(bytes).write(to: next.appending(path: name))
        } catch {
            throw CompanyFolderError("the file cannot be written", file: name)
        }
    }

    private func move(_ name: String, to place: String) throws(CompanyFolderError) {
        guard rename(next.appending(path: name).path, url.appending(path: place).path) == 0 else {
            throw CompanyFolderError("the file cannot be written", file: place)
        }
    }
}

import BusinessObjects
import Synchronization

/// A company in a folder, loaded again when the folder has changed.
final class FolderWatch: Sendable {
    private struct State {
        var loaded: (company: SimulatedCompany, version: CompanyFolder.Version)?
        /// The weather of the company, which may not be loaded yet.
        var weather: (seed: UInt64, rate: Double)?

        /// Puts what a folder holds into the company, which is made the first time.
        mutating func take(
            _ contents: SimulatedCompany.Contents, _ version: CompanyFolder.Version, code: String
        ) -> SimulatedCompany {
            guard let company = loaded?.company else {
                let company = SimulatedCompany(code: code, contents: contents)
                if let (seed, rate) = weather { company.setWeather(seed: seed, rate: rate) }
                loaded = (company, version)
                return company
            }
            company.replace(contents)
            loaded = (company, version)
            return company
        }
    }

    private let folder: CompanyFolder
    private let state = Mutex(State())

    /// Watches a folder, which is not read yet.
    init(_ folder: CompanyFolder) {
        self.folder = folder
    }

    /// Has calls to the company go wrong by chance.
    func setWeather(seed: UInt64, rate: Double) {
        state.withLock { state in
            state.weather = (seed, rate)
            state.loaded?.company.setWeather(seed: seed, rate: rate)
        }
    }

    /// The company as the folder has it now; while the folder is being written, as it was before.
    ///
    /// - Parameter code: the company's code.
    /// - Returns: the company, the same object at every call.
    /// - Throws: ``BusinessObjectError`` with the code `unavailable` when the folder cannot be read.
    func current(code: String) throws(BusinessObjectError) -> SimulatedCompany {
        try state.withLock { (state) throws(BusinessObjectError) -> SimulatedCompany in
            do throws(CompanyFolderError) {
                if let loaded = state.loaded, try folder.version() == loaded.version { return loaded.company }
                let (contents, version) = try folder.load()
                return state.take(contents, version, code: code)
            } catch {
                if error.isBeingWritten, let loaded = state.loaded { return loaded.company }
                throw BusinessObjectError(.unavailable, "Company \(code) cannot be loaded: \(error).")
            }
        }
    }

    /// Changes the folder, so that ``current(code:)`` never gives less than what was changed here.
    ///
    /// - Parameters:
    ///   - code: the company's code.
    ///   - events: what happens to the books.
    /// - Returns: what `events` returns.
    /// - Throws: ``CompanyFolderError``, and what `events` throws.
    func change<Result>(code: String, _ events: (inout Books) throws -> Result) throws -> Result {
        try folder.changeContents {
            try $0.change(events)
        } written: { contents, version in
            state.withLock { _ = $0.take(contents, version, code: code) }
        }
    }
}

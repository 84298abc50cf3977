import BusinessObjects
import Synchronization

/// A company in a folder, loaded again when the folder has changed.
final class FolderWatch: Sendable {
    private struct State {
        var loaded: (company: SimulatedCompany, version: CompanyFolder.Version)?
        /// The weather of the company, which may not be loaded yet.
        var weather: (seed: UInt64, rate: Double)?
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
                guard let company = state.loaded?.company else {
                    let company = SimulatedCompany(code: code, contents: contents)
                    if let (seed, rate) = state.weather { company.setWeather(seed: seed, rate: rate) }
                    state.loaded = (company, version)
                    return company
                }
                company.replace(contents)
                state.loaded = (company, version)
                return company
            } catch {
                if error.isBeingWritten, let loaded = state.loaded { return loaded.company }
                throw BusinessObjectError(.unavailable, "Company \(code) cannot be loaded: \(error).")
            }
        }
    }
}

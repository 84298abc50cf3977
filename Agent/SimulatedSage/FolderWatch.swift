import BusinessObjects
import Synchronization

/// A company in a folder, loaded again when the folder has changed.
final class FolderWatch: Sendable {
    private let folder: CompanyFolder
    private let loaded = Mutex<(company: SimulatedCompany, version: CompanyFolder.Version)?>(nil)

    /// Watches a folder, which is not read yet.
    init(_ folder: CompanyFolder) {
        self.folder = folder
    }

    /// The company as the folder has it now; while the folder is being written, as it was before.
    ///
    /// - Parameter code: the company's code.
    /// - Returns: the company, the same object at every call.
    /// - Throws: ``BusinessObjectError`` with the code `unavailable` when the folder cannot be read.
    func current(code: String) throws(BusinessObjectError) -> SimulatedCompany {
        try loaded.withLock { (loaded) throws(BusinessObjectError) -> SimulatedCompany in
            do throws(CompanyFolderError) {
                if let loaded, try folder.version() == loaded.version { return loaded.company }
                let (contents, version) = try folder.load()
                guard let company = loaded?.company else {
                    let company = SimulatedCompany(code: code, contents: contents)
                    loaded = (company, version)
                    return company
                }
                company.replace(contents)
                loaded = (company, version)
                return company
            } catch {
                if error.isBeingWritten, let loaded { return loaded.company }
                throw BusinessObjectError(.unavailable, "Company \(code) cannot be loaded: \(error).")
            }
        }
    }
}

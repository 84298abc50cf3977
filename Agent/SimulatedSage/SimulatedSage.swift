import BusinessObjects
import Foundation
import Synchronization

/// A Sage 100 of its own, without Sage: companies in memory or in folders, behind the business object interface.
///
/// What it takes over from Sage, and what is inferred, stands in `docs/simulators.md`.
package final class SimulatedSage: BusinessObjectServer {
    private let companies: [String: SimulatedCompany]
    private let folders: [String: FolderWatch]
    private let logonRefusal = Mutex<String?>(nil)

    /// Serves companies that live in this process.
    package init(companies: [SimulatedCompany]) {
        self.companies = Dictionary(companies.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        folders = [:]
    }

    /// Serves companies whose tables stand in folders of CSV files, read when the first session is opened and again
    /// when, after they changed, a session is opened or asked for the clock.
    ///
    /// - Parameter folders: the folder of each company by its three-character code.
    package init(folders: [String: URL]) {
        companies = [:]
        self.folders = folders.mapValues { FolderWatch(CompanyFolder($0)) }
    }

    /// Serves a company for every folder in this one whose name is a company code: three capitals or digits.
    ///
    /// - Parameter folder: the folder of the folders.
    /// - Throws: when the folder cannot be read.
    package convenience init(folder: URL) throws {
        let found = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.wholeMatch(of: /[A-Z0-9]{3}/) != nil && $0.hasDirectoryPath }
        self.init(
            folders: Dictionary(found.map { ($0.lastPathComponent, $0) }, uniquingKeysWith: { first, _ in first }))
    }

    package var backend: String { "simulated" }

    /// The codes of the companies, in ascending order.
    package var companyCodes: [String] {
        (Array(companies.keys) + folders.keys).sorted()
    }

    /// Has Sage refuse every log-on with this text, or take it again.
    package func refuseLogon(_ text: String?) {
        logonRefusal.withLock { $0 = text }
    }

    /// Has calls to every company go wrong by chance, each by the same seed: ``SimulatedCompany/setWeather(seed:rate:)``.
    package func setWeather(seed: UInt64, rate: Double) {
        for company in companies.values { company.setWeather(seed: seed, rate: rate) }
        for folder in folders.values { folder.setWeather(seed: seed, rate: rate) }
    }

    package func openSession(company code: String) async throws(BusinessObjectError) -> any BusinessObjectSession {
        if let text = logonRefusal.withLock({ $0 }) {
            throw BusinessObjectError(.logonFailed, "Sage refused the user or the password.", sageText: text)
        }
        if let company = companies[code] { return try await company.openSession() }
        guard let folder = folders[code] else {
            throw BusinessObjectError(
                .companyRefused, "There is no company \(code).", sageText: "The company code \(code) is not on file.")
        }
        return try await folder.current(code: code).openSession(folder: folder)
    }
}

import BusinessObjects
import Configuration
import Foundation
import SimulatedSage

extension AgentConfiguration.Sage {
    /// The way to Sage 100 that the configuration names.
    ///
    /// - Returns: the simulated Sage: companies in a folder, read again when it changes, or generated ones.
    /// - Throws: what the simulated Sage throws for a company that it cannot make.
    func server() throws -> any BusinessObjectServer {
        switch backend {
        case .simulated(let simulated):
            switch simulated.source {
            case .folder(let path):
                return SimulatedSage(folders: folders(URL(filePath: path, directoryHint: .isDirectory)))
            case .generated:
                return SimulatedSage(companies: [])
            }
        }
    }

    /// The folder of each company: one of the company's name in the folder, else the folder itself.
    private func folders(_ folder: URL) -> [String: URL] {
        let pairs = companies.map { company in
            let own = folder.appending(path: company, directoryHint: .isDirectory)
            return (company, FileManager.default.fileExists(atPath: own.path) ? own : folder)
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
}

import BusinessObjects
import COMHost
import Configuration
import Foundation
import SimulatedSage

extension AgentConfiguration.Sage {
    /// The way to Sage 100 that the configuration names.
    ///
    /// - Parameters:
    ///   - secrets: where secrets are.
    ///   - report: is told what becomes of the host.
    /// - Returns: the host of a real Sage; or the simulated one: companies in a folder, read again when it changes, or
    ///   generated ones.
    /// - Throws: `SecretError`, ``COMSettingsError``, and what the simulated Sage throws for a company that it cannot
    ///   make.
    func server(
        _ secrets: (any SecretStore)?, report: @escaping @Sendable (HostEvent) -> Void
    ) throws -> any BusinessObjectServer {
        switch backend {
        case .com(let com): return COMHost(try com.hostSettings(secrets), report: report)
        case .simulated(let simulated):
            let sage =
                switch simulated.source {
                case .folder(let path):
                    SimulatedSage(folders: folders(URL(filePath: path, directoryHint: .isDirectory)))
                case .generated(let wanted):
                    SimulatedSage(companies: companies.map { wanted.company($0, zone: simulated.zone) })
                }
            sage.setWeather(seed: UInt64(simulated.weather.seed), rate: simulated.weather.rate)
            return sage
        }
    }

    /// The business objects of tables that have others than usual.
    var objects: [String: String] {
        if case .com(let com) = backend { com.objects } else { [:] }
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

extension AgentConfiguration.Generated {
    /// A company made of the seed; several companies of one seed are alike but for their codes.
    fileprivate func company(_ code: String, zone: TimeZone) -> SimulatedCompany {
        let sizes = CompanyGenerator.Sizes(
            vendors: vendors, accounts: accounts, purchaseOrders: purchaseOrders, invoices: invoices,
            customers: customers)
        let generator = CompanyGenerator(
            seed: UInt64(bitPattern: Int64(seed)), sizes: sizes, clock: SageClock(zone: zone))
        return SimulatedCompany(code: code, contents: generator.generate())
    }
}

import BusinessObjects
import Foundation

/// A company that others change too while it is served: one of this process, or one in a folder.
///
/// Of a folder, what is read is what it holds now, and what is changed is written back at once, so that a simulated
/// Sage that another process makes of the same folder sees it.
package final class LiveCompany: Sendable {
    private enum Home: Sendable {
        case process(SimulatedCompany)
        case folder(FolderWatch)
    }

    /// Sage's three-character company code.
    package let code: String
    private let home: Home

    /// Serves a company that lives in this process.
    package init(_ company: SimulatedCompany) {
        code = company.code
        home = .process(company)
    }

    /// Serves a company whose tables stand in a folder, which is not read yet.
    ///
    /// - Parameters:
    ///   - code: Sage's three-character company code.
    ///   - folder: a folder of CSV files named after Sage's tables.
    package init(code: String, folder: URL) {
        self.code = code
        home = .folder(FolderWatch(CompanyFolder(folder)))
    }

    /// What the company holds now; while another process writes its folder, what it held before, with all that was
    /// changed here.
    ///
    /// - Throws: ``BusinessObjectError`` with the code `unavailable` when the folder cannot be read.
    package func contents() throws(BusinessObjectError) -> SimulatedCompany.Contents {
        switch home {
        case .process(let company): company.contents
        case .folder(let watch): try watch.current(code: code).contents
        }
    }

    /// Lets something happen, stamped with Sage's clock, and writes it back where the company stands in a folder.
    ///
    /// - Parameter events: what happens to the books; it must not do half of something and throw.
    /// - Returns: what `events` returns.
    /// - Throws: what `events` throws; ``CompanyFolderError`` when the folder cannot be read or written.
    package func change<Result: Sendable>(_ events: (inout Books) throws -> Result) throws -> Result {
        switch home {
        case .process(let company): try company.change(events)
        case .folder(let watch): try watch.change(code: code, events)
        }
    }
}

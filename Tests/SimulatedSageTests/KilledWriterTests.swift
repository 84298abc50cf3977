import BusinessObjects
import Foundation
import Testing
import WireProtocol

@testable import SimulatedSage

/// A folder whose writer was killed holds the old state or the new one, and can be written.
struct KilledWriterTests {
    private let scratch: ScratchFolder
    private let folder: CompanyFolder
    private let old: SimulatedCompany.Contents
    private let new: SimulatedCompany.Contents

    init() throws {
        scratch = try ScratchFolder()
        folder = CompanyFolder(scratch.url)
        old = try Self.contents(vendors: ["A"], customers: ["A"])
        new = try Self.contents(vendors: ["A", "B"], customers: ["A", "B"])
        try folder.save(old)
    }

    private static func contents(vendors: [String], customers: [String]) throws -> SimulatedCompany.Contents {
        var books = Books(now: try stamp())
        for number in vendors { books.addVendor(number, name: number) }
        for number in customers { books.addCustomer(CustomerName(division: "00", number: number)) }
        return .init(name: "Saved", clock: .standing(try stamp()), books: books)
    }

    /// Writes the new state, and is killed behind so many of the renamings that begin with `VERSION`.
    private func writeAndDie(renamings: Int) throws {
        try folder.prepare(new)
        let next = scratch.url.appending(path: "NEXT")
        let names = try FileManager.default.contentsOfDirectory(atPath: next.path).sorted()
        let steps = [("WRITING", "VERSION")] + names.filter { $0 != "WRITING" && $0 != "VERSION" }.map { ($0, $0) }
        for (name, place) in steps.prefix(renamings) {
            #expect(rename(next.appending(path: name).path, scratch.url.appending(path: place).path) == 0)
        }
    }

    private func numbers(_ books: Books) -> [[String?]] {
        [books.records("AP_Vendor").map { $0["VendorNo"] }, books.records("AR_Customer").map { $0["CustomerNo"] }]
    }

    @Test(arguments: 0...SageTables.all.count + 2)
    func `a writer that is killed leaves the old state or the new one`(renamings: Int) throws {
        try writeAndDie(renamings: renamings)
        let left = renamings == 0 ? [["A"], ["A"]] : [["A", "B"], ["A", "B"]]
        #expect(numbers(try folder.contents().books) == left)
        #expect(try scratch.read("VERSION") != CompanyFolder.writing)
    }

    @Test(arguments: 0...SageTables.all.count + 2)
    func `what a killed writer left can be changed`(renamings: Int) throws {
        try writeAndDie(renamings: renamings)
        try folder.change { books in _ = books.addVendor("C", name: "C") }
        let left = renamings == 0 ? [["A", "C"], ["A"]] : [["A", "B", "C"], ["A", "B"]]
        #expect(numbers(try folder.contents().books) == left)
        #expect(!FileManager.default.fileExists(atPath: scratch.url.appending(path: "NEXT").path))
    }

    @Test(arguments: [0, 1, 5])
    func `what a killed writer left can be saved over`(renamings: Int) throws {
        try writeAndDie(renamings: renamings)
        try folder.save(old)
        #expect(numbers(try folder.contents().books) == [["A"], ["A"]])
    }

    @Test func `who served the folder before goes on with the new state`() throws {
        let live = LiveCompany(code: "ABC", folder: scratch.url)
        #expect(numbers(try live.contents().books) == [["A"], ["A"]])
        try writeAndDie(renamings: 5)
        #expect(numbers(try live.contents().books) == [["A", "B"], ["A", "B"]])
    }

    @Test func `a writer that is alive is left to its work`() throws {
        try writeAndDie(renamings: 5)
        let lock = try FolderLock(scratch.url)
        let error = #expect(throws: CompanyFolderError.self) { try folder.contents() }
        #expect(error?.isBeingWritten == true)
        lock.release()
        #expect(numbers(try folder.contents().books) == [["A", "B"], ["A", "B"]])
    }

    @Test func `what was marked by hand is not changed, and the error says what to do`() throws {
        try scratch.write(CompanyFolder.writing, to: "VERSION")
        let error = #expect(throws: CompanyFolderError.self) { try folder.change { _ in } }
        #expect(error?.description.contains("VERSION: the folder is being written; where nobody writes it") == true)
        try FileManager.default.removeItem(at: scratch.url.appending(path: "VERSION"))
        try folder.change { books in _ = books.addVendor("C", name: "C") }
        #expect(numbers(try folder.contents().books) == [["A", "C"], ["A"]])
    }
}

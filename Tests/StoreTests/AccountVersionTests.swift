import Store
import Sync
import TestSupport
import Testing

/// What is kept of accounts that another version of monday's API answers.
struct AccountVersionTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    @Test func `a difference keeps the time since when it is, until another version answers or it ends`() throws {
        let store = try RelayStore(path: folder.path + "/relay.sqlite")
        #expect(try store.versionDifference(of: "a") == nil)
        let first = VersionDifference(asked: "2026-10", answered: "2026-07", since: 1000)
        try store.note(first, of: "a")
        try store.note(VersionDifference(asked: "2026-10", answered: "2026-07", since: 5000), of: "a")
        #expect(try store.versionDifference(of: "a") == first)
        #expect(try store.versionDifference(of: "b") == nil)
        let other = VersionDifference(asked: "2026-10", answered: "2027-01", since: 9000)
        try store.note(other, of: "a")
        #expect(try store.versionDifference(of: "a") == other)
        try store.note(nil, of: "a")
        #expect(try store.versionDifference(of: "a") == nil)
    }
}

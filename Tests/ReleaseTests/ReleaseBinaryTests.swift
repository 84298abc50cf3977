import Configuration
import Foundation
import Sync
import TestSupport
import Testing

/// What is shipped has no way to be killed from within.
@Suite(.timeLimit(.minutes(30)))
struct ReleaseBinaryTests {
    private static let texts =
        [FailPoint.variable, WriteFailPoint.variable] + FailPoint.allCases.map(\.rawValue)
        + WriteFailPoint.allCases.map(\.rawValue)

    /// Which names a program's bytes hold.
    private func names(in program: URL) throws -> Set<String> {
        let bytes = try Data(contentsOf: program, options: .alwaysMapped)
        #expect(bytes.count > 1_000_000, "\(program.path) is no whole program")
        return Set(Self.texts.filter { bytes.range(of: Data($0.utf8)) != nil })
    }

    @Test func `a debug build knows the steps at which it can be killed`() throws {
        // Texts of up to 15 bytes can be part of an instruction and not be found; of the longer ones, all are.
        let found = try names(in: ChildProcess.products.appending(path: "sage-relay"))
        #expect(found.isSuperset(of: Self.texts.filter { $0.utf8.count > 15 }))
    }

    @Test func `a release build knows none of them`() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = try ScratchFolder()
        // The folder of `make bench`, so that what both need is built once.
        let build = try ChildProcess(
            "/usr/bin/env",
            [
                "swift", "build", "-c", "release", "--static-swift-stdlib", "--product", "sage-relay", "--package-path",
                root.path,
                "--scratch-path", root.appending(path: ".build-bench").path,
            ], in: folder.path)
        let code = await build.exitCode(within: .seconds(1700))
        try #require(code == 0, "\(build.standardOutput.suffix(2000))\(build.standardError.suffix(2000))")
        #expect(try names(in: root.appending(path: ".build-bench/release/sage-relay")) == [])
    }
}

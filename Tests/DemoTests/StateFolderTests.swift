import Foundation
import TestSupport
import Testing

@testable import Demo

struct StateFolderTests {
    @Test func `a folder of an earlier demonstration is made anew`() throws {
        let scratch = try ScratchFolder()
        let path = "\(scratch.path)/state"
        let first = try StateFolder(fresh: path)
        try first.write("old", to: "old")
        let second = try StateFolder(fresh: path)
        #expect(!FileManager.default.fileExists(atPath: second.file("old")))
    }

    @Test func `a folder that something else made is left alone`() throws {
        let scratch = try ScratchFolder()
        try scratch.write("mine", to: "mine")
        #expect(throws: DemoError.self) { try StateFolder(fresh: scratch.path) }
        #expect(FileManager.default.fileExists(atPath: "\(scratch.path)/mine"))
    }

    @Test func `what is written is its owner's alone`() throws {
        let scratch = try ScratchFolder()
        let folder = try StateFolder(fresh: "\(scratch.path)/state")
        try folder.write("secret", to: "secrets/token")
        for (path, mode) in [("secrets/token", 0o600), ("secrets", 0o700), ("logs", 0o700)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.file(path))
            #expect(attributes[.posixPermissions] as? Int == mode)
        }
    }
}

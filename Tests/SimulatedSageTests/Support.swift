import BusinessObjects
import Foundation
import SimulatedSage
import Testing
import WireProtocol

/// A folder for one test, removed with it.
final class ScratchFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "simulated-sage-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: url.appending(path: name))
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appending(path: name)), as: UTF8.self)
    }
}

/// The moment at which the companies of these tests stand.
let noon = "20260310T12:00:00.000"

func stamp(_ text: String = noon) throws -> SageStamp {
    try #require(SageStamp(text))
}

import Foundation

/// Where the programs are that the demonstration starts.
struct Programs: Sendable {
    let monday: String
    let soap: String
    let agent: String
    let relay: String
    let developmentCA: String

    /// Finds the programs beside this one, and the script in a folder above it.
    ///
    /// - Throws: ``DemoError`` when one is missing.
    init() throws {
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let folder = own.deletingLastPathComponent()
        func program(_ name: String) throws -> String {
            let path = folder.appendingPathComponent(name).path
            guard FileManager.default.isExecutableFile(atPath: path) else {
                throw DemoError("\(path) is missing. Build it: swift build --product \(name)")
            }
            return path
        }
        monday = try program("simulated-monday")
        soap = try program("simulated-sage-soap")
        agent = try program("sage-agent")
        relay = try program("sage-relay")
        var above = folder
        while above.path != "/" {
            above.deleteLastPathComponent()
            let script = above.appendingPathComponent("certs/development-ca.sh").path
            if FileManager.default.isReadableFile(atPath: script) {
                developmentCA = script
                return
            }
        }
        throw DemoError(
            "certs/development-ca.sh is in no folder above \(folder.path). Run the demonstration from a clone.")
    }
}

import COMHost
import Foundation
import Testing

/// How Sage is reached: in which width, and in which process.
struct Way: Sendable, CustomTestStringConvertible {
    /// The width of the host, and of the server in it.
    var bits = 64
    /// Whether Sage's server is a process of its own.
    var hasServer = false

    var testDescription: String { "\(bits) bits, \(hasServer ? "a server of its own" : "in the host")" }
}

/// The way to the fake ProvideX: boi-host under Wine, over a folder of company folders.
enum WineHost {
    /// What is missing to run it.
    struct Missing: Error, CustomStringConvertible {
        var description: String
    }

    /// Why no program of 32 bits runs here; `nil` where they do.
    static var lackOf32Bits: String? {
        ProcessInfo.processInfo.environment["BOI_LACKS_32_BITS"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Where `make -C Agent/boi-host` built to, with Wine set up beside it.
    ///
    /// - Parameter bits: the width of the programs.
    /// - Returns: their folder.
    /// - Throws: ``Missing``, with what to do; a machine without Wine fails, since nothing else tries COM.
    static func build(bits: Int = 64) throws -> String {
        let environment = ProcessInfo.processInfo.environment
        guard let build = environment["BOI_BUILD"], environment["WINEPREFIX"] != nil else {
            throw Missing(
                description:
                    "BOI_BUILD and WINEPREFIX are not set. Run this suite with `make test` or `make test-com`, "
                    + "which install Wine, build boi-host and the fake ProvideX, and set both.")
        }
        let folder = "\(build)/\(bits)"
        for program in ["boi-host.exe", "FakeProvideX.dll", "FakeProvideX.exe"] {
            guard FileManager.default.fileExists(atPath: "\(folder)/\(program)") else {
                throw Missing(description: "\(program) is not in \(folder). Run `make boi-host`.")
            }
        }
        return folder
    }

    /// Settings for a folder of company folders; the fake orders keys by UTF-8 and has a clock of its own.
    static func settings(_ companies: URL, _ way: Way = Way()) throws -> HostSettings {
        var settings = HostSettings(
            command: ["wine64", "\(try build(bits: way.bits))/boi-host.exe"],
            logon: [
                "home": .text("Z:" + companies.path.replacingOccurrences(of: "/", with: "\\")),
                "settings": .object([
                    "progId": .text(way.hasServer ? "FakeProvideX.Script" : "ProvideX.Script"),
                    "serverProcess": .text("FakeProvideX.exe"),
                    "keyOrder": .text("utf8"), "clockMember": .text("sClock"),
                ]),
            ], credentials: HostSettings.Credentials(user: "bridge", password: "s3cret-p4ss"))
        settings.restart.first = .milliseconds(20)
        // Wine's first start of the day takes its time.
        settings.deadlines.start = .seconds(60)
        return settings
    }
}

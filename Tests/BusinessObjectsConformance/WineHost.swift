import COMHost
import Foundation

/// The way to the fake ProvideX: boi-host under Wine, over a folder of company folders.
enum WineHost {
    /// What is missing to run it.
    struct Missing: Error, CustomStringConvertible {
        var description: String
    }

    /// Where `make -C Agent/boi-host` built to, with Wine set up beside it.
    ///
    /// - Returns: the folder of the 64-bit programs.
    /// - Throws: ``Missing``, with what to do; a machine without Wine fails, since nothing else tries COM.
    static func build() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        guard let build = environment["BOI_BUILD"], environment["WINEPREFIX"] != nil else {
            throw Missing(
                description:
                    "BOI_BUILD and WINEPREFIX are not set. Run this suite with `make test` or `make test-com`, "
                    + "which install Wine, build boi-host and the fake ProvideX, and set both.")
        }
        let folder = "\(build)/64"
        for program in ["boi-host.exe", "FakeProvideX.dll"] {
            guard FileManager.default.fileExists(atPath: "\(folder)/\(program)") else {
                throw Missing(description: "\(program) is not in \(folder). Run `make boi-host`.")
            }
        }
        return folder
    }

    /// Settings for a folder of company folders; the fake orders keys by UTF-8 and has a clock of its own.
    static func settings(_ companies: URL, program: String = "ProvideX.Script") throws -> HostSettings {
        var settings = HostSettings(
            command: ["wine64", "\(try build())/boi-host.exe"],
            logon: [
                "home": .text("Z:" + companies.path.replacingOccurrences(of: "/", with: "\\")),
                "settings": .object([
                    "progId": .text(program), "serverProcess": .text("FakeProvideX.exe"), "keyOrder": .text("utf8"),
                    "clockMember": .text("sClock"),
                ]),
            ], credentials: HostSettings.Credentials(user: "bridge", password: "s3cret-p4ss"))
        settings.restart.first = .milliseconds(20)
        // Wine's first start of the day takes its time.
        settings.deadlines.start = .seconds(60)
        return settings
    }
}

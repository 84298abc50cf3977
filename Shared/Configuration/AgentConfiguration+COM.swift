import Foundation
import WireProtocol

extension AgentConfiguration {
    /// A Sage 100 behind its COM objects, driven by `boi-host.exe` as a child process.
    package struct COM: Hashable, Sendable {
        /// How Sage learns who is there.
        package enum Logon: String, CaseIterable, Sendable {
            case setUser = "set-user"
            case unified
            case both
        }

        /// The command that starts the host; no secret is in it.
        package var command: [String]
        /// The folder `MAS90\Home` of the installation, as the host's machine sees it.
        package var home: String
        package var logon: Logon?
        /// Sage's user; absent for a log-on as the Windows user.
        package var user: SecretReference?
        package var password: SecretReference?
        /// The date of every module; `nil` for today.
        package var date: SageDate?
        package var module: String?
        /// The business object of a table, where it is not the table's name with `_svc`.
        package var objects: [String: String]
        package var settings: Settings
        package var deadlines: Deadlines
        package var watchdog: Watchdog
        package var recycle: Recycle
        package var restart: Restart

        /// What public sources leave open about Sage; `nil` and empty stand for the host's own defaults.
        package struct Settings: Hashable, Sendable {
            /// The bytes by which Sage orders keys.
            package enum KeyOrder: String, CaseIterable, Sendable { case windows1252, utf8 }
            /// How a walk finds its beginning.
            package enum Position: String, CaseIterable, Sendable { case fields, argument, browse }
            /// Whether Sage itself filters.
            package enum ResultSets: String, CaseIterable, Sendable { case never, filtered }

            package var programID: String?
            package var serverProcess: String?
            package var sessionObject: String?
            package var members: [String: String]
            package var separators: [Int]?
            package var keyOrder: KeyOrder?
            /// The code point that fills the fields of a key.
            package var keyPadding: Int?
            package var position: Position?
            package var resultSets: ResultSets?
            package var lockPatterns: [String]?
            package var unknownObjectPatterns: [String]?
            package var clockMember: String?
            package var zone: TimeZone?
            package var modules: [String: String]
            package var tasks: [String: String]
            /// A JSON file.
            package var layouts: String?
        }

        /// How long what may take.
        package struct Deadlines: Hashable, Sendable {
            package var start: Duration
            package var logon: Duration
            package var call: Duration
            package var page: Duration
            package var queue: Duration
        }

        /// When the host or Sage is taken for hanging.
        package struct Watchdog: Hashable, Sendable {
            package var call: Duration
            package var silence: Duration
            package var grace: Duration
            package var idle: Duration
        }

        /// When session and host give way to new ones.
        package struct Recycle: Hashable, Sendable {
            package var age: Duration
            package var sessions: Int
            package var errors: Int
        }

        /// How a host that failed is started again.
        package struct Restart: Hashable, Sendable {
            package var first: Duration
            package var longest: Duration
            package var failures: Int
            package var healthy: Duration
            package var logon: Duration
        }
    }
}

extension AgentConfiguration.COM {
    init(_ section: Section) {
        command = section.required("command", ValueType.line("argument", maximum: 1000).list(minimum: 1, maximum: 32))
        home = section.required("home", .line("Windows path", maximum: 400))
        logon = section.optional(
            "logon", .choice(placeholder: .unified), otherwise: "set-user with a user, else unified")
        user = section.optional("user", .secret)
        password = section.optional("password", .secret)
        date = section.optional("date", .date, otherwise: "today") ?? nil
        module = section.optional("module", .line("module", maximum: 8))
        objects = section.table("objects", keys: .sage, of: .name(.sage))
        settings = section.defaultedSection("settings", Settings.init)
        deadlines = section.defaultedSection("deadlines", Deadlines.init)
        watchdog = section.defaultedSection("watchdog", Watchdog.init)
        recycle = section.defaultedSection("recycle", Recycle.init)
        restart = section.defaultedSection("restart", Restart.init)
        if section.has("user") != section.has("password") {
            section.conflict(
                at: section.has("user") ? "user" : "password", "\"user\" and \"password\" do not stand together",
                expected: "expected both, or none for a log-on as the Windows user")
        }
        if let logon, logon != .unified, user == nil {
            section.conflict(
                at: "logon", "the log-on \(logon.rawValue) has no user", expected: "expected user and password")
        }
        if logon == .unified, user != nil {
            section.conflict(at: "user", "a unified log-on takes no user", expected: "expected set-user, or both")
        }
    }

    /// What a file that is refused anyway stands in with.
    static let placeholder = AgentConfiguration.COM(
        Section(describing: ReadingContext(file: "", folder: "")))
}

extension AgentConfiguration.COM.Settings {
    fileprivate init(_ section: Section) {
        let name = ValueType<String>.name(.sage)
        programID = section.optional("program-id", .line("ProgID", maximum: 100), otherwise: "ProvideX.Script")
        serverProcess = section.optional(
            "server-process", .line("name of a program", maximum: 100), otherwise: "pvxcom.exe")
        sessionObject = section.optional("session-object", name, otherwise: "SY_Session")
        members = section.table("members", keys: .sage, of: name)
        separators = section.optional(
            "separators", ValueType<Int>.codePoint(from: 1).list(minimum: 1, maximum: 8), otherwise: "352, 138")
        keyOrder = section.optional("key-order", .choice(placeholder: .windows1252), otherwise: "windows1252")
        keyPadding = section.optional("key-padding", .codePoint(from: 0), otherwise: "0")
        position = section.optional("position", .choice(placeholder: .fields), otherwise: "fields")
        resultSets = section.optional("result-sets", .choice(placeholder: .never), otherwise: "never")
        let patterns = ValueType.line("text", maximum: 100).list(minimum: 1, maximum: 50)
        lockPatterns = section.optional("lock-patterns", patterns, otherwise: "the host's own")
        unknownObjectPatterns = section.optional(
            "unknown-object-patterns", patterns, otherwise: "the host's own")
        clockMember = section.optional("clock-member", name)
        zone = section.optional("zone", .timeZone, otherwise: "the host's own")
        let short = ValueType<String>.line("text", maximum: 64)
        modules = section.table("modules", keys: .sage, of: short)
        tasks = section.table("tasks", keys: .sage, of: short)
        layouts = section.optional("layouts", .file)
    }
}

extension AgentConfiguration.COM.Deadlines {
    fileprivate init(_ section: Section) {
        let type = ValueType<Duration>.duration(.milliseconds(100) ... .seconds(3600))
        start = section.value("start", type, default: "30s")
        logon = section.value("logon", type, default: "60s")
        call = section.value("call", type, default: "60s")
        page = section.value("page", type, default: "10m")
        queue = section.value("queue", type, default: "60s")
    }
}

extension AgentConfiguration.COM.Watchdog {
    fileprivate init(_ section: Section) {
        call = section.value("call", .duration(.milliseconds(100) ... .seconds(3600)), default: "60s")
        silence = section.value("silence", .duration(.milliseconds(100) ... .seconds(600)), default: "20s")
        grace = section.value("grace", .duration(.milliseconds(100) ... .seconds(60)), default: "1s")
        idle = section.value("idle", .duration(.seconds(3) ... .seconds(86_400)), default: "30s")
        // A ping goes out every third of `idle`, and its answer may take `silence`: a host that ended itself before
        // would look like one that crashed.
        let least = silence + idle / 3
        if idle < least {
            section.conflict(
                at: "idle",
                "\"idle\" (\(idle.written)) is shorter than \"silence\" (\(silence.written)) and a third of itself",
                expected: "expected one and a half times \"silence\" at least")
        }
    }
}

extension AgentConfiguration.COM.Recycle {
    fileprivate init(_ section: Section) {
        age = section.value("age", .duration(.seconds(60) ... .seconds(7 * 86_400)), default: "4h")
        sessions = section.value("sessions", .number(1...1_000_000), default: "100")
        errors = section.value("errors", .number(1...1_000_000), default: "50")
    }
}

extension AgentConfiguration.COM.Restart {
    fileprivate init(_ section: Section) {
        first = section.value("first", .duration(.milliseconds(10) ... .seconds(60)), default: "200ms")
        longest = section.value("longest", .duration(.milliseconds(10) ... .seconds(3600)), default: "60s")
        failures = section.value("failures", .number(1...100), default: "5")
        healthy = section.value("healthy", .duration(.seconds(1) ... .seconds(3600)), default: "60s")
        logon = section.value("logon", .duration(.seconds(1) ... .seconds(3600)), default: "60s")
        if longest < first {
            section.conflict(
                at: "longest", "\"longest\" (\(longest.written)) is shorter than \"first\" (\(first.written))",
                expected: "expected at least as much")
        }
    }
}

/// How the host is started, what it is told at log-on, and how much patience it is met with.
package struct HostSettings: Sendable {
    /// The command that starts it, such as `["ssh", "sage-server", "boi-host.exe"]`.
    ///
    /// Its arguments can be seen by everybody on the machine and carry no secret.
    package var command: [String]
    /// What `openSession` gets besides the company and the credentials: `home`, `logon`, `date`, `module`, `settings`.
    package var logon: [String: HostJSON]
    /// Sage's user and password; `nil` for a log-on as the Windows user.
    package var credentials: Credentials?
    package var deadlines = Deadlines()
    package var watchdog = Watchdog()
    package var recycle = Recycle()
    package var restart = Restart()

    package init(command: [String], logon: [String: HostJSON] = [:], credentials: Credentials? = nil) {
        self.command = command
        self.logon = logon
        self.credentials = credentials
    }

    /// A user of Sage; shows itself only to what sends it.
    package struct Credentials: Sendable, CustomStringConvertible, CustomReflectable {
        let user: String
        let password: String

        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }

        package var description: String { "‹secret›" }
        package var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// How long what may take, from the moment it is asked for or, behind another request, from that one's end.
    package struct Deadlines: Hashable, Sendable {
        /// From the start of the command to the host's first frame; `ssh` connects in it.
        package var start = Duration.seconds(30)
        /// A log-on, which starts Sage.
        package var logon = Duration.seconds(60)
        /// Every other verb but a page.
        package var call = Duration.seconds(60)
        /// A page: a filter that few records pass makes Sage read many.
        package var page = Duration.seconds(600)
        /// How long a session waits for the one before it to end.
        package var queue = Duration.seconds(60)

        package init() {}
    }

    /// When the host or Sage is taken for hanging.
    package struct Watchdog: Hashable, Sendable {
        /// The longest single call of Sage.
        package var call = Duration.seconds(60)
        /// The longest silence of the host, which answers a ping at once also while Sage hangs.
        package var silence = Duration.seconds(20)
        /// How long a request may go on after Sage's process was ended.
        package var grace = Duration.seconds(1)
        /// How long the host lives without a frame of ours; pings come every third of it.
        package var idle = Duration.seconds(30)

        package init() {}
    }

    /// When a session and its host give way to new ones.
    package struct Recycle: Hashable, Sendable {
        /// Sage's processes grow and go stale; integrators renew them every few hours.
        package var age = Duration.seconds(4 * 3600)
        /// How many sessions one host serves, one after the other.
        package var sessions = 100
        /// How many errors of Sage's one session may meet, lost ones apart, which always end it.
        package var errors = 50

        package init() {}
    }

    /// How a host that failed is started again: after a while that doubles from the first to the longest, with jitter.
    package struct Restart: Hashable, Sendable {
        package var first = Duration.milliseconds(200)
        package var longest = Duration.seconds(60)
        /// After so many failures in a row nobody waits for the next start; callers are refused until it is due.
        package var failures = 5
        /// How long a host must live to count as a success.
        package var healthy = Duration.seconds(60)
        /// How long a refused log-on is not tried again, doubling up to an hour: Sage locks a user out.
        package var logon = Duration.seconds(60)

        package init() {}
    }
}

/// The answer to `GET /v1/info`: what an agent is, serves and may do.
package struct AgentInfo: Codable, Hashable, Sendable {
    /// One company the agent serves.
    package struct Company: Codable, Hashable, Sendable {
        /// Sage's three-character company code.
        package var code: String
        package var name: String?
        /// The segments of the company's account structure, in order; the first is the main account.
        package var segments: [SegmentDefinition]
        /// Why the company cannot be read now; absent when it can.
        package var problem: Problem?

        package init(
            code: String, name: String? = nil, segments: [SegmentDefinition], problem: Problem? = nil
        ) {
            self.code = code
            self.name = name
            self.segments = segments
            self.problem = problem
        }
    }

    /// One segment of an account structure.
    package struct SegmentDefinition: Codable, Hashable, Sendable {
        /// Two digits; `01` is the main account.
        package var number: String
        /// What the company calls the segment, `Department`.
        package var name: String
        /// How many characters its codes have; absent where Sage does not say.
        package var length: Int?

        package init(number: String, name: String, length: Int? = nil) {
            self.number = number
            self.name = name
            self.length = length
        }
    }

    /// Sage's clock as the agent reads it.
    package struct Clock: Codable, Hashable, Sendable {
        /// Sage's wall clock now.
        package var now: SageStamp
        /// The zone of that clock, a name of the IANA time zone database: `America/Los_Angeles`.
        package var zone: String

        package init(now: SageStamp, zone: String) {
            self.now = now
            self.zone = zone
        }
    }

    /// The program between the agent and Sage.
    package struct Host: Codable, Hashable, Sendable {
        /// What it does.
        package enum State: String, Codable, Hashable, Sendable {
            /// It has not been needed yet, or was ended in order.
            case stopped
            /// It runs.
            case running
            /// It ended or could not be started, and is started again soon.
            case waiting
            /// It failed so often that it is left alone for a while.
            case resting
        }

        package var state: State
        /// Why it is in this state, in one sentence.
        package var detail: String
        /// Its own version; absent until it has run.
        package var version: String?
        /// 32 or 64; absent until it has run.
        package var bits: Int?
        /// How often it was started.
        package var starts: Int

        package init(state: State, detail: String, version: String? = nil, bits: Int? = nil, starts: Int) {
            self.state = state
            self.detail = detail
            self.version = version
            self.bits = bits
            self.starts = starts
        }
    }

    /// The agent's own version, `0.1.0`.
    package var version: String
    /// The protocol versions it speaks.
    package var protocolVersions: [Int]
    /// What it reads from: `simulated` or `com`.
    package var backend: String
    /// Whether its policy allows writing to Sage.
    package var mayWrite: Bool
    package var companies: [Company]
    package var clock: Clock
    /// The program between the agent and Sage; absent where there is none, and from agents that know none.
    package var host: Host?

    package init(
        version: String, protocolVersions: [Int], backend: String, mayWrite: Bool, companies: [Company], clock: Clock,
        host: Host? = nil
    ) {
        self.version = version
        self.protocolVersions = protocolVersions
        self.backend = backend
        self.mayWrite = mayWrite
        self.companies = companies
        self.clock = clock
        self.host = host
    }
}

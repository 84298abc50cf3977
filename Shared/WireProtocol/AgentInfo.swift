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

    package init(
        version: String, protocolVersions: [Int], backend: String, mayWrite: Bool, companies: [Company], clock: Clock
    ) {
        self.version = version
        self.protocolVersions = protocolVersions
        self.backend = backend
        self.mayWrite = mayWrite
        self.companies = companies
        self.clock = clock
    }
}

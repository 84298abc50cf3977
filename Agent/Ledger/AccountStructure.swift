import BusinessObjects
import WireProtocol

/// How a company's account codes are divided into segments.
struct AccountStructure: Sendable {
    var segments: [AgentInfo.SegmentDefinition]

    static func read(_ session: SageSession) async throws -> AccountStructure {
        AccountStructure(segments: [])
    }
}

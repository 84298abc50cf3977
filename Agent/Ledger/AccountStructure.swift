import BusinessObjects
import WireProtocol

/// How a company's account codes are divided into segments.
enum AccountStructure {
    /// Reads GL_AccountStructure; where it is empty or missing, looks at all accounts, since a single one may be longer
    /// than the others, and calls their parts `Segment 1`, `Segment 2`.
    static func read(_ session: SageSession) async throws -> [AgentInfo.SegmentDefinition] {
        var segments: [AgentInfo.SegmentDefinition] = []
        try await session.each(.accountStructure, PageRequest()) { row in
            let number = row.key("SegmentNo")
            segments.append(
                AgentInfo.SegmentDefinition(
                    number: number, name: row.text("SegmentDesc") ?? name(number),
                    length: row.text("SegmentLength").flatMap(DecimalText.init(sage:)).flatMap { Int($0.text) }))
        }
        return try await segments.isEmpty ? derived(session) : segments
    }

    /// The number of a segment, two digits.
    static func number(_ position: Int) -> String {
        position < 10 ? "0\(position)" : "\(position)"
    }

    private static func name(_ number: String) -> String {
        "Segment " + (Int(number).map { "\($0)" } ?? number)
    }

    /// The parts of the account codes that are there, with a length where all have the same.
    private static func derived(_ session: SageSession) async throws -> [AgentInfo.SegmentDefinition] {
        var lengths: [Set<Int>] = []
        try await session.each(.accounts, PageRequest()) { row in
            let parts = row.key("Account").split(separator: "-", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                if index == lengths.count { lengths.append([]) }
                lengths[index].insert(part.count)
            }
        }
        return lengths.enumerated().map { index, found in
            AgentInfo.SegmentDefinition(
                number: number(index + 1), name: "Segment \(index + 1)", length: found.count == 1 ? found.first : nil)
        }
    }
}

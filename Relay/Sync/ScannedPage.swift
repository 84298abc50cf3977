import WireProtocol

/// The lines of a scan that one transaction takes in.
struct ScannedPage: Sendable {
    struct Unreadable: Sendable {
        let key: String
        let sentence: String
    }

    private(set) var records: [RecordLine] = []
    private(set) var problems: [Unreadable] = []
    private(set) var cursor: String?
    private(set) var highWater: SageStamp?

    var count: Int { records.count + problems.count }

    /// Takes a record; one that is not what it says it is counts as unreadable.
    mutating func add(_ line: RecordLine, kind: RecordKind) {
        cursor = line.cursor
        guard line.key.parts.count == kind.keyPartCount, line.record.map({ $0.key == line.key }) ?? true else {
            problems.append(
                Unreadable(key: line.key.text, sentence: "The agent sent a record whose key is not the one it names."))
            return
        }
        highWater = [highWater, line.stamps.latest].compactMap(\.self).max()
        records.append(line)
    }

    mutating func add(_ line: ProblemLine) {
        cursor = line.cursor
        problems.append(Unreadable(key: line.key.text, sentence: "\(line.problem)"))
    }
}

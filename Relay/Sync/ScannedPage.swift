import WireProtocol

/// The lines of a scan that are taken in together.
struct ScannedPage: Sendable {
    struct Unreadable: Sendable {
        let key: String
        let sentence: String
    }

    /// By the text of their keys, which are made once; of several lines on one record the last counts, as a record that
    /// was posted while it was read comes again in its later stage.
    private(set) var records: [String: ScannedRecord] = [:]
    /// In the order in which they came first.
    private(set) var keys: [String] = []
    private(set) var problems: [Unreadable] = []
    private(set) var cursor: String?
    private(set) var highWater: SageStamp?
    /// How many bytes the undecoded lines hold.
    private(set) var bytes = 0

    var count: Int { keys.count + problems.count }

    var sightings: [Sighting] {
        keys.compactMap { key in records[key].map { Sighting(key: key, digest: $0.digest) } }
    }

    /// Takes a record; one whose key is not of its kind counts as unreadable.
    mutating func add(_ line: ScannedRecord, kind: RecordKind) {
        cursor = line.cursor
        bytes += line.bytes
        let key = line.key.text
        guard line.key.parts.count == kind.keyPartCount else { return add(misnamed: key) }
        if let stamp = line.stamps.latest, stamp > highWater ?? stamp || highWater == nil { highWater = stamp }
        if records.updateValue(line, forKey: key) == nil { keys.append(key) }
    }

    /// Takes a record that turned out to be another one than its line says.
    mutating func add(misnamed key: String) {
        add(unreadable: key, "The agent sent a record whose key is not the one it names.")
    }

    /// Takes a record that could not be read.
    mutating func add(unreadable key: String, _ sentence: String) {
        problems.append(Unreadable(key: key, sentence: sentence))
    }

    mutating func add(_ line: ProblemLine) {
        cursor = line.cursor
        add(unreadable: line.key.text, "\(line.problem)")
    }
}

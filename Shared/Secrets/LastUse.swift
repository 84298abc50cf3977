import Configuration
import Cryptography
import Foundation

/// When secrets were last read, to the hour, in a file beside the store.
///
/// It is a help for people and proves nothing: it is not sealed, and what cannot be written is left out. So that a read
/// never changes the store itself.
struct LastUse {
    /// A use within this time of the last one that is noted is not noted again, in milliseconds.
    private static let grain: Int64 = 3_600_000

    private let path: String

    init(store: String) {
        path = store + ".used"
    }

    /// When each secret was last read, in milliseconds since 1970.
    var times: [String: Int64] {
        guard let bytes = try? OwnerOnlyFile.read(path, limit: 1 << 20) else { return [:] }
        let times = try? JSONDecoder().decode([String: Int64].self, from: bytes.withUnsafeBytes { Data($0) })
        // Nobody proves these numbers: a difference to one below 0 may be more than a number holds.
        return (times ?? [:]).filter { $0.value >= 0 }
    }

    /// Notes a read.
    func note(_ name: String, now: Int64) {
        var times = times
        if let time = times[name], (0..<Self.grain).contains(now - time) { return }
        times[name] = now
        write(times)
    }

    /// Forgets a secret that is removed.
    func forget(_ name: String) {
        var times = times
        if times.removeValue(forKey: name) != nil { write(times) }
    }

    private func write(_ times: [String: Int64]) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(times) else { return }
        let (folder, name) = path.folderAndName
        // Two at once would share the name of the file that is not yet in its place.
        guard let lock = try? SecretLock.take("\(folder)/.\(name).lock") else { return }
        defer { lock.release() }
        try? OwnerOnlyFile.replace(name, in: folder, with: SecretBytes(Array(data)))
    }
}

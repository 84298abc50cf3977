import Foundation

/// What is printed when the service listens.
struct StartLine: Encodable {
    let address: String
    let pid: Int32

    /// One line of JSON.
    var json: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(self) + [0x0A]
        }
    }
}

import WireProtocol

/// Where a scan stands: behind a position of the table that one of its stages walks.
///
/// The text form is base64url without padding over: the letter of the kind, the letter of the stage, and every field
/// of the position with its length in two bytes before it. It tells the kind and stage apart so that a cursor of one
/// scan is not taken for a place in another.
struct ScanCursor: Hashable, Sendable {
    /// The kind whose scan it belongs to.
    var kind: RecordKind
    /// The letter of the stage.
    var stage: Character
    /// The fields of the index key.
    var position: [String]

    init(kind: RecordKind, stage: Character, position: [String]) {
        self.kind = kind
        self.stage = stage
        self.position = position
    }

    /// The text form; `nil` when it is longer than ``WireLimits/cursorBytes``, which no key of Sage's makes it.
    var text: String? {
        var bytes = Array("\(Self.letter(of: kind))\(stage)".utf8)
        for field in position {
            let utf8 = Array(field.utf8)
            guard utf8.count <= WireLimits.cursorBytes else { return nil }
            bytes.append(UInt8(utf8.count >> 8))
            bytes.append(UInt8(utf8.count & 0xFF))
            bytes += utf8
        }
        let text = Self.base64(bytes)
        return text.utf8.count <= WireLimits.cursorBytes ? text : nil
    }

    /// Reads the text form; `nil` when it is not one that ``text`` makes.
    init?(text: String) {
        guard text.utf8.count <= WireLimits.cursorBytes, let bytes = Self.bytes(base64: text), bytes.count >= 2,
            let kind = RecordKind.allCases.first(where: { Self.letter(of: $0).asciiValue == bytes[0] })
        else { return nil }
        var position: [String] = []
        var rest = bytes.dropFirst(2)
        while !rest.isEmpty {
            guard let high = rest.popFirst(), let low = rest.popFirst() else { return nil }
            let count = Int(high) << 8 | Int(low)
            guard count <= rest.count, let field = String(validating: rest.prefix(count), as: UTF8.self) else {
                return nil
            }
            position.append(field)
            rest = rest.dropFirst(count)
        }
        self.init(kind: kind, stage: Character(Unicode.Scalar(bytes[1])), position: position)
        guard self.text == text else { return nil }
    }

    private static func letter(of kind: RecordKind) -> Character {
        switch kind {
        case .apInvoice: "i"
        case .apVendor: "v"
        case .glAccount: "g"
        case .purchaseOrder: "p"
        case .arCustomer: "c"
        }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static func base64(_ bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let padded = Array(group) + [UInt8](repeating: 0, count: 3 - group.count)
            let bits = padded.reduce(0) { $0 << 8 | Int($1) }
            for place in 0...group.count { out.append(alphabet[bits >> (18 - 6 * place) & 63]) }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func bytes(base64 text: String) -> [UInt8]? {
        var out: [UInt8] = []
        var bits = 0
        var count = 0
        for byte in text.utf8 {
            guard let value = alphabet.firstIndex(of: byte) else { return nil }
            bits = (bits << 6 | value) & 0xFFFF
            count += 6
            if count >= 8 {
                count -= 8
                out.append(UInt8(bits >> count & 0xFF))
            }
        }
        return out
    }
}

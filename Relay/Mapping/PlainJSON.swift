/// Reads objects of texts as ``ItemContent/json`` writes them, where they hold nothing out of the ordinary.
///
/// A content is read some times on its record's way, and a general decoder takes ten times as long for it. Whatever is
/// not of that form (blanks between members, an escape by number, another kind of value) is left to that decoder: every
/// method gives `nil` then.
struct PlainJSON {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0

    /// Reads a text.
    ///
    /// - Parameter bytes: UTF-8.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { index == bytes.count }

    /// Takes what must stand here.
    mutating func take(_ text: StaticString) -> Void? {
        guard bytes.count - index >= text.utf8CodeUnitCount else { return nil }
        for offset in 0..<text.utf8CodeUnitCount where bytes[index + offset] != text.utf8Start[offset] { return nil }
        index += text.utf8CodeUnitCount
        return ()
    }

    /// Takes texts by their names: `{"a":"1","b":"2"}`.
    mutating func texts() -> [String: String]? {
        guard take("{") != nil else { return nil }
        var texts: [String: String] = [:]
        guard take("}") == nil else { return texts }
        texts.reserveCapacity(24)
        while true {
            guard let name = text(), take(":") != nil, let text = text() else { return nil }
            texts[name] = text
            if take("}") != nil { return texts }
            guard take(",") != nil else { return nil }
        }
    }

    /// Takes a text within quotation marks.
    mutating func text() -> String? {
        guard take("\"") != nil else { return nil }
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            guard bytes[index] != UInt8(ascii: "\\") else { return escapedText(from: start) }
            guard bytes[index] >= 0x20 else { return nil }
            index += 1
        }
        guard index < bytes.count else { return nil }
        defer { index += 1 }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self)
    }

    /// Takes the rest of a text that has an escape in it.
    private mutating func escapedText(from start: Int) -> String? {
        var text = Array(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case 0..<0x20: return nil
            case UInt8(ascii: "\\"):
                guard index < bytes.count, let meant = Self.meaning(of: bytes[index]) else { return nil }
                index += 1
                text.append(meant)
            default: text.append(byte)
            }
        }
        return nil
    }

    private static func meaning(of escape: UInt8) -> UInt8? {
        switch escape {
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): escape
        default: nil
        }
    }
}

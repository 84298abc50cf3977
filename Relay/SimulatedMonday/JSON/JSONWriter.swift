/// Writes JSON without white space.
struct JSONWriter {
    /// What is written so far, in UTF-8.
    private(set) var bytes: [UInt8] = []

    /// Writes one value.
    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: write(raw: "null")
        case .bool(let truth): write(raw: truth ? "true" : "false")
        case .number(let digits): write(raw: digits)
        case .string(let text): write(string: text)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(element)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(string: member.name)
                bytes.append(UInt8(ascii: ":"))
                write(member.value)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Writes text that is JSON already.
    mutating func write(raw text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func write(string text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var plainStart = 0
            var offset = 0
            // A while loop, since iterators are slow in the unoptimised builds that tests run; 22 and 5C are " and \.
            while offset < utf8.count {
                let byte = utf8[offset]
                if byte < 0x20 || byte == 0x22 || byte == 0x5C {
                    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[plainStart..<offset]))
                    write(escaped: byte)
                    plainStart = offset + 1
                }
                offset += 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[plainStart...]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func write(escaped byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): write(raw: "\\\"")
        case UInt8(ascii: "\\"): write(raw: "\\\\")
        case 0x0A: write(raw: "\\n")
        case 0x0D: write(raw: "\\r")
        case 0x09: write(raw: "\\t")
        default:
            let digits = String(byte, radix: 16)
            write(raw: "\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
        }
    }
}

extension JSONValue {
    /// The value as a JSON text in UTF-8.
    package var encoded: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// The value as a JSON text.
    package var encodedText: String { String(decoding: encoded, as: UTF8.self) }

    /// Reads a JSON text.
    ///
    /// - Parameter bytes: UTF-8.
    /// - Throws: An error that says what is wrong and at which byte.
    package init(parsing bytes: some Sequence<UInt8>) throws {
        self = try JSONParser.parse(Array(bytes))
    }
}

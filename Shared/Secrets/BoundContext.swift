/// What a box is bound to, as bytes: two different lists of fields never give the same.
///
/// Each field stands behind its length, 32 bits with the highest byte first. The first field says what is bound, so that
/// a box of one use is none of another.
struct BoundContext {
    private(set) var bytes: [UInt8] = []

    init(_ use: String, _ fields: String...) {
        append(use)
        for field in fields { append(field) }
    }

    mutating func append(_ field: String) { append(Array(field.utf8)) }

    mutating func append(_ field: [UInt8]) {
        withUnsafeBytes(of: UInt32(field.count).bigEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: field)
    }
}

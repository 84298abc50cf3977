/// Cuts the bytes of a host into frames: four bytes of length, big-endian, and that many bytes.
struct FrameReader {
    /// Why the bytes are no frames.
    struct Fault: Error, Equatable {
        var reason: String
    }

    /// The longest frame of version 1 of the protocol; a length that is none must not take all memory.
    static let limit = 16 * 1024 * 1024

    private var bytes: [UInt8] = []
    private var start = 0

    /// Takes bytes as they came.
    mutating func append(_ more: [UInt8]) {
        if start == bytes.count {
            // A large frame's memory is not kept for the small ones that follow.
            if bytes.capacity > 1 << 20 { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
            start = 0
        }
        bytes += more
    }

    /// The content of the next frame; `nil` while it is not complete.
    ///
    /// - Throws: ``Fault`` where a length is not from 1 to ``limit``; nothing behind it can be read.
    mutating func next() throws(Fault) -> ArraySlice<UInt8>? {
        guard bytes.count - start >= 4 else {
            compact()
            return nil
        }
        let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        guard 1...Self.limit ~= length else {
            throw Fault(reason: "a frame of \(length) bytes, where 1 to \(Self.limit) are allowed")
        }
        guard bytes.count - start - 4 >= length else {
            compact()
            return nil
        }
        defer { start += 4 + length }
        return bytes[start + 4..<start + 4 + length]
    }

    /// How many bytes are held, those of frames that were given included.
    var held: Int { bytes.count }

    /// Lets go of the frames that were given.
    private mutating func compact() {
        guard start > 0 else { return }
        bytes.removeFirst(start)
        start = 0
    }

    /// Makes a frame.
    ///
    /// - Parameter content: its content.
    /// - Returns: the content behind its length; `nil` where it is longer than ``limit``.
    static func frame(_ content: some Collection<UInt8>) -> [UInt8]? {
        guard 1...limit ~= content.count else { return nil }
        let length = UInt32(content.count)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } + content
    }
}

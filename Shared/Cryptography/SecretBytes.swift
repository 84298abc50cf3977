import COpenSSL

/// Bytes that nobody else may see: overwritten when the last holder lets go of them, and without a way to be printed.
///
/// The memory is allocated once, never moved and never copied by the runtime. What a holder copies out of it is the
/// holder's to wipe. Best effort: a page of it may be in swap, and registers are the compiler's business.
package final class SecretBytes: Sendable, CustomStringConvertible, CustomReflectable {
    // Written by the initialisers alone, and freed when nobody holds the object any more.
    private nonisolated(unsafe) let storage: UnsafeMutableRawBufferPointer
    /// How many bytes there are.
    package let count: Int

    /// Copies bytes.
    ///
    /// - Parameter bytes: any length.
    package convenience init(_ bytes: [UInt8]) {
        self.init(capacity: bytes.count) { buffer in
            buffer.copyBytes(from: bytes)
            return bytes.count
        }
    }

    /// Copies the UTF-8 bytes of a text.
    ///
    /// - Parameter text: any text; it stays the caller's, and is not wiped.
    package convenience init(_ text: String) {
        let utf8 = text.utf8
        self.init(capacity: utf8.count) { buffer in
            buffer.copyBytes(from: utf8)
            return utf8.count
        }
    }

    /// Copies a part of other secret bytes.
    ///
    /// - Parameters:
    ///   - bytes: the bytes.
    ///   - range: which of them; within their count.
    package convenience init(_ bytes: SecretBytes, _ range: Range<Int>) {
        self.init(capacity: range.count) { buffer in
            bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[range])) }
            return range.count
        }
    }

    /// Has somebody write the bytes in place, so that there is no other copy.
    ///
    /// - Parameters:
    ///   - capacity: the room there is, in bytes; all zero at first.
    ///   - fill: writes, and returns how many bytes from the beginning count.
    /// - Throws: what `fill` throws; what it had written is wiped then.
    package init<Failure: Error>(
        capacity: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: max(capacity, 1), alignment: 16)
        storage.initializeMemory(as: UInt8.self, repeating: 0)
        let room = UnsafeMutableRawBufferPointer(rebasing: storage[..<capacity])
        do throws(Failure) {
            let written = try fill(room)
            precondition((0...capacity).contains(written))
            count = written
        } catch {
            // No `deinit` runs for an object that was never whole.
            Self.free(storage)
            throw error
        }
        self.storage = storage
    }

    deinit { Self.free(storage) }

    private static func free(_ storage: UnsafeMutableRawBufferPointer) {
        // The compiler may not leave this call out, as it may a loop over memory that is freed next.
        OPENSSL_cleanse(storage.baseAddress, storage.count)
        storage.deallocate()
    }

    /// Lends the bytes; they are gone with this object.
    package func withUnsafeBytes<Value, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try body(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(storage)[..<count]))
    }

    /// Whether both are the same bytes, in a time that tells nothing of where they differ.
    package func isEqual(to other: SecretBytes) -> Bool {
        count == other.count && CRYPTO_memcmp(storage.baseAddress, other.storage.baseAddress, count) == 0
    }

    package var description: String { "‹secret›" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Overwrites bytes that are no longer needed, in place.
///
/// - Parameter bytes: an array that nobody shares; a shared one would be copied first, and the copy overwritten.
package func wipe(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
    bytes.removeAll()
}

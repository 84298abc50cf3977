import COpenSSL

/// OpenSSL's growing buffer, a `BIO *` over memory.
///
/// Read to its end it says "retry", not "end of file": that is what `BIO_s_mem` does unless told otherwise.
struct MemoryBIO: ~Copyable {
    /// The `BIO *`.
    private let handle: Handle

    /// Makes an empty buffer.
    ///
    /// - Throws: ``CryptographyError`` with the code `openSSL` when memory is short.
    init() throws(CryptographyError) {
        handle = try Handle(takingOwnership: BIO_new(BIO_s_mem())) { _ = BIO_free($0) }
    }

    /// The `BIO *`; borrowed.
    var pointer: OpaquePointer { handle.pointer }

    /// The `BIO *` with one more reference, for a function that takes ownership.
    func retained() -> OpaquePointer {
        BIO_up_ref(pointer)
        return pointer
    }

    /// Everything in the buffer, which stays there.
    var text: String {
        var bytes: UnsafeMutablePointer<CChar>?
        let count = COpenSSL_contents(pointer, &bytes)
        return String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
}

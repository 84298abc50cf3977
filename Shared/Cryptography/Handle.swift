import COpenSSL

/// Sole owner of one OpenSSL object, freed with it.
///
/// OpenSSL's objects are opaque to Swift, so a declaration says the C type beside the handle.
struct Handle: ~Copyable {
    /// The object; borrowed, valid as long as the handle.
    let pointer: OpaquePointer
    private let free: (OpaquePointer?) -> Void

    /// Takes ownership of what an OpenSSL function returned.
    ///
    /// - Parameters:
    ///   - pointer: the object, or `nil` where OpenSSL failed.
    ///   - free: the function that drops one reference to it.
    /// - Throws: ``CryptographyError`` with OpenSSL's reason when there is no object.
    init(takingOwnership pointer: OpaquePointer?, _ free: @escaping (OpaquePointer?) -> Void) throws(CryptographyError)
    {
        guard let pointer else { throw .openSSL("OpenSSL could not make an object") }
        self.pointer = pointer
        self.free = free
    }

    deinit {
        free(pointer)
    }
}

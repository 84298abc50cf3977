import COpenSSL

/// Bytes of OpenSSL's random generator, fit for keys and tokens.
///
/// - Parameter count: how many.
/// - Returns: the bytes.
/// - Throws: ``CryptographyError`` with the code `openSSL` when the system yields no entropy.
package func randomBytes(_ count: Int) throws(CryptographyError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try check(RAND_bytes(&bytes, Int32(count)), "The system yields no random bytes")
    return bytes
}

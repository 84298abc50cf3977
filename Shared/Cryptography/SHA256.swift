import COpenSSL
import Foundation

/// The hash function SHA-256 (FIPS 180-4), by OpenSSL.
package enum SHA256 {
    /// The length of a digest in bytes.
    package static let byteCount = 32

    /// The digest of the bytes, as 64 lower-case hexadecimal digits.
    ///
    /// - Parameter bytes: any length.
    /// - Returns: the digest.
    /// - Throws: ``CryptographyError`` with the code `openSSL` when OpenSSL is configured without SHA-256.
    package static func hexadecimal(of bytes: some ContiguousBytes) throws(CryptographyError) -> String {
        try digest(of: bytes).hexadecimal
    }

    /// The digest of the bytes.
    ///
    /// - Parameter bytes: any length.
    /// - Returns: ``byteCount`` bytes.
    /// - Throws: ``CryptographyError`` with the code `openSSL` when OpenSSL is configured without SHA-256.
    package static func digest(of bytes: some ContiguousBytes) throws(CryptographyError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: byteCount)
        let result = bytes.withUnsafeBytes { input in
            EVP_Digest(input.baseAddress, input.count, &digest, nil, EVP_sha256(), nil)
        }
        try check(result, "SHA-256 could not be computed")
        return digest
    }
}

extension [UInt8] {
    /// The bytes as lower-case hexadecimal digits.
    var hexadecimal: String {
        let digits = Array<UInt8>("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 2 * count) { output in
            for (index, byte) in enumerated() {
                output[2 * index] = digits[Int(byte >> 4)]
                output[2 * index + 1] = digits[Int(byte & 15)]
            }
            return 2 * count
        }
    }
}

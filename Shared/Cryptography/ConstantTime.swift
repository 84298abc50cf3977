import COpenSSL

/// Whether two texts are the same, in a time that tells nothing of where they differ.
///
/// - Parameters:
///   - left: what came from outside.
///   - right: what is expected; only its length may be guessed.
/// - Returns: whether their bytes are equal.
package func isEqualInConstantTime(_ left: String, _ right: String) -> Bool {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    return left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}

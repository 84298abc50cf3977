import Configuration
import Cryptography
import Foundation

/// Where a person's secrets come from, when not from a terminal.
package enum SecretInput {
    /// Reads a file that only its owner may read.
    ///
    /// - Parameter path: the file.
    /// - Returns: its bytes.
    /// - Throws: ``SecretStoreError``.
    package static func file(_ path: String) throws(SecretStoreError) -> SecretBytes {
        do throws(OwnerOnlyFile.Failure) {
            return try OwnerOnlyFile.read(path, limit: ConfigurationLimits.secretBytes)
        } catch {
            throw error.error("The file", path, "read")
        }
    }

    /// Reads standard input to its end.
    ///
    /// - Returns: its bytes.
    /// - Throws: ``SecretStoreError`` with the code `tooLarge` or `system`.
    package static func standardInput() throws(SecretStoreError) -> SecretBytes {
        let limit = ConfigurationLimits.secretBytes
        let bytes = try SecretBytes(capacity: limit + 1) { (buffer) throws(SecretStoreError) in
            var count = 0
            while count < buffer.count {
                let read = Foundation.read(
                    STDIN_FILENO, buffer.baseAddress?.advanced(by: count), buffer.count - count)
                if read < 0, errno == EINTR { continue }
                guard read >= 0 else {
                    throw SecretStoreError(
                        .system, "Standard input cannot be read: \(String(cString: strerror(errno))).")
                }
                if read == 0 { break }
                count += read
            }
            return count
        }
        guard bytes.count <= limit else {
            throw SecretStoreError(.tooLarge, "The value is longer than \(limit) bytes. Nothing was changed.")
        }
        return bytes
    }
}

import Cryptography

#if canImport(Glibc)
    import Glibc
    private let readBytes = Glibc.read
#elseif canImport(Darwin)
    import Darwin
    private let readBytes = Darwin.read
#endif

/// Reads and writes files that only their owner may read.
///
/// These, and those in the type's other extension, are the module's only calls to POSIX.
package enum OwnerOnlyFile {
    /// Why a file is not read.
    package enum Failure: Error {
        /// The system refuses, with its reason.
        case system(String)
        /// A folder, a pipe or a device.
        case notAFile
        /// The mode lets the group or others in.
        case openToOthers(mode: UInt32)
        case tooLarge
    }

    /// Reads a file whole.
    ///
    /// The mode is asked of the open file, so that it is that of the bytes read. Symbolic links are followed, since
    /// container platforms mount secrets through them.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limit: The most bytes.
    /// - Returns: The bytes.
    /// - Throws: ``Failure``.
    package static func read(_ path: String, limit: Int) throws(Failure) -> SecretBytes {
        // Without O_NONBLOCK, opening a pipe would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        guard status.st_mode & 0o077 == 0 else { throw .openToOthers(mode: UInt32(status.st_mode) & 0o777) }
        // Some file systems say nothing of a size; one byte more shows that the limit is passed.
        let room = min(limit, max(Int(status.st_size), 64 * 1024)) + 1
        let bytes = try SecretBytes(capacity: room) { (buffer) throws(Failure) in
            var count = 0
            while count < room {
                let read = readBytes(descriptor, buffer.baseAddress?.advanced(by: count), room - count)
                if read < 0, errno == EINTR { continue }
                guard read >= 0 else { throw .system(String(cString: strerror(errno))) }
                if read == 0 { break }
                count += read
            }
            return count
        }
        guard bytes.count <= limit else { throw .tooLarge }
        guard bytes.count < room else { throw .system("it grew while it was read") }
        return bytes
    }
}

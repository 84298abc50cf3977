#if canImport(Glibc)
    import Glibc
    private let readBytes = Glibc.read
#elseif canImport(Darwin)
    import Darwin
    private let readBytes = Darwin.read
#endif

/// Reads a file that only its owner may read.
///
/// These, and those in the file's other extension, are the module's only calls to POSIX.
enum OwnerOnlyFile {
    /// Why a file is not read.
    enum Failure: Error {
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
    static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        // Without O_NONBLOCK, opening a pipe would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        guard status.st_mode & 0o077 == 0 else { throw .openToOthers(mode: UInt32(status.st_mode) & 0o777) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        while count < bytes.count {
            let read = bytes.withUnsafeMutableBytes { buffer in
                readBytes(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { throw .system(String(cString: strerror(errno))) }
            if read == 0 { break }
            count += read
        }
        guard count <= limit else { throw .tooLarge }
        return Array(bytes.prefix(count))
    }
}

import Cryptography

#if canImport(Glibc)
    import Glibc
    private let writeBytes = Glibc.write
#elseif canImport(Darwin)
    import Darwin
    private let writeBytes = Darwin.write
#endif

extension OwnerOnlyFile {
    /// Replaces a file whole, or leaves it as it was, whatever dies meanwhile.
    ///
    /// The bytes are written to a new file of mode 0600, forced to the disk, and renamed; then the folder is forced to
    /// the disk, without which the renaming may be lost in a power cut.
    ///
    /// - Parameters:
    ///   - name: the file's name.
    ///   - folder: the folder, which must be there.
    ///   - bytes: the new content.
    /// - Throws: ``Failure/system(_:)``.
    package static func replace(_ name: String, in folder: String, with bytes: SecretBytes) throws(Failure) {
        let new = folder + "/." + name + ".new"
        // What a process that died left behind; the caller holds the lock of the name.
        unlink(new)
        try write(bytes, to: new)
        guard rename(new, folder + "/" + name) == 0 else {
            let failure = lastFailure
            unlink(new)
            throw failure
        }
        WriteFailPoint.fileRenamed.reached()
        try synchronise(folder)
    }

    /// Makes a file where there is none, whole or not at all, without a lock: who is second leaves the first one's.
    ///
    /// - Parameters:
    ///   - name: the file's name.
    ///   - folder: the folder, which must be there.
    ///   - bytes: the content.
    /// - Returns: whether it was made; anything of that name, a link that leads nowhere included, is left as it is.
    /// - Throws: ``Failure/system(_:)``.
    package static func create(_ name: String, in folder: String, with bytes: SecretBytes) throws(Failure) -> Bool {
        let new = folder + "/." + name + "." + String(UInt64.random(in: 0 ... .max), radix: 36) + ".new"
        try write(bytes, to: new)
        // Unlike a renaming, a link never takes the place of what is there.
        let isMade = link(new, folder + "/" + name) == 0
        let failure = isMade || errno == EEXIST ? nil : lastFailure
        unlink(new)
        if let failure { throw failure }
        WriteFailPoint.fileRenamed.reached()
        try synchronise(folder)
        return isMade
    }

    private static func write(_ bytes: SecretBytes, to new: String) throws(Failure) {
        let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw lastFailure }
        do throws(Failure) {
            defer { close(descriptor) }
            WriteFailPoint.fileMade.reached()
            var written = 0
            while written < bytes.count {
                let count = bytes.withUnsafeBytes {
                    writeBytes(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw lastFailure }
                written += count
            }
            guard fsync(descriptor) == 0 else { throw lastFailure }
            WriteFailPoint.fileWritten.reached()
        } catch {
            unlink(new)
            throw error
        }
    }

    /// Removes a file, and forces that to the disk; one that is not there is removed already.
    ///
    /// - Parameters:
    ///   - name: the file's name.
    ///   - folder: its folder.
    /// - Throws: ``Failure/system(_:)``.
    package static func remove(_ name: String, in folder: String) throws(Failure) {
        guard unlink(folder + "/" + name) == 0 || errno == ENOENT else { throw lastFailure }
        try synchronise(folder)
    }

    /// Takes the lock of a file, an advisory one that the kernel drops with the process.
    ///
    /// - Parameter path: the lock's own file.
    /// - Returns: the open descriptor, to close at the end; `nil` when another process, or another opening, holds it.
    /// - Throws: ``Failure/system(_:)``.
    static func lock(_ path: String) throws(Failure) -> Int32? {
        let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw lastFailure }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// Gives a lock back.
    ///
    /// - Parameter descriptor: what ``lock(_:)`` returned.
    static func unlock(_ descriptor: Int32) {
        close(descriptor)
    }

    private static func synchronise(_ folder: String) throws(Failure) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw lastFailure }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw lastFailure }
    }

    private static var lastFailure: Failure { .system(String(cString: strerror(errno))) }
}

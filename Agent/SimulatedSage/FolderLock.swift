import Foundation

/// Keeps other writers of a company's folder out, by an advisory lock on its file `LOCK`.
///
/// The system lets go of it when the process ends, however it does.
struct FolderLock: ~Copyable {
    private let descriptor: Int32

    /// Locks the folder.
    ///
    /// - Parameters:
    ///   - folder: the company's folder.
    ///   - waits: whether to wait until no other process, and no other lock of this one, holds it.
    /// - Throws: ``CompanyFolderError`` when the file cannot be made or locked, or is locked and nobody is to wait.
    init(_ folder: URL, waits: Bool = true) throws(CompanyFolderError) {
        let descriptor = open(folder.appending(path: "LOCK").path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CompanyFolderError("the folder cannot be locked", file: "LOCK") }
        while flock(descriptor, waits ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
            guard errno == EINTR else {
                close(descriptor)
                throw CompanyFolderError("the folder cannot be locked", file: "LOCK")
            }
        }
        self.descriptor = descriptor
    }

    /// Lets the next writer in.
    consuming func release() {
        close(descriptor)
    }
}

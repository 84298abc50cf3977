import Foundation

/// Keeps other writers of a company's folder out, by an advisory lock on its file `LOCK`.
///
/// The system lets go of it when the process ends, however it does.
struct FolderLock: ~Copyable {
    private let descriptor: Int32

    /// Waits until no other process, and no other lock of this one, holds the folder.
    ///
    /// - Parameter folder: the company's folder.
    /// - Throws: ``CompanyFolderError`` when the file cannot be made or locked.
    init(_ folder: URL) throws(CompanyFolderError) {
        let descriptor = open(folder.appending(path: "LOCK").path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CompanyFolderError("the folder cannot be locked", file: "LOCK") }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                close(descriptor)
                throw CompanyFolderError("the folder cannot be locked", file: "LOCK")
            }
        }
        self.descriptor = descriptor
    }

    /// Lets the next writer in.
    func release() {
        close(descriptor)
    }
}

import Foundation

/// The folder of the state file.
enum StateFolder {
    /// Makes the folder, for this user alone, when only its last component is missing.
    ///
    /// - Parameter path: the state file's path.
    /// - Throws: ``RelayError`` when it cannot be made.
    static func make(for path: String) throws(RelayError) {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        guard !FileManager.default.fileExists(atPath: folder) else { return }
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw RelayError(
                .unavailable,
                "The folder \(folder) of the state cannot be made: \(String(cString: strerror(errno)))."
                    + " Make it, for this user alone.")
        }
    }
}

import Foundation

/// A folder of its own for one test, removed with everything in it when nothing holds it any more.
package final class ScratchFolder: Sendable {
    /// The absolute path, without a slash at the end.
    package let path: String

    /// Makes the folder, open to this user alone.
    ///
    /// - Throws: Foundation's error when the temporary folder is full or read-only.
    package init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("scratch-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file.
    ///
    /// - Parameters:
    ///   - text: the whole content.
    ///   - name: the name within the folder; an existing file is replaced.
    ///   - mode: its permissions, by default its owner's alone.
    /// - Returns: the absolute path.
    /// - Throws: Foundation's error when it cannot be written.
    @discardableResult
    package func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }
}

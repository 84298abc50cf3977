import Foundation

/// The rows of one bulk job, as a file that has no name: it is gone when it is let go of, a crash included, and no other
/// user can open it.
package final class BulkFile: Sendable {
    /// Reads from wherever; whoever reads goes to the beginning first.
    package let handle: FileHandle
    package let bytes: Int
    package let rows: Int

    fileprivate init(handle: FileHandle, bytes: Int, rows: Int) {
        self.handle = handle
        self.bytes = bytes
        self.rows = rows
    }

    /// The whole file, for tests and small ones.
    package func contents() throws -> Data {
        try handle.seek(toOffset: 0)
        return try handle.readToEnd() ?? Data()
    }
}

/// Writes a ``BulkFile``, so that a page of records is in memory and never all of them.
struct BulkFileWriter {
    private let handle: FileHandle
    private var bytes: Int
    private var rows = 0

    /// Makes an empty file.
    ///
    /// - Parameter header: the first row, with its line end.
    /// - Throws: ``BulkFileError`` where none can be made, and what writing it throws.
    init(header: String) throws {
        var path = Array((FileManager.default.temporaryDirectory.path + "/sage-relay-XXXXXX").utf8CString)
        let descriptor = mkstemp(&path)
        guard descriptor >= 0 else { throw BulkFileError(reason: String(cString: strerror(errno))) }
        unlink(path)
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        bytes = header.utf8.count
        try handle.write(contentsOf: Data(header.utf8))
    }

    /// How many bytes it has.
    var size: Int { bytes }

    /// Adds rows.
    ///
    /// - Parameter lines: each with its line end.
    /// - Throws: what writing throws.
    mutating func append(_ lines: [String]) throws {
        let data = Data(lines.joined().utf8)
        try handle.write(contentsOf: data)
        bytes += data.count
        rows += lines.count
    }

    /// What was written.
    func finish() -> BulkFile { BulkFile(handle: handle, bytes: bytes, rows: rows) }
}

/// No file could be made for a bulk job.
struct BulkFileError: Error, CustomStringConvertible {
    let reason: String
    var description: String { "No temporary file can be made (\(reason)); check the folder that TMPDIR names." }
}

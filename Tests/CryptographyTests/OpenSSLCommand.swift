import Foundation
import TestSupport

/// Runs the openssl command, whose code for files and certificates is not this product's.
///
/// - Parameters:
///   - arguments: as in a shell.
///   - folder: where it runs.
/// - Returns: all that it printed.
/// - Throws: Foundation's error when it cannot be started.
@discardableResult
func openssl(_ arguments: [String], in folder: ScratchFolder? = nil) throws -> String {
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder.path) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
}

import Configuration
import Cryptography
import Foundation

/// A person at the terminal, who types what is not shown.
package enum Terminal {
    /// The terminal of this process.
    package static let path = "/dev/tty"

    /// A line as long as this may have lost its end: Linux takes 4095 bytes of one, and the line feed.
    private static let longestLine = 4094

    /// Whether standard input is a terminal.
    package static var isStandardInput: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks for one line, without showing it.
    ///
    /// - Parameter question: what is asked; it goes to the terminal.
    /// - Returns: the line, without its end.
    /// - Throws: ``SecretStoreError`` with the code `keyUnusable` without a terminal, or `badRequest` when the person
    ///   presses Ctrl-C.
    package static func ask(_ question: String) throws(SecretStoreError) -> SecretBytes {
        let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else {
            throw SecretStoreError(
                .keyUnusable, "There is no terminal to ask at. Give the value in a file that only its owner can read.")
        }
        defer { close(descriptor) }
        var before = termios()
        guard tcgetattr(descriptor, &before) == 0 else {
            throw SecretStoreError(.keyUnusable, "The terminal cannot be kept from showing what is typed.")
        }
        var silent = before
        // Without signals Ctrl-C cannot leave a terminal behind that shows nothing; it ends the line instead.
        silent.c_lflag &= ~tcflag_t(ECHO | ISIG)
        withUnsafeMutableBytes(of: &silent.c_cc) { $0[Int(VEOL)] = 3 }
        guard tcsetattr(descriptor, TCSAFLUSH, &silent) == 0 else {
            throw SecretStoreError(.keyUnusable, "The terminal cannot be kept from showing what is typed.")
        }
        defer {
            tcsetattr(descriptor, TCSAFLUSH, &before)
            _ = write(descriptor, "\n", 1)
        }
        _ = question.withCString { write(descriptor, $0, strlen($0)) }
        // A terminal hands out lines of 4095 bytes at most.
        let line = SecretBytes(capacity: 4096) { buffer in
            var count = 0
            while count < buffer.count, count == 0 || ![3, 10].contains(buffer[count - 1]) {
                let read = Foundation.read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
                if read < 0, errno == EINTR { continue }
                guard read > 0 else { break }
                count += read
            }
            return count
        }
        guard line.withUnsafeBytes({ $0.last }) != 3 else {
            throw SecretStoreError(.badRequest, "Nothing was done.")
        }
        // What a person pastes beyond that is lost without a sign.
        guard line.count < longestLine else {
            throw SecretStoreError(
                .badValue,
                "A terminal cuts off lines of \(longestLine) bytes and more. Give the value in a file that only its owner can "
                    + "read. Nothing was changed.")
        }
        return line.withoutLineBreak
    }
}

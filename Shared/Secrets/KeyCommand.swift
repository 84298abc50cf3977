import Configuration
import Cryptography
import Foundation

/// A program that prints the key-encryption key: a client of a key management service or of a vault.
///
/// Nothing goes to its standard input. What it says on standard error is thrown away, since it may be of the key.
struct KeyCommand {
    /// How long it may take: a service in another region answers in seconds, and a start waits for it.
    static let patience: Duration = .seconds(20)

    private let line: [String]
    private let patience: Duration

    /// - Parameters:
    ///   - line: the program's absolute path, and its arguments.
    ///   - patience: how long it may take.
    init(_ line: [String], patience: Duration = Self.patience) {
        self.line = line
        self.patience = patience
    }

    /// Runs it.
    ///
    /// - Returns: what it printed.
    /// - Throws: ``SecretStoreError`` with the code `keyUnusable` when it does not start, does not end in time, ends with
    ///   another code than 0, or prints more than a key.
    func run() throws(SecretStoreError) -> SecretBytes {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: line[0])
        process.arguments = Array(line.dropFirst())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        do {
            try process.run()
        } catch {
            throw failure("could not be started: \((error as NSError).localizedDescription)")
        }
        let end = ContinuousClock.now + patience
        var (isGood, isOver) = (false, false)
        defer {
            // It leads a process group of its own, and what it started must not outlive a failure either.
            if !isGood, kill(-process.processIdentifier, SIGKILL) != 0, !isOver {
                kill(process.processIdentifier, SIGKILL)
            }
            // Its end may be told late, where something of it has left the group: nobody waits for that.
            if !isOver { _ = ended.wait(timeout: .now() + .seconds(1)) }
        }
        guard let output = try read(pipe.fileHandleForReading.fileDescriptor, until: end),
            ended.wait(timeout: .now() + .milliseconds(Int((end - .now).milliseconds))) == .success
        else { throw failure("did not end within \(patience.components.seconds) s") }
        isOver = true
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let how = process.terminationReason == .exit ? "with the code" : "by the signal"
            throw failure("ended \(how) \(process.terminationStatus)")
        }
        isGood = true
        return output
    }

    /// Reads to the end of the output; `nil` when the time is over first.
    private func read(_ descriptor: Int32, until end: ContinuousClock.Instant) throws(SecretStoreError) -> SecretBytes?
    {
        let limit = SecretsSettings.KeySource.longestText
        var isLate = false
        let output = try SecretBytes(capacity: limit + 1) { (buffer) throws(SecretStoreError) in
            var count = 0
            while count < buffer.count {
                let rest = end - .now
                guard rest > .zero else {
                    isLate = true
                    return count
                }
                var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                let ready = poll(&waiting, 1, rest.milliseconds + 1)
                guard ready > 0 else { continue }
                let read = Foundation.read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
                if read < 0, errno == EINTR || errno == EAGAIN { continue }
                guard read >= 0 else { throw failure("cannot be read from: \(String(cString: strerror(errno)))") }
                if read == 0 { break }
                count += read
            }
            return count
        }
        guard output.count <= limit else {
            throw failure("prints more than a key; expected \(SecretsSettings.KeySource.form)")
        }
        return isLate ? nil : output
    }

    private func failure(_ what: String) -> SecretStoreError {
        SecretStoreError(
            .keyUnusable,
            "The command \(line[0]) that is to print the key-encryption key \(what). Run it by hand, as the user of this "
                + "program, to see what it says.")
    }
}

extension Duration {
    /// The duration in milliseconds, from 0 to a minute.
    fileprivate var milliseconds: Int32 {
        let (seconds, attoseconds) = max(.zero, min(self, .seconds(60))).components
        return Int32(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}

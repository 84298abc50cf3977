import CSpawn
import Dispatch
import Foundation
import Glibc
import Synchronization

/// A child process that is spoken to over its standard input and output, in a process group of its own.
///
/// Foundation's `Process` is not used: it takes a child for running as long as a grandchild holds its monitoring
/// socket, which Wine's server does. Nothing is left of a child that ended: its whole group is killed while the child,
/// not yet reaped, still keeps the group's number from being taken by another.
final class HostProcess: Sendable {
    /// What a child does.
    enum Event: Sendable {
        /// It wrote to standard output.
        case output([UInt8])
        /// It wrote to standard error.
        case errors([UInt8])
        /// It has ended, and its group is gone. The last event.
        case ended(Ending)
    }

    /// How a child ended.
    enum Ending: Equatable, Sendable, CustomStringConvertible {
        case exited(code: Int32)
        case killed(signal: Int32)

        var description: String {
            switch self {
            case .exited(let code): "exit code \(code)"
            case .killed(let signal): "signal \(signal)"
            }
        }
    }

    /// The system could not start the command.
    struct LaunchFailure: Error {
        var reason: String
    }

    private struct State {
        var isReaped = false
        var isInputClosed = false
    }

    let pid: pid_t
    private let input: Int32
    private let state = Mutex(State())
    private let writes = DispatchQueue(label: "com-host.input")

    /// Starts a command; it inherits the environment, and no descriptor but the three standard ones.
    ///
    /// - Parameters:
    ///   - command: the program, looked up in `PATH` where it has no slash, and its arguments; not empty.
    ///   - receive: is told of every event, one after the other, on a thread of the child's own. While it does not
    ///     return, nothing more is read, so that a child cannot fill the memory.
    /// - Throws: ``LaunchFailure``.
    init(command: [String], receive: @escaping @Sendable (Event) -> Void) throws(LaunchFailure) {
        Self.ignoreBrokenPipes
        var pipes: [Pipe] = []
        do {
            for _ in 0..<4 { pipes.append(try Pipe()) }
            pid = try Self.spawn(command, input: pipes[0].reading, output: pipes[1].writing, errors: pipes[2].writing)
        } catch {
            for pipe in pipes { pipe.close() }
            throw error
        }
        let (output, errors, over) = (pipes[1], pipes[2], pipes[3])
        input = pipes[0].writing
        Glibc.close(pipes[0].reading)
        Glibc.close(output.writing)
        Glibc.close(errors.writing)
        for descriptor in [input, output.reading, errors.reading] {
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        }
        Thread.detachNewThread { [pid] in
            // Without reaping: the number must stay taken until the group is killed.
            var info = siginfo_t()
            while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
            Glibc.close(over.writing)
        }
        Thread.detachNewThread {
            self.read(output.reading, errors.reading, until: over.reading, receive)
            for descriptor in [output.reading, errors.reading, over.reading] { Glibc.close(descriptor) }
            receive(.ended(self.reap()))
        }
    }

    /// Writes to standard input, after what was sent before.
    func send(_ bytes: [UInt8]) {
        writes.async { self.write(bytes) }
    }

    /// Ends standard input, after what was sent before.
    func closeInput() {
        writes.async { self.closeInputNow() }
    }

    /// Ends the process and its whole group at once; does nothing once it is gone.
    func kill() {
        state.withLock { state in
            if !state.isReaped { _ = Glibc.kill(-pid, SIGKILL) }
        }
    }

    private func closeInputNow() {
        let isOpen = state.withLock { state in
            defer { state.isInputClosed = true }
            return !state.isInputClosed
        }
        if isOpen { Glibc.close(input) }
    }

    private func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty, !state.withLock({ $0.isReaped || $0.isInputClosed }) {
            let count = rest.withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var full = pollfd(fd: input, events: Int16(POLLOUT), revents: 0)
                // Wakes up now and then to see whether the child is still there.
                _ = poll(&full, 1, 100)
            } else if errno != EINTR {
                return
            }
        }
    }

    private func read(
        _ output: Int32, _ errors: Int32, until over: Int32, _ receive: @Sendable (Event) -> Void
    ) {
        var open = [output, errors]
        while true {
            var sources = (open + [over]).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&sources, nfds_t(sources.count), -1) > 0 else { continue }
            let isOver = sources.last?.revents != 0
            for source in sources.dropLast() where source.revents != 0 || isOver {
                let event = source.fd == output ? Event.output : Event.errors
                // Once it is over, all that is left; until then a piece at a time, so that both are heard.
                repeat {
                    guard let bytes = Self.piece(of: source.fd) else {
                        open.removeAll { $0 == source.fd }
                        break
                    }
                    if bytes.isEmpty { break }
                    receive(event(bytes))
                } while isOver
            }
            if isOver { return }
        }
    }

    /// What there is to read, at most 64 KiB; empty where there is nothing now, `nil` where there never will be.
    private static func piece(of descriptor: Int32) -> [UInt8]? {
        var isOpen = true
        let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            count = max(got, 0)
            isOpen = got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR))
        }
        return isOpen ? bytes : nil
    }

    private func reap() -> Ending {
        let status = state.withLock { state -> Int32 in
            _ = Glibc.kill(-pid, SIGKILL)
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            state.isReaped = true
            return status
        }
        closeInput()
        let signal = status & 0x7F
        return signal == 0 ? .exited(code: (status >> 8) & 0xFF) : .killed(signal: signal)
    }

    /// A child that has gone must show as a failed write, not as the end of this process.
    private static let ignoreBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()
}

/// A pipe whose ends no other child inherits.
private struct Pipe {
    let reading: Int32
    let writing: Int32

    init() throws(HostProcess.LaunchFailure) {
        var ends: [Int32] = [-1, -1]
        guard spawn_pipe(&ends) == 0 else {
            throw HostProcess.LaunchFailure(reason: "no pipe can be made: \(String(cString: strerror(errno)))")
        }
        (reading, writing) = (ends[0], ends[1])
    }

    func close() {
        Glibc.close(reading)
        Glibc.close(writing)
    }
}

extension HostProcess {
    private static func spawn(
        _ command: [String], input: Int32, output: Int32, errors: Int32
    ) throws(LaunchFailure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in [input, output, errors].enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }
        // Whatever this process has open by then, of its own or from whoever started it, is none of the child's affair.
        _ = spawn_close_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Signals that this process ignores or blocks are none of the child's affair.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = POSIX_SPAWN_SETPGROUP | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        posix_spawnattr_setflags(&attributes, Int16(flags))
        posix_spawnattr_setpgroup(&attributes, 0)
        var arguments = command.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        arguments.append(nil)
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, command[0], &actions, &attributes, arguments, environ)
        guard failure == 0 else { throw LaunchFailure(reason: String(cString: strerror(failure))) }
        return pid
    }
}

import Synchronization

/// The programs that run beside the demonstration; all are ended on every way out of it.
final class Children: Sendable {
    private let all = Mutex<[(child: StartedProgram, runsOn: Bool)]>([])

    /// Takes a program into care.
    ///
    /// - Parameters:
    ///   - child: the program.
    ///   - runsOn: whether it should run until the demonstration ends it.
    func add(_ child: StartedProgram, runsOn: Bool) {
        all.withLock { $0.append((child, runsOn)) }
    }

    /// Throws ``DemoError`` when a program has ended that should run on.
    func check() throws {
        for (child, runsOn) in all.withLock({ $0 }) where runsOn && !child.isRunning {
            throw DemoError("\(child.name) has ended, and should run on.", logFile: child.log)
        }
    }

    /// Waits for a program that ends by itself, while the others should run on.
    ///
    /// - Parameters:
    ///   - child: the program.
    ///   - limit: how long it may take.
    /// - Returns: its exit code.
    /// - Throws: ``DemoError`` when it took too long or another program has ended, `CancellationError`; it has ended
    ///   then.
    func wait(for child: StartedProgram, atMost limit: Duration) async throws -> Int32 {
        try await withThrowingTaskGroup(of: Int32.self) { group in
            group.addTask { try await child.wait(atMost: limit) }
            group.addTask {
                while true {
                    try self.check()
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            defer { group.cancelAll() }
            guard let code = try await group.next() else { throw CancellationError() }
            return code
        }
    }

    /// Ends all, the last one started first.
    func stopAll() async {
        while let (child, _) = all.withLock({ $0.popLast() }) { await child.stop() }
    }

    /// Ends all by force, at once.
    func killAll() {
        for (child, _) in all.withLock({ $0 }) { child.kill() }
    }
}

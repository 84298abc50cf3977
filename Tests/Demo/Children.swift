import Synchronization

/// The programs that run beside the demonstration; all are ended on every way out of it.
final class Children: Sendable {
    private let all = Mutex<[ChildProcess]>([])

    /// Takes a program into care.
    func add(_ child: ChildProcess) {
        all.withLock { $0.append(child) }
    }

    /// Throws ``DemoError`` when a program has ended that should run on.
    func check() throws {
        for child in all.withLock({ $0 }) where !child.isRunning {
            throw DemoError("\(child.name) has ended, and should run on.", logFile: child.log)
        }
    }

    /// Ends a program, which is then no longer missed.
    func stop(_ child: ChildProcess) async {
        all.withLock { $0.removeAll { $0 === child } }
        await child.stop()
    }

    /// Ends all, the last one started first.
    func stopAll() async {
        while let child = all.withLock({ $0.popLast() }) { await child.stop() }
    }

    /// Ends all by force, at once.
    func killAll() {
        for child in all.withLock({ $0 }) { child.kill() }
    }
}

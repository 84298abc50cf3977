import Synchronization

/// Orders faults, and releases what they hold back.
package struct FaultPanel: Sendable {
    let simulator: SimulatedMonday

    /// Orders a fault; it strikes the next requests that match it.
    ///
    /// - Parameter fault: What goes wrong and with which request.
    /// - Returns: The fault's number.
    @discardableResult
    package func inject(_ fault: Fault) -> Int {
        simulator.state.withLock { $0.faults.arm(fault) }
    }

    /// Takes back all faults that have not struck.
    package func clear() {
        simulator.state.withLock { $0.faults.disarmAll() }
    }

    /// The faults that have not struck as often as they should.
    package var pending: [Fault] {
        simulator.state.withLock { $0.faults.armed.map(\.fault) }
    }

    /// How often each kind struck, ordered or by chance.
    package var struck: [Fault.Kind: Int] {
        simulator.state.withLock { $0.faults.struck }
    }

    /// Begins other weather with the next request, or ends it.
    package func setWeather(_ weather: Weather?) {
        simulator.state.withLock { $0.faults.setWeather(weather) }
    }

    /// How many requests wait to be released.
    package var heldCount: Int {
        simulator.state.withLock { $0.held.count }
    }

    /// Lets everything that is held go on; held requests run now.
    ///
    /// - Returns: How many there were.
    @discardableResult
    package func release() -> Int {
        simulator.release()
    }

    /// Waits until so many requests are held.
    ///
    /// - Parameter count: How many, 1 or more.
    package func waitUntilHeld(_ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isThere = simulator.state.withLock { state in
                if state.held.count >= count { return true }
                state.heldWaiters.append((count, { continuation.resume() }))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}

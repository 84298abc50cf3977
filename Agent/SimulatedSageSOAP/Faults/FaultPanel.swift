import Synchronization

/// Orders faults, and releases what they hold back.
package struct FaultPanel: Sendable {
    let simulator: SimulatedSageSOAP

    /// Orders a fault; it strikes the next calls that match it.
    package func inject(_ fault: Fault) {
        simulator.state.withLock { $0.faults.arm(fault) }
    }

    /// Takes back all faults that have not struck.
    package func clear() {
        simulator.state.withLock { $0.faults.disarmAll() }
    }

    /// The faults that have not struck as often as they should.
    package var pending: [Fault] { simulator.state.withLock { $0.faults.pending } }

    /// How often each kind struck.
    package var struck: [Fault.Kind: Int] { simulator.state.withLock { $0.faults.struck } }

    /// How many calls wait to be released.
    package var heldCount: Int { simulator.hold.count }

    /// Lets everything that is held go on.
    ///
    /// - Returns: how many calls there were.
    @discardableResult
    package func release() -> Int { simulator.hold.release() }

    /// Waits until so many calls are held, 1 or more.
    package func waitUntilHeld(_ count: Int = 1) async {
        await simulator.hold.waitUntilHeld(count)
    }
}

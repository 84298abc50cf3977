/// A configuration file that cannot be used, with every fault that was found in it, in the order of the file.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    package let faults: [ConfigurationFault]

    package init(_ faults: [ConfigurationFault]) {
        self.faults = faults
    }

    /// One fault a line; of more than ``ConfigurationLimits/faultsShown`` the rest is counted.
    package var description: String {
        let shown = faults.prefix(ConfigurationLimits.faultsShown).map(\.description)
        let rest = faults.count - shown.count
        return (shown + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: "\n")
    }
}

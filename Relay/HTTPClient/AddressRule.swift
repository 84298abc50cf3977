/// To which addresses a client makes connections.
package enum AddressRule: Sendable, Hashable {
    /// To any.
    case any
    /// Only to those that belong to one host of the public internet, so that nobody who can set a name's address, or a
    /// URL, makes this machine talk to its own network.
    case publicOnly
}

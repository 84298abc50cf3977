/// The limits on a configuration file.
package enum ConfigurationLimits {
    /// The longest file: a thousand connections need about 400 KiB; more is not a configuration but a mistake.
    package static let fileBytes = 1024 * 1024
    /// The most faults shown: a screen or two can be acted on, a thousand lines cannot.
    package static let faultsShown = 50
    /// The longest single value: a path, a URL or a name fits, and a fault's text stays readable.
    package static let valueCharacters = 4096
    /// The longest secret: a token or a PEM bundle fits.
    package static let secretBytes = 64 * 1024
}

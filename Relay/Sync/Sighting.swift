/// What a scan's line says of a record: its key in the text form, and the agent's digest of it.
///
/// Sightings are kept apart from the records, in a narrow table: a record that is as it was costs one look at it, and its
/// own row is neither read nor written. A record that is gone has no sighting; one with an empty digest is read whole the
/// next time.
package struct Sighting: Hashable, Sendable {
    package var key: String
    package var digest: String

    package init(key: String, digest: String) {
        self.key = key
        self.digest = digest
    }
}

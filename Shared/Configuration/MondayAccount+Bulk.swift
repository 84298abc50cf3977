extension MondayAccount {
    /// How new items are imported in bulk.
    package struct Bulk: Hashable, Sendable {
        /// So many new items of a board at once go out in bulk; `nil` for never.
        package var threshold: Int?
        /// The most rows of one import.
        package var rows: Int
        /// What tells which item a row updates.
        package var match: Match
        /// The least time between two questions about an import.
        package var poll: Duration
        /// How long a file may arrive after its import was started.
        package var uploadLife: Duration

        init(_ section: Section) {
            threshold = section.value("threshold", ValueType<Int>.number(1...1_000_000).or("off"), default: "500")
            rows = section.value("rows", .number(1...10_000), default: "10000")
            match = section.value("match", .choice(placeholder: .key), default: "key")
            poll = section.value("poll", .duration(.milliseconds(100) ... .seconds(300)), default: "10s")
            uploadLife = section.value("upload-life", .duration(.seconds(1) ... .seconds(3600)), default: "15m")
        }
    }

    /// What tells which item a row of a bulk import updates.
    package enum Match: String, Sendable, CaseIterable {
        /// The key column.
        case key
        /// Nothing: every row makes an item.
        case none
    }

    /// Whether the version that is asked for has bulk imports: they came with 2026-07.
    package var hasBulk: Bool { apiVersion >= "2026-07" }
}

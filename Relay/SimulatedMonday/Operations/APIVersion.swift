/// A version of monday's API, as the `API-Version` header names it.
struct APIVersion: Equatable {
    let value: String
    let kind: String

    /// The versions as they stand on 23 November 2026, by monday's release table.
    static let all = [
        APIVersion(value: "2025-04", kind: "old__maintenance"),
        APIVersion(value: "2025-07", kind: "old__maintenance"),
        APIVersion(value: "2025-10", kind: "old__maintenance"),
        APIVersion(value: "2026-01", kind: "old_previous_maintenance"),
        APIVersion(value: "2026-04", kind: "previous_maintenance"),
        maintenance,
        current,
        APIVersion(value: "2027-01", kind: "release_candidate"),
        APIVersion(value: "dev", kind: "dev"),
    ]

    /// Whether the version has a root field of the schema, which is that of 2026-10.
    func has(_ field: String) -> Bool {
        value >= "2026-07" || !MondaySchema.importFields.contains(field)
    }

    /// The version that answers requests for a deprecated one.
    static let maintenance = APIVersion(value: "2026-07", kind: "maintenance")

    /// The version that answers requests without the header.
    static let current = APIVersion(value: "2026-10", kind: "current")

    /// The version that answers a request.
    ///
    /// - Parameter header: The value of `API-Version`; `nil` where there is none.
    /// - Returns: The asked version; the one in maintenance for one that is deprecated; the current one for a well-formed
    ///   version that never was; `nil` for a malformed value, which monday refuses.
    static func answering(_ header: String?) -> APIVersion? {
        guard let header else { return current }
        if let known = all.first(where: { $0.value == header }) { return known }
        let parts = header.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
            parts.allSatisfy({ Int($0) != nil })
        else { return nil }
        // Quarters before 2025-04: they "are silently routed on", told by the echoed header alone.
        let isDeprecated = header < "2025-04" && header >= "2023-01" && ["01", "04", "07", "10"].contains(parts[1])
        return isDeprecated ? maintenance : current
    }
}

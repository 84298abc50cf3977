/// What a transaction can read of the boards that share records.
package protocol VolumeReader {
    /// Which of these boards holds each of some records: has its item, or is the one that is to get it.
    ///
    /// - Parameters:
    ///   - keys: the records' keys; those that no board holds are left out of the answer.
    ///   - boards: the boards that are asked for.
    /// - Returns: the boards by key.
    /// - Throws: what the store throws.
    func holders(of keys: [String], among boards: [BoardRef]) throws -> [String: BoardRef]
    /// When a board was taken into use behind the one before it, in milliseconds since 1970; `nil` when it was not.
    func openedAt(_ ref: BoardRef) throws -> Int64?
}

/// What a transaction can change of them.
package protocol VolumeWriter: VolumeReader {
    /// Has new records go to a board from now on.
    func open(_ ref: BoardRef, at moment: Int64) throws
    /// Moves a record that has no item, with everything that is known of it, from one board to another.
    ///
    /// A scan that reads everything of the other board shall not find it unseen.
    func move(_ key: String, from: BoardRef, to: BoardRef) throws
    /// Forgets a record of which a board knows nothing but that it has no item there.
    func forgetRecord(_ ref: BoardRef, key: String) throws
}

/// On which board a record belongs that has no item on the one that read it.
enum Placement: Hashable, Sendable {
    /// On this one.
    case here
    /// Another board holds it.
    case heldBy(BoardRef)
    /// The newest board takes it, whose own scan comes by.
    case left
}

extension StoreReader {
    /// The board that new records go to: the last one that was taken into use.
    ///
    /// - Parameter volumes: all boards of the records.
    /// - Returns: the board.
    /// - Throws: what the store throws.
    func newest(of volumes: BoardVolumes) throws -> BoardRef {
        try volumes.all.last { try openedAt($0.ref) != nil }?.ref ?? volumes.all[0].ref
    }

    /// Says where a record belongs that a board read, and does not hold.
    ///
    /// Each board reads the company by itself, so every board comes by every record: the newest takes those that nobody
    /// holds. Where it has come by already, and was not the newest then, the one that reads the record now takes it.
    ///
    /// - Parameters:
    ///   - key: the record's key.
    ///   - ref: the board that read it.
    ///   - volumes: all boards of the records.
    /// - Returns: where it belongs.
    /// - Throws: what the store throws.
    func placement(of key: String, _ ref: BoardRef, _ volumes: BoardVolumes) throws -> Placement {
        if let holder = try holders(of: [key], among: volumes.others(of: ref))[key] { return .heldBy(holder) }
        let newest = try newest(of: volumes)
        return newest == ref ? .here : try record(newest, key: key) == nil ? .left : .here
    }

    /// Which of some records without an item on a board are another board's, or would go to one.
    ///
    /// - Parameters:
    ///   - keys: the records' keys.
    ///   - settings: the board's.
    /// - Returns: some of the keys; none where there is no other board.
    /// - Throws: what the store throws.
    func placedElsewhere(_ keys: [String], _ settings: BoardSettings) throws -> Set<String> {
        guard let volumes = settings.volumes else { return [] }
        return Set(
            try keys.filter { key in
                guard try record(settings.ref, key: key)?.isBare ?? true else { return false }
                return try placement(of: key, settings.ref, volumes) != .here
            })
    }

    /// The board that follows one, and whether it is in use.
    ///
    /// - Parameters:
    ///   - ref: the board.
    ///   - volumes: all boards of the records.
    /// - Returns: `nil` where none follows.
    /// - Throws: what the store throws.
    package func next(after ref: BoardRef, _ volumes: BoardVolumes?) throws -> BoardCapacity.Next? {
        guard let volumes, let next = volumes.next(after: ref) else { return nil }
        return BoardCapacity.Next(
            board: next.ref.text, level: volumes.level, isOpen: try openedAt(next.ref) != nil)
    }

    /// Whether any board of a board's records has items.
    ///
    /// - Parameters:
    ///   - ref: the board.
    ///   - others: the other ones.
    /// - Returns: whether so.
    /// - Throws: what the store throws.
    func hasItems(_ ref: BoardRef, or others: [BoardRef]) throws -> Bool {
        try ([ref] + others).contains { try hasItems($0) }
    }
}

extension RecordRow {
    /// Whether nothing is known of it but that it has no item here: another board may hold it.
    var isBare: Bool { state == .skipped && itemID == nil }
}

import Mapping

/// The other boards of a board's records: a record has one item on all of them together.
///
/// Before an item is made its key is looked for on every one of them, so that this holds for a lost state too. When the
/// newest board fills up, the next is taken into use, and what waits for room goes there.
struct OtherBoards: Sendable {
    let calls: BoardCalls
    let volumes: BoardVolumes
    /// The ways to the others that are made, in the order in which they fill up.
    private let others: [BoardCalls]
    private let bells: BoardBells?

    /// - Parameters:
    ///   - calls: the board's own way to monday.
    ///   - bells: wakes the other boards; `nil` where they look by themselves.
    init?(calls: BoardCalls, bells: BoardBells?) {
        guard let volumes = calls.settings.volumes else { return nil }
        (self.calls, self.volumes, self.bells) = (calls, volumes, bells)
        others = volumes.all.filter { $0.ref != calls.ref && $0.boardID != BoardSettings.unmadeBoard }.map {
            calls.toBoard($0)
        }
    }

    // MARK: Looking

    /// Looks for records that are not on their board on the others, and gives those that are found to the board that has
    /// their item.
    ///
    /// A board that rests is not looked at: what the state knows of it has to do.
    ///
    /// - Parameters:
    ///   - records: the records.
    ///   - lane: how urgent it is.
    /// - Returns: the keys of those that were found.
    /// - Throws: ``TargetError`` when one of the boards cannot be looked at; as ``BoardCalls/call(lane:kind:_:)``.
    func giveBack(_ records: [RecordOnBoard], lane: Lane) async throws -> Set<String> {
        var given: Set<String> = []
        for other in others {
            let left = records.filter { !given.contains($0.key) }
            guard !left.isEmpty else { break }
            let found: [String: String]
            do {
                found = try await items(of: left, on: other, lane)
            } catch let error as TargetError where error.cause == .board {
                throw TargetError(
                    .board,
                    "No item is made before its key was looked for on \(other.ref) too, and that failed. \(error.sentence)"
                        + " Put that board right; one that is archived or deleted for good is left out of account once it"
                        + " rests: `sage-relay pause \(other.ref)`.")
            }
            try await give(found, to: other)
            given.formUnion(found.keys)
        }
        return given
    }

    /// The items of records on another board, by key.
    private func items(
        of records: [RecordOnBoard], on other: BoardCalls, _ lane: Lane
    ) async throws -> [String: String] {
        let (ref, now, own) = (other.ref, calls.now, other.settings.boardID)
        let (board, row) = try await calls.store.read { (try $0.board(ref), try $0.index(ref)) }
        guard board.pause == nil else { return [:] }
        guard let mapping = board.mapping, mapping.boardID == own else {
            // Its own deliverer finds its columns first; where it cannot, that is told there.
            throw TargetError(
                .temporary,
                "No item is made before its key was looked for on \(ref) too, whose columns are not known yet."
                    + (board.fault.map { " \($0)" } ?? ""))
        }
        let index = BoardIndex(calls: other)
        var found: [String: String] = [:]
        var open = records
        // However old it is: what this relay made since stands in the state, and in the index too.
        var isIndexed = try await index.isGood(newerThan: 0, mapping)
        // One page of nothing answers for every record.
        if !isIndexed, row.items == 0 { isIndexed = try await index.readIfPossible(mapping, lane: lane) }
        if isIndexed {
            let answers = try await index.answers(for: records)
            for (key, answer) in answers {
                switch answer {
                case .absent, .clash: break
                case .item(let id): found[key] = id
                case .several(let ids): found[key] = try await other.keep(oneOf: ids, of: key, isNews: false)
                }
            }
            open = records.filter { answers[$0.key] == nil }
        }
        let keys = open.map(\.key)
        let age = Int64(calls.settings.delivery.indexAge)
        let doubted = try await calls.store.read { try $0.doubted(ref, among: keys) }
        let absent = other.absences.known(among: keys, since: now - age).subtracting(doubted)
        open.removeAll { absent.contains($0.key) }
        guard !open.isEmpty else { return found }
        let looked = try await other.lookUpAll(open, mapping, lane: lane)
        other.absences.add(open.map(\.key).filter { looked[$0] == nil && !doubted.contains($0) }, at: now)
        return found.merging(looked) { $1 }
    }

    private func give(_ found: [String: String], to other: BoardCalls) async throws {
        guard !found.isEmpty else { return }
        let (ref, settings) = (calls.ref, other.settings)
        let cause = HistoryEntry.Cause(
            at: calls.now, note: "Found on the board \(settings.ref) before anything was created on \(ref).")
        try await calls.store.write { transaction in
            var owned: [String: FoundItem] = [:]
            for (key, itemID) in found {
                guard let own = try transaction.record(ref, key: key), own.itemID == nil, !own.isUnderWay else {
                    continue
                }
                try transaction.move(key, from: ref, to: settings.ref)
                guard let before = try transaction.record(settings.ref, key: key), before.itemID == nil else {
                    continue
                }
                var row = before
                row.adopt(itemID: itemID)
                try transaction.save(row, was: before, cause)
                owned[key] = FoundItem(id: itemID, key: RecordOnBoard(key: key, settings).sageKey)
            }
            try transaction.index(owned: owned, created: 0, settings.ref)
        }
        FailPoint.recordsGivenBack.reached()
        bells?.ring(other.ref)
    }

    // MARK: Going on

    /// Takes the next board into use when this one is the newest and full enough, and the next is fit.
    ///
    /// One that is full already is passed over: a lost state begins with the first board again.
    ///
    /// - Returns: whether one was taken into use now.
    /// - Throws: what the store throws.
    func openNext() async throws -> Bool {
        let (ref, volumes, now) = (calls.ref, volumes, calls.now)
        guard volumes.next(after: ref) != nil else { return false }
        let due: @Sendable (any StoreReader) throws -> [BoardVolumes.Volume] = { reader in
            let (room, limit) = (try reader.board(ref).room, try reader.standing(ref).itemsLimit)
            guard volumes.isFull(room: room, limit: limit), try reader.newest(of: volumes) == ref else { return [] }
            var passed: [BoardVolumes.Volume] = []
            while let next = volumes.next(after: passed.last?.ref ?? ref) {
                passed.append(next)
                let board = try reader.board(next.ref)
                if board.room == 0, board.mapping?.boardID == next.boardID { continue }
                return try reader.obstacle(to: next) == nil ? passed : []
            }
            return []
        }
        guard try await !calls.store.read(due).isEmpty else { return false }
        let isOpened = try await calls.store.write { transaction in
            let opened = try due(transaction)
            for next in opened {
                try transaction.open(next.ref, at: now)
                try transaction.append(.wentOn(from: ref, to: next, at: now))
            }
            return !opened.isEmpty
        }
        FailPoint.nextBoardOpened.reached()
        return isOpened
    }

    /// Hands records that were not on this board, and find no room on it, to the newest one.
    ///
    /// - Parameter keys: the records' keys; those that were part of a request in doubt stay, since that request may have
    ///   made their items here after all.
    /// - Returns: how many went; and, where none could, why: `nil` where there is no next board.
    /// - Throws: what the store throws.
    func handOver(_ keys: [String]) async throws -> (count: Int, obstacle: String?) {
        let (ref, volumes, now) = (calls.ref, volumes, calls.now)
        let newest = try await calls.store.read { try $0.newest(of: volumes) }
        guard newest != ref, let target = volumes.all.first(where: { $0.ref == newest }) else {
            guard let next = volumes.next(after: ref) else { return (0, nil) }
            return (0, try await calls.store.read { try $0.obstacle(to: next) ?? Self.soon })
        }
        let (count, obstacle) = try await calls.store.write { transaction -> (Int, String?) in
            // Where the newest is full too, it takes the board behind it into use itself.
            if try transaction.board(newest).room == 0, volumes.next(after: newest) != nil { return (0, Self.soon) }
            if let obstacle = try transaction.obstacle(to: target) { return (0, obstacle) }
            let doubted = try transaction.doubted(ref, among: keys)
            var count = 0
            for key in keys where !doubted.contains(key) {
                guard let row = try transaction.record(ref, key: key), row.itemID == nil,
                    row.state == .queued || row.state == .retryAt
                else { continue }
                try transaction.move(key, from: ref, to: newest)
                try transaction.append(.handedOver(row, to: newest, at: now))
                count += 1
            }
            if count > 0 {
                // That it is full is nobody's concern any more.
                var board = try transaction.board(ref)
                board.fault = nil
                try transaction.save(board)
            }
            return (count, count == 0 ? Self.doubtful : nil)
        }
        if count > 0 {
            calls.absences.remove(keys)
            FailPoint.recordsHandedOver.reached()
            bells?.ring(newest)
        }
        return (count, obstacle)
    }

    /// What is said where nothing but time is needed.
    static let soon = "The next board is taken into use in a moment."
    private static let doubtful =
        "What waits was part of a request whose outcome was not known, and gets its item here: archive an item to make room."
}

extension BoardCalls {
    /// The same way to another board of the same records.
    fileprivate func toBoard(_ volume: BoardVolumes.Volume) -> BoardCalls {
        var other = settings
        (other.ref, other.boardID) = (volume.ref, volume.boardID)
        return BoardCalls(
            settings: other, store: store, target: target, governor: governor, time: time, random: random, pace: pace,
            lookUpSize: lookUpSize)
    }
}

extension StoreReader {
    /// Why a board cannot be taken into use, or be given records, in one sentence; `nil` when it can.
    fileprivate func obstacle(to volume: BoardVolumes.Volume) throws -> String? {
        let board = try board(volume.ref)
        if let pause = board.pause { return "\(BoardPaused(volume.ref, pause))" }
        guard board.mapping?.boardID == volume.boardID else {
            return board.fault.map { "The next board, \(volume.ref), cannot be used: \($0)" } ?? OtherBoards.soon
        }
        if board.room == 0 { return "The next board, \(volume.ref), is full too." }
        if let hold = board.hold { return "The next board, \(volume.ref), is held: \(hold)" }
        return board.fault.map { "The next board, \(volume.ref), cannot be used: \($0)" }
    }
}

extension HistoryEntry {
    fileprivate static func wentOn(from ref: BoardRef, to next: BoardVolumes.Volume, at: Int64) -> HistoryEntry {
        HistoryEntry(
            board: next.ref, key: "", event: .opened,
            cause: Cause(at: at, note: "The board \(ref) is nearly full: new records go to board \(next.boardID) now."))
    }

    fileprivate static func handedOver(_ row: RecordRow, to newest: BoardRef, at: Int64) -> HistoryEntry {
        HistoryEntry(
            board: row.board, key: row.key, event: .handedOver,
            cause: Cause(at: at, note: "The board is full; its item is made on \(newest)."))
    }
}

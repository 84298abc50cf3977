import Mapping

/// Reading a board, and finding what differs.
extension BoardReconciler {
    /// Reads the whole board and compares it with the ledger.
    func survey() async throws -> BoardSurvey {
        let mapping = try await store.read { [settings] reader in
            let board = try reader.board(settings.ref)
            if let pause = board.pause {
                throw TargetError(.board, "The board rests, so it was not read: \(pause.reason)")
            }
            guard let mapping = board.mapping, mapping.isMade(for: settings) else {
                throw TargetError(
                    .board, board.fault ?? "The board's columns are not known yet. Run `sage-relay sync` first.")
            }
            return mapping
        }
        var survey = BoardSurvey(mapping: mapping)
        let fields = ControlFields(kind: settings.ref.kind, mapping: mapping)
        try await readBack.readAll(
            mapping, keepsContent: false, started: { survey = BoardSurvey(mapping: mapping) },
            page: { items in
                try await self.suspect(items, mapping)
                for item in items { survey.count(item, fields, self.settings) }
            })
        try await confirmSuspects(mapping)
        try await locateUnshown(&survey, fields)
        try await find(&survey)
        return survey
    }

    /// Notes the items that show something else than was written, or may do: they are asked for again.
    private func suspect(_ items: [ShownItem], _ mapping: BoardMapping) async throws {
        let ref = settings.ref
        let ids = items.map(\.id)
        let rows = try await store.read { try $0.records(ref, owning: ids) }
        let owned = Dictionary(rows.map { ($0.itemID ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        let suspects = items.filter { item in
            guard let row = owned[item.id], row.isSettled, let expected = row.confirmed else { return false }
            // An archived item that is on the board again was restored by a person.
            return row.state == .archived || !mapping.differences(expected: expected, shown: item.content).isEmpty
        }
        guard !suspects.isEmpty else { return }
        try await store.write { [settings] transaction in
            for item in suspects {
                try transaction.update(
                    ReadBackItem(
                        itemID: item.id, key: settings.identity.recordKey(of: item.key, kind: ref.kind),
                        shown: item.content), ref)
            }
        }
    }

    /// Asks for every suspect again, between two looks at the ledger: what was written to it while the board was read is no
    /// finding.
    private func confirmSuspects(_ mapping: BoardMapping) async throws {
        let ref = settings.ref
        var last: String?
        while true {
            let after = last
            let suspects = try await store.read {
                try $0.suspects(ref, after: after, limit: LocatedItem.most)
            }
            guard let end = suspects.last else { return }
            let ids = suspects.map(\.itemID)
            let written = try await written(to: ids)
            let located = try await locate(ids, mapping)
            try await store.write { transaction in
                for var item in suspects {
                    let found = located[item.itemID]
                    item.place = found?.place(seenFrom: mapping.boardID) ?? .deleted
                    if item.place == .unlisted { item.place = .listed }
                    item.shown = item.place == .listed ? found?.item.content : nil
                    item.expected = written[item.itemID]
                    try transaction.update(item, ref)
                }
            }
            last = end.itemID
        }
    }

    /// What is known to be written to items, as far as nothing is on its way to them.
    private func written(to ids: [String]) async throws -> [String: ItemContent] {
        let rows = try await store.read { [ref = settings.ref] in try $0.records(ref, owning: ids) }
        let known = rows.filter(\.isSettled).compactMap { row in
            row.itemID.flatMap { id in row.confirmed.map { (id, $0) } }
        }
        return Dictionary(known, uniquingKeysWith: { first, _ in first })
    }

    /// Asks what became of the items of records that were not among those read.
    private func locateUnshown(_ survey: inout BoardSurvey, _ fields: ControlFields) async throws {
        let (ref, mapping) = (settings.ref, survey.mapping)
        var last: String?
        while true {
            let after = last
            let rows = try await store.read {
                try $0.unshown(ref, after: after, limit: LocatedItem.most)
            }
            guard let end = rows.last else { return }
            let located = try await locate(rows.compactMap(\.itemID), mapping)
            for found in located.values where found.place(seenFrom: mapping.boardID) == .unlisted {
                survey.count(found.item, fields, settings)
            }
            try await store.write { transaction in
                let items = rows.compactMap { row in
                    row.itemID.map { id in
                        ReadBackItem(
                            itemID: id, key: row.key,
                            place: located[id]?.place(seenFrom: mapping.boardID) ?? .deleted)
                    }
                }
                _ = try transaction.keep(items, ref)
            }
            last = end.key
        }
    }

    private func locate(_ ids: [String], _ mapping: BoardMapping) async throws -> [String: LocatedItem] {
        let reader = readBack.reader
        let items = try await readBack.call(.items) { () async throws(TargetError) in
            try await reader.items(ids, mapping: mapping)
        }
        return Dictionary(items.map { ($0.item.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    // MARK: Finding

    private func find(_ survey: inout BoardSurvey) async throws {
        let (ref, mapping, others) = (settings.ref, survey.mapping, settings.otherVolumes)
        let (kept, counts) = try await store.read { reader in (try reader.readBack(ref), try reader.counts(ref)) }
        survey.items = kept.ours
        survey.strangers = kept.strangers
        survey.unjudged = [RecordRow.State.queued, .sending, .inDoubt, .retryAt, .held].reduce(0) {
            $0 + (counts[$1] ?? 0)
        }
        for walk in FindingWalk.allCases {
            var last: ReadBackItem?
            repeat {
                let after = last
                let page = try await store.read {
                    try walk.page($0, ref, mapping, others: others, after: after, limit: Self.pageSize)
                }
                for (finding, _) in page.found { survey.findings.add(finding) }
                last = page.last
            } while last != nil
        }
    }
}

extension BoardSurvey {
    /// Adds an item to the board's totals, if it is one of ours.
    fileprivate mutating func count(_ item: ShownItem, _ fields: ControlFields, _ settings: BoardSettings) {
        guard settings.identity.recordKey(of: item.key, kind: settings.ref.kind) != nil else { return }
        if item.content.isMarkedGone {
            gone += 1
        } else if !fields.add(item.content, to: &totals) {
            unreadable += 1
        }
    }
}

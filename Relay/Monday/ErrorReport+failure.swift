extension ErrorReport {
    /// Sorts an error by ``ErrorTable``, and by what is like it where a spelling is new.
    ///
    /// - Parameters:
    ///   - httpStatus: of the whole answer.
    ///   - limits: of the whole answer; a wait is the longest that any of the sources names.
    ///   - requestID: goes into the failure.
    /// - Returns: the failure, of kind `other` where nothing fits.
    func failure(status httpStatus: Int, limits: RateLimits, requestID: String?) -> MondayFailure {
        MondayFailure(
            kind(httpStatus: httpStatus, limits: limits), message: message, isQuoted: isQuoted, code: code,
            path: path, requestID: requestID)
    }

    private func kind(httpStatus: Int, limits: RateLimits) -> MondayFailure.Kind {
        let word = ErrorTable.word(code ?? "")
        let text = message.lowercased()
        // The old form came with HTTP 200 and the true status inside.
        let status = httpStatus == 200 ? self.status ?? 200 : httpStatus
        let wait = [RateLimits.wait(retry), limits.retryAfter, limits.exhaustedWait].compactMap(\.self).max()

        if let kind = ErrorTable.kind(ofCode: word) { return completed(kind, text: text, wait: wait) }
        if isLimit(word, text, status) { return .rateLimited(wait: wait, scope: scope(word, text)) }
        if text.contains("cursor") && text.contains("expired") { return .cursorExpired }
        switch status {
        case 400: return isAboutRecord(text) ? .recordRefused(columnID: columnID) : .requestInvalid
        case 404 where !word.isEmpty: return .boardUnusable
        case 409 where word.contains("idempotency") || text.contains("idempotency"):
            return .conflictInProgress(wait: wait)
        case 401, 403, 408, 423, 500...:
            return completed(ErrorTable.kind(ofStatus: min(status, 599)) ?? .other, text: text, wait: wait)
        case 300..<500 where word.isEmpty && !isAboutRecord(text): return .requestInvalid
        default: break
        }
        if let kind = ErrorTable.kind(ofMessage: text) { return completed(kind, text: text, wait: wait) }
        return code == nil && path.isEmpty && status == 200 ? .unknownOutcome : .other
    }

    private func isAboutRecord(_ text: String) -> Bool {
        text.contains("column value") || text.contains("item name")
    }

    private func isLimit(_ word: String, _ text: String, _ status: Int) -> Bool {
        if status == 429 || self.status == 429 { return true }
        let words = ["complexity", "ratelimit", "concurrency", "dailylimit", "minutelimit", "toomanyrequests"]
        if words.contains(where: { word.contains($0) }) { return true }
        return code == nil
            && ["complexity budget exhausted", "rate limit exceeded", "limit rate exceeded", "call limit exceeded"]
                .contains { text.contains($0) }
    }

    private func scope(_ word: String, _ text: String) -> MondayFailure.Scope {
        if word.contains("daily") || text.contains("daily limit") { return .day }
        if word.contains("complexity") || text.contains("complexity") { return .complexity }
        if word.contains("concurrency") || text.contains("concurren") { return .concurrency }
        if word.hasPrefix("ip") { return .ip }
        if word.hasPrefix("field") || word == "toomanyrequests" || text.contains("call limit") { return .other }
        return word.contains("minute") || word.contains("ratelimit") || text.contains("minute") ? .minute : .other
    }

    /// Fills in what a table of codes cannot know.
    private func completed(_ kind: MondayFailure.Kind, text: String, wait: Duration?) -> MondayFailure.Kind {
        switch kind {
        case .rateLimited(_, let scope): return .rateLimited(wait: wait, scope: scope)
        case .temporary: return .temporary(wait: wait)
        case .locked: return .locked(wait: wait)
        case .conflictInProgress: return .conflictInProgress(wait: wait)
        case .recordRefused(nil): return .recordRefused(columnID: columnID)
        case .itemGone:
            // One code for every kind of thing that is not there; only an item's loss concerns one record alone.
            let resource = (details?["resource_type"]?.string ?? text).lowercased()
            return ["board", "group", "column"].contains { resource.contains($0) } ? .boardUnusable : .itemGone
        case .requestInvalid where text.contains("cursor") && text.contains("expired"): return .cursorExpired
        case .requestInvalid where text.contains("board") && text.contains("not found"): return .boardUnusable
        default: return kind
        }
    }

    private var columnID: String? {
        details?["column_id"]?.id
    }
}

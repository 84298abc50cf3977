extension ErrorReport {
    /// Sorts an error by all spellings monday has used (error-handling and rate-limit pages, change log, public clients).
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
        let word = Self.word(code ?? "")
        let text = message.lowercased()
        // The old form came with HTTP 200 and the true status inside.
        let status = httpStatus == 200 ? self.status ?? 200 : httpStatus
        let wait = [RateLimits.wait(retry), limits.retryAfter, limits.exhaustedWait].compactMap(\.self).max()

        if let kind = Self.byCode[word] { return completed(kind, text: text, wait: wait) }
        if isLimit(word, text, status) { return .rateLimited(wait: wait, scope: scope(word, text)) }
        if text.contains("cursor") && text.contains("expired") { return .cursorExpired }
        switch status {
        case 401, 403: return .unauthorized
        case 400: return isAboutRecord(text) ? .recordRefused(columnID: columnID) : .requestInvalid
        case 404 where !word.isEmpty: return .boardUnusable
        case 408: return .unknownOutcome
        case 409 where word.contains("idempotency") || text.contains("idempotency"):
            return .conflictInProgress(wait: wait)
        case 423: return .locked(wait: wait)
        case 500...: return .temporary(wait: wait)
        case 300..<500 where word.isEmpty && !isAboutRecord(text): return .requestInvalid
        default: break
        }
        if text.contains("currently locked") { return .locked(wait: wait) }
        if text.hasPrefix("parse error") || text.contains("unknown argument") { return .requestInvalid }
        if text.contains("not authenticated") || text.contains("ip is restricted") { return .unauthorized }
        if text.contains("column value") || text.contains("does not exist in column") {
            return .recordRefused(columnID: columnID)
        }
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

    /// A code without case and punctuation: `MAX_CONCURRENCY_EXCEEDED` and `maxConcurrencyExceeded` are one.
    private static func word(_ code: String) -> String {
        String(code.lowercased().unicodeScalars.filter { ("a"..."z").contains($0) || ("0"..."9").contains($0) })
    }

    private static let byCode: [String: MondayFailure.Kind] = [
        "columnvalueexception": .recordRefused(columnID: nil),
        "correctedvalueexception": .recordRefused(columnID: nil),
        "invaliditemnameexception": .recordRefused(columnID: "name"),
        "itemnametoolongexception": .recordRefused(columnID: "name"),
        "invaliduseridexception": .recordRefused(columnID: nil),
        "recordinvalidexception": .recordRefused(columnID: nil),
        "resourcenotfoundexception": .itemGone,
        "invaliditemidexception": .itemGone,
        "inactiveitemexception": .itemGone,
        "itemslimitationexception": .boardFull,
        "invalidboardidexception": .boardUnusable,
        "invalidcolumnidexception": .boardUnusable,
        "userunauthorizedexception": .boardUnusable,
        "unauthorized": .unauthorized,
        "useraccessdenied": .unauthorized,
        "missingrequiredpermissions": .unauthorized,
        "invalidversionexception": .requestInvalid,
        "invalidargumentexception": .requestInvalid,
        "jsonparseexception": .requestInvalid,
        "badrequest": .requestInvalid,
        "undefinedfield": .requestInvalid,
        "graphqlvalidationfailed": .requestInvalid,
        "graphqlparsefailed": .requestInvalid,
        "parseerror": .requestInvalid,
        "cursorexpirederror": .cursorExpired,
        "cursorexception": .cursorExpired,
        "apitemporarilyblocked": .temporary(wait: nil),
        "internalservererror": .temporary(wait: nil),
        "idempotencyconflict": .conflictInProgress(wait: nil),
    ]
}

import SimulatorServer
import Synchronization

/// The storage that files of bulk imports go through: pre-signed addresses as those of Amazon S3.
extension SimulatedMonday {
    /// Takes the file of an import, once and within ten minutes of the job's start.
    ///
    /// Refused as S3 refuses what a signature does not cover: another method or content type, a checksum, an address that
    /// has expired. That a second file is refused is the simulator's own; S3 would replace the first.
    func upload(_ call: HTTPCall) -> HTTPAnswer {
        let now = clock.now
        let id = String(call.path.dropFirst(ImportJob.uploadPath.count))
        return state.withLock { state in
            state.account.now = now
            state.account.advanceImports()
            let drawn = state.faults.draw()
            guard let job = state.account.imports[id] else { return .storage(404, "NoSuchKey", "No such upload.") }
            guard call.method == "PUT", call.query["X-Amz-Signature"] == job.signature,
                call.headers["content-type"] == "text/csv",
                !call.headers.keys.contains(where: { $0.hasPrefix("x-amz-checksum") })
            else { return .storage(403, "SignatureDoesNotMatch", "The request is not the one that was signed.") }
            guard call.headers["content-length"] != nil else {
                return .storage(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")
            }
            guard job.startedAt + ImportJob.addressLifetime > now, job.state == .uploadPending else {
                return .storage(403, "AccessDenied", "Request has expired")
            }
            guard !job.hasFile else { return .storage(403, "AccessDenied", "The file has come already") }
            let board = String(job.board)
            let fault = state.faults.request(
                FaultBook.Request(
                    operations: ["upload"], boards: [board], isMutation: true, key: .none,
                    possible: [.dropBeforeExecuting, .executeThenDrop, .serverError, .executeThenServerError]),
                drawn: drawn)
            switch fault?.kind {
            case .dropBeforeExecuting: return HTTPAnswer(status: 0, headers: [], body: [], delivery: .dropped)
            case .serverError: return .storage(503, "SlowDown", "Please reduce your request rate.")
            default: break
            }
            state.account.takeFile(
                call.body, size: call.size, of: id, fault: state.faults.importFault(board: board))
            switch fault?.kind {
            case .executeThenDrop: return HTTPAnswer(status: 0, headers: [], body: [], delivery: .dropped)
            case .executeThenServerError: return .storage(500, "InternalError", "We encountered an internal error.")
            default:
                return HTTPAnswer(status: 200, headers: [("ETag", "\"\(job.signature)\"")], body: [])
            }
        }
    }

    /// The report of an import, as long as its address is good.
    func importReport(_ id: String, _ query: [String: String]) -> HTTPAnswer {
        let now = clock.now
        let job = withAccount { $0.imports[id] }
        guard let job, job.hasReport, query["signature"] == job.signature,
            let expires = query["expires"].flatMap({ SimulatorClock.Milliseconds($0) }), now < expires
        else { return .storage(403, "AccessDenied", "Request has expired") }
        let text = (["row,outcome,item_id,reason"] + job.report).map { $0 + "\r\n" }.joined()
        return HTTPAnswer(status: 200, headers: [("Content-Type", "text/csv; charset=utf-8")], body: Array(text.utf8))
    }

    /// The bulk imports so far, oldest first, with their state and counts.
    package var imports: [JSONValue] {
        withAccount { $0.imports.all.map(\.json) }
    }
}

extension HTTPAnswer {
    /// A refusal in the form of S3.
    fileprivate static func storage(_ status: Int, _ code: String, _ message: String) -> HTTPAnswer {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>\(code)</Code><Message>\(message)</Message></Error>
            """
        return HTTPAnswer(status: status, headers: [("Content-Type", "application/xml")], body: Array(text.utf8))
    }
}

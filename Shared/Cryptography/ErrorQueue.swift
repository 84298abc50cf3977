import COpenSSL

/// One entry of OpenSSL's error queue.
struct QueuedError: Equatable {
    /// An `ERR_LIB_*`: the part of OpenSSL that failed.
    let library: Int32
    /// The reason within that part, such as an `SSL_R_*`.
    let reason: Int32
    /// OpenSSL's own words for the reason.
    let text: String
}

/// OpenSSL's error queue, which is one per thread and keeps what nobody has taken.
enum ErrorQueue {
    /// Forgets what is there, so that the next failure explains itself alone.
    static func clear() {
        ERR_clear_error()
    }

    /// Takes the whole queue, the oldest entry (the cause) first.
    static func drain() -> [QueuedError] {
        var errors: [QueuedError] = []
        while case let code = ERR_get_error(), code != 0 {
            let text = ERR_reason_error_string(code).map { String(cString: $0) }
            errors.append(
                QueuedError(
                    library: ERR_GET_LIB(code), reason: ERR_GET_REASON(code), text: text ?? "error \(code)"))
        }
        return errors
    }
}

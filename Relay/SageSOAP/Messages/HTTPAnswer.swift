import HTTPClient
import HTTPTypes

/// What the status and the head of an answer say, before anybody reads XML.
struct HTTPAnswer {
    let response: HTTPClient.Response
    /// What was asked, for messages.
    let what: String

    /// The media type in small letters, without parameters; empty for none.
    var mediaType: String {
        let type = response.headers[.contentType] ?? ""
        return type.split(separator: ";").first.map { SchemaText.collapsed($0.lowercased()) } ?? ""
    }

    /// Whether it is the type of SOAP 1.1's messages (section 6).
    var isXML: Bool { mediaType == "text/xml" }

    /// Sorts out every status but 200.
    ///
    /// - Throws: ``SageSOAPError``.
    func check() throws(SageSOAPError) {
        guard response.status != 200 else { return }
        let status = "HTTP \(response.status)"
        switch response.status {
        case 300...399:
            throw SageSOAPError(
                .redirected,
                "The server answers \(what) with \(status) to \(target); nothing is sent there. Configure the address "
                    + "at which the service itself answers.")
        case 401:
            throw SageSOAPError(
                .unauthorized,
                "The web server wants a log-on of its own for \(what) (\(status)); allow anonymous access to the "
                    + "service in IIS, since the account goes in the message.")
        case 403:
            throw SageSOAPError(
                .forbidden,
                "The web server refuses \(what) (\(status)); IIS may want HTTPS, a client certificate, or another "
                    + "address of this relay.")
        case 404, 405, 410:
            throw SageSOAPError(
                .noService, "There is no web service at this address (\(status) for \(what)); check the address.")
        case 413, 415:
            throw SageSOAPError(.notUnderstood, "The web server does not take \(what) (\(status)).")
        case 408, 429, 500...599:
            throw SageSOAPError(
                .unavailable,
                "The server does not answer \(what) (\(status)); its application pool may be stopped, or Sage busy.",
                isRetryable: true, delivery: .unknown)
        default:
            throw SageSOAPError(
                .answerInvalid, "The server answers \(what) with \(status), which has no meaning here.",
                delivery: .unknown)
        }
    }

    /// The error for an answer with another type of content.
    func notXML() -> SageSOAPError {
        let type = mediaType.isEmpty ? "no type" : ShownText.line(mediaType.prefix(80))
        return SageSOAPError(
            .answerInvalid,
            "The answer to \(what) (HTTP \(response.status)) is not text/xml but \(type): something else than the web "
                + "service answers at this address.", delivery: .unknown)
    }

    /// The host that a redirect names, without the rest, which may hold anything.
    private var target: String {
        guard let location = response.headers[.location] else { return "no address" }
        guard let authority = location.firstMatch(of: #/^[A-Za-z][A-Za-z0-9+.\-]*://([^/?#]*)/#)?.1 else {
            return "another path of this host"
        }
        let host = authority.split(separator: "@").last ?? ""
        return "the host \(ShownText.line(host.prefix(200)))"
    }
}

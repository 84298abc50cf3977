/// What the browser shows; nothing of a request is repeated in it.
enum CallbackPage {
    case done
    case declined
    case stranger
    case elsewhere
    case wrongMethod

    var status: Int {
        switch self {
        case .done, .declined: 200
        case .stranger: 400
        case .elsewhere: 404
        case .wrongMethod: 405
        }
    }

    private var texts: (title: String, text: String) {
        switch self {
        case .done:
            (
                "Almost there",
                "monday.com has answered. The command says whether the login is complete; this window can be closed."
            )
        case .declined:
            (
                "Not logged in",
                "monday.com says that the login was declined. The command says why; this window can be closed."
            )
        case .stranger:
            (
                "Another login",
                "This address does not belong to the login that is waited for. Open the address that the command shows."
            )
        case .elsewhere: ("Nothing here", "This is where sage-relay waits for a login at monday.com.")
        case .wrongMethod: ("Nothing here", "This address is opened by a browser that comes from monday.com.")
        }
    }

    var html: String {
        let (title, text) = texts
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>\(title) - sage-relay</title></head>
            <body><h1>\(title)</h1><p>\(text)</p></body></html>

            """
    }
}

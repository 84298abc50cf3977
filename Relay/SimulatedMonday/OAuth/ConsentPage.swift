import Foundation

/// The page that asks whether an app may act for the account's user.
struct ConsentPage {
    /// The parameters of the request, which the buttons repeat.
    let query: [String: String]
    let scopes: [String]

    /// The page.
    var document: String {
        let lines = scopes.map { scope -> HTML in "<li>\(scope)</li>" }
        return Page.document(
            title: "Allow access",
            """
            <h1>Allow \(query["client_id"] ?? "") access?</h1>
            <p class="soft">It asks to act for Sage Bridge (bridge@example.com) in the account Example with:</p>
            <ul>\(HTML(lines))</ul>
            <nav><a class="button" href="\(link("approve"))">Allow</a><a href="\(link("deny"))">Cancel</a></nav>
            """)
    }

    /// The same request with an answer.
    ///
    /// A link and not a form: the page's policy keeps forms on this server, and the
    /// answer leads away from it.
    private func link(_ answer: String) -> String {
        var components = URLComponents()
        components.path = "/oauth2/authorize"
        components.queryItems =
            query.filter { $0.key != "approve" && $0.key != "deny" }.sorted { $0.key < $1.key }
            .map { URLQueryItem(name: $0.key, value: $0.value) } + [URLQueryItem(name: answer, value: "1")]
        // A plus sign in a query means a space here and stays as it is in URLComponents.
        return (components.string ?? "").replacing("+", with: "%2B")
    }
}

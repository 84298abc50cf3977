/// The frame of every page.
enum Page {
    /// A whole page.
    ///
    /// - Parameters:
    ///   - title: What the browser's tab says.
    ///   - body: What stands below the bar at the top.
    /// - Returns: The document.
    static func document(title: String, _ body: HTML) -> String {
        let page: HTML = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>
            <style>\(style)</style>
            </head>
            <body>
            <header><a href="/">Simulated monday</a><span>boards in memory, for demonstrations and tests</span></header>
            <main>
            \(body)
            </main>
            </body>
            </html>

            """
        return page.text
    }

    /// A bar that is filled by so many hundredths.
    ///
    /// - Parameters:
    ///   - share: 0 to 100.
    ///   - isGood: Whether a full bar is a good thing, so that its colour does not warn.
    /// - Returns: The bar.
    static func gauge(_ share: Int, isGood: Bool = false) -> HTML {
        let kind: HTML = isGood ? "" : share >= 95 ? " class=\"full\"" : share >= 80 ? " class=\"high\"" : ""
        return "<div class=\"gauge\" title=\"\(share) %\"><i\(kind) style=\"width:\(share)%\"></i></div>"
    }

    private static let style: HTML = """
        :root{color-scheme:light;--ink:#323338;--soft:#676879;--line:#d0d4e4;--back:#f6f7fb;--accent:#0073ea}
        *{box-sizing:border-box}
        body{margin:0;font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:var(--ink);background:var(--back)}
        header{display:flex;gap:12px;align-items:baseline;padding:12px 24px;background:#fff;border-bottom:1px solid var(--line)}
        header a{font-weight:700;color:var(--ink);text-decoration:none}
        header span,.soft{color:var(--soft)}
        main{padding:20px 24px;max-width:100%}
        h1{font-size:24px;margin:0 0 4px}
        h2{font-size:16px;margin:28px 0 8px}
        a{color:var(--accent)}
        .facts{display:flex;flex-wrap:wrap;gap:12px;margin:16px 0}
        .fact{background:#fff;border:1px solid var(--line);border-radius:8px;padding:10px 16px;min-width:110px}
        .fact b{display:block;font-size:20px;font-variant-numeric:tabular-nums}
        .scroll{overflow-x:auto;background:#fff;border:1px solid var(--line);border-radius:8px}
        table{border-collapse:collapse;width:100%}
        th,td{padding:7px 12px;border-bottom:1px solid var(--line);border-right:1px solid var(--line);text-align:left;vertical-align:middle;white-space:nowrap;max-width:360px;overflow:hidden;text-overflow:ellipsis}
        th:last-child,td:last-child{border-right:0}
        tr:last-child td{border-bottom:0}
        thead th{font-weight:500;color:var(--soft);background:#fff}
        .number{text-align:right;font-variant-numeric:tabular-nums}
        .label{color:#fff;text-align:center;padding:0}
        td.label{height:1px}
        .label span{display:flex;align-items:center;justify-content:center;height:100%;padding:7px 12px}
        .chip{display:inline-block;background:#e5f4ff;border-radius:4px;padding:1px 8px;margin-right:4px}
        .group th{font-size:15px;font-weight:600;background:var(--back);border-left:6px solid}
        tbody tr:not(.group):hover td{background:#f0f3ff}
        tbody tr:not(.group):hover td.label{background:transparent}
        .lines div{white-space:pre-wrap;min-width:320px;max-height:9em;overflow:auto;font:12px/1.5 ui-monospace,Menlo,Consolas,monospace}
        .off{opacity:.55;text-decoration:line-through}
        .name{font-weight:500}
        .gauge{height:6px;border-radius:3px;background:#e6e9ef;min-width:120px}
        .gauge i{display:block;height:6px;border-radius:3px;background:#00c875}
        .gauge i.high{background:#fdab3d}
        .gauge i.full{background:#df2f4a}
        .capacity{display:flex;gap:12px;align-items:center;margin:10px 0}
        .capacity .gauge{width:240px}
        .button{background:var(--accent);color:#fff;border-radius:4px;padding:6px 14px;text-decoration:none}
        form{display:flex;gap:8px;margin:12px 0}
        input,button{font:inherit;padding:6px 10px;border:1px solid var(--line);border-radius:4px;background:#fff}
        button{background:var(--accent);border-color:var(--accent);color:#fff}
        nav{margin:12px 0;display:flex;gap:12px}
        .bad{color:#d83a52}
        """
}

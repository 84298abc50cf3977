import BusinessObjects
import WireProtocol

/// A scan under way: read page by page, and only when the next page is asked for.
///
/// Memory holds one page of headers and what belongs to it, whatever the size of the company. A page of invoices takes
/// hundreds of calls, all of which have to go well; where one does not, the page is read again with an eighth of the
/// headers, and the pages behind it grow back to ``pageSize``, so that a scan comes on in a Sage that fails often.
package struct LedgerScan: Sendable {
    /// How many headers a page has: about the number of keys that Sage takes in one filter.
    static let pageSize = 250

    private let sage: SageAccess
    private let company: String
    private let kind: RecordKind
    private let stages: [any ScanStage]
    private let context: ScanContext
    private let limit: Int
    /// How many headers the next page has.
    private var size = pageSize
    private var stage: Int
    private var after: [String]?
    private var records = 0
    private var problems = 0
    private var highWater: SageStamp?
    /// Where a scan would go on: behind the last item, or where this scan itself began.
    package private(set) var cursor: String?

    init(
        _ sage: SageAccess, company: String, kind: RecordKind, stages: [any ScanStage], context: ScanContext,
        query: ScanQuery, start: ScanCursor?
    ) {
        self.sage = sage
        self.company = company
        self.kind = kind
        self.stages = stages
        self.context = context
        limit = query.limit ?? .max
        cursor = query.after
        stage = stages.firstIndex { $0.letter == start?.stage } ?? 0
        after = start?.position
    }

    /// Reads the next page.
    ///
    /// - Returns: its items, and the ending with the last page. A failure of Sage is an ending too.
    /// - Throws: `CancellationError`, when the task was cancelled.
    package mutating func nextPage() async throws -> ScanPage {
        let (stage, context, after, wanted) = (stages[stage], context, after, min(size, limit - records))
        do {
            let (page, failures) = try await sage.perform(company) { session, failures in
                let size = Self.size(wanted, after: failures)
                let request = PageRequest(after: after, filter: context.filter, limit: size)
                return (try await stage.page(request, session, context), failures)
            }
            size = failures == 0 ? min(size * 2, Self.pageSize) : Self.size(wanted, after: failures)
            return take(page, of: stage)
        } catch let problem as Problem {
            return ScanPage(items: [], ending: .fault(FaultLine(problem: problem, cursor: cursor)))
        }
    }

    /// How many headers are left of a page that could not be read some times.
    private static func size(_ wanted: Int, after failures: Int) -> Int {
        max(wanted >> (3 * failures), 1)
    }

    private mutating func take(_ page: StagePage, of stage: any ScanStage) -> ScanPage {
        var items: [ScanItem] = []
        for item in page.items where records < limit {
            let place = ScanCursor(kind: kind, stage: stage.letter, position: item.position)
            guard let text = place.text else {
                let problem = Problem(.internalError, detail: "A key of \(kind.collection) is too long for a cursor.")
                return ScanPage(items: items, ending: .fault(FaultLine(problem: problem, cursor: cursor)))
            }
            items.append(ScanItem(key: item.key, cursor: text, result: item.result.mapError(\.problem)))
            cursor = text
            switch item.result {
            case .success(let record):
                records += 1
                highWater = [highWater, record.stamps.latest].compactMap(\.self).max()
            case .failure: problems += 1
            }
        }
        return ScanPage(items: items, ending: advance(behind: page, taken: items.count))
    }

    private mutating func advance(behind page: StagePage, taken: Int) -> ScanPage.Ending? {
        after = page.next
        let isLast = taken == page.items.count && page.next == nil && stage == stages.count - 1
        if page.next == nil { stage = min(stage + 1, stages.count - 1) }
        guard isLast || records == limit else { return nil }
        return .end(
            EndLine(
                records: records, problems: problems, highWater: highWater, next: isLast ? nil : cursor,
                startedAt: context.startedAt))
    }
}

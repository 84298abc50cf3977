/// An object of the GraphQL graph.
enum Node {
    case query
    case mutation
    case complexity(ComplexityReport)
    case version(APIVersion)
    case user
    case account
    case board(Board)
    case group(Board, Int)
    case column(Column)
    case page(CursorStore.Page)
    case item(Board, Int)
    /// The value of an item's column: board, position of the item, position of the column.
    case value(Board, Int, Int)
    case dropdownOption(Label)
    /// A bulk import as its start answers it.
    case uploadJob(ImportJob)
    case importStatus(ImportJob)
    case importCounts(ImportJob.Counts)
    /// Archiving or deleting many items, as its start and as `job_status` answer it.
    case asyncStart(AsyncJob)
    case asyncJob(AsyncJob)
    case asyncResult(AsyncJob)

    /// The name of the object's type.
    var typeName: String {
        switch self {
        case .query: "Query"
        case .mutation: "Mutation"
        case .complexity: "Complexity"
        case .version: "Version"
        case .user: "User"
        case .account: "Account"
        case .board: "Board"
        case .group: "Group"
        case .column: "Column"
        case .page: "ItemsResponse"
        case .item: "Item"
        case .value(let board, _, let column): board.columns[column].kind.valueTypeName
        case .dropdownOption: "DropdownValueOption"
        case .uploadJob: "UploadJobInit"
        case .importStatus: "ItemsJobStatus"
        case .importCounts: "ItemsJobItemCounts"
        case .asyncStart: "BulkDeleteInit"
        case .asyncJob: "AsyncJobStatus"
        case .asyncResult: "AsyncJobResult"
        }
    }
}

/// What the `complexity` field answers.
struct ComplexityReport {
    /// What was left of the budget before the request.
    let before: Int
    /// What the request costs.
    let query: Int
    /// What is left after it.
    let after: Int
    /// Seconds until the budget is whole again.
    let resetInSeconds: Int
}

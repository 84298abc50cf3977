/// Pieces that several documents share.
enum Fragments {
    /// What the request costs; asked for in every request, since only answers tell.
    static let complexity = "complexity { query before after reset_in_x_seconds }"

    /// An item with the columns of `$columns`.
    ///
    /// `number` of NumbersValue is left out on purpose: it is a binary floating-point number, `value` is decimal text.
    static let item = """
        id name state group { id } column_values(ids: $columns) { id type text value \
        ... on StatusValue { label index } ... on DateValue { date time } }
        """

    /// One page of items.
    static let page = "{ cursor items { \(item) } }"

    /// One page of items with nothing but the columns of `$columns`, which costs less.
    static let keyPage = "{ cursor items { id column_values(ids: $columns) { id text } } }"

    /// The most items monday gives in a page.
    static let pageSize = 500
}

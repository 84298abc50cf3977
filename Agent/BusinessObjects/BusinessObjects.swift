import WireProtocol

/// What the agent drives Sage 100 through: the vocabulary of its Business Object Interface, whoever implements it.
///
/// `ProvideX.Script` hands out sessions, a session hands out business objects, and a business object reads and writes
/// the records of one table. The verbs are Sage's (`nSetKeyValue` is ``BusinessObject/setKeyValue(_:_:)``), and so are
/// the return codes. ``BusinessObject/readPage(_:)`` is the one verb that Sage does not have: it stands for a loop of
/// `nMoveNext` and `nGetRecord` that an implementation runs close to Sage, so that a page costs one round trip.
package protocol BusinessObjectServer: Sendable {
    /// What the implementation is, for `GET /v1/info`: `simulated` or `com`.
    var backend: String { get }

    /// Opens a session: `Init`, log-on and `nSetCompany`.
    ///
    /// - Parameter company: Sage's three-character company code.
    /// - Returns: the session, logged on.
    /// - Throws: ``BusinessObjectError`` with the code `logonFailed`, `companyRefused` or `unavailable`.
    func openSession(company: String) async throws(BusinessObjectError) -> any BusinessObjectSession

    /// How the way to Sage stands, for `GET /v1/info`; `nil` where nothing stands between the agent and Sage.
    var hostState: AgentInfo.Host? { get async }

    /// Ends what was started on the way to Sage, and waits until it is gone.
    func shutDown() async
}

extension BusinessObjectServer {
    package var hostState: AgentInfo.Host? { nil }
    package func shutDown() async {}
}

/// `SY_Session`: one log-on to one company.
package protocol BusinessObjectSession: Sendable {
    /// The company that was set.
    var company: String { get }

    /// Whether the session should give way to a new one before it is used again: it is old, or its way to Sage is gone.
    var isWorn: Bool { get }

    /// Sage's own wall clock and its zone; the agent's host may be another machine.
    ///
    /// - Throws: ``BusinessObjectError`` with the code `unavailable` or `sessionLost`.
    func clock() async throws(BusinessObjectError) -> AgentInfo.Clock

    /// `NewObject`: a business object by its name, such as `AP_Vendor_bus` or `AP_OpenInvoice_svc`.
    ///
    /// - Parameter name: the object's name; case does not matter to Sage.
    /// - Returns: the object, standing on no record.
    /// - Throws: ``BusinessObjectError`` with the code `unknownObject`, or `sessionLost`.
    func businessObject(_ name: String) async throws(BusinessObjectError) -> any BusinessObject

    /// Drops the session's objects, then the session: `DropObject`, `nCleanup`, `DropObject`.
    func close() async
}

extension BusinessObjectSession {
    package var isWorn: Bool { false }
}

/// A business object over one table (`_bus`: may write and lock; `_svc`: reads only).
package protocol BusinessObject: Sendable {
    /// The object's name as Sage writes it.
    var name: String { get }

    /// `sGetColumns`: the columns of the installed version, in order.
    func columns() async throws(BusinessObjectError) -> [Column]

    /// `nSetKeyValue`: sets one field of the key for the next ``find()`` or ``setKey()``.
    func setKeyValue(_ column: String, _ value: String) async throws(BusinessObjectError) -> ReturnCode

    /// `nFind`: moves to the record with the key that was set; takes no lock.
    ///
    /// - Returns: `ok` when it is there, `failed` when it is not.
    func find() async throws(BusinessObjectError) -> ReturnCode

    /// `nSetKey`: selects the record with the key that was set for editing, and locks it; or starts a new one.
    ///
    /// - Returns: `ok` for an existing record, `new` for a new one, `failed` with the reason in ``lastErrorMessage()``.
    func setKey() async throws(BusinessObjectError) -> ReturnCode

    /// `nGetRecord`: the record the object stands on.
    func record() async throws(BusinessObjectError) -> BusinessRecord

    /// `nSetValue`: sets a field of the record that is being edited; numbers are decimal text.
    func setValue(_ column: String, _ value: String) async throws(BusinessObjectError) -> ReturnCode

    /// `nWrite`: writes the record and releases its lock.
    func write() async throws(BusinessObjectError) -> ReturnCode

    /// `nClear`: gives up the record that is being edited and releases its lock.
    func clear() async throws(BusinessObjectError)

    /// `sLastErrorMsg`: Sage's text for the last `failed` or `warning`.
    func lastErrorMessage() async throws(BusinessObjectError) -> String

    /// Reads records in the order of an index.
    ///
    /// - Parameter request: which records, in what order, and how many.
    /// - Returns: the records, and where the next page begins.
    /// - Throws: ``BusinessObjectError``; `unknownColumn` when the filter or the index names a column that is not there.
    func readPage(_ request: PageRequest) async throws(BusinessObjectError) -> Page
}

/// A return code of a BOI call.
///
/// Success is not just 1: -1 is success with a warning, 2 a new record.
package struct ReturnCode: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Done, with a warning in `sLastErrorMsg`.
    package static let warning = ReturnCode(rawValue: -1)
    /// Not done; the reason is in `sLastErrorMsg`.
    package static let failed = ReturnCode(rawValue: 0)
    package static let ok = ReturnCode(rawValue: 1)
    /// Done, and the record is a new one.
    package static let new = ReturnCode(rawValue: 2)

    /// Every code but 0.
    package var isSuccess: Bool { self != .failed }
}

/// One column of a table, as the installed Sage describes it.
package struct Column: Hashable, Sendable {
    /// What a column holds: text, or a number with a number of decimals.
    package enum Content: Hashable, Sendable {
        /// Text of at most this many characters; `nil` where Sage does not say.
        case text(length: Int?)
        /// A number with this many decimals; `nil` where Sage does not say.
        case number(scale: Int?)
    }

    /// The name without the `$` that BOI puts behind the name of a text.
    package var name: String
    package var content: Content

    package init(_ name: String, _ content: Content) {
        self.name = name
        self.content = content
    }
}

/// The columns that records of one page share.
package final class RecordLayout: Sendable, Equatable {
    /// The columns in order.
    package let columns: [Column]
    private let positions: [String: Int]

    /// Makes a layout; of two columns with one name the first counts.
    package init(_ columns: [Column]) {
        self.columns = columns
        positions = Dictionary(columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Where a column stands, or `nil` where the installed version has none of this name.
    package func position(of column: String) -> Int? {
        positions[column]
    }

    package static func == (left: RecordLayout, right: RecordLayout) -> Bool {
        left === right || left.columns == right.columns
    }
}

/// One record of a table: text as Sage holds it, numbers as decimal text with the column's scale.
package struct BusinessRecord: Hashable, Sendable {
    package let layout: RecordLayout
    /// The values in the order of the layout's columns.
    package var values: [String]

    package init(layout: RecordLayout, values: [String]) {
        self.layout = layout
        self.values = values
    }

    /// The value of a column, or `nil` where the installed version has no such column.
    package subscript(column: String) -> String? {
        layout.position(of: column).map { values[$0] }
    }

    package static func == (left: BusinessRecord, right: BusinessRecord) -> Bool {
        left.values == right.values && left.layout == right.layout
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(values)
    }
}

/// Which records to read, in the order of an index.
package struct PageRequest: Hashable, Sendable {
    /// The index to walk: `KPRIMARY`, or another name of the table's file layout.
    package var index: String
    /// Begin behind this key: values of the index's fields, a leading part of them counts as all records below it.
    package var after: [String]?
    /// Begin at this key, inclusive; with ``after``, the later of both.
    package var from: [String]?
    /// Read up to this key, inclusive: a leading part takes in all records below it.
    package var through: [String]?
    /// Only records that pass.
    package var filter: RecordFilter?
    /// How many records at most, 1 to 10,000.
    package var limit: Int

    package init(
        index: String = "KPRIMARY", after: [String]? = nil, from: [String]? = nil, through: [String]? = nil,
        filter: RecordFilter? = nil, limit: Int = 250
    ) {
        self.index = index
        self.after = after
        self.from = from
        self.through = through
        self.filter = filter
        self.limit = limit
    }
}

/// A test that Sage itself can make while it reads (`nGetResultSets` takes such an expression).
package indirect enum RecordFilter: Hashable, Sendable {
    /// The column's text is one of these, to the letter.
    case isOne(of: [String], column: String)
    /// The column's text is at or after this one in the order of bytes; a blank one never is.
    case atLeast(String, column: String)
    /// The column is blank.
    case isBlank(column: String)
    case any([RecordFilter])
    case all([RecordFilter])

    /// Records created or updated on this day or later, and those that carry neither stamp.
    ///
    /// Sage compares days as text (`YYYYMMDD`); the time of day is the caller's to compare. Tables without one of the
    /// columns are read as if it were blank.
    ///
    /// - Parameter date: eight digits.
    /// - Returns: the test.
    package static func changedSince(_ date: String) -> RecordFilter {
        .any([
            .atLeast(date, column: "DateUpdated"), .atLeast(date, column: "DateCreated"),
            .all([.isBlank(column: "DateUpdated"), .isBlank(column: "DateCreated")]),
        ])
    }
}

/// Records in the order of the index that was asked for.
package struct Page: Sendable {
    package var records: [BusinessRecord]
    /// The index key of the last record, to go on with as ``PageRequest/after``; `nil` when nothing is left.
    package var next: [String]?

    package init(records: [BusinessRecord], next: [String]?) {
        self.records = records
        self.next = next
    }
}

/// Why Sage could not be asked.
///
/// A `failed` return code of a single call is not an error but an answer.
package struct BusinessObjectError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Code: Hashable, Sendable {
        /// The user or password was refused, or the user may not use this module.
        case logonFailed
        /// The company does not exist, or external access to it is not allowed.
        case companyRefused
        /// There is no business object of this name.
        case unknownObject
        /// There is no column or index of this name.
        case unknownColumn
        /// Another user holds the record.
        case recordLocked
        /// The session died; a new one may work.
        case sessionLost
        /// Sage does not answer.
        case unavailable
    }

    package var code: Code
    /// One sentence for a person.
    package var message: String
    /// Sage's own text, to the letter.
    package var sageText: String?

    package init(_ code: Code, _ message: String, sageText: String? = nil) {
        self.code = code
        self.message = message
        self.sageText = sageText
    }

    package var description: String {
        sageText.map { "\(message) Sage says: \($0)" } ?? message
    }
}

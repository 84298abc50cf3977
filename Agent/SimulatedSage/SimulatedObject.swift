import BusinessObjects
import Synchronization
import WireProtocol

/// A business object over one table of a simulated company.
final class SimulatedObject: BusinessObject {
    private struct State {
        /// The fields set for the next key.
        var key: [String: String] = [:]
        /// The record the object stands on, with the changes that are not written yet.
        var row: [String]
        var edit: Edit?
        var message = ""
    }

    /// A record that is being edited, and locked.
    private struct Edit {
        let record: SimulatedCompany.RecordName
        let isNew: Bool
        var changes: [String: String] = [:]
    }

    let name: String
    private let table: TableLayout
    private let mayWrite: Bool
    private let company: SimulatedCompany
    private let session: Int
    private let state: Mutex<State>

    /// Makes an object that stands on no record.
    ///
    /// - Parameters:
    ///   - name: the name as Sage writes it.
    ///   - table: the table behind it.
    ///   - mayWrite: whether it is a `_bus` that edits records.
    ///   - company: the company.
    ///   - session: the number of the session that it belongs to.
    init(name: String, table: TableLayout, mayWrite: Bool, company: SimulatedCompany, session: Int) {
        self.name = name
        self.table = table
        self.mayWrite = mayWrite
        self.company = company
        self.session = session
        state = Mutex(State(row: table.blankRow))
    }

    func columns() async throws(BusinessObjectError) -> [Column] {
        try await company.begin(.columns, session: session)
        return table.layout.columns
    }

    func setKeyValue(_ column: String, _ value: String) async throws(BusinessObjectError) -> ReturnCode {
        try await answer(.setKeyValue) { state throws(BusinessObjectError) in
            guard self.table.layout.position(of: column) != nil else { throw self.unknown(column) }
            guard self.table.primaryKey.contains(column) else {
                return (.failed, "The \(column) field is not a key field.")
            }
            if let fault = WriteRules.fault(value, column: column, table: self.table) { return (.failed, fault) }
            state.key[column] = value
            return (.ok, "")
        }
    }

    func find() async throws(BusinessObjectError) -> ReturnCode {
        try await answer(.find) { state in
            self.moveOn(&state)
            guard let row = self.company.books.record(self.table.name, key: self.takeKey(&state))?.values else {
                return (.failed, "The \(self.table.noun) is not on file.")
            }
            state.row = row
            return (.ok, "")
        }
    }

    func setKey() async throws(BusinessObjectError) -> ReturnCode {
        try await answer(.setKey) { state in
            guard self.mayWrite else { return (.failed, "\(self.name) does not edit records.") }
            self.moveOn(&state)
            let key = self.takeKey(&state)
            if let column = zip(self.table.primaryKey, key).first(where: { $1.isEmpty })?.0 {
                return (.failed, "The \(column) field is required.")
            }
            let record = SimulatedCompany.RecordName(table: self.table.name, key: RecordKey(key))
            guard self.company.take(record, for: self.session) else {
                return (.failed, "The record is in use by another workstation.")
            }
            let row = self.company.books.record(self.table.name, key: key)?.values
            state.row =
                row
                ?? self.table.setting(
                    zip(self.table.primaryKey, key).map { (key: $0, value: $1) }, in: self.table.blankRow)
            state.edit = Edit(record: record, isNew: row == nil)
            return (row == nil ? .new : .ok, "")
        }
    }

    func record() async throws(BusinessObjectError) -> BusinessRecord {
        try await company.begin(.record, session: session)
        return BusinessRecord(layout: table.layout, values: state.withLock { $0.row })
    }

    func setValue(_ column: String, _ value: String) async throws(BusinessObjectError) -> ReturnCode {
        try await answer(.setValue) { state throws(BusinessObjectError) in
            guard let position = self.table.layout.position(of: column) else { throw self.unknown(column) }
            guard state.edit != nil else { return (.failed, "No record is being edited.") }
            guard !self.table.primaryKey.contains(column), !WriteRules.isReadOnly(column) else {
                return (.failed, "The \(column) field cannot be changed.")
            }
            if let fault = WriteRules.fault(value, column: column, table: self.table) { return (.failed, fault) }
            let value = WriteRules.stored(value, as: self.table.layout.columns[position])
            state.row[position] = value
            state.edit?.changes[column] = value
            return (.ok, "")
        }
    }

    func write() async throws(BusinessObjectError) -> ReturnCode {
        try await answer(.write) { state in
            guard let edit = state.edit else { return (.failed, "No record is being edited.") }
            let result = self.company.change { books in
                WriteRules.write(
                    state.row, changes: edit.changes, isNew: edit.isNew, to: self.table, in: &books)
            }
            if result.code.isSuccess { self.moveOn(&state) }
            return (result.code, result.text)
        }
    }

    func clear() async throws(BusinessObjectError) {
        try await company.begin(.clear, session: session)
        state.withLock { state in
            moveOn(&state)
            state.key = [:]
            state.row = table.blankRow
        }
    }

    func lastErrorMessage() async throws(BusinessObjectError) -> String {
        try await company.begin(.lastErrorMessage, session: session)
        return state.withLock { $0.message }
    }

    func readPage(_ request: PageRequest) async throws(BusinessObjectError) -> Page {
        try await company.begin(.readPage, session: session)
        return try company.page(table, request)
    }

    /// Makes a call that answers with a code, and keeps its text for ``lastErrorMessage()``.
    private func answer(
        _ call: SageCall,
        _ body: (inout State) throws(BusinessObjectError) -> (code: ReturnCode, text: String)
    ) async throws(BusinessObjectError) -> ReturnCode {
        let scripted = try await company.begin(call, session: session)
        return try state.withLock { (state) throws(BusinessObjectError) -> ReturnCode in
            let answer: (code: ReturnCode, text: String)
            switch scripted {
            case .inPlace(let code, let text): answer = (code, text)
            case .warning(let text):
                let made = try body(&state)
                answer = made.code.isSuccess ? (.warning, text) : made
            case nil: answer = try body(&state)
            }
            state.message = answer.text
            return answer.code
        }
    }

    /// Gives up the record that is being edited and its lock.
    private func moveOn(_ state: inout State) {
        if let edit = state.edit { company.free(edit.record, of: session) }
        state.edit = nil
    }

    /// The key that was set; a field that was not is blank.
    private func takeKey(_ state: inout State) -> [String] {
        defer { state.key = [:] }
        return table.primaryKey.map { state.key[$0] ?? "" }
    }

    private func unknown(_ column: String) -> BusinessObjectError {
        BusinessObjectError(.unknownColumn, "\(table.name) has no column \(column).")
    }
}

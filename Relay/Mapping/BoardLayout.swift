import WireProtocol

/// The fields that the boards of a kind show, in the order in which a board reads best.
package struct BoardLayout: Hashable, Sendable {
    package let kind: RecordKind
    package let fields: [BoardField]
    /// Which of the fields are reckoned from the day.
    package let derived: DerivedFields

    /// The layout of a kind.
    ///
    /// - Parameters:
    ///   - kind: what the board shows.
    ///   - segments: the company's account structure; a G/L board gets one column a segment.
    ///   - derived: the fields that are reckoned from the day; for invoices only.
    package init(
        kind: RecordKind, segments: [AgentInfo.SegmentDefinition] = [], derived: DerivedFields = DerivedFields()
    ) {
        self.kind = kind
        self.derived = kind == .apInvoice ? derived : DerivedFields()
        switch kind {
        case .apInvoice: fields = Self.invoiceFields(derived)
        case .apVendor: fields = Self.vendorFields
        case .glAccount: fields = Self.accountFields(segments)
        case .purchaseOrder: fields = Self.orderFields
        case .arCustomer: fields = Self.customerFields
        }
    }

    /// A layout of these fields, none of them reckoned from the day.
    init(kind: RecordKind, fields: [BoardField]) {
        self.kind = kind
        self.fields = fields
        derived = DerivedFields()
    }

    /// The field of this name, or `nil`.
    package func field(named name: String) -> BoardField? {
        fields.first { $0.name == name }
    }

    /// The labels that the status column must know; empty for a layout without one.
    package var statusLabels: [String] {
        fields.lazy.compactMap { field -> [String]? in
            if case .status(let labels) = field.content { labels } else { nil }
        }.first ?? []
    }

    /// The fields that hold a document's own date.
    static let dateFields = ["invoice-date", "order-date"]

    static func segmentFieldName(_ number: String) -> String { "segment-\(number)" }

    private static func invoiceFields(_ derived: DerivedFields) -> [BoardField] {
        let key = invoiceFields.count - 1
        let asked = DerivedField.allCases.filter(derived.fields.contains).map(\.boardField)
        return invoiceFields[..<key] + asked + invoiceFields[key...]
    }

    private static let invoiceFields = [
        BoardField("vendor-name", "Vendor", .text),
        BoardField("vendor-number", "Vendor No", .text, isRequired: false),
        BoardField("invoice-number", "Invoice No", .text),
        BoardField("invoice-date", "Invoice Date", .date, isRequired: false),
        BoardField("due-date", "Due Date", .date),
        BoardField("amount", "Amount", .number),
        BoardField("balance", "Balance", .number, isRequired: false),
        BoardField("purchase-orders", "PO No", .text),
        BoardField("account-codes", "G/L Account", .text),
        BoardField(BoardField.statusName, "Status", .status(labels: StatusLabel.labels(of: APInvoice.Status.self))),
        BoardField("batch", "Batch", .text, isRequired: false),
        BoardField("comment", "Comment", .text, isRequired: false),
        BoardField("lines", "Lines", .longText),
        BoardField.key,
    ]

    private static let vendorFields = [
        BoardField("vendor-number", "Vendor No", .text),
        BoardField("vendor-name", "Vendor", .text),
        BoardField(BoardField.statusName, "Status", .status(labels: StatusLabel.labels(of: APVendor.Status.self))),
        BoardField("hold-payment", "Hold Payment", .text, isRequired: false),
        BoardField("terms-code", "Terms", .text, isRequired: false),
        BoardField("address", "Address", .text, isRequired: false),
        BoardField("telephone", "Telephone", .text, isRequired: false),
        BoardField("email", "E-mail", .text, isRequired: false),
        BoardField("account-codes", "G/L Account", .text, isRequired: false),
        BoardField.key,
    ]

    private static let customerFields =
        [
            BoardField("customer-number", "Customer No", .text),
            BoardField("customer-name", "Customer", .text),
            BoardField(
                BoardField.statusName, "Status", .status(labels: StatusLabel.labels(of: ARCustomer.Details.Status.self))
            ),
            BoardField("credit-hold", "Credit Hold", .text, isRequired: false),
            BoardField("terms-code", "Terms", .text, isRequired: false),
            BoardField("credit-limit", "Credit Limit", .number, isRequired: false),
            BoardField("balance", "Balance", .number),
        ]
        + agingFields.map {
            BoardField($0, StatusLabel.label(named: $0).replacing("-", with: " "), .number, isRequired: false)
        } + [
            BoardField("open-orders", "Open Orders", .number, isRequired: false),
            BoardField("last-payment", "Last Payment", .date, isRequired: false),
            BoardField("contact", "Contact", .text, isRequired: false),
            BoardField("salesperson", "Salesperson", .text, isRequired: false),
            BoardField("address", "Address", .text, isRequired: false),
            BoardField("telephone", "Telephone", .text, isRequired: false),
            BoardField("email", "E-mail", .text, isRequired: false),
            BoardField.key,
        ]

    /// Sage's four aging categories.
    static let agingFields = (1...4).map { "aging-\($0)" }

    private static func accountFields(_ segments: [AgentInfo.SegmentDefinition]) -> [BoardField] {
        [
            BoardField("account-code", "G/L Account", .text),
            BoardField("description", "Description", .text),
        ] + segments.map { BoardField(segmentFieldName($0.number), $0.name, .text) } + [
            BoardField("account-type", "Account Type", .text, isRequired: false),
            BoardField(
                BoardField.statusName, "Status", .status(labels: StatusLabel.labels(of: GLAccount.Status.self))),
            BoardField("raw-account", "Raw Account", .text, isRequired: false),
            BoardField.key,
        ]
    }

    private static let orderFields = [
        BoardField("order-number", "PO No", .text),
        BoardField("vendor-name", "Vendor", .text),
        BoardField("vendor-number", "Vendor No", .text, isRequired: false),
        BoardField("order-date", "Order Date", .date),
        BoardField("required-date", "Required Date", .date, isRequired: false),
        BoardField("total", "Total", .number),
        BoardField("received-amount", "Received", .number, isRequired: false),
        BoardField("invoiced-amount", "Invoiced", .number, isRequired: false),
        BoardField(
            BoardField.statusName, "Status", .status(labels: StatusLabel.labels(of: PurchaseOrder.Status.self))),
        BoardField("account-codes", "G/L Account", .text),
        BoardField("comment", "Comment", .text, isRequired: false),
        BoardField("lines", "Lines", .longText),
        BoardField.key,
    ]
}

/// The labels of the status columns: words for people, one for each status on the wire, and one for what is gone.
package enum StatusLabel {
    static func label(_ status: some RawRepresentable<String>) -> String { label(named: status.rawValue) }

    /// `on-hold` becomes `On Hold`.
    package static func label(named name: String) -> String {
        name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }
            .joined(separator: " ")
    }

    static func labels<Status: RawRepresentable<String> & CaseIterable>(of: Status.Type) -> [String] {
        Status.allCases.map { label($0) } + [BoardField.goneLabel]
    }
}

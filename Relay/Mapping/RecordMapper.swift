import WireProtocol

/// Turns records into what their items show.
package struct RecordMapper: Sendable {
    /// The longest item name monday takes, in characters.
    package static let nameLength = 255

    private let identity: KeyPrefix
    let detail: LineDetail

    /// Makes a mapper for one company of one connection.
    ///
    /// - Parameters:
    ///   - identity: whose records they are, for the key column.
    ///   - detail: how their lines are shown.
    package init(identity: KeyPrefix, detail: LineDetail = LineDetail()) {
        self.identity = identity
        self.detail = detail
    }

    /// What the item of a record shows.
    ///
    /// - Parameter record: a whole record.
    /// - Returns: name and fields; every text stands as Sage holds it.
    package func content(of record: AnyRecord) -> ItemContent {
        var (name, fields) =
            switch record {
            case .apInvoice(let invoice): Self.invoice(invoice, detail)
            case .apVendor(let vendor): Self.vendor(vendor)
            case .glAccount(let account): Self.account(account)
            case .purchaseOrder(let order): Self.order(order, detail)
            case .arCustomer(let customer): Self.customer(customer)
            }
        fields[BoardField.key.name] = identity.sageKey(kind: record.kind, key: record.key)
        name = Self.visible(name)
        return ItemContent(
            name: TextLimit.cut(name, to: Self.nameLength),
            fields: fields.compactMapValues(\.self).filter { !$1.isEmpty }, lines: lines(of: record))
    }

    /// An item's name must hold something that can be seen.
    static func visible(_ name: String) -> String {
        name.allSatisfy(\.isWhitespace) ? "(no name)" : name
    }

    private typealias Mapped = (String, [String: String?])

    private static func invoice(_ invoice: APInvoice, _ detail: LineDetail) -> Mapped {
        let vendor = invoice.vendorName ?? invoice.vendorNumber
        return (
            "\(invoice.invoiceNumber) · \(vendor)",
            [
                "vendor-name": vendor,
                "vendor-number": "\(invoice.division)-\(invoice.vendorNumber)",
                "invoice-number": invoice.invoiceNumber,
                "invoice-date": invoice.invoiceDate?.iso,
                "due-date": invoice.dueDate?.iso,
                "amount": invoice.amount?.text,
                "balance": invoice.balance?.text,
                "purchase-orders": invoice.purchaseOrders.joined(separator: ", "),
                "account-codes": distinct(invoice.lines.compactMap(\.accountCode)),
                BoardField.statusName: StatusLabel.label(invoice.status),
                "batch": invoice.batch,
                "comment": invoice.comment,
                "lines": LineText.of(invoice, detail),
            ]
        )
    }

    private static func vendor(_ vendor: APVendor) -> Mapped {
        (
            vendor.name ?? vendor.vendorNumber,
            [
                "vendor-number": "\(vendor.division)-\(vendor.vendorNumber)",
                "vendor-name": vendor.name ?? vendor.vendorNumber,
                BoardField.statusName: StatusLabel.label(vendor.status),
                "hold-payment": vendor.holdPayment ? "Yes" : "No",
                "terms-code": vendor.termsCode,
                "address": address(
                    vendor.addressLines, city: vendor.city, state: vendor.state, zipCode: vendor.zipCode,
                    country: vendor.country),
                "telephone": vendor.telephone,
                "email": vendor.email,
                "account-codes": vendor.defaultAccountCode,
            ]
        )
    }

    private static func customer(_ customer: ARCustomer) -> Mapped {
        let number = "\(customer.division)-\(customer.customerNumber)"
        // An item of a part of a customer would lose its other fields without a word.
        guard let details = customer.details else { preconditionFailure("a customer is mapped before it is whole") }
        let name = details.name ?? customer.customerNumber
        var fields: [String: String?] = [
            "customer-number": number,
            "customer-name": name,
            BoardField.statusName: StatusLabel.label(details.status),
            "credit-hold": details.creditHold ? "Yes" : "No",
            "terms-code": details.termsCode,
            "credit-limit": details.creditLimit?.text,
            "balance": details.balance?.text,
            "open-orders": details.openOrders?.text,
            "last-payment": details.lastPaymentDate?.iso,
            "contact": details.contact,
            "salesperson": details.salesperson,
            "address": address(
                details.addressLines, city: details.city, state: details.state, zipCode: details.zipCode,
                country: details.country),
            "telephone": details.telephone,
            "email": details.email,
        ]
        for (field, amount) in zip(BoardLayout.agingFields, details.aging) { fields[field] = amount?.text }
        return (name, fields)
    }

    private static func address(
        _ lines: [String], city: String?, state: String?, zipCode: String?, country: String?
    ) -> String {
        let town = [city, state, zipCode].compactMap(\.self).filter { !$0.isEmpty }
        return (lines + [town.joined(separator: " "), country ?? ""]).filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private static func account(_ account: GLAccount) -> Mapped {
        var fields: [String: String?] = [
            "account-code": account.accountCode,
            "raw-account": account.rawAccount,
            "description": account.description,
            "account-type": account.accountType,
            BoardField.statusName: StatusLabel.label(account.status),
        ]
        for segment in account.segments {
            fields[BoardLayout.segmentFieldName(segment.number)] =
                segment.name.map { "\(segment.code) \($0)" } ?? segment.code
        }
        return ("\(account.accountCode) \(account.description ?? "")", fields)
    }

    private static func order(_ order: PurchaseOrder, _ detail: LineDetail) -> Mapped {
        let vendor = order.vendorName ?? order.vendorNumber
        return (
            "PO \(order.number) · \(vendor)",
            [
                "order-number": order.number,
                "vendor-name": vendor,
                "vendor-number": "\(order.division)-\(order.vendorNumber)",
                "order-date": order.orderDate?.iso,
                "required-date": order.requiredDate?.iso,
                "total": order.total?.text,
                "received-amount": order.receivedAmount?.text,
                "invoiced-amount": order.invoicedAmount?.text,
                BoardField.statusName: StatusLabel.label(order.status),
                "account-codes": distinct(order.lines.compactMap(\.accountCode)),
                "comment": order.comment,
                "lines": LineText.of(order, detail),
            ]
        )
    }

    /// Several codes in ascending order, each once, so that reordered lines do not look like a change.
    private static func distinct(_ codes: [String]) -> String {
        Set(codes).sorted().joined(separator: ", ")
    }
}

/// Whose records they are: the first two parts of every key on a board.
package struct KeyPrefix: Hashable, Sendable {
    package var connection: String
    package var company: String

    package init(connection: String, company: String) {
        self.connection = connection
        self.company = company
    }

    /// The text of the key column, `acme/ABC/ap-invoice/00/AIRWAY/%2045%2F7`.
    ///
    /// The connection's name and the kind are lower case by rule and stand as they are; Sage's own key fields are
    /// percent-encoded, lower case included, because monday's text match folds case and trims.
    package func sageKey(kind: RecordKind, key: RecordKey) -> String {
        sageKey(kind: kind, keyText: key.text)
    }

    /// The same of a key in its text form.
    package func sageKey(kind: RecordKind, keyText: String) -> String {
        "\(connection)/\(company)/\(kind.rawValue)/\(keyText)"
    }
}

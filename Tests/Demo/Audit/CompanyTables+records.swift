import Foundation

extension CompanyTables {
    /// What the board of a kind must show, straight from the tables.
    package func expected(_ kind: AuditedKind) -> [ExpectedItem] {
        switch kind {
        case .invoice: invoices()
        case .vendor: rows("AP_Vendor").map(vendor)
        case .account: accounts()
        case .order: orders()
        case .customer: customers()
        }
    }

    private func vendor(_ row: SageTableFile.Row) -> ExpectedItem {
        let name = row.text("VendorName") ?? row.raw("VendorNo")
        let status = ["I": "Inactive", "T": "Temporary"][row.raw("VendorStatus")] ?? "Active"
        let town = ["City", "State", "ZipCode"].compactMap(row.text).joined(separator: " ")
        let street = ["AddressLine1", "AddressLine2", "AddressLine3"].compactMap(row.text)
        let address = (street + [town, row.text("CountryCode") ?? ""]).filter { !$0.isEmpty }
        return ExpectedItem(
            .vendor, key: AuditKey.text(row, "APDivisionNo", "VendorNo"), name: name,
            [
                "Vendor No": row.raw("APDivisionNo") + "-" + row.raw("VendorNo"),
                "Vendor": name,
                "Status": status,
                "Hold Payment": row.raw("HoldPayment") == "Y" ? "Yes" : "No",
                "Terms": row.text("TermsCode"),
                "Address": address.joined(separator: ", "),
                "Telephone": row.text("TelephoneNo"),
                "E-mail": row.text("EmailAddress"),
                "G/L Account": accountCode(row, "AccountKey"),
            ])
    }

    // MARK: Customers

    private func customers() -> [ExpectedItem] {
        var contacts: [String: String] = [:]
        for row in rows("AR_CustomerContact") {
            contacts[AuditKey.text(row, "ARDivisionNo", "CustomerNo", "ContactCode")] = row.text("ContactName")
        }
        return rows("AR_Customer").map { row in
            let name = row.text("CustomerName") ?? row.raw("CustomerNo")
            let town = ["City", "State", "ZipCode"].compactMap(row.text).joined(separator: " ")
            let street = ["AddressLine1", "AddressLine2", "AddressLine3"].compactMap(row.text)
            let address = (street + [town, row.text("CountryCode") ?? ""]).filter { !$0.isEmpty }
            let status = row.raw("CustomerStatus") == "I" ? "Inactive" : "Active"
            let contact = row.text("ContactCode").map { code in
                contacts[AuditKey.text(row, "ARDivisionNo", "CustomerNo", "ContactCode")] ?? code
            }
            let salesperson = row.text("SalespersonNo").map { row.raw("SalespersonDivisionNo") + "-" + $0 }
            var texts: [String: String?] = [
                "Customer No": row.raw("ARDivisionNo") + "-" + row.raw("CustomerNo"),
                "Customer": name,
                "Status": row.raw("TemporaryCustomer") == "Y" ? "Temporary" : status,
                "Credit Hold": row.raw("CreditHold") == "Y" ? "Yes" : "No",
                "Terms": row.text("TermsCode"),
                "Credit Limit": ExpectedItem.amount(row.amount("CreditLimit")),
                "Balance": ExpectedItem.amount(row.amount("CurrentBalance")),
                "Open Orders": ExpectedItem.amount(row.amount("OpenOrderAmt")),
                "Last Payment": row.date("DateLastPayment"),
                "Contact": contact,
                "Salesperson": salesperson,
                "Address": address.joined(separator: ", "),
                "Telephone": row.text("TelephoneNo"),
                "E-mail": row.text("EmailAddress"),
            ]
            for category in 1...4 {
                texts.updateValue(
                    ExpectedItem.amount(row.amount("AgingCategory\(category)")), forKey: "Aging \(category)")
            }
            return ExpectedItem(
                .customer, key: AuditKey.text(row, "ARDivisionNo", "CustomerNo"), name: name, texts)
        }
    }

    // MARK: Accounts

    private static let accountTypes = [
        "01": "Cash", "02": "Net Accounts Receivable", "03": "Other Receivables", "04": "Inventory",
        "05": "Prepaid Expenses", "06": "Other Assets", "07": "Current Liabilities", "08": "Long-Term Liabilities",
        "09": "Equity", "10": "Retained Earnings", "11": "Net Revenue", "12": "Cost of Sales",
        "13": "Operating Expenses", "15": "Non-Financial", "16": "Other Income and Expenses", "17": "Income Taxes",
    ]

    private func accounts() -> [ExpectedItem] {
        let columns = segments
        let segments = Dictionary(grouping: rows("GL_AccountSegment")) { $0.raw("AccountKey") }
        var names: [String: String] = [:]
        for row in rows("GL_SubAccount") {
            names[AuditKey.text(row, "SegmentNo", "SubAccountCode")] = row.text("SubAccountDesc")
        }
        for row in rows("GL_MainAccount") {
            names[AuditKey.text(row, "SegmentNo", "MainAccountCode")] = row.text("MainAccountDesc")
        }
        return rows("GL_Account").map { row in
            let code = row.raw("Account")
            var codes: [String: String] = [:]
            if let own = segments[row.raw("AccountKey")] {
                codes["01"] = row.text("MainAccountCode")
                for segment in own { codes[segment.raw("SegmentNo")] = segment.raw("SubAccountCode") }
            } else {
                for (index, part) in Self.parts(of: code).enumerated() { codes[Self.segmentNumber(index)] = part }
            }
            var texts: [String: String?] = [
                "G/L Account": code,
                "Description": row.text("AccountDesc"),
                "Account Type": row.text("AccountType").map { Self.accountTypes[$0] ?? $0 },
                "Status": ["I": "Inactive", "D": "Deleted"][row.raw("Status")] ?? "Active",
                "Raw Account": row.text("RawAccount"),
            ]
            for column in columns {
                let shown = codes[column.number].map { part in
                    names[AuditKey.text([column.number, part])].map { "\(part) \($0)" } ?? part
                }
                texts.updateValue(shown, forKey: column.name)
            }
            return ExpectedItem(
                .account, key: AuditKey.text([code]), name: "\(code) \(row.text("AccountDesc") ?? "")", texts)
        }
    }

    // MARK: Purchase orders

    private func orders() -> [ExpectedItem] {
        let lines = Dictionary(grouping: rows("PO_PurchaseOrderDetail")) { $0.raw("PurchaseOrderNo") }
        return rows("PO_PurchaseOrderHeader").map { row in
            let number = row.raw("PurchaseOrderNo")
            let vendor = vendorName(row) ?? row.text("PurchaseName") ?? row.raw("VendorNo")
            let own = (lines[number] ?? []).sorted { $0.raw("LineKey") < $1.raw("LineKey") }
            let parts = ["TaxableAmt", "NonTaxableAmt", "SalesTaxAmt", "FreightAmt"].compactMap(row.amount)
            let statuses = ["N": "New", "B": "Backordered", "C": "Change", "X": "Complete"]
            let isHeld = row.raw("OnHold") == "Y"
            return ExpectedItem(
                .order, key: AuditKey.text([number]), name: "PO \(number) · \(vendor)",
                [
                    "PO No": number,
                    "Vendor": vendor,
                    "Vendor No": row.raw("APDivisionNo") + "-" + row.raw("VendorNo"),
                    "Order Date": row.date("PurchaseOrderDate"),
                    "Required Date": row.date("RequiredExpireDate"),
                    "Total": parts.isEmpty ? nil : ExpectedItem.amount(parts.reduce(0, +)),
                    "Received": ExpectedItem.amount(row.amount("ReceivedAmt")),
                    "Invoiced": ExpectedItem.amount(row.amount("InvoicedAmt")),
                    "Status": isHeld ? "On Hold" : statuses[row.raw("OrderStatus")] ?? "Open",
                    "G/L Account": ExpectedItem.distinct(own.map { accountCode($0, "PurchasesAcctKey") }),
                    "Comment": row.text("Comment"),
                ],
                lines: own.map { line in
                    [
                        accountCode(line, "PurchasesAcctKey"),
                        ExpectedItem.amount(line.amount("QuantityOrdered"), decimals: 6),
                        ExpectedItem.amount(line.amount("ExtensionAmt")), line.text("ItemCode"),
                        line.text("ItemCodeDesc") ?? line.text("CommentText"),
                    ]
                })
        }
    }
}

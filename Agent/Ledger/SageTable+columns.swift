extension SageTable {
    /// The columns that records are made of, beside those of the index and the stamps.
    ///
    /// A column that the installed version does not have leaves its field out; `sage-agent probe` names it.
    private var fields: [String] {
        switch self {
        case .vendors:
            [
                "VendorName", "AddressLine1", "AddressLine2", "AddressLine3", "City", "State", "ZipCode",
                "CountryCode", "TelephoneNo", "EmailAddress", "TermsCode", "VendorStatus", "HoldPayment", "AccountKey",
            ]
        case .customers: []
        case .accounts: ["Account", "RawAccount", "AccountDesc", "AccountType", "MainAccountCode", "Status"]
        case .accountSegments: []
        case .mainAccounts: ["MainAccountDesc"]
        case .subAccounts: ["SubAccountDesc"]
        case .accountTypes: ["AccountTypeDesc"]
        case .accountStructure: ["SegmentDesc", "SegmentLength"]
        case .orders:
            [
                "PurchaseOrderDate", "RequiredExpireDate", "APDivisionNo", "VendorNo", "PurchaseName", "OrderStatus",
                "OnHold", "TaxableAmt", "NonTaxableAmt", "SalesTaxAmt", "FreightAmt", "ReceivedAmt", "InvoicedAmt",
                "Comment",
            ]
        case .orderLines:
            [
                "ItemCode", "ItemCodeDesc", "CommentText", "PurchasesAcctKey", "QuantityOrdered", "QuantityReceived",
                "QuantityInvoiced", "UnitCost", "ExtensionAmt",
            ]
        case .receipts, .receiptHistory: ["APDivisionNo", "VendorNo", "InvoiceNo", "PurchaseOrderNo"]
        case .receiptLines: ["PurchasesAcctKey", "ItemCode", "ItemCodeDesc", "CommentText", "ExtensionAmt"]
        case .entries:
            ["InvoiceDate", "InvoiceDueDate", "InvoiceAmt", "HoldPayment", "TermsCode", "Comment", "BatchNo"]
        case .entryLines: ["AccountKey", "CommentText", "DistributionAmt"]
        case .openInvoices: ["InvoiceDate", "InvoiceDueDate", "InvoiceAmt", "Balance"]
        case .history: ["APDivisionNo", "VendorNo", "InvoiceDate", "PurchaseOrderNo"]
        case .historyLines: ["AccountKey", "ItemCode", "ItemCodeDesc", "ExtensionAmt"]
        }
    }

    /// Whether Sage stamps the table's records; its tables of lines and of names have no stamps.
    private var isStamped: Bool {
        switch self {
        case .vendors, .customers, .accounts, .orders, .receipts, .receiptHistory, .entries, .openInvoices, .history:
            true
        default: false
        }
    }

    /// Every column that is read, those of the index first.
    var columns: [String] {
        let stamps = isStamped ? ["DateCreated", "TimeCreated", "DateUpdated", "TimeUpdated"] : []
        return index + fields.filter { !index.contains($0) } + stamps
    }
}

/// The tables the ledger reads, with the business object that gives each and the fields of its primary index.
enum SageTable: String, CaseIterable, Sendable {
    case vendors = "AP_Vendor"
    case customers = "AR_Customer"
    case accounts = "GL_Account"
    case accountSegments = "GL_AccountSegment"
    case mainAccounts = "GL_MainAccount"
    case subAccounts = "GL_SubAccount"
    case accountTypes = "GL_AccountType"
    case accountStructure = "GL_AccountStructure"
    case orders = "PO_PurchaseOrderHeader"
    case orderLines = "PO_PurchaseOrderDetail"
    case receipts = "PO_ReceiptHeader"
    case receiptLines = "PO_ReceiptDetail"
    case receiptHistory = "PO_ReceiptHistoryHeader"
    case entries = "AP_InvoiceHeader"
    case entryLines = "AP_InvoiceDetail"
    case openInvoices = "AP_OpenInvoice"
    case history = "AP_InvoiceHistoryHeader"
    case historyLines = "AP_InvoiceHistoryDetail"

    /// The business object's name; the reading one (`_svc`) throughout, which takes no lock.
    var objectName: String { rawValue + "_svc" }

    /// The fields of the index KPRIMARY.
    var index: [String] {
        switch self {
        case .vendors: ["APDivisionNo", "VendorNo"]
        case .customers: ["ARDivisionNo", "CustomerNo"]
        case .accounts: ["AccountKey"]
        case .accountTypes: ["AccountType"]
        case .accountSegments: ["SegmentNo", "SubAccountCode", "AccountKey"]
        case .mainAccounts: ["SegmentNo", "MainAccountCode"]
        case .subAccounts: ["SegmentNo", "SubAccountCode"]
        case .accountStructure: ["SegmentNo"]
        case .orders: ["PurchaseOrderNo"]
        case .orderLines: ["PurchaseOrderNo", "LineKey"]
        case .receipts: ["ReceiptType", "ReceiptNo"]
        case .receiptLines: ["ReceiptType", "ReceiptNo", "LineKey"]
        case .receiptHistory: ["PurchaseOrderNo", "ReceiptType", "ReceiptNo", "HeaderSeqNo"]
        case .entries, .openInvoices: ["APDivisionNo", "VendorNo", "InvoiceNo"]
        case .entryLines: ["APDivisionNo", "VendorNo", "InvoiceNo", "LineKey"]
        case .history: ["InvoiceNo", "HeaderSeqNo"]
        case .historyLines: ["InvoiceNo", "HeaderSeqNo", "DetailSeqNo"]
        }
    }
}

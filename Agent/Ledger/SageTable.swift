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
}

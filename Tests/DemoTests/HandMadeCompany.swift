import CompanyAudit
import Foundation

/// A company written down by hand, the boards that show it right, and ways to get them wrong.
enum HandMadeCompany {
    /// Two vendors; two customers; three accounts; an order; invoices entered, received, open and paid.
    static let tables = CompanyTables([
        "AP_Vendor": table(
            """
            APDivisionNo,VendorNo,VendorName,VendorStatus,AddressLine1,City,State,ZipCode,TermsCode,HoldPayment,AccountKey
            01,AIRWAY,Airway Property,A,12 Main Street,Racine,WI,53401,02,N,000000001
            00,Quote,"Say ""Quote"", Ltd",I,,,,,,Y,
            """),
        "AR_Customer": table(
            """
            ARDivisionNo,CustomerNo,CustomerName,CustomerStatus,TemporaryCustomer,CreditHold,CreditLimit,CurrentBalance,AgingCategory1,DateLastPayment,ContactCode,SalespersonDivisionNo,SalespersonNo,City,State
            01,ABF,American Business Futures,A,N,Y,50000.00,120.5,3,20260105,ARTIE,01,0100,Milwaukee,WI
            02,b/1,Brown & Co,I,N,N,,-4.25,,,PAT,,,,
            """),
        "AR_CustomerContact": table(
            """
            ARDivisionNo,CustomerNo,ContactCode,ContactName
            01,ABF,ARTIE,Artie Johnson
            """),
        "GL_AccountStructure": table(
            """
            SegmentNo,SegmentDesc
            01,Main Account
            02,Department
            """),
        "GL_Account": table(
            """
            AccountKey,Account,RawAccount,AccountDesc,AccountType,Status,MainAccountCode
            000000001,0100-01,010001,Rent,13,A,0100
            000000002,0200-02,020002,Repairs,99,I,0200
            """),
        "GL_MainAccount": table(
            """
            SegmentNo,MainAccountCode,MainAccountDesc
            01,0100,Buildings
            """),
        "GL_SubAccount": table(
            """
            SegmentNo,SubAccountCode,SubAccountDesc
            02,02,West
            """),
        "GL_AccountSegment": table(
            """
            SegmentNo,SubAccountCode,AccountKey
            02,01,000000001
            02,02,000000002
            """),
        "PO_PurchaseOrderHeader": table(
            """
            PurchaseOrderNo,PurchaseOrderDate,APDivisionNo,VendorNo,OrderStatus,OnHold,TaxableAmt,NonTaxableAmt,SalesTaxAmt,FreightAmt,ReceivedAmt
            0010001,20260105,01,AIRWAY,O,N,100.10,0.2,8.00,,50.00
            """),
        "PO_PurchaseOrderDetail": table(
            """
            PurchaseOrderNo,LineKey,ItemCode,ItemCodeDesc,PurchasesAcctKey,QuantityOrdered,ExtensionAmt
            0010001,000001,CHAIR,Chair,000000002,2,100.30
            """),
        "AP_InvoiceHeader": table(
            """
            APDivisionNo,VendorNo,InvoiceNo,InvoiceDate,InvoiceDueDate,InvoiceAmt,HoldPayment,BatchNo,Comment
            01,AIRWAY, 45/7,20260107,20260207,20.50,N,00001,January
            00,Quote,0001,20260108,,-5.00,Y,00001,
            """),
        "AP_InvoiceDetail": table(
            """
            APDivisionNo,VendorNo,InvoiceNo,LineKey,AccountKey,CommentText,DistributionAmt
            01,AIRWAY, 45/7,000001,000000002,Two  words,20.00
            01,AIRWAY, 45/7,000002,000000001,,0.50
            """),
        "PO_ReceiptHeader": table(
            """
            ReceiptType,ReceiptNo,PurchaseOrderNo,APDivisionNo,VendorNo,InvoiceNo,InvoiceDate,InvoiceDueDate,InvoiceAmt
            I,000001,0010001,01,AIRWAY,R-1,20260109,20260209,50.15
            """),
        "PO_ReceiptDetail": table(
            """
            ReceiptType,ReceiptNo,LineKey,OrderLineKey,ItemCode,ItemCodeDesc,PurchasesAcctKey,ExtensionAmt
            I,000001,000001,000001,CHAIR,Chair,,50.15
            """),
        "AP_OpenInvoice": table(
            """
            APDivisionNo,VendorNo,InvoiceNo,InvoiceDate,InvoiceDueDate,InvoiceAmt,Balance
            01,AIRWAY,P-1,20260110,20260210,75.00,25.00
            """),
        "AP_InvoiceHistoryHeader": table(
            """
            InvoiceNo,HeaderSeqNo,APDivisionNo,VendorNo,InvoiceDate,InvoiceDueDate,PurchaseOrderNo,InvoiceAmt
            P-1,000001,01,AIRWAY,20260110,20260210,0010001,75.00
            P-2,000001,01,AIRWAY,20251210,20260110,,10.00
            """),
        "AP_InvoiceHistoryDetail": table(
            """
            InvoiceNo,HeaderSeqNo,DetailSeqNo,ItemCode,ItemCodeDesc,AccountKey,ExtensionAmt,DistributionAmt
            P-1,000001,000001,,Rent,000000001,0.00,75.00
            P-2,000001,000001,,Rent,000000001,10.00,0.00
            """),
    ])

    /// What the board of a kind shows when it is right, written out by hand.
    static func board(_ kind: AuditedKind) -> BoardSnapshot {
        let items =
            switch kind {
            case .vendor: vendors
            case .customer: customers
            case .account: accounts
            case .order: orders
            case .invoice: invoices
            }
        return BoardSnapshot(
            items: items.enumerated().map { BoardSnapshot.Item(id: "\(1000 + $0.offset)", columns: $0.element) })
    }

    static func table(_ csv: String) -> SageTableFile {
        SageTableFile(csv: Data(csv.utf8))
    }

    private static let vendors = [
        [
            "Name": "Airway Property", "Sage Key": "acme/ABC/ap-vendor/01/AIRWAY", "Vendor No": "01-AIRWAY",
            "Vendor": "Airway Property", "Status": "Active", "Hold Payment": "No", "Terms": "02",
            "Address": "12 Main Street, Racine WI 53401", "Telephone": "", "E-mail": "", "G/L Account": "0100-01",
        ],
        [
            "Name": "Say \"Quote\", Ltd", "Sage Key": "acme/ABC/ap-vendor/00/Q%75%6F%74%65", "Vendor No": "00-Quote",
            "Vendor": "Say \"Quote\", Ltd", "Status": "Inactive", "Hold Payment": "Yes", "Terms": "", "Address": "",
            "Telephone": "", "E-mail": "", "G/L Account": "",
        ],
    ]

    private static let customers = [
        [
            "Name": "American Business Futures", "Sage Key": "acme/ABC/ar-customer/01/ABF", "Customer No": "01-ABF",
            "Customer": "American Business Futures", "Status": "Active", "Credit Hold": "Yes", "Terms": "",
            "Credit Limit": "50000.00", "Balance": "120.50", "Aging 1": "3.00", "Aging 2": "", "Aging 3": "",
            "Aging 4": "", "Open Orders": "", "Last Payment": "2026-01-05", "Contact": "Artie Johnson",
            "Salesperson": "01-0100", "Address": "Milwaukee WI", "Telephone": "", "E-mail": "",
        ],
        [
            "Name": "Brown & Co", "Sage Key": "acme/ABC/ar-customer/02/%62%2F1", "Customer No": "02-b/1",
            "Customer": "Brown & Co", "Status": "Inactive", "Credit Hold": "No", "Terms": "", "Credit Limit": "",
            "Balance": "-4.25", "Aging 1": "", "Aging 2": "", "Aging 3": "", "Aging 4": "", "Open Orders": "",
            "Last Payment": "", "Contact": "PAT", "Salesperson": "", "Address": "", "Telephone": "", "E-mail": "",
        ],
    ]

    private static let accounts = [
        [
            "Name": "0100-01 Rent", "Sage Key": "acme/ABC/gl-account/0100-01", "G/L Account": "0100-01",
            "Description": "Rent", "Main Account": "0100 Buildings", "Department": "01",
            "Account Type": "Operating Expenses", "Status": "Active", "Raw Account": "010001",
        ],
        [
            "Name": "0200-02 Repairs", "Sage Key": "acme/ABC/gl-account/0200-02", "G/L Account": "0200-02",
            "Description": "Repairs", "Main Account": "0200", "Department": "02 West", "Account Type": "99",
            "Status": "Inactive", "Raw Account": "020002",
        ],
    ]

    private static let orders = [
        [
            "Name": "PO 0010001 · Airway Property", "Sage Key": "acme/ABC/purchase-order/0010001", "PO No": "0010001",
            "Vendor": "Airway Property", "Vendor No": "01-AIRWAY", "Order Date": "2026-01-05", "Required Date": "",
            "Total": "108.30", "Received": "50.00", "Invoiced": "", "Status": "Open", "G/L Account": "0200-02",
            "Comment": "", "Lines": "0200-02  2.000000  100.30  CHAIR Chair",
        ]
    ]

    private static let invoices = [
        [
            "Name": " 45/7 · Airway Property", "Sage Key": "acme/ABC/ap-invoice/01/AIRWAY/%2045%2F7",
            "Vendor": "Airway Property", "Vendor No": "01-AIRWAY", "Invoice No": " 45/7", "Invoice Date": "2026-01-07",
            "Due Date": "2026-02-07", "Amount": "20.50", "Balance": "", "PO No": "", "G/L Account": "0100-01, 0200-02",
            "Status": "Entered", "Batch": "00001", "Comment": "January",
            "Lines": "0200-02  20.00  Two  words\n0100-01   0.50",
        ],
        [
            "Name": "0001 · Say \"Quote\", Ltd", "Sage Key": "acme/ABC/ap-invoice/00/Q%75%6F%74%65/0001",
            "Vendor": "Say \"Quote\", Ltd", "Vendor No": "00-Quote", "Invoice No": "0001",
            "Invoice Date": "2026-01-08", "Due Date": "", "Amount": "-5.00", "Balance": "", "PO No": "",
            "G/L Account": "", "Status": "On Hold", "Batch": "00001", "Comment": "", "Lines": "",
        ],
        [
            "Name": "R-1 · Airway Property", "Sage Key": "acme/ABC/ap-invoice/01/AIRWAY/R-1",
            "Vendor": "Airway Property", "Vendor No": "01-AIRWAY", "Invoice No": "R-1", "Invoice Date": "2026-01-09",
            "Due Date": "2026-02-09", "Amount": "50.15", "Balance": "", "PO No": "0010001", "G/L Account": "0200-02",
            "Status": "Entered", "Batch": "", "Comment": "", "Lines": "0200-02  50.15  Chair (PO)",
        ],
        [
            "Name": "P-1 · Airway Property", "Sage Key": "acme/ABC/ap-invoice/01/AIRWAY/P-1",
            "Vendor": "Airway Property", "Vendor No": "01-AIRWAY", "Invoice No": "P-1", "Invoice Date": "2026-01-10",
            "Due Date": "2026-02-10", "Amount": "75.00", "Balance": "25.00", "PO No": "0010001",
            "G/L Account": "0100-01", "Status": "Posted", "Batch": "", "Comment": "", "Lines": "0100-01  75.00  Rent",
        ],
        [
            "Name": "P-2 · Airway Property", "Sage Key": "acme/ABC/ap-invoice/01/AIRWAY/P-2",
            "Vendor": "Airway Property", "Vendor No": "01-AIRWAY", "Invoice No": "P-2", "Invoice Date": "2025-12-10",
            "Due Date": "2026-01-10", "Amount": "10.00", "Balance": "0.00", "PO No": "", "G/L Account": "0100-01",
            "Status": "Paid", "Batch": "", "Comment": "", "Lines": "0100-01  10.00  Rent",
        ],
    ]
}

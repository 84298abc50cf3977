#include "SageLayout.h"

#include <algorithm>
#include <array>

namespace boi {

namespace {

constexpr std::array<std::string_view, 6> auditColumns = {
    "DateCreated", "TimeCreated", "UserCreatedKey", "DateUpdated", "TimeUpdated", "UserUpdatedKey"};

using Index = std::pair<std::string, KeyFields>;

Column text(const char *name, int length) { return {name, false, length, std::nullopt}; }
Column date(const char *name) { return text(name, 8); }
Column flag(const char *name) { return text(name, 1); }
Column number(const char *name, int scale) { return {name, true, std::nullopt, scale}; }
Column money(const char *name) { return number(name, 2); }
Column quantity(const char *name) { return number(name, 6); }

/// Declares a table; the fields of the primary key that an index does not name are put behind its own.
SageLayout table(const char *name, const char *noun, const std::vector<std::string> &key, const std::vector<Index> &indexes,
    std::vector<std::string> writers, std::vector<std::string> readers, bool isAudited, std::vector<Column> columns) {
    SageLayout layout{name, noun, std::move(columns), {}, std::move(writers), std::move(readers)};
    if (isAudited) {
        for (const auto &column : auditColumns)
            layout.columns.push_back({std::string(column), false, column.front() == 'U' ? 10 : 8, std::nullopt});
    }
    auto &primary = layout.indexes["KPRIMARY"];
    for (const auto &column : key) primary.push_back({column, false});
    for (const auto &[indexName, fields] : indexes) {
        KeyFields all = fields;
        for (const auto &column : key) {
            const bool isNamed = std::any_of(
                fields.begin(), fields.end(), [&](const KeyField &field) { return field.column == column; });
            if (!isNamed) all.push_back({column, false});
        }
        layout.indexes[indexName] = std::move(all);
    }
    return layout;
}

}  // namespace

const Column *SageLayout::column(std::string_view wanted) const {
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const Column &column) { return column.name == wanted; });
    return found == columns.end() ? nullptr : &*found;
}

bool SageLayout::isAuditColumn(std::string_view name) {
    return std::find(auditColumns.begin(), auditColumns.end(), name) != auditColumns.end();
}

std::vector<SageLayout> SageLayout::all() {
    std::vector<SageLayout> tables;
    tables.push_back(table("GL_Account", "account", {"AccountKey"},
        {{"KACCOUNT", {{"Account", true}}}, {"KRAWACCOUNT", {{"RawAccount", true}}}, {"KMAINACCOUNTCODE", {{"MainAccountCode", false}}}, {"KSTATUS", {{"Status", false}}}},
        {"GL_Account_bus"}, {"GL_Account_svc"}, true,
        {text("AccountKey", 9), text("AccountDesc", 50), text("Account", 41), text("RawAccount", 32),
         text("MainAccountCode", 15), date("DateStart"), date("DateEnd"), flag("Status"), flag("ClearBalance"),
         text("AccountType", 2), flag("CashFlowsType"), text("AccountGroup", 15), flag("AccountCategory")}));
    tables.push_back(table("GL_AccountType", "account type", {"AccountType"},
        {},
        {}, {"GL_AccountType_svc"}, false,
        {text("AccountType", 2), text("AccountTypeDesc", 30)}));
    tables.push_back(table("GL_MainAccount", "main account", {"SegmentNo", "MainAccountCode"},
        {},
        {"GL_MainAccount_bus"}, {"GL_MainAccount_svc"}, true,
        {text("SegmentNo", 2), text("MainAccountCode", 15), text("MainAccountDesc", 50),
         text("MainAccountShortDesc", 20), flag("Status"), text("AccountGroup", 15), text("AccountType", 2)}));
    tables.push_back(table("GL_SubAccount", "sub account", {"SegmentNo", "SubAccountCode"},
        {},
        {}, {"GL_SubAccount_svc"}, true,
        {text("SegmentNo", 2), text("SubAccountCode", 15), text("SubAccountDesc", 40)}));
    tables.push_back(table("GL_AccountSegment", "account segment", {"SegmentNo", "SubAccountCode", "AccountKey"},
        {{"KACCOUNTKEY", {{"AccountKey", false}, {"SegmentNo", false}}}},
        {}, {"GL_AccountSegment_svc"}, false,
        {text("SegmentNo", 2), text("SubAccountCode", 15), text("AccountKey", 9)}));
    tables.push_back(table("GL_AccountStructure", "account structure", {"SegmentNo"},
        {},
        {}, {"GL_AccountStructure_svc"}, true,
        {text("SegmentNo", 2), text("SegmentDesc", 30), number("SegmentLength", 0)}));
    tables.push_back(table("AP_Vendor", "vendor", {"APDivisionNo", "VendorNo"},
        {{"KNAME", {{"VendorName", false}}}, {"KSORT", {{"Sort", false}}}, {"KZIPCODE", {{"ZipCode", false}}}},
        {"AP_Vendor_bus"}, {"AP_Vendor_svc"}, true,
        {text("APDivisionNo", 2), text("VendorNo", 7), text("VendorName", 50), text("AddressLine1", 40),
         text("AddressLine2", 40), text("AddressLine3", 40), text("City", 30), text("State", 2),
         text("ZipCode", 10), text("CountryCode", 3), text("PrimaryContact", 10), text("TelephoneNo", 20),
         text("TelephoneExt", 5), text("FaxNo", 20), text("EmailAddress", 250), text("URLAddress", 50),
         text("TermsCode", 2), text("Reference", 15), flag("VendorStatus"), text("InactiveReasonCode", 5),
         flag("HoldPayment"), flag("ElectronicPayment"), text("TaxSchedule", 9), text("AccountKey", 9),
         flag("SeparateCheck"), text("Comment", 30), text("Sort", 10), flag("UsePOReceiptOfInvForVendor"),
         flag("Form1099"), text("Box1099", 3), date("LastPurchaseDate"), date("LastPaymentDate"),
         text("LastCheckNo", 10), money("LastCheckAmt")}));
    tables.push_back(table("AP_InvoiceHeader", "invoice", {"APDivisionNo", "VendorNo", "InvoiceNo"},
        {{"KBATCH", {{"BatchNo", false}}}},
        {"AP_Invoice_bus"}, {"AP_Invoice_svc", "AP_InvoiceHeader_svc"}, true,
        {text("APDivisionNo", 2), text("VendorNo", 7), text("InvoiceNo", 20), date("InvoiceDate"),
         date("InvoiceDueDate"), date("InvoiceDiscountDate"), text("TermsCode", 2), flag("HoldPayment"),
         text("Comment", 40), text("JobNo", 7), flag("Adjustment"), flag("SeparateCheck"),
         text("TaxSchedule", 9), flag("Form1099"), text("Box1099", 3), money("InvoiceAmt"), money("TaxableAmt"),
         money("NonTaxableAmt"), money("FreightAmt"), money("SalesTaxAmt"), money("DiscountAmt"),
         money("DistributionBalance"), text("BatchNo", 5)}));
    tables.push_back(table("AP_InvoiceDetail", "invoice line", {"APDivisionNo", "VendorNo", "InvoiceNo", "LineKey"},
        {},
        {}, {"AP_InvoiceDetail_svc"}, false,
        {text("APDivisionNo", 2), text("VendorNo", 7), text("InvoiceNo", 20), text("LineKey", 6),
         text("LineSeqNo", 14), text("AccountKey", 9), text("JobNo", 7), text("CostCode", 9), flag("CostType"),
         text("UnitOfMeasure", 4), text("CommentText", 2048), money("DistributionAmt")}));
    tables.push_back(table("AP_OpenInvoice", "open invoice", {"APDivisionNo", "VendorNo", "InvoiceNo"},
        {},
        {}, {"AP_OpenInvoice_svc"}, true,
        {text("APDivisionNo", 2), text("VendorNo", 7), text("InvoiceNo", 20), date("InvoiceDate"),
         date("InvoiceDueDate"), date("InvoiceDiscountDate"), text("TermsCode", 2), flag("HoldPayment"),
         money("InvoiceAmt"), money("DiscountAmt"), money("Balance"), text("CheckNo", 10), flag("CheckType"),
         date("CheckDate"), text("Comment", 40), text("InvoiceHistoryHeaderSeqNo", 6)}));
    tables.push_back(table("AP_InvoiceHistoryHeader", "invoice history", {"InvoiceNo", "HeaderSeqNo"},
        {{"KVENDOR", {{"APDivisionNo", false}, {"VendorNo", false}, {"InvoiceNo", false}}}, {"KPURCHASEORDER", {{"PurchaseOrderNo", false}}}},
        {}, {"AP_InvoiceHistoryHeader_svc"}, true,
        {text("InvoiceNo", 20), text("HeaderSeqNo", 6), text("APDivisionNo", 2), text("VendorNo", 7),
         text("ModuleCode", 3), text("InvoiceType", 2), date("TransactionDate"), date("InvoiceDate"),
         date("InvoiceDueDate"), date("InvoiceDiscountDate"), text("TermsCode", 2), text("Comment", 40),
         text("TaxSchedule", 9), text("PurchaseOrderNo", 7), text("ReceiptNo", 6), text("PurchaseName", 50),
         money("InvoiceAmt"), money("TaxableAmt"), money("NonTaxableAmt"), money("FreightAmt"),
         money("SalesTaxAmt"), money("DiscountAmt")}));
    tables.push_back(table("AP_InvoiceHistoryDetail", "invoice history line", {"InvoiceNo", "HeaderSeqNo", "DetailSeqNo"},
        {},
        {}, {"AP_InvoiceHistoryDetail_svc"}, false,
        {text("InvoiceNo", 20), text("HeaderSeqNo", 6), text("DetailSeqNo", 6), text("ItemCode", 30),
         flag("ItemType"), text("ItemCodeDesc", 30), text("AccountKey", 9), text("WarehouseCode", 3),
         text("UnitOfMeasure", 4), text("JobNo", 7), text("CostCode", 9), flag("CostType"),
         text("CommentText", 2048), text("PurchaseOrderLineKey", 6), quantity("QuantityOrdered"),
         quantity("QuantityReceived"), quantity("QuantityInvoiced"), quantity("UnitCost"), money("ExtensionAmt")}));
    tables.push_back(table("PO_PurchaseOrderHeader", "purchase order", {"PurchaseOrderNo"},
        {{"KVENDOR", {{"APDivisionNo", false}, {"VendorNo", false}, {"PurchaseOrderNo", false}}}},
        {"PO_PurchaseOrder_bus"}, {"PO_PurchaseOrder_svc", "PO_PurchaseOrderHeader_svc"}, true,
        {text("PurchaseOrderNo", 7), date("PurchaseOrderDate"), flag("OrderType"),
         text("MasterRepeatingOrderNo", 7), date("RequiredExpireDate"), text("APDivisionNo", 2),
         text("VendorNo", 7), text("PurchaseName", 50), text("PurchaseAddress1", 40),
         text("PurchaseAddress2", 40), text("PurchaseAddress3", 40), text("PurchaseCity", 30),
         text("PurchaseState", 2), text("PurchaseZipCode", 10), flag("OrderStatus"), flag("OnHold"),
         text("TermsCode", 2), date("LastInvoiceDate"), text("LastInvoiceNo", 20), date("LastReceiptDate"),
         text("LastReceiptNo", 6), flag("Form1099"), text("Box1099", 3), text("TaxSchedule", 9),
         money("PrepaidAmt"), money("TaxableAmt"), money("NonTaxableAmt"), money("SalesTaxAmt"),
         money("FreightAmt"), money("InvoicedAmt"), money("ReceivedAmt"), money("BackOrderLostAmt"),
         text("Comment", 30), text("EmailAddress", 250), text("SalesOrderNo", 7), text("RequisitorName", 50),
         text("RequisitorDepartment", 30)}));
    tables.push_back(table("PO_PurchaseOrderDetail", "purchase order line", {"PurchaseOrderNo", "LineKey"},
        {},
        {}, {"PO_PurchaseOrderDetail_svc"}, false,
        {text("PurchaseOrderNo", 7), text("LineKey", 6), text("LineSeqNo", 14), text("ItemCode", 30),
         flag("ItemType"), text("ItemCodeDesc", 30), date("RequiredDate"), text("PurchasesAcctKey", 9),
         text("UnitOfMeasure", 4), text("WarehouseCode", 3), text("JobNo", 7), text("CostCode", 9),
         flag("CostType"), text("CommentText", 2048), quantity("QuantityOrdered"), quantity("QuantityReceived"),
         quantity("QuantityBackordered"), quantity("QuantityInvoiced"), quantity("UnitCost"),
         money("ExtensionAmt"), money("ReceivedAmt"), money("InvoicedAmt")}));
    tables.push_back(table("PO_ReceiptHeader", "receipt", {"ReceiptType", "ReceiptNo"},
        {{"KPURCHASEORDER", {{"PurchaseOrderNo", false}}}, {"KINVOICE", {{"APDivisionNo", false}, {"VendorNo", false}, {"InvoiceNo", false}}}, {"KBATCH", {{"BatchNo", false}}}},
        {"PO_Receipt_bus"}, {"PO_Receipt_svc", "PO_ReceiptHeader_svc"}, true,
        {flag("ReceiptType"), text("ReceiptNo", 6), date("ReceiptDate"), text("PurchaseOrderNo", 7),
         text("BatchNo", 5), text("APDivisionNo", 2), text("VendorNo", 7), text("PurchaseName", 50),
         text("InvoiceNo", 20), date("InvoiceDate"), date("InvoiceDueDate"), date("InvoiceDiscountDate"),
         text("TermsCode", 2), flag("HoldPayment"), text("Comment", 30), money("TaxableAmt"),
         money("NonTaxableAmt"), money("SalesTaxAmt"), money("FreightAmt"), money("PrepaidAmt"),
         money("InvoiceAmt")}));
    tables.push_back(table("PO_ReceiptDetail", "receipt line", {"ReceiptType", "ReceiptNo", "LineKey"},
        {},
        {}, {"PO_ReceiptDetail_svc"}, false,
        {flag("ReceiptType"), text("ReceiptNo", 6), text("LineKey", 6), text("LineSeqNo", 14),
         text("PurchaseOrderNo", 7), text("OrderLineKey", 6), text("ItemCode", 30), flag("ItemType"),
         text("ItemCodeDesc", 30), text("PurchasesAcctKey", 9), text("WarehouseCode", 3),
         text("UnitOfMeasure", 4), text("CommentText", 2048), quantity("QuantityOrdered"),
         quantity("QuantityReceived"), quantity("QuantityInvoiced"), quantity("UnitCost"), money("ExtensionAmt")}));
    tables.push_back(table("PO_ReceiptHistoryHeader", "receipt history", {"PurchaseOrderNo", "ReceiptType", "ReceiptNo", "HeaderSeqNo"},
        {{"KINVOICE", {{"InvoiceNo", false}, {"PurchaseOrderNo", false}}}, {"KVENDOR", {{"APDivisionNo", false}, {"VendorNo", false}, {"InvoiceNo", false}}}},
        {}, {"PO_ReceiptHistoryHeader_svc"}, true,
        {text("PurchaseOrderNo", 7), flag("ReceiptType"), text("ReceiptNo", 6), text("HeaderSeqNo", 6),
         date("TransactionDate"), date("ReceiptDate"), text("APDivisionNo", 2), text("VendorNo", 7),
         text("InvoiceNo", 20), date("InvoiceDate"), date("InvoiceDueDate"), money("ReceiptAmt"),
         money("InvoiceAmt")}));
    tables.push_back(table("AR_Customer", "customer", {"ARDivisionNo", "CustomerNo"},
        {{"KNAME", {{"CustomerName", false}}}, {"KSORT", {{"SortField", false}}}, {"KZIPCODE", {{"ZipCode", false}}}},
        {"AR_Customer_bus"}, {"AR_Customer_svc"}, true,
        {text("ARDivisionNo", 2), text("CustomerNo", 20), text("CustomerName", 50), text("AddressLine1", 40),
         text("AddressLine2", 40), text("AddressLine3", 40), text("City", 30), text("State", 2),
         text("ZipCode", 10), text("CountryCode", 3), text("TelephoneNo", 20), text("EmailAddress", 250),
         text("TermsCode", 2), text("SalespersonDivisionNo", 2), text("SalespersonNo", 4),
         flag("CustomerStatus"), text("CustomerType", 4), text("SortField", 10), flag("CreditHold"),
         money("CreditLimit"), money("CurrentBalance"), date("DateLastActivity"), date("DateLastPayment"),
         text("TelephoneExt", 5), text("FaxNo", 20), text("URLAddress", 50), text("ContactCode", 10),
         text("Comment", 30), text("InactiveReasonCode", 5), flag("TemporaryCustomer"),
         flag("OpenItemCustomer"), flag("ResidentialAddress"), flag("StatementCycle"),
         flag("PrintDunningMessage"), flag("EmailStatements"), flag("BatchFax"), flag("PriceLevel"),
         text("PrimaryShipToCode", 4), text("ShipMethod", 15), text("TaxSchedule", 9), text("TaxExemptNo", 15),
         text("DefaultPaymentType", 5), text("DefaultCreditCardPmtType", 5), text("CreditCardGUID", 32),
         text("DefaultItemCode", 30), text("DefaultCostCode", 9), flag("DefaultCostType"), flag("EBMEnabled"),
         text("EBMConsumerUserID", 15), date("DateEstablished"), date("DateLastAging"),
         date("DateLastFinanceChrg"), date("DateLastStatement"), money("AgingCategory1"),
         money("AgingCategory2"), money("AgingCategory3"), money("AgingCategory4"), money("BalanceForward"),
         money("OpenOrderAmt"), money("UnpaidServiceChrg"), money("LastPaymentAmt"),
         money("HighestStmntBalance"), money("RetentionCurrent"), money("RetentionAging1"),
         money("RetentionAging2"), money("RetentionAging3"), money("RetentionAging4"),
         number("ServiceChargeRate", 3), number("CustomerDiscountRate", 3), number("AvgDaysOverDue", 0),
         number("AvgDaysPaymentInvoice", 0), number("NumberOfInvToUseInCalc", 0),
         text("SalesPersonDivisionNo2", 2), text("SalesPersonNo2", 4), number("SplitCommRate2", 3),
         text("SalesPersonDivisionNo3", 2), text("SalesPersonNo3", 4), number("SplitCommRate3", 3),
         text("SalesPersonDivisionNo4", 2), text("SalesPersonNo4", 4), number("SplitCommRate4", 3),
         text("SalesPersonDivisionNo5", 2), text("SalesPersonNo5", 4), number("SplitCommRate5", 3),
         text("UDF_ACCOUNT_MANAGER", 30), number("UDF_REBATE", 2)}));
    tables.push_back(table("AR_CustomerContact", "customer contact", {"ARDivisionNo", "CustomerNo", "ContactCode"},
        {},
        {"AR_CustomerContact_bus"}, {"AR_CustomerContact_svc"}, true,
        {text("ARDivisionNo", 2), text("CustomerNo", 20), text("ContactCode", 10), text("ContactName", 50),
         text("ContactTitle", 30), text("Salutation", 30), text("AddressLine1", 40), text("AddressLine2", 40),
         text("AddressLine3", 40), text("City", 30), text("State", 2), text("ZipCode", 10),
         text("CountryCode", 3), text("TelephoneNo1", 20), text("TelephoneExt1", 5), text("TelephoneNo2", 20),
         text("TelephoneExt2", 5), text("FaxNo", 20), text("EmailAddress", 250), text("EBMUserID", 15),
         text("ContactNotes", 2048)}));
    tables.push_back(table("AR_Salesperson", "salesperson", {"SalespersonDivisionNo", "SalespersonNo"},
        {{"KNAME", {{"SalespersonName", false}}}},
        {"AR_Salesperson_bus"}, {"AR_Salesperson_svc"}, true,
        {text("SalespersonDivisionNo", 2), text("SalespersonNo", 4), text("SalespersonName", 50),
         text("TelephoneNo", 20), text("EmailAddress", 250), number("CommissionRate", 3)}));
    tables.push_back(table("AR_TermsCode", "terms code", {"TermsCode"},
        {},
        {"AR_TermsCode_bus"}, {"AR_TermsCode_svc"}, true,
        {text("TermsCode", 2), text("TermsCodeDesc", 30), number("DaysBeforeDue", 0)}));
    tables.push_back(table("AR_Options", "module option", {"ModuleCode"},
        {},
        {}, {"AR_Options_svc"}, true,
        {text("ModuleCode", 3), text("NextCustomerNo", 20)}));
    tables.push_back(table("SY_ZipCode", "ZIP code", {"ZipCode"},
        {},
        {"SY_ZipCode_bus"}, {"SY_ZipCode_svc"}, true,
        {text("ZipCode", 10), text("City", 30), text("StateCode", 2), text("CountryCode", 3)}));
    tables.push_back(table("SO_SalesOrderHeader", "sales order", {"SalesOrderNo"},
        {{"KCUSTOMER", {{"ARDivisionNo", false}, {"CustomerNo", false}}}},
        {"SO_SalesOrder_bus"}, {"SO_SalesOrder_svc", "SO_SalesOrderHeader_svc"}, true,
        {text("SalesOrderNo", 7), date("OrderDate"), flag("OrderType"), flag("OrderStatus"),
         date("ShipExpireDate"), text("ARDivisionNo", 2), text("CustomerNo", 20), text("BillToName", 50),
         text("BillToAddress1", 40), text("BillToCity", 30), text("BillToState", 2), text("BillToZipCode", 10),
         text("BillToCountryCode", 3), text("ShipToCode", 4), text("ShipToName", 50), text("ShipVia", 15),
         text("CustomerPONo", 30), text("ConfirmTo", 50), text("EmailAddress", 250), text("Comment", 30),
         text("TermsCode", 2), text("TaxSchedule", 9), text("SalespersonDivisionNo", 2),
         text("SalespersonNo", 4), text("WarehouseCode", 3), money("TaxableAmt"), money("NonTaxableAmt"),
         money("SalesTaxAmt"), money("FreightAmt"), money("DiscountAmt"), money("DepositAmt")}));
    tables.push_back(table("SO_SalesOrderDetail", "sales order line", {"SalesOrderNo", "LineKey"},
        {},
        {}, {"SO_SalesOrderDetail_svc"}, false,
        {text("SalesOrderNo", 7), text("LineKey", 6), text("LineSeqNo", 14), text("ItemCode", 30),
         flag("ItemType"), text("ItemCodeDesc", 30), text("UnitOfMeasure", 4), text("WarehouseCode", 3),
         date("PromiseDate"), text("CommentText", 2048), quantity("QuantityOrdered"),
         quantity("QuantityShipped"), quantity("QuantityBackordered"), quantity("UnitPrice"),
         money("ExtensionAmt")}));
    tables.push_back(table("SO_Options", "module option", {"ModuleCode"},
        {},
        {}, {"SO_Options_svc"}, true,
        {text("ModuleCode", 3), text("NextSalesOrderNo", 7)}));
    return tables;
}

}  // namespace boi

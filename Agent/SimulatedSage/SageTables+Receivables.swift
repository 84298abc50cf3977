extension SageTables {
    /// Accounts receivable: customers, their contacts, and what they refer to.
    static let receivables = [
        TableLayout(
            "AR_Customer", noun: "customer", key: ["ARDivisionNo", "CustomerNo"],
            indexes: [
                ("KNAME", [.init("CustomerName")]), ("KSORT", [.init("SortField")]), ("KZIPCODE", [.init("ZipCode")]),
            ],
            writers: ["AR_Customer_bus"], readers: ["AR_Customer_svc"],
            fields: [
                .text("ARDivisionNo", 2), .text("CustomerNo", 20), .text("CustomerName", 50),
                .text("AddressLine1", 40), .text("AddressLine2", 40), .text("AddressLine3", 40), .text("City", 30),
                .text("State", 2), .text("ZipCode", 10), .text("CountryCode", 3), .text("TelephoneNo", 20),
                .text("EmailAddress", 250), .text("TermsCode", 2), .text("SalespersonDivisionNo", 2),
                .text("SalespersonNo", 4), .flag("CustomerStatus"), .text("CustomerType", 4),
                .text("SortField", 10), .flag("CreditHold"), .money("CreditLimit"), .money("CurrentBalance"),
                .date("DateLastActivity"), .date("DateLastPayment"), .text("TelephoneExt", 5), .text("FaxNo", 20),
                .text("URLAddress", 50), .text("ContactCode", 10), .text("Comment", 30),
                .text("InactiveReasonCode", 5), .flag("TemporaryCustomer"), .flag("OpenItemCustomer"),
                .flag("ResidentialAddress"), .flag("StatementCycle"), .flag("PrintDunningMessage"),
                .flag("EmailStatements"), .flag("BatchFax"), .flag("PriceLevel"), .text("PrimaryShipToCode", 4),
                .text("ShipMethod", 15), .text("TaxSchedule", 9), .text("TaxExemptNo", 15),
                .text("DefaultPaymentType", 5), .text("DefaultCreditCardPmtType", 5), .text("CreditCardGUID", 32),
                .text("DefaultItemCode", 30), .text("DefaultCostCode", 9), .flag("DefaultCostType"),
                .flag("EBMEnabled"), .text("EBMConsumerUserID", 15), .date("DateEstablished"),
                .date("DateLastAging"), .date("DateLastFinanceChrg"), .date("DateLastStatement"),
                .money("AgingCategory1"), .money("AgingCategory2"), .money("AgingCategory3"),
                .money("AgingCategory4"), .money("BalanceForward"), .money("OpenOrderAmt"),
                .money("UnpaidServiceChrg"), .money("LastPaymentAmt"), .money("HighestStmntBalance"),
                .money("RetentionCurrent"), .money("RetentionAging1"), .money("RetentionAging2"),
                .money("RetentionAging3"), .money("RetentionAging4"), .number("ServiceChargeRate", scale: 3),
                .number("CustomerDiscountRate", scale: 3), .number("AvgDaysOverDue", scale: 0),
                .number("AvgDaysPaymentInvoice", scale: 0), .number("NumberOfInvToUseInCalc", scale: 0),
                .text("SalesPersonDivisionNo2", 2), .text("SalesPersonNo2", 4), .number("SplitCommRate2", scale: 3),
                .text("SalesPersonDivisionNo3", 2), .text("SalesPersonNo3", 4), .number("SplitCommRate3", scale: 3),
                .text("SalesPersonDivisionNo4", 2), .text("SalesPersonNo4", 4), .number("SplitCommRate4", scale: 3),
                .text("SalesPersonDivisionNo5", 2), .text("SalesPersonNo5", 4), .number("SplitCommRate5", scale: 3),
                .text("UDF_ACCOUNT_MANAGER", 30), .number("UDF_REBATE", scale: 2),
            ]),
        TableLayout(
            "AR_CustomerContact", noun: "customer contact", key: ["ARDivisionNo", "CustomerNo", "ContactCode"],
            writers: ["AR_CustomerContact_bus"], readers: ["AR_CustomerContact_svc"],
            fields: [
                .text("ARDivisionNo", 2), .text("CustomerNo", 20), .text("ContactCode", 10),
                .text("ContactName", 50), .text("ContactTitle", 30), .text("Salutation", 30),
                .text("AddressLine1", 40), .text("AddressLine2", 40), .text("AddressLine3", 40), .text("City", 30),
                .text("State", 2), .text("ZipCode", 10), .text("CountryCode", 3), .text("TelephoneNo1", 20),
                .text("TelephoneExt1", 5), .text("TelephoneNo2", 20), .text("TelephoneExt2", 5), .text("FaxNo", 20),
                .text("EmailAddress", 250), .text("EBMUserID", 15), .text("ContactNotes", 2048),
            ]),
        TableLayout(
            "AR_Salesperson", noun: "salesperson", key: ["SalespersonDivisionNo", "SalespersonNo"],
            indexes: [("KNAME", [.init("SalespersonName")])],
            writers: ["AR_Salesperson_bus"], readers: ["AR_Salesperson_svc"],
            fields: [
                .text("SalespersonDivisionNo", 2), .text("SalespersonNo", 4), .text("SalespersonName", 50),
                .text("TelephoneNo", 20), .text("EmailAddress", 250), .number("CommissionRate", scale: 3),
            ]),
        TableLayout(
            "AR_TermsCode", noun: "terms code", key: ["TermsCode"], writers: ["AR_TermsCode_bus"],
            readers: ["AR_TermsCode_svc"],
            fields: [
                .text("TermsCode", 2), .text("TermsCodeDesc", 30), .number("DaysBeforeDue", scale: 0),
            ]),
        TableLayout(
            "AR_Options", noun: "module option", key: ["ModuleCode"], readers: ["AR_Options_svc"],
            fields: [.text("ModuleCode", 3), .text("NextCustomerNo", 20)]),
        TableLayout(
            "SY_ZipCode", noun: "ZIP code", key: ["ZipCode"], writers: ["SY_ZipCode_bus"],
            readers: ["SY_ZipCode_svc"],
            fields: [.text("ZipCode", 10), .text("City", 30), .text("StateCode", 2), .text("CountryCode", 3)]),
    ]
}

extension SageTables {
    /// Accounts receivable: customers.
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
                .date("DateLastActivity"), .date("DateLastPayment"),
            ])
    ]
}

extension SageTables {
    /// Sales orders.
    static let salesOrders = [
        TableLayout(
            "SO_SalesOrderHeader", noun: "sales order", key: ["SalesOrderNo"],
            indexes: [("KCUSTOMER", [.init("ARDivisionNo"), .init("CustomerNo")])],
            writers: ["SO_SalesOrder_bus"], readers: ["SO_SalesOrder_svc", "SO_SalesOrderHeader_svc"],
            fields: [
                .text("SalesOrderNo", 7), .date("OrderDate"), .flag("OrderType"), .flag("OrderStatus"),
                .date("ShipExpireDate"), .text("ARDivisionNo", 2), .text("CustomerNo", 20), .text("BillToName", 50),
                .text("BillToAddress1", 40), .text("BillToCity", 30), .text("BillToState", 2),
                .text("BillToZipCode", 10), .text("BillToCountryCode", 3), .text("ShipToCode", 4),
                .text("ShipToName", 50), .text("ShipVia", 15), .text("CustomerPONo", 30), .text("ConfirmTo", 50),
                .text("EmailAddress", 250), .text("Comment", 30), .text("TermsCode", 2), .text("TaxSchedule", 9),
                .text("SalespersonDivisionNo", 2), .text("SalespersonNo", 4), .text("WarehouseCode", 3),
                .money("TaxableAmt"), .money("NonTaxableAmt"), .money("SalesTaxAmt"), .money("FreightAmt"),
                .money("DiscountAmt"), .money("DepositAmt"),
            ]),
        TableLayout(
            "SO_SalesOrderDetail", noun: "sales order line", key: ["SalesOrderNo", "LineKey"],
            readers: ["SO_SalesOrderDetail_svc"], audited: false,
            fields: [
                .text("SalesOrderNo", 7), .text("LineKey", 6), .text("LineSeqNo", 14), .text("ItemCode", 30),
                .flag("ItemType"), .text("ItemCodeDesc", 30), .text("UnitOfMeasure", 4), .text("WarehouseCode", 3),
                .date("PromiseDate"), .text("CommentText", 2048), .quantity("QuantityOrdered"),
                .quantity("QuantityShipped"), .quantity("QuantityBackordered"), .quantity("UnitPrice"),
                .money("ExtensionAmt"),
            ]),
        TableLayout(
            "SO_Options", noun: "module option", key: ["ModuleCode"], readers: ["SO_Options_svc"],
            fields: [.text("ModuleCode", 3), .text("NextSalesOrderNo", 7)]),
    ]
}

import BusinessObjects

/// What customers refer to, the rest of what they hold, and their orders.
///
/// Made behind everything else, so that a seed gives the same vendors, accounts, orders and invoices as without them.
extension CompanyGenerator {
    private static let people = [
        "Zoë O'Neil", "Ana María Núñez", "J. \"Bud\" Smith", "Søren Ångström", "Fatima Öztürk", "Lee & Sons",
    ]
    private static let terms = [("00", "Due on receipt", 0), ("01", "Net 30 days", 30), ("02", "2% 10, net 30", 30)]
    private static let items = [
        ("WIDGET-1", "Widget, \"large\""), ("CAFÉ-5", "Café <5 kg> & filter"), ("/FREIGHT", "Freight"),
    ]

    /// Makes salespersons, terms, ZIP codes, contacts and sales orders, and fills the customers.
    mutating func makeReceivables() {
        makeReferences()
        fillCustomers()
        makeSalesOrders()
    }

    private mutating func makeReferences() {
        for division in ["01", "02"] {
            for (place, name) in Self.people.prefix(4).enumerated() {
                add(
                    "AR_Salesperson",
                    [
                        "SalespersonDivisionNo": division, "SalespersonNo": InvoiceRows.padded((place + 1) * 100, 4),
                        "SalespersonName": name, "EmailAddress": "sales\(place)@abc.example",
                        "CommissionRate": FixedPoint.decimal(units: 2_500 + place * 250, scale: 3),
                    ], daysAgo: 600)
            }
        }
        for (code, description, days) in Self.terms {
            let values: KeyValuePairs = [
                "TermsCode": code, "TermsCodeDesc": description, "DaysBeforeDue": String(days),
            ]
            add("AR_TermsCode", values, daysAgo: 700)
        }
        for (city, state, zip) in Self.cities {
            let country = state == "QC" ? "CAN" : "USA"
            add(
                "SY_ZipCode", ["ZipCode": zip, "City": city, "StateCode": state, "CountryCode": country], daysAgo: 700)
        }
        let next = "C" + InvoiceRows.padded(sizes.customers, 6)
        add("AR_Options", ["ModuleCode": "A/R", "NextCustomerNo": next], daysAgo: 0)
    }

    private mutating func fillCustomers() {
        guard let table = SageTables.table("AR_Customer") else { return }
        var filled: [[String]] = []
        for (index, row) in (rows[table.name] ?? []).enumerated() {
            let customer = BusinessRecord(layout: table.layout, values: row)
            let city = random.pick(Self.cities)
            let contacts = makeContacts(of: customer, index)
            let aging = split(customer.cents("CurrentBalance"))
            var values: [(key: String, value: String)] = [
                ("AddressLine1", "\(Int.random(in: 1...9999, using: &random)) " + random.pick(Self.streets)),
                ("City", city.0), ("State", city.1), ("ZipCode", city.2),
                ("CountryCode", city.1 == "QC" ? "CAN" : "USA"),
                ("TelephoneNo", "(555) 555-01" + InvoiceRows.padded(index % 100, 2)),
                ("EmailAddress", "ar\(index)@customer.example"), ("ContactCode", contacts.first ?? ""),
                ("SalespersonDivisionNo", customer.text("ARDivisionNo")),
                ("SalespersonNo", InvoiceRows.padded(Int.random(in: 1...4, using: &random) * 100, 4)),
                ("CustomerType", ["", "RETL", "WHOL"][index % 3]), ("OpenItemCustomer", "Y"),
                ("SortField", String(customer.text("CustomerName").uppercased().prefix(10))),
                ("CreditLimit", FixedPoint.decimal(units: Int.random(in: 0...100, using: &random) * 100_000, scale: 2)),
                ("DateEstablished", day(Int.random(in: 700...3000, using: &random))),
                ("UDF_ACCOUNT_MANAGER", index % 5 == 2 ? random.pick(Self.people) : ""),
            ]
            values += aging.enumerated().map {
                ("AgingCategory\($0 + 1)", FixedPoint.decimal(units: $1, scale: 2))
            }
            if index % 11 == 7 { values += [("CustomerStatus", "I"), ("InactiveReasonCode", "CLOSE")] }
            if index % 13 == 9 { values += [("CreditHold", "Y"), ("Comment", "Pays late; see <file> & notes")] }
            if index % 3 != 1 { values.append(("DateLastActivity", day(Int.random(in: 1...200, using: &random)))) }
            if index % 4 == 2 {
                values.append(("DateLastPayment", day(Int.random(in: 1...300, using: &random))))
                values.append(("LastPaymentAmt", FixedPoint.decimal(units: index * 317, scale: 2)))
            }
            filled.append(table.setting(values, in: row))
        }
        rows[table.name] = filled
    }

    /// Makes none to two contacts of a customer and gives their codes.
    private mutating func makeContacts(of customer: BusinessRecord, _ index: Int) -> [String] {
        let codes = [["JSMITH", "ACCT PAY"], [], ["NÚÑEZ"], ["O'NEIL"]][index % 4]
        for code in codes {
            add(
                "AR_CustomerContact",
                [
                    "ARDivisionNo": customer.text("ARDivisionNo"), "CustomerNo": customer.text("CustomerNo"),
                    "ContactCode": code, "ContactName": random.pick(Self.people),
                    "ContactTitle": random.pick(["", "Buyer", "A/P Manager"]),
                    "TelephoneNo1": "(555) 555-02" + InvoiceRows.padded(index % 100, 2),
                    "EmailAddress": "contact\(index)@customer.example",
                ], daysAgo: Int.random(in: 1...500, using: &random))
        }
        return codes
    }

    /// Splits a balance into four aging categories that sum up to it, one in five with a credit among them.
    private mutating func split(_ cents: Int) -> [Int] {
        var parts = [0, 0, 0, 0]
        for place in 1...3 where random.happens(onceIn: 3) {
            parts[place] = Int.random(in: 0...max(0, cents / 4), using: &random)
        }
        if cents > 0, random.happens(onceIn: 5) { parts[2] = -parts[2] - 1 }
        parts[0] = cents - parts[1] - parts[2] - parts[3]
        return parts
    }

    private mutating func makeSalesOrders() {
        guard let table = SageTables.table("AR_Customer") else { return }
        let customers = (rows[table.name] ?? []).map { BusinessRecord(layout: table.layout, values: $0) }
        var number = 0
        for (index, customer) in customers.enumerated() where index % 2 == 0 {
            number += 1
            let order = InvoiceRows.padded(number, 7)
            var cents = 0
            for place in 0..<Int.random(in: 1...4, using: &random) { cents += makeLine(place, of: order) }
            let age = Int.random(in: 1...200, using: &random)
            add(
                "SO_SalesOrderHeader",
                [
                    "SalesOrderNo": order, "OrderDate": day(age), "OrderType": "S",
                    "OrderStatus": ["N", "O", "C", "H"][number % 4], "ShipExpireDate": day(age - 14),
                    "ARDivisionNo": customer.text("ARDivisionNo"), "CustomerNo": customer.text("CustomerNo"),
                    "BillToName": customer.text("CustomerName"), "BillToAddress1": customer.text("AddressLine1"),
                    "BillToCity": customer.text("City"), "BillToState": customer.text("State"),
                    "BillToZipCode": customer.text("ZipCode"), "BillToCountryCode": customer.text("CountryCode"),
                    "CustomerPONo": "PO \(index)/\(number)", "TermsCode": customer.text("TermsCode"),
                    "SalespersonDivisionNo": customer.text("SalespersonDivisionNo"),
                    "SalespersonNo": customer.text("SalespersonNo"), "WarehouseCode": "000",
                    "NonTaxableAmt": FixedPoint.decimal(units: cents, scale: 2),
                ], daysAgo: age)
        }
        let next = InvoiceRows.padded(number + 1, 7)
        add("SO_Options", ["ModuleCode": "S/O", "NextSalesOrderNo": next], daysAgo: 0)
    }

    /// Makes a line of a sales order and gives its amount in hundredths.
    private mutating func makeLine(_ place: Int, of order: String) -> Int {
        let item = random.pick(Self.items)
        let quantity = Int.random(in: 1...40, using: &random)
        let price = Int.random(in: 1...50_000, using: &random)
        add(
            "SO_SalesOrderDetail",
            [
                "SalesOrderNo": order, "LineKey": InvoiceRows.padded(place + 1, 6),
                "LineSeqNo": InvoiceRows.padded(place + 1, 14), "ItemCode": item.0,
                "ItemType": item.0.hasPrefix("/") ? "3" : "1", "ItemCodeDesc": item.1, "UnitOfMeasure": "EACH",
                "WarehouseCode": "000",
                "QuantityOrdered": FixedPoint.decimal(units: quantity * 1_000_000, scale: 6),
                "UnitPrice": FixedPoint.decimal(units: price * 10_000, scale: 6),
                "ExtensionAmt": FixedPoint.decimal(units: quantity * price, scale: 2),
            ], daysAgo: 0)
        return quantity * price
    }
}

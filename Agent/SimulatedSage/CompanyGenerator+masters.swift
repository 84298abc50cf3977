import BusinessObjects

/// Accounts, vendors and customers.
extension CompanyGenerator {
    private static let departments = [
        ("00", "Company"), ("01", "Administration"), ("02", "Sales & Marketing"), ("03", "Warehouse"),
        ("04", "Service"), ("0A", "Research \"Lab\""), ("0B", "Café"), ("99", "Eliminations"),
    ]
    private static let locations = [("00", "All"), ("10", "East"), ("20", "West"), ("X1", "Québec")]
    private static let accountNames = [
        "Cash in bank", "Accounts receivable", "Inventory", "Prepaid insurance", "Office supplies", "Freight in",
        "Rent", "Telephone & internet", "Travel", "Repairs and maintenance", "Consulting", "Salaries",
        "Sales", "Cost of goods sold", "Utilities", "Licences", "Training", "Advertising",
    ]
    private static let types = [
        ("01", "Cash"), ("02", "Net Accounts Receivable"), ("04", "Inventory"), ("05", "Prepaid Expenses"),
        ("07", "Current Liabilities"), ("09", "Equity"), ("11", "Net Revenue"), ("12", "Cost of Sales"),
        ("13", "Operating Expenses"),
    ]
    private static let companyNames = [
        "Airway Property", "Allen's Appliance Repair", "Bowman & Sons", "Container Corp.", "Daily \"Express\" Couriers",
        "Société Générale du Café", "Müller & Söhne", "Pérez, Ortega y Cía.", "O'Brien Supplies", "Smith, Jones; Lee",
        "100% Clean", "<Markup> Ltd", "Ångström Labs", "Zürich Élite", "€uro Trade", "Back\\slash Tools",
        "Tab & Co", "Northern Light", "Western Freight", "Juan Núñez",
    ]
    static let streets = ["Main Street", "Harbor Blvd", "Rue de l'Église", "Industriestraße", "Elm Avenue"]
    static let cities = [
        ("Milwaukee", "WI", "53202"), ("Newport Beach", "CA", "92660"), ("Montréal", "QC", "H2Y 1C6"),
        ("Irvine", "CA", "92618-1234"), ("Racine", "WI", "53401"),
    ]

    /// G/L: the structure, the codes of each segment, and accounts like `4000-01-10`.
    mutating func makeChart() {
        for (number, name, length) in [("01", "Main Account", "4"), ("02", "Department", "2"), ("03", "Location", "2")]
        {
            let values: KeyValuePairs = ["SegmentNo": number, "SegmentDesc": name, "SegmentLength": length]
            add("GL_AccountStructure", values, daysAgo: 900)
        }
        for (code, name) in Self.types {
            add("GL_AccountType", ["AccountType": code, "AccountTypeDesc": name], daysAgo: 0)
        }
        for (segment, codes) in [("02", Self.departments), ("03", Self.locations)] {
            for (code, name) in codes {
                let values: KeyValuePairs = ["SegmentNo": segment, "SubAccountCode": code, "SubAccountDesc": name]
                add("GL_SubAccount", values, daysAgo: 800)
            }
        }
        for index in 0..<sizes.accounts { makeAccount(index) }
    }

    private mutating func makeAccount(_ index: Int) {
        let perMain = Self.departments.count * Self.locations.count
        let place = index / perMain
        let main = InvoiceRows.padded(1000 + place * 5, 4)
        let department = Self.departments[index % perMain / Self.locations.count]
        let location = Self.locations[index % Self.locations.count]
        let type = Self.types[place % Self.types.count].0
        let name = Self.accountNames[place % Self.accountNames.count]
        if index % perMain == 0 {
            add(
                "GL_MainAccount",
                [
                    "SegmentNo": "01", "MainAccountCode": main, "MainAccountDesc": name, "Status": "A",
                    "AccountType": type,
                ], daysAgo: 800)
        }
        let key = InvoiceRows.padded(index + 1, 9)
        accountKeys.append(key)
        let description = name + ", " + department.1 + " " + location.1
        add(
            "GL_Account",
            [
                "AccountKey": key, "AccountDesc": String(description.prefix(50)),
                "Account": "\(main)-\(department.0)-\(location.0)", "RawAccount": main + department.0 + location.0,
                "MainAccountCode": main, "Status": random.happens(onceIn: 20) ? random.pick(["I", "D"]) : "A",
                "ClearBalance": "N", "AccountType": type, "CashFlowsType": "O",
            ], daysAgo: Int.random(in: 1...700, using: &random))
        for (segment, code) in [("02", department.0), ("03", location.0)] {
            let values: KeyValuePairs = ["SegmentNo": segment, "SubAccountCode": code, "AccountKey": key]
            add("GL_AccountSegment", values, daysAgo: 0)
        }
    }

    /// A/P vendors in three divisions; of every twenty, two have numbers that differ only in case.
    mutating func makeVendors() {
        for index in 0..<sizes.vendors {
            let division = index % 10 == 0 ? "02" : index % 5 == 0 ? "01" : "00"
            let number = index % 20 == 19 ? "v" + InvoiceRows.padded(index - 1, 6) : "V" + InvoiceRows.padded(index, 6)
            let name = Self.companyNames[index % Self.companyNames.count] + (index < 20 ? "" : " \(index)")
            vendors.append(GeneratedVendor(division: division, number: number, name: name))
            let city = random.pick(Self.cities)
            add(
                "AP_Vendor",
                [
                    "APDivisionNo": division, "VendorNo": number, "VendorName": name,
                    "AddressLine1": "\(Int.random(in: 1...9999, using: &random)) " + random.pick(Self.streets),
                    "City": city.0, "State": city.1, "ZipCode": city.2, "CountryCode": city.1 == "QC" ? "CAN" : "USA",
                    "TelephoneNo": "(555) 555-01" + InvoiceRows.padded(index % 100, 2),
                    "EmailAddress": "ap\(index)@vendor.example", "TermsCode": "01",
                    "VendorStatus": index % 25 == 7 ? "I" : index % 40 == 9 ? "T" : "A",
                    "HoldPayment": index % 30 == 11 ? "Y" : "N",
                    "AccountKey": accountKeys.isEmpty ? "" : random.pick(accountKeys),
                    "Sort": String(name.uppercased().prefix(10)),
                    "UsePOReceiptOfInvForVendor": index % 3 == 0 ? "Y" : "N",
                    "LastCheckAmt": FixedPoint.decimal(units: Int.random(in: 0...900_000, using: &random), scale: 2),
                ], daysAgo: Int.random(in: 1...700, using: &random))
        }
    }

    /// A/R customers.
    mutating func makeCustomers() {
        for index in 0..<sizes.customers {
            let name = Self.companyNames[(index * 7) % Self.companyNames.count]
            add(
                "AR_Customer",
                [
                    "ARDivisionNo": index % 4 == 0 ? "02" : "01", "CustomerNo": "C" + InvoiceRows.padded(index, 6),
                    "CustomerName": name, "TermsCode": "01", "CustomerStatus": "A", "CreditHold": "N",
                    "CurrentBalance": FixedPoint.decimal(units: index * 1234, scale: 2),
                ], daysAgo: Int.random(in: 1...700, using: &random))
        }
    }
}

import BusinessObjects
import WireProtocol

/// What happens to customers and to what they refer to.
extension Books {
    /// Enters a customer, or imports one: active, without credit hold, established today, unless the values say
    /// otherwise.
    ///
    /// - Parameters:
    ///   - customer: division and number.
    ///   - values: further values by column; numbers with the scale of their column.
    ///   - stamp: how the customer is stamped.
    /// - Returns: `false`, and nothing is done, when there is such a customer.
    @discardableResult
    package mutating func addCustomer(
        _ customer: CustomerName, _ values: [String: String] = [:], stamp: StampStyle = .sage
    ) -> Bool {
        let isNew = insert(
            "AR_Customer",
            [
                "ARDivisionNo": customer.division, "CustomerNo": customer.number, "CustomerStatus": "A",
                "CreditHold": "N", "OpenItemCustomer": "Y", "DateEstablished": now.date,
            ], stamp: stamp)
        // The stamps of the insertion are those of this very moment.
        return isNew && update("AR_Customer", key: customer.key, values, stamp: stamp)
    }

    /// Changes fields of a customer.
    ///
    /// - Parameters:
    ///   - customer: division and number.
    ///   - values: the new values by column, none of them of the key; numbers with the scale of their column.
    ///   - stamp: how the change is stamped.
    /// - Returns: whether there is such a customer.
    @discardableResult
    package mutating func changeCustomer(
        _ customer: CustomerName, _ values: [String: String], stamp: StampStyle = .sage
    ) -> Bool {
        update("AR_Customer", key: customer.key, values, stamp: stamp)
    }

    /// Deletes a customer with its contacts.
    @discardableResult
    package mutating func deleteCustomer(_ customer: CustomerName) -> Bool {
        removeAll("AR_CustomerContact", under: customer.key)
        return remove("AR_Customer", key: customer.key)
    }

    /// Posts to a customer: the balance changes, and no stamp tells so, as posting leaves none.
    ///
    /// An invoice is added to the youngest aging category; a payment is taken off the oldest ones first, and what is more
    /// than the balance leaves a credit in the youngest. The categories sum up to the balance afterwards: what none of
    /// them has of it, where they are blank, is taken for young.
    ///
    /// - Parameters:
    ///   - customer: division and number.
    ///   - cents: the invoice's amount in hundredths; negative for a payment.
    /// - Returns: whether there is such a customer.
    @discardableResult
    package mutating func postBalance(of customer: CustomerName, cents: Int) -> Bool {
        guard let record = record("AR_Customer", key: customer.key) else { return false }
        var aging = (1...4).map { record.cents("AgingCategory\($0)") }
        if record["CurrentBalance"]?.isEmpty == false {
            aging[0] += record.cents("CurrentBalance") - aging.reduce(0, +)
        }
        var values = ["DateLastActivity": now.date]
        if cents < 0 {
            var rest = -cents
            for category in (1...3).reversed() {
                let paid = min(rest, max(0, aging[category]))
                aging[category] -= paid
                rest -= paid
            }
            aging[0] -= rest
            values["DateLastPayment"] = now.date
            values["LastPaymentAmt"] = FixedPoint.decimal(units: -cents, scale: 2)
        } else {
            aging[0] += cents
        }
        for (place, amount) in aging.enumerated() {
            values["AgingCategory\(place + 1)"] = FixedPoint.decimal(units: amount, scale: 2)
        }
        values["CurrentBalance"] = FixedPoint.decimal(units: aging.reduce(0, +), scale: 2)
        return changeCustomer(customer, values, stamp: .none)
    }

    /// Enters a contact of a customer.
    ///
    /// - Parameters:
    ///   - code: the contact's code, up to ten characters.
    ///   - customer: division and number of the customer.
    ///   - values: further values by column.
    ///   - stamp: how the contact is stamped.
    /// - Returns: `false`, and nothing is done, when there is such a contact, or no such customer.
    @discardableResult
    package mutating func addContact(
        _ code: String, of customer: CustomerName, _ values: [String: String] = [:], stamp: StampStyle = .sage
    ) -> Bool {
        guard record("AR_Customer", key: customer.key) != nil else { return false }
        let isNew = insert(
            "AR_CustomerContact",
            ["ARDivisionNo": customer.division, "CustomerNo": customer.number, "ContactCode": code], stamp: stamp)
        return isNew && update("AR_CustomerContact", key: customer.key + [code], values, stamp: stamp)
    }

    /// Enters a salesperson; `false`, and nothing is done, when there is one of this number.
    @discardableResult
    package mutating func addSalesperson(_ number: String, division: String, name: String) -> Bool {
        insert(
            "AR_Salesperson",
            ["SalespersonDivisionNo": division, "SalespersonNo": number, "SalespersonName": name], stamp: .sage)
    }

    /// Enters terms of payment; `false`, and nothing is done, when there are some of this code.
    @discardableResult
    package mutating func addTermsCode(_ code: String, description: String) -> Bool {
        insert("AR_TermsCode", ["TermsCode": code, "TermsCodeDesc": description], stamp: .sage)
    }

    /// Enters a ZIP code, without which no customer can have it; `false`, and nothing is done, when it is there.
    @discardableResult
    package mutating func addZipCode(_ code: String, city: String, state: String, country: String = "USA") -> Bool {
        insert(
            "SY_ZipCode", ["ZipCode": code, "City": city, "StateCode": state, "CountryCode": country], stamp: .sage)
    }
}

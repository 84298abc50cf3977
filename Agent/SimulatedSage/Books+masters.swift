/// What happens to vendors, accounts and customers.
extension Books {
    /// Changes fields of a vendor.
    ///
    /// - Parameters:
    ///   - vendor: the number.
    ///   - division: the division.
    ///   - values: the new values by column.
    ///   - stamp: how the change is stamped.
    /// - Returns: whether there is such a vendor.
    @discardableResult
    package mutating func changeVendor(
        _ vendor: String, division: String = "00", _ values: [String: String], stamp: StampStyle = .sage
    ) -> Bool {
        update("AP_Vendor", key: [division, vendor], values, stamp: stamp)
    }

    /// Enters a vendor, or imports one.
    ///
    /// - Parameters:
    ///   - vendor: the number.
    ///   - division: the division.
    ///   - name: the vendor's name.
    ///   - stamp: how the vendor is stamped.
    /// - Returns: `false`, and nothing is done, when there is such a vendor.
    @discardableResult
    package mutating func addVendor(
        _ vendor: String, division: String = "00", name: String, stamp: StampStyle = .sage
    ) -> Bool {
        insert(
            "AP_Vendor",
            [
                "APDivisionNo": division, "VendorNo": vendor, "VendorName": name, "VendorStatus": "A",
                "TermsCode": "01", "HoldPayment": "N",
            ], stamp: stamp)
    }

    /// Makes an account inactive.
    @discardableResult
    package mutating func inactivateAccount(key: String, stamp: StampStyle = .sage) -> Bool {
        update("GL_Account", key: [key], ["Status": "I"], stamp: stamp)
    }
}

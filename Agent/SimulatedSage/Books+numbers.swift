import BusinessObjects

/// The numbers that Sage gives to new records; each is given once, whether it is used or not.
extension Books {
    /// Takes the next number for a customer.
    ///
    /// - Returns: a number that no customer of any division has; `nil` when the last one cannot be counted on.
    package mutating func takeCustomerNumber() -> String? {
        let used = Set(records("AR_Customer").map { $0.text("CustomerNo") })
        return takeNumber("NextCustomerNo", table: "AR_Options", module: "A/R", used: used, first: "0000001")
    }

    /// Takes the next number for a sales order.
    ///
    /// - Returns: a number that no order has; `nil` when the last one cannot be counted on.
    package mutating func takeSalesOrderNumber() -> String? {
        let used = Set(records("SO_SalesOrderHeader").map { $0.text("SalesOrderNo") })
        return takeNumber("NextSalesOrderNo", table: "SO_Options", module: "S/O", used: used, first: "0000001")
    }

    private mutating func takeNumber(
        _ column: String, table: String, module: String, used: Set<String>, first: String
    ) -> String? {
        let stored = record(table, key: [module])?.text(column) ?? ""
        // Without a stored number, as in a folder that was filled by hand, the greatest one is counted on.
        var next = stored.isEmpty ? used.max { $0.utf8.lexicographicallyPrecedes($1.utf8) } ?? first : stored
        while used.contains(next) {
            guard let following = Self.following(next) else { return nil }
            next = following
        }
        guard let following = Self.following(next) else { return nil }
        insert(table, ["ModuleCode": module], stamp: .none)
        update(table, key: [module], [column: following], stamp: .none)
        return next
    }

    /// Counts the digits at the end of a number on: `C000099` is followed by `C000100`.
    ///
    /// - Parameter number: a number of a record.
    /// - Returns: the next one of the same length; `nil` when there are no digits at its end, or all are nines.
    static func following(_ number: String) -> String? {
        var bytes = Array(number.utf8)
        for place in bytes.indices.reversed() {
            switch bytes[place] {
            case UInt8(ascii: "9"): bytes[place] = UInt8(ascii: "0")
            case UInt8(ascii: "0")..<UInt8(ascii: "9"):
                bytes[place] += 1
                return String(decoding: bytes, as: UTF8.self)
            default: return nil
            }
        }
        return nil
    }
}

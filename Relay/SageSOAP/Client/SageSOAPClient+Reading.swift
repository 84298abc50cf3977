import Configuration

extension SageSOAPClient {
    /// Asks what the service is, without an account: whether one answers at an address at all.
    ///
    /// - Parameter url: the service's address.
    /// - Returns: its versions, and how it writes no day.
    /// - Throws: ``SageSOAPError``.
    package func contractInformation(
        at url: SageServerURL
    ) async throws(SageSOAPError) -> SOAPContractInformation {
        guard let object = try await read("GetContractInformation", Operands(), at: url)?.object else {
            throw SageSOAPError(.answerInvalid, "The answer to GetContractInformation is empty.")
        }
        let information = SOAPContractInformation(object)
        keep(nullDateTime: information.nullDateTime, at: url)
        return information
    }

    /// Reads a customer.
    ///
    /// - Parameters:
    ///   - division: two digits as a rule; empty where the company has no divisions.
    ///   - number: without the division.
    ///   - target: where, and of which company.
    /// - Returns: `nil` where Sage has none of that number.
    /// - Throws: ``SageSOAPError``.
    package func customer(
        division: String, number: String, at target: SOAPTarget
    ) async throws(SageSOAPError) -> SOAPCustomer? {
        let blank = try await nullDateTime(at: target.url)
        let object = try await object("GetCustomer", Operands(of: target, Self.key(division, number)), at: target)
        return try object.map { object throws(SageSOAPError) in
            try found(object, division, number, blank: blank)
        }
    }

    /// Reads a contact of a customer.
    ///
    /// - Parameters:
    ///   - code: the contact's.
    ///   - division: the customer's.
    ///   - number: the customer's.
    ///   - target: where, and of which company.
    /// - Returns: `nil` where Sage has none.
    /// - Throws: ``SageSOAPError``.
    package func customerContact(
        _ code: String, division: String, number: String, at target: SOAPTarget
    ) async throws(SageSOAPError) -> SOAPObject? {
        var others = Self.key(division, number)
        others["contactCode"] = .text(code)
        return try await record(
            "GetCustomerContact", Operands(of: target, others), at: target, with: ["ContactCode": code])
    }

    /// Reads a sales order with its lines.
    ///
    /// - Parameters:
    ///   - number: the order's.
    ///   - target: where, and of which company.
    /// - Returns: `nil` where Sage has none.
    /// - Throws: ``SageSOAPError``.
    package func salesOrder(_ number: String, at target: SOAPTarget) async throws(SageSOAPError) -> SOAPObject? {
        try await record(
            "GetSalesOrder", Operands(of: target, ["salesOrderNo": .text(number)]), at: target,
            with: ["SalesOrderNo": number])
    }

    /// Reads a record, which must be the one that was asked for where it says which it is.
    private func record(
        _ name: String, _ operands: Operands, at target: SOAPTarget, with key: [String: String]
    ) async throws(SageSOAPError) -> SOAPObject? {
        let object = try await object(name, operands, at: target)
        for (member, value) in key {
            guard let told = object?.optionalText(member), !SOAPCustomer.isSameText(told, value) else { continue }
            throw SageSOAPError(
                .answerInvalid, "The answer to \(name) for \(ShownText.line(value)) is another record's.",
                delivery: .unknown)
        }
        return object
    }

    /// Reads an object; `nil` also where Sage says that it has none.
    private func object(
        _ name: String, _ operands: Operands, at target: SOAPTarget
    ) async throws(SageSOAPError) -> SOAPObject? {
        do throws(SageSOAPError) {
            return try await read(name, operands, at: target.url)?.object
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
    }

    /// The operands that name a customer.
    static func key(_ division: String, _ number: String) -> [String: SOAPValue] {
        ["arDivisionNo": .text(division), "customerNo": .text(number)]
    }

    /// A customer that was read, if it is the one that was asked for.
    func found(
        _ object: SOAPObject, _ division: String, _ number: String, blank: String?
    ) throws(SageSOAPError) -> SOAPCustomer {
        let customer = SOAPCustomer(object, blank: blank, contract: contract)
        guard SOAPCustomer.isSameText(try customer.number, number),
            SOAPCustomer.isSameText(try customer.division, division)
        else {
            throw SageSOAPError(
                .answerInvalid,
                "The answer to GetCustomer for \(division)-\(number) is another customer's.", delivery: .unknown)
        }
        return customer
    }
}

import Configuration
import Foundation
import SageSOAP
import WireProtocol

/// What a person asks of a connection's SOAP service, beside the boards; nothing is changed in Sage.
package enum SOAPAccess {
    /// Reads the service's WSDL and asks what it is; the account is let in or not by ``RelayCheck``.
    ///
    /// - Parameters:
    ///   - configuration: what the operator wrote.
    ///   - name: the connection's name; `nil` for the only one that has a service.
    ///   - version: the product's version.
    /// - Returns: what was found.
    /// - Throws: `RelayError`, or why the service cannot be called.
    package static func contract(
        _ configuration: RelayConfiguration, connection name: String?, version: String
    ) async throws -> SOAPContractReport {
        try await opened(configuration, name, version) { access in
            let information = try await access.client.contractInformation(at: access.target.url)
            return SOAPContractReport(access.client.contract, information, at: access.target.url.text)
        }
    }

    /// Reads a customer, as the service has it.
    ///
    /// - Parameters:
    ///   - key: division and number, `01/ABF`.
    ///   - configuration: what the operator wrote.
    ///   - name: as of ``contract(_:connection:version:)``.
    ///   - version: the product's version.
    /// - Returns: every member that has a text.
    /// - Throws: `RelayError`, also where Sage has no such customer, or why the service cannot be called.
    package static func customer(
        _ key: String, _ configuration: RelayConfiguration, connection name: String?, version: String
    ) async throws -> SOAPRecordReport {
        // As boards and history spell it, or as it is.
        let parts = RecordKey(text: key)?.parts ?? key.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw RelayError(.badRequest, "A customer is named by division and number, such as 01/ABF, not \(key).")
        }
        return try await opened(configuration, name, version) { access in
            let customer = try await access.client.customer(division: parts[0], number: parts[1], at: access.target)
            return try SOAPRecordReport(customer?.object, "customer \(key)", access)
        }
    }

    /// Reads a sales order, as the service has it; its lines are left out.
    ///
    /// - Parameters:
    ///   - number: the order's.
    ///   - configuration: what the operator wrote.
    ///   - name: as of ``contract(_:connection:version:)``.
    ///   - version: the product's version.
    /// - Returns: every member that has a text.
    /// - Throws: as ``customer(_:_:connection:version:)``.
    package static func salesOrder(
        _ number: String, _ configuration: RelayConfiguration, connection name: String?, version: String
    ) async throws -> SOAPRecordReport {
        try await opened(configuration, name, version) { access in
            try SOAPRecordReport(
                try await access.client.salesOrder(number, at: access.target), "sales order \(number)", access)
        }
    }

    private static func opened<Result>(
        _ configuration: RelayConfiguration, _ name: String?, _ version: String,
        _ body: (SageService.Access) async throws -> Result
    ) async throws -> Result {
        let services = RelayService.services(configuration, version: version, store: nil, time: WallTime())
        let known = services.keys.sorted().joined(separator: ", ")
        guard !services.isEmpty else {
            throw RelayError(
                .badRequest, "No connection in the configuration has soap, so that there is nothing to ask.")
        }
        let found = name ?? (services.count == 1 ? services.keys.first : nil)
        guard let found else {
            throw RelayError(.badRequest, "Several connections have soap: name one of \(known).")
        }
        guard let service = services[found] else {
            throw RelayError(.badRequest, "There is no connection \(found) with soap; those with it are \(known).")
        }
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(try await service.open()))
        } catch {
            result = .failure(error)
        }
        await service.shutdown()
        return try result.get()
    }
}

/// What a service's WSDL says, and what it says of itself.
package struct SOAPContractReport: Codable, Hashable, Sendable {
    package struct Operation: Codable, Hashable, Sendable {
        package var name: String
        /// The value of `SOAPAction`; absent where the WSDL describes an operation that cannot be called.
        package var action: String?
    }

    package var address: String
    package var namespace: String
    package var contractVersion: String?
    package var assemblyVersion: String?
    /// The `dateTime` that stands for no day.
    package var nullDateTime: String?
    package var operations: [Operation]

    init(_ contract: SOAPContract, _ information: SOAPContractInformation, at address: String) {
        self.address = address
        namespace = contract.targetNamespace
        contractVersion = information.contractVersion
        assemblyVersion = information.assemblyVersion
        nullDateTime = information.nullDateTime
        operations = contract.operationNames.map {
            Operation(name: $0, action: (try? contract.operation($0))?.action)
        }
    }
}

/// A record as a service has it.
package struct SOAPRecordReport: Codable, Hashable, Sendable {
    package struct Member: Codable, Hashable, Sendable {
        package var name: String
        package var text: String
    }

    /// In the contract's order.
    package var members: [Member]

    fileprivate init(_ object: SOAPObject?, _ what: String, _ access: SageService.Access) throws {
        guard let object else {
            throw RelayError(
                .unknownRecord, "Sage has no \(what) in company \(access.target.company.code).")
        }
        members = object.texts.map { Member(name: $0.name, text: $0.text) }.filter { !$0.text.isEmpty }
    }
}

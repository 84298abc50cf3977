import Configuration
import Foundation
import SageSOAP
import Secrets
import Sync
import WireProtocol

/// What customers hold, as Sage's SOAP service of one connection says.
final class SOAPCustomerReader: CustomerReader {
    private let service: SageService

    init(_ service: SageService) {
        self.service = service
    }

    func details(of customer: ARCustomer) async throws -> ARCustomer.Details? {
        let access: SageService.Access
        do {
            access = try await service.open()
        } catch let error as SageSOAPError {
            await service.note(error)
            throw error.code == .cancelled
                ? CancellationError() : SourceError("\(Self.who): \(error)", isRetryable: error.isRetryable)
        } catch let error where error is SourceError || error is CancellationError {
            throw error
        } catch {
            throw SourceError("\(Self.who): \(error)", isRetryable: false)
        }
        do {
            return try await details(of: customer, access)
        } catch {
            await service.note(error, of: access)
            throw await sourceError(error, customer, access)
        }
    }

    private static let who = "Sage's SOAP service"

    private func details(
        of customer: ARCustomer, _ access: SageService.Access
    ) async throws(SageSOAPError) -> ARCustomer.Details? {
        let (division, number) = (customer.division, customer.customerNumber)
        let found = try await access.client.customer(division: division, number: number, at: access.target)
        guard let found else { return nil }
        var details = try ARCustomer.Details(found)
        if service.settings.contacts, let code = details.contact {
            let contact = try await access.client.customerContact(
                code, division: division, number: number, at: access.target)
            let name = contact?.optionalText("ContactName")?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
            details.contact = name.isEmpty ? code : name
        }
        return details
    }

    /// Sorts out whether one customer cannot be read, or the service: where it answers for another one, it is the
    /// customer, and nobody else is kept waiting.
    private func sourceError(
        _ error: SageSOAPError, _ customer: ARCustomer, _ access: SageService.Access
    ) async -> any Error {
        if error.code == .cancelled { return CancellationError() }
        let sentence =
            "\(Self.who), customer \(customer.division)-\(customer.customerNumber): \(error)"
        // What all calls share is not asked about again.
        let shared: Set<SageSOAPError.Code> = [
            .logon, .notEnabled, .contract, .notUnderstood, .unreachable, .addressRefused, .untrusted, .unauthorized,
            .forbidden, .noService, .redirected,
        ]
        guard !shared.contains(error.code) else {
            return SourceError(sentence, isRetryable: error.isRetryable)
        }
        do throws(SageSOAPError) {
            try await service.probe(access)
        } catch {
            if error.code == .cancelled { return CancellationError() }
            return SourceError(sentence, isRetryable: true)
        }
        return SourceError(sentence, isRetryable: error.isRetryable, cause: .record)
    }
}

extension ARCustomer.Details {
    /// Takes what a board shows of a customer.
    ///
    /// Members that are not needed are left out where the service's contract lacks them.
    ///
    /// - Parameter customer: as the service sent it.
    /// - Throws: ``SageSOAPError`` where a needed member is lacking, or one is not of its type.
    fileprivate init(_ customer: SOAPCustomer) throws(SageSOAPError) {
        func text(_ name: String) throws(SageSOAPError) -> String? {
            customer.object.type.member(name) == nil ? nil : try customer.text(name)
        }
        func amount(_ name: String) throws(SageSOAPError) -> DecimalText? {
            customer.object.type.member(name) == nil ? nil : try customer.object.decimal(name)
        }
        func flag(_ name: String) throws(SageSOAPError) -> Bool {
            try customer.object.type.member(name) == nil ? false : customer.object.flag(name) ?? false
        }
        let isTemporary = try flag("TemporaryCustomer")
        let letter = try text("CustomerStatus")
        self.init(
            status: isTemporary || letter == "T" ? .temporary : letter == "I" ? .inactive : .active,
            creditHold: try flag("CreditHold"))
        name = try customer.name
        termsCode = try text("TermsCode")
        creditLimit = try amount("CreditLimit")
        balance = try customer.currentBalance
        for category in 1...4 { aging.append(try amount("AgingCategory\(category)")) }
        openOrders = try amount("OpenOrderAmt")
        if customer.object.type.member("DateLastPayment") != nil {
            lastPaymentDate = try customer.date("DateLastPayment")
        }
        let salesperson = [try text("SalespersonDivisionNo"), try text("SalespersonNo")]
        if salesperson[1] != nil { self.salesperson = salesperson.compactMap(\.self).joined(separator: "-") }
        contact = try text("ContactCode")
        telephone = try text("TelephoneNo")
        email = try text("EmailAddress")
        for line in 1...3 { if let part = try text("AddressLine\(line)") { addressLines.append(part) } }
        (city, state, zipCode) = (try text("City"), try text("State"), try text("ZipCode"))
        country = try text("CountryCode")
    }
}

import Configuration

extension SageSOAPClient {
    /// Takes the next free customer number, which Sage does not give a second time.
    ///
    /// A lost answer wastes a number; it is asked for again once.
    ///
    /// - Parameter target: where, and of which company.
    /// - Returns: the number.
    /// - Throws: ``SageSOAPError``.
    package func nextCustomerNumber(at target: SOAPTarget) async throws(SageSOAPError) -> String {
        let operation = try contract.operation("GetNextCustomerNo")
        var course = course()
        var lost = 0
        while true {
            do throws(SageSOAPError) {
                let value = try await exchange(
                    operation, Operands(of: target), at: target.url, isFresh: true, &course
                ).get()
                let number = SchemaText.collapsed(value?.text ?? "")
                guard !number.isEmpty else {
                    throw SageSOAPError(.answerInvalid, "The answer to GetNextCustomerNo is empty.")
                }
                return number
            } catch {
                if error.delivery == .unknown { lost += 1 }
                guard error.isRetryable, lost <= 1, try await pause(&course) else { throw error }
            }
        }
    }

    /// Makes a customer, once.
    ///
    /// Each attempt goes over a connection of its own. After one whose outcome is unknown the number is read first: a
    /// customer of this name is the one that was made, one of another name is a conflict, and where there is none it is
    /// sent again. Sage refuses a number that it has, so that a late first attempt and a second one make no two.
    ///
    /// - Parameters:
    ///   - division: as of ``customer(division:number:at:)``.
    ///   - number: of ``nextCustomerNumber(at:)``, so that nobody else uses it.
    ///   - target: where, and of which company.
    ///   - fill: gives the other members their values; Sage wants a `SalespersonNo`.
    /// - Returns: whether it was made, or found after a lost answer.
    /// - Throws: ``SageSOAPError``; with `alreadyExists` where the number was taken before the first attempt, with
    ///   `conflict`, and with `outcomeUnknown` where an answer was lost and Sage could not be asked.
    package func createCustomer(
        division: String, number: String, at target: SOAPTarget,
        fill: @Sendable (inout SOAPCustomer) throws(SageSOAPError) -> Void
    ) async throws(SageSOAPError) -> SOAPCreation {
        let operation = try contract.operation("CreateCustomer")
        let blank = try await nullDateTime(at: target.url)
        var draft = SOAPCustomer(
            SOAPObject(try customerType(of: operation)), blank: blank, contract: contract)
        try draft.set("ARDivisionNo", .text(division))
        try draft.set("CustomerNo", .text(number))
        try fill(&draft)
        let operands = Operands(of: target, ["customer": .object(draft.object)])
        var course = course()
        var mayBeMade = false
        // Whether the service may still be at an attempt: it said nothing of it itself.
        var isUnanswered = false
        while true {
            let error: SageSOAPError
            switch try await outcome(
                operation, operands, at: target, number: number, mayBeMade: mayBeMade, &course)
            {
            case .success: return .made
            case .failure(let failure): error = failure
            }
            mayBeMade = mayBeMade || error.delivery == .unknown
            isUnanswered = isUnanswered || (error.delivery == .unknown && !error.isFault)
            guard mayBeMade else {
                guard error.isRetryable, try await pause(&course) else { throw error }
                continue
            }
            if try await isThere(draft, division, number, at: target, after: error) { return .foundAfterLostAnswer }
            guard error.isRetryable, try await pauseOpen(&course, number) else {
                throw isUnanswered ? doubt(number, error) : error.withNothingDone()
            }
        }
    }

    /// Changes a customer: reads it, lets it be changed, and sends the whole back, in one turn of the account.
    ///
    /// An attempt that failed in passing is made again from the reading on; a customer that has its new values already is
    /// not sent.
    ///
    /// - Parameters:
    ///   - division: as of ``customer(division:number:at:)``.
    ///   - number: without the division.
    ///   - target: where, and of which company.
    ///   - change: changes it; called anew for each attempt, with the same result for the same customer.
    /// - Returns: the customer as it was sent.
    /// - Throws: ``SageSOAPError``; with `notFound` where there is none.
    package func updateCustomer(
        division: String, number: String, at target: SOAPTarget,
        change: @Sendable (inout SOAPCustomer) throws(SageSOAPError) -> Void
    ) async throws(SageSOAPError) -> SOAPCustomer {
        let blank = try await nullDateTime(at: target.url)
        var course = course()
        var mayBeDone = false
        while true {
            let failure: SageSOAPError
            do throws(SageSOAPError) {
                try await takeTurn(course, for: "UpdateCustomer")
                defer { giveTurn() }
                return try await update(division, number, at: target, blank: blank, &course, change)
            } catch {
                failure = error
            }
            mayBeDone = mayBeDone || failure.delivery == .unknown
            do throws(SageSOAPError) {
                guard failure.isRetryable, try await pause(&course) else { throw failure }
            } catch {
                throw mayBeDone ? error.leavingOpen() : error
            }
        }
    }

    private func update(
        _ division: String, _ number: String, at target: SOAPTarget, blank: String?, _ course: inout CallCourse,
        _ change: @Sendable (inout SOAPCustomer) throws(SageSOAPError) -> Void
    ) async throws(SageSOAPError) -> SOAPCustomer {
        let get = try contract.operation("GetCustomer")
        let put = try contract.operation("UpdateCustomer")
        let value: SOAPValue?
        do throws(SageSOAPError) {
            value = try await exchangeInTurn(
                get, Operands(of: target, Self.key(division, number)), at: target.url, isFresh: false, &course)
        } catch {
            throw error.withNothingDone()
        }
        guard let object = value?.object else {
            throw SageSOAPError(.notFound, "Sage has no customer \(division)-\(number) in this company.")
        }
        let before = try found(object, division, number, blank: blank)
        var after = before
        try change(&after)
        guard after != before else { return before }
        _ = try await exchangeInTurn(
            put, Operands(of: target, ["customer": .object(after.object)]), at: target.url, isFresh: true, &course)
        return after
    }

    // MARK: Creations in doubt

    /// Sends a creation once; where that was not possible after an attempt in doubt, says so.
    private func outcome(
        _ operation: SOAPOperation, _ operands: Operands, at target: SOAPTarget, number: String, mayBeMade: Bool,
        _ course: inout CallCourse
    ) async throws(SageSOAPError) -> Result<SOAPValue?, SageSOAPError> {
        do throws(SageSOAPError) {
            return try await exchange(operation, operands, at: target.url, isFresh: true, &course)
        } catch {
            throw mayBeMade ? doubt(number, error) : error
        }
    }

    /// Whether a customer that an attempt of ours may have made is there.
    private func isThere(
        _ draft: SOAPCustomer, _ division: String, _ number: String, at target: SOAPTarget, after error: SageSOAPError
    ) async throws(SageSOAPError) -> Bool {
        let found: SOAPCustomer?
        do throws(SageSOAPError) {
            found = try await customer(division: division, number: number, at: target)
        } catch let lookError {
            throw doubt(number, error.code == .cancelled ? error : lookError)
        }
        guard let found else {
            // Sage says that it is there, and that it is not.
            if error.code == .alreadyExists { throw doubt(number, error) }
            return false
        }
        let isOurs: Bool
        do throws(SageSOAPError) {
            isOurs = try found.isMade(of: draft)
        } catch {
            throw doubt(number, error)
        }
        guard isOurs else {
            throw SageSOAPError(
                .conflict,
                "Sage has another customer \(division)-\(number) than the one that was to be made; take another number."
            )
        }
        return true
    }

    private func pauseOpen(
        _ course: inout CallCourse, _ number: String
    ) async throws(SageSOAPError) -> Bool {
        do throws(SageSOAPError) {
            return try await pause(&course)
        } catch let ended {
            throw doubt(number, ended)
        }
    }

    private func doubt(_ number: String, _ error: SageSOAPError) -> SageSOAPError {
        SageSOAPError(
            .outcomeUnknown,
            "Whether Sage has made customer number \(number) is not known; look for it in Sage before it is made again. "
                + error.message, delivery: .unknown, sageCode: error.sageCode, sageText: error.sageText)
    }

    private func customerType(of operation: SOAPOperation) throws(SageSOAPError) -> SOAPType {
        guard let member = operation.input.members.named("customer"), let type = contract.type(of: member) else {
            throw contract.lacks("customer", in: operation.name, operation.input.members)
        }
        return type
    }
}

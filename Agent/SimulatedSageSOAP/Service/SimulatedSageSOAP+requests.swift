import Foundation
import SimulatorServer
import Synchronization
import XML

extension SimulatedSageSOAP {
    private static let xml = "text/xml; charset=utf-8"

    /// Answers any request.
    func respond(to call: HTTPCall) async -> HTTPAnswer {
        if call.path.hasPrefix("/simulator/") { return control(call) }
        // IIS takes paths in any case.
        guard call.path.lowercased() == configuration.names.path.lowercased() else {
            return .html("<h1>404 - File or directory not found.</h1>", status: 404)
        }
        switch call.method {
        case "GET": return await describe(call)
        case "POST": return await perform(call)
        default:
            var refusal = HTTPAnswer.html("<h1>405 - Method not allowed.</h1>", status: 405)
            refusal.headers.append(("Allow", "GET, POST"))
            return refusal
        }
    }

    // MARK: The description

    private func describe(_ call: HTTPCall) async -> HTTPAnswer {
        let fault = strike(Fault.description)
        let server = configuration.advertisedAddress ?? serverAddress
        let description = ServiceDescription(
            names: configuration.names, address: server + configuration.names.path)
        return await deliver(fault) {
            do {
                guard let document = try description.document(call.query) else {
                    return .html("<h1>MasService Service</h1><p>You have created a service.</p>")
                }
                return HTTPAnswer(status: 200, headers: [("Content-Type", Self.xml)], body: Array(document))
            } catch {
                return answer(.unexpected)
            }
        }
    }

    // MARK: Operations

    private func perform(_ call: HTTPCall) async -> HTTPAnswer {
        let type = call.headers["content-type"] ?? ""
        guard Self.isXML(type) else {
            return .html(
                "<h1>Cannot process the message because the content type was not the expected type '\(Self.xml)'.</h1>",
                status: 415)
        }
        var limits = XMLLimits()
        limits.bytes = configuration.bodyLimit
        guard let root = try? XMLReader.read(Data(call.body), limits: limits) else { return Self.badRequest }
        let request: ServiceRequest?
        do throws(SOAPFault) {
            request = try ServiceRequest(root, action: call.headers["soapaction"] ?? "", configuration.names)
        } catch {
            return answer(error)
        }
        guard let request else { return Self.badRequest }
        let fault = strike(request.operation.rawValue)
        // Any other name would be one more that is kept.
        let user = configuration.users.first { $0.name == request.user }?.name
        if let user { state.withLock { $0.counters.begin(user) } }
        let delivered = await deliver(fault) { execute(request) }
        if let user { state.withLock { $0.counters.end(user) } }
        return delivered
    }

    private func execute(_ request: ServiceRequest) -> HTTPAnswer {
        do throws(SOAPFault) {
            let value = try ServiceDesk(configuration: configuration, companies: companies).perform(request)
            let writer = ContractWriter(names: configuration.names, emptyValues: configuration.emptyValues)
            let content = writer.answer(value, of: request.operation)
            guard let document = try? Envelope.write(content, configuration.names) else { throw .unexpected }
            return HTTPAnswer(status: 200, headers: [("Content-Type", Self.xml)], body: Array(document))
        } catch {
            return answer(error)
        }
    }

    private func answer(_ fault: SOAPFault) -> HTTPAnswer {
        state.withLock { $0.counters.faultCodes[fault.code, default: 0] += 1 }
        guard let document = try? Envelope.write(fault, configuration.names) else {
            return HTTPAnswer(status: 500, headers: [], body: [])
        }
        return HTTPAnswer(status: 500, headers: [("Content-Type", Self.xml)], body: Array(document))
    }

    private static let badRequest = HTTPAnswer(status: 400, headers: [], body: [])

    /// Whether a content type is the one of SOAP 1.1 in UTF-8; parameters other than the character set do not matter.
    private static func isXML(_ type: String) -> Bool {
        let parts = type.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
        let charset = parts.first { $0.hasPrefix("charset=") }?.dropFirst(8).filter { $0 != "\"" }
        return parts.first == "text/xml" && (charset ?? "utf-8") == "utf-8"
    }

    // MARK: Faults

    /// Counts a call, and finds the fault that strikes it.
    private func strike(_ operation: String) -> Fault? {
        state.withLock { state in
            state.counters.operations[operation, default: 0] += 1
            return state.faults.strike(operation)
        }
    }

    /// Answers a call with what goes wrong on the way; one that waits when the service is stopped is not done.
    private func deliver(_ fault: Fault?, _ make: () -> HTTPAnswer) async -> HTTPAnswer {
        if configuration.latency > .zero { try? await sleep(configuration.latency) }
        guard !Task.isCancelled else { return .nothing }
        guard let fault else { return make() }
        switch fault.kind {
        case .dropBefore: return .nothing
        case .exception: return answer(.unexpected)
        case .unavailable: return .html("<h2>Service Unavailable</h2><p>HTTP Error 503.</p>", status: 503)
        case .redirect:
            var redirect = HTTPAnswer.html("<h2>Object moved to here.</h2>", status: 302)
            redirect.headers.append(("Location", fault.location))
            return redirect
        case .latency: try? await sleep(.milliseconds(fault.milliseconds))
        case .hold: guard await hold.wait() else { return .nothing }
        case .executeThenDrop, .cutOff, .holdAnswer, .wrongContentType, .malformedXML, .documentType, .hugeAnswer: break
        }
        guard !Task.isCancelled else { return .nothing }
        var answer = make()
        switch fault.kind {
        case .executeThenDrop: answer.delivery = .dropped
        case .cutOff: answer.delivery = .cutOff
        case .holdAnswer: guard await hold.wait() else { return .nothing }
        case .wrongContentType: answer.headers = [("Content-Type", "text/html; charset=utf-8")]
        case .malformedXML: answer.body.removeLast(min(20, answer.body.count))
        case .documentType: answer.body = Self.withDocumentType(answer.body)
        case .hugeAnswer:
            let endless = EndlessAnswer(bytes: fault.bytes)
            answer.delivery = .streamed { endless.next() }
        case .latency, .hold, .dropBefore, .exception, .unavailable, .redirect: break
        }
        return answer
    }

    private static func withDocumentType(_ body: [UInt8]) -> [UInt8] {
        let declaration = Array(#"<!DOCTYPE s:Envelope [<!ENTITY sage "sage">]>"#.utf8)
        let end = body.firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? 0
        return body[..<end] + declaration + body[end...]
    }
}

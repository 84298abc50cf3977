import ArgumentParser
import Foundation
import SimulatedSageSOAP

/// Who may call the service, and how it behaves where Sage's own is not known.
struct ServiceOptions: ParsableArguments {
    private static let usual = ServiceConfiguration()

    @Option(help: "The user that the service takes.")
    var user: String

    @Option(help: "A file whose content is the user's password, so that no list of processes shows it.")
    var passwordFile: String

    @Flag(help: "Clear the user's preference \"Enable Web Services\".")
    var disableUser = false

    @Option(help: ArgumentHelp("How long each call takes.", valueName: "milliseconds"))
    var latency = 0

    @Option(help: "The namespace of the contract.")
    var serviceNamespace = ContractNames().service

    @Option(help: "The namespace of the data contracts.")
    var dataNamespace = ContractNames().data

    @Option(help: "The name of the contract, a part of each SOAPAction.")
    var contract = ContractNames().contract

    @Option(help: "The path of the service.")
    var path = ContractNames().path

    @Option(help: "What stands for a blank date.")
    var nullDate = Self.usual.nullDateTime

    @Flag(help: "Leave members without a value out, rather than write them as nil.")
    var omitEmpty = false

    @Flag(help: "Answer GetDiagnosticInformation.")
    var allowRemoteDiagnostics = false

    @Option(help: ArgumentHelp("The server's address as the WSDL tells it.", valueName: "address"))
    var advertise: String?

    @Option(help: ArgumentHelp("How large a request may be.", valueName: "bytes"))
    var bodyLimit = Self.usual.bodyLimit

    func validate() throws {
        guard 0...3_600_000 ~= latency else { throw ValidationError("--latency must be 0 to 3600000.") }
        guard 1...64 << 20 ~= bodyLimit else { throw ValidationError("--body-limit must be 1 to 67108864.") }
        guard nullDate.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}/) != nil else {
            throw ValidationError("--null-date must be like 1753-01-01T00:00:00.")
        }
        guard path.hasPrefix("/"), !path.hasPrefix("/simulator/") else {
            throw ValidationError("--path must begin with a slash, and not with /simulator/.")
        }
    }

    /// The settings that the options add up to; throws where the password cannot be read.
    var configuration: ServiceConfiguration {
        get throws {
            var configuration = Self.usual
            guard let password = try? String(contentsOfFile: passwordFile, encoding: .utf8) else {
                throw ValidationError("--password-file: \(passwordFile) cannot be read.")
            }
            let user = ServiceUser(
                name: user, password: password.hasSuffix("\n") ? String(password.dropLast()) : password,
                isEnabled: !disableUser)
            configuration.users = [user]
            configuration.latency = .milliseconds(latency)
            configuration.names.service = serviceNamespace
            configuration.names.data = dataNamespace
            configuration.names.contract = contract
            configuration.names.path = path
            configuration.nullDateTime = nullDate
            configuration.emptyValues = omitEmpty ? .omitted : .nilled
            configuration.allowsRemoteDiagnostics = allowRemoteDiagnostics
            configuration.advertisedAddress = advertise
            configuration.bodyLimit = bodyLimit
            return configuration
        }
    }
}

import ArgumentParser
import Configuration
import Cryptography
import Foundation
import Service
import Store

/// Runs a command and turns what it throws into a message on standard error and an exit code.
///
/// - Parameter body: the command.
/// - Throws: `ExitCode`, as `sage-relay --help` lists them.
func reporting(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let code as ExitCode {
        throw code
    } catch {
        FileHandle.standardError.write(Data("sage-relay: \(error)\n".utf8))
        throw ExitCode(code(of: error))
    }
}

private func code(of error: any Error) -> Int32 {
    switch error {
    case is ConfigurationError, is SecretError, is CryptographyError: 78
    case let error as RelayError:
        switch error.code {
        case .alreadyRunning: 75
        case .badIdentity: 78
        case .unknownBoard: 64
        case .cannotListen, .unavailable: 69
        }
    default: 69
    }
}

import Commands
import Configuration
import Cryptography
import Secrets
import Service

/// The exit code of an error, as `sage-relay --help` lists them.
func exitCode(of error: any Error) -> Int32 {
    switch error {
    case is ConfigurationError, is SecretError, is CryptographyError: 78
    case let error as SecretStoreError: error.exitCode
    case let error as RelayError:
        switch error.code {
        case .alreadyRunning: 75
        case .badIdentity: 78
        case .unknownBoard, .unknownRecord, .badRequest: 64
        case .cannotListen, .unavailable: 69
        }
    default: 69
    }
}

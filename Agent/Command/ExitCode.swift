import Commands
import Configuration
import Cryptography
import Secrets

/// The exit code of an error, as `sage-agent --help` lists them.
func exitCode(of error: any Error) -> Int32 {
    switch error {
    case is ConfigurationError, is CryptographyError, is SecretError, is COMSettingsError: 78
    case let error as SecretStoreError: error.exitCode
    default: 69
    }
}

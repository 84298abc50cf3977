import Configuration
import Cryptography

/// The exit code of an error, as `sage-agent --help` lists them.
func exitCode(of error: any Error) -> Int32 {
    switch error {
    case is ConfigurationError, is CryptographyError, is SecretError, is COMSettingsError: 78
    default: 69
    }
}

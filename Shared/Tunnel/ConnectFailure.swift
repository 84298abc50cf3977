import Foundation
import NIOCore
import NIOPosix

/// Why no TCP connection could be made, in a person's words.
enum ConnectFailure {
    /// Says why.
    ///
    /// - Parameter error: SwiftNIO's.
    /// - Returns: the reasons of all addresses, each once, without a full stop.
    static func reason(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError where error.connectionErrors.isEmpty: return "the name has no address"
        case let error as NIOConnectionError:
            var reasons: [String] = []
            for one in error.connectionErrors.map({ reason($0.error) }) where !reasons.contains(one) {
                reasons.append(one)
            }
            return reasons.joined(separator: "; ")
        case ChannelError.connectTimeout: return "no answer came in time"
        case let error as IOError:
            switch error.errnoCode {
            case ECONNREFUSED: return "nothing listens there (connection refused)"
            case EHOSTUNREACH, ENETUNREACH: return "there is no way to the address (\(text(error)))"
            default: return text(error)
            }
        default: return "\(error)"
        }
    }

    private static func text(_ error: IOError) -> String {
        String(cString: strerror(error.errnoCode)).lowercased()
    }
}

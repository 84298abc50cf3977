import Foundation

/// Runs something while this thread takes every signal.
///
/// Swift's own threads block them, and a program inherits what is blocked where it is started, so that it could not be
/// ended by SIGTERM.
///
/// - Parameter body: starts the program.
/// - Throws: what the body throws.
package func withSignals(_ body: () throws -> Void) rethrows {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
}

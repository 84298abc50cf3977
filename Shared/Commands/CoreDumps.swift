import CPrctl
import Foundation

/// Keeps the memory of this process, which holds secrets, out of core files and from other processes of its user.
///
/// A core file would be written where anybody may look, and be mailed to support. PR_SET_DUMPABLE also keeps a debugger
/// of the same user out (prctl(2)); root still gets in. Called before anything else: what the system refuses is
/// refused silently, since nothing secret is in memory that an operator could be told about.
package func forbidCoreDumps() {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    #if os(Linux)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    #else
        setrlimit(RLIMIT_CORE, &none)
    #endif
    _ = prctl_set_dumpable(0)
}

#if DEBUG
    import Foundation

    /// A step of a file's replacement at which a test has the process die by SIGKILL.
    ///
    /// `SAGE_SECRETS_FAIL_POINT=secret-file-written` kills at the first time this step is reached. Release builds have
    /// no trace of it.
    package enum WriteFailPoint: String, CaseIterable, Sendable {
        /// The new file is there, and empty.
        case fileMade = "secret-file-made"
        /// The new file is written, and not in its place.
        case fileWritten = "secret-file-written"
        /// The new file is in its place, and the folder is not forced to the disk.
        case fileRenamed = "secret-file-renamed"

        /// The environment variable that names the step.
        package static let variable = "SAGE_SECRETS_FAIL_POINT"

        private static let armed = ProcessInfo.processInfo.environment[variable]

        /// Says that the step is reached; does not return when it is the one to die at.
        func reached() {
            if Self.armed == rawValue { kill(getpid(), SIGKILL) }
        }
    }
#else
    /// Nothing: what the steps are called is known to debug builds alone.
    @dynamicMemberLookup
    struct WriteFailPoint {
        static subscript(dynamicMember name: String) -> WriteFailPoint { WriteFailPoint() }

        func reached() {}
    }
#endif

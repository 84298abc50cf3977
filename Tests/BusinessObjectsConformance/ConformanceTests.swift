import Testing

/// Demands the same of `SimulatedSage` and of boi-host over the fake ProvideX; what differs is a fault of one of them.
///
/// One after the other: each runs a Wine program, and some wait for one that hangs.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct ConformanceTests {}

/// A small generator of random numbers that gives the same ones for the same seed (SplitMix64).
package struct SplitMix: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// One of these, which must not be empty.
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }

    /// The next number as a share: 0 or more, and less than 1.
    mutating func nextShare() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// Whether something happens that does so once in this many cases.
    mutating func happens(onceIn cases: Int) -> Bool {
        Int.random(in: 0..<cases, using: &self) == 0
    }
}

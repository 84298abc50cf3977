import Foundation
import Testing
import Timetable

/// Moments as people write them.
enum Moments {
    /// Reads `2026-03-29T02:30:00Z`, or with an offset.
    static func moment(_ text: String) throws -> Int64 {
        Int64(try #require(ISO8601DateFormatter().date(from: text)).timeIntervalSince1970) * 1000
    }

    static func clock(_ zone: String) throws -> WallClock {
        WallClock(zone: try #require(TimeZone(identifier: zone)))
    }

    static func text(_ moment: Int64, _ clock: WallClock) -> String {
        let formatter = ISO8601DateFormatter()
        formatter.timeZone = clock.zone
        return formatter.string(from: Date(timeIntervalSince1970: Double(moment) / 1000))
    }
}

/// A generator that gives the same numbers for the same seed (Steele, Lea and Flood, "Fast splittable pseudorandom
/// number generators", 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

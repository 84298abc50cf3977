import Foundation
import Sync
import Testing
import WireProtocol

struct CoverageTests {
    private static func stamp(_ minute: Int) throws -> SageStamp {
        try #require(SageStamp("20260101T00:00:00.000")).advanced(milliseconds: minute * 60_000)
    }

    /// Every half minute that is covered: two spans that only come near each other leave the half between them.
    private struct Model {
        static let halves = -2...400
        var covered: Set<Int> = []

        mutating func cover(_ from: Int?, _ through: Int) {
            guard from ?? through <= through else { return }
            covered.formUnion((from.map { $0 * 2 } ?? Self.halves.lowerBound)...(through * 2))
        }

        mutating func cut(_ moment: Int) {
            covered = covered.filter { $0 <= moment * 2 }
        }

        /// Runs of what is covered; a run from the lowest half on has no beginning.
        var spans: [(from: Int?, through: Int)] {
            var spans: [(Int, Int)] = []
            for half in covered.sorted() {
                if let last = spans.last, last.1 == half - 1 {
                    spans[spans.count - 1].1 = half
                } else {
                    spans.append((half, half))
                }
            }
            return spans.map { ($0.0 == Self.halves.lowerBound ? nil : $0.0 / 2, $0.1 / 2) }
        }
    }

    @Test(arguments: 0..<400)
    func `whatever is covered and cut, spans and gaps are those of the model`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var (coverage, model) = (Coverage(), Model())
        for _ in 0..<Int.random(in: 1...24, using: &random) {
            let (one, other) = (Int.random(in: 0..<200, using: &random), Int.random(in: 0..<200, using: &random))
            switch Int.random(in: 0..<8, using: &random) {
            case 0:
                model.cover(nil, one)
                coverage.cover(from: nil, through: try Self.stamp(one))
            case 1:
                model.cut(one)
                coverage.cut(after: try Self.stamp(one))
            default:
                // The wrong way round now and then: nothing is covered.
                let (from, through) = seed % 5 == 0 ? (one, other) : (min(one, other), min(one, other) + other % 9)
                guard through < 200 else { continue }
                model.cover(from, through)
                coverage.cover(from: try Self.stamp(from), through: try Self.stamp(through))
            }
            let spans = try model.spans.map {
                Coverage.Span(from: try $0.from.map(Self.stamp), through: try Self.stamp($0.through))
            }
            #expect(coverage.spans == spans)
            #expect(coverage.watermark == (spans.first?.from == nil ? spans.first?.through : nil))
            #expect(coverage.gaps.map(\.after) == spans.dropLast().map(\.through))
            #expect(coverage.gaps.map(\.before) == spans.dropFirst().compactMap(\.from))
            let moment = try Self.stamp(one)
            #expect(
                coverage.end(of: moment)
                    == spans.first { ($0.from ?? moment) <= moment && moment <= $0.through }?.through)
            #expect(try JSONDecoder().decode(Coverage.self, from: JSONEncoder().encode(coverage)) == coverage)
        }
    }

    @Test func `of too many spans the latest are forgotten, never a gap`() throws {
        var coverage = Coverage()
        for number in (0..<Coverage.mostSpans + 1).reversed() {
            coverage.cover(from: try Self.stamp(number * 3), through: try Self.stamp(number * 3 + 1))
        }
        #expect(coverage.spans.count == Coverage.mostSpans)
        #expect(coverage.spans.first?.from == (try Self.stamp(0)))
        #expect(coverage.end(of: try Self.stamp(Coverage.mostSpans * 3)) == nil)
    }

    @Test func `spans that were stored out of order, or overlap, are put in order`() throws {
        let json =
            #"[{"from":"20260102T00:00:00.000","through":"20260103T00:00:00.000"},"#
            + #"{"through":"20260102T10:00:00.000"}]"#
        let coverage = try JSONDecoder().decode(Coverage.self, from: Data(json.utf8))
        #expect(coverage.spans.count == 1 && coverage.watermark?.text == "20260103T00:00:00.000")
    }

    @Test func `a watermark that is set is all that is covered`() throws {
        var board = BoardRow(ref: BoardRef(connection: "acme", kind: .apVendor))
        board.coverage.cover(from: try Self.stamp(5), through: try Self.stamp(9))
        #expect(board.watermark == nil)
        board.watermark = try Self.stamp(3)
        #expect(board.coverage == Coverage(through: try Self.stamp(3)))
        board.watermark = nil
        #expect(board.coverage == Coverage())
    }
}

import Foundation
import Testing
import Timetable

/// Expressions are read as another implementation reads them: Debian's python3-croniter.
@Suite(.timeLimit(.minutes(1)))
struct CroniterTests {
    private static let script = """
        import sys
        from datetime import datetime, timezone
        from croniter import croniter
        for line in sys.stdin:
            start, expression = line.rstrip("\\n").split(" ", 1)
            times = croniter(expression, datetime.fromtimestamp(int(start), timezone.utc))
            print(" ".join(str(int(times.get_next(float))) for _ in range(5)))
        """

    @Test func `expressions that were made up come when croniter says`() throws {
        var random = SplitMix(state: 2026)
        let cases = (0..<400).map { _ in
            (GeneratedExpression(&random).description, Int64.random(in: 1_600_000_000...2_200_000_000, using: &random))
        }
        let named = ["@hourly", "@daily", "@weekly", "@monthly", "@yearly", "0 0 * jan-mar mon-fri", "5 4 29 feb *"]
        try compare(cases + named.map { ($0, 1_800_000_000) })
    }

    private func compare(_ cases: [(expression: String, start: Int64)]) throws {
        let python = Process()
        // The system's Python, since that is the one apt installs python3-croniter for.
        python.executableURL = URL(filePath: "/usr/bin/python3")
        python.arguments = ["-c", Self.script]
        let (input, output) = (Pipe(), Pipe())
        python.standardInput = input
        python.standardOutput = output
        try python.run()
        input.fileHandleForWriting.write(Data(cases.map { "\($0.start) \($0.expression)\n" }.joined().utf8))
        try input.fileHandleForWriting.close()
        let lines = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            .split(separator: "\n")
        python.waitUntilExit()
        try #require(python.terminationStatus == 0 && lines.count == cases.count)
        for (line, one) in zip(lines, cases) {
            let expression = try CronExpression(one.expression)
            var moment = one.start * 1000
            let times = (0..<5).map { _ in
                moment = expression.next(after: moment, on: .utc)
                return String(moment / 1000)
            }
            #expect(times.joined(separator: " ") == line, "\(one.expression) after \(one.start)")
        }
    }
}

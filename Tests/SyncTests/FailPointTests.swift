import Sync
import Testing

struct FailPointTests {
    @Test(arguments: FailPoint.allCases)
    func `a step is named alone, or with the time at which to die`(point: FailPoint) throws {
        let alone = try FailPoint.Armed(point.rawValue)
        #expect(alone.point == point && alone.hit == 1)
        let third = try FailPoint.Armed(point.rawValue + ":3")
        #expect(third.point == point && third.hit == 3)
    }

    @Test(arguments: [
        "", "attempt", "attempt-written:", "attempt-written:0", "attempt-written:-1", "attempt-written:x",
    ])
    func `what names no step is refused with the known ones`(text: String) {
        let error = #expect(throws: FailPoint.Unknown.self) { try FailPoint.Armed(text) }
        #expect(error?.sentence.contains("\"\(text)\"") == true)
        #expect(FailPoint.allCases.allSatisfy { error?.sentence.contains($0.rawValue) == true })
    }

    @Test func `a step that is not the one to die at goes on`() {
        FailPoint.pageRead.reached()
    }
}

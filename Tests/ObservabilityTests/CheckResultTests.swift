import Observability
import Testing

struct CheckResultTests {
    private struct Failure: Error, CustomStringConvertible {
        let description = "The file is not there. Name another one."
    }

    @Test func `what was found is good`() async {
        let result = await CheckResult("certificate") { "valid until 2027" }
        #expect(result == CheckResult(name: "certificate", isGood: true, detail: "valid until 2027"))
    }

    @Test func `what is thrown is bad, and says why`() async {
        let result = await CheckResult("certificate") { throw Failure() }
        #expect(result == CheckResult(name: "certificate", isGood: false, detail: Failure().description))
    }

    @Test func `the table has a row each in the order they were looked at`() {
        let results = [
            CheckResult(name: "certificate", isGood: true, detail: "valid"),
            CheckResult(name: "board acme/ap-vendors", isGood: false, detail: "no\ncolumn"),
        ]
        #expect(
            CheckResult.table(results) == """
                     Checked                Found
                ok   certificate            valid
                BAD  board acme/ap-vendors  no column

                """)
        #expect(CheckResult.table([]) == "  Checked  Found\n")
    }
}

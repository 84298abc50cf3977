import Foundation
import Testing
import WireProtocol

struct ProblemTests {
    @Test(arguments: ProblemCode.allKnown)
    func `a problem travels with what its code stands for`(code: ProblemCode) throws {
        let problem = Problem(code, detail: "What, where, what to do.", sageText: "Sage's \"own\"\nwords")
        #expect(problem.status == code.status && problem.retryable == code.isRetryable && problem.title == code.title)
        #expect(400...599 ~= problem.status)
        #expect(try JSONDecoder().decode(Problem.self, from: JSONEncoder().encode(problem)) == problem)
    }

    @Test func `a code of a later version is kept, with its own status and whether to come again`() throws {
        let json = #"{"code":"tea-pot","detail":"d","retryable":true,"status":418,"title":"t"}"#
        let problem = try JSONDecoder().decode(Problem.self, from: Data(json.utf8))
        #expect(problem.code.rawValue == "tea-pot")
        #expect(problem.status == 418 && problem.retryable && problem.sageText == nil)
        #expect(try String(decoding: canonicalEncoder().encode(problem), as: UTF8.self) == json)
    }

    @Test func `a code without a meaning is an error that nobody shall repeat`() {
        let problem = Problem(ProblemCode(rawValue: "tea-pot"), detail: "d")
        #expect(problem.status == 500 && !problem.retryable && problem.title == "tea-pot")
    }

    @Test func `Sage's own words stand at the end`() {
        let problem = Problem(.sageRefused, detail: "No log-on.", sageText: "The user is not valid.")
        #expect(
            problem.description == "Sage 100 refused the request: No log-on. Sage says: The user is not valid.")
    }
}

struct ProtocolVersionTests {
    @Test(arguments: [([1], 1), ([2, 1], 1), ([1, 1, 7], 1), ([], nil), ([0], nil), ([2], nil), ([-1, .max], nil)])
    func `the newest version that both speak is chosen`(offered: [Int], chosen: Int?) {
        #expect(ProtocolVersion.negotiate(offered) == chosen)
    }
}

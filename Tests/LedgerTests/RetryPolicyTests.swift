import BusinessObjects
import Testing
import WireProtocol

@testable import Ledger

struct RetryPolicyTests {
    @Test func `a locked record is tried five times, each time later`() {
        var policy = RetryPolicy()
        let error = BusinessObjectError(.recordLocked, "Locked.")
        let delays = (0..<5).map { _ in policy.failed(error, jitter: 1) }
        #expect(delays == [200, 400, 800, 1600, 3200].map { .retry(after: .milliseconds($0)) })
        #expect(policy.failed(error, jitter: 1) == .giveUp(Problem(.recordLocked, detail: "Locked.")))
    }

    @Test(arguments: [(0.0, 100), (0.5, 150), (1.0, 200), (-7.0, 100), (7.0, 200)])
    func `jitter keeps between half of the delay and the whole`(jitter: Double, milliseconds: Int) {
        var policy = RetryPolicy()
        let action = policy.failed(BusinessObjectError(.recordLocked, "Locked."), jitter: jitter)
        #expect(action == .retry(after: .milliseconds(milliseconds)))
    }

    @Test func `a lost session is opened anew twice`() {
        var policy = RetryPolicy()
        let error = BusinessObjectError(.sessionLost, "Gone.")
        #expect(policy.failed(error, jitter: 1) == .retry(after: .zero))
        #expect(policy.failed(error, jitter: 1) == .retry(after: .seconds(1)))
        #expect(policy.failed(error, jitter: 1) == .giveUp(Problem(.sageUnavailable, detail: "Gone.")))
    }

    @Test(arguments: [
        (BusinessObjectError.Code.logonFailed, ProblemCode.sageRefused), (.companyRefused, .sageRefused),
        (.unknownObject, .sageRefused), (.unknownColumn, .sageRefused), (.unavailable, .sageUnavailable),
    ])
    func `everything else is told at once`(code: BusinessObjectError.Code, problem: ProblemCode) {
        var policy = RetryPolicy()
        let action = policy.failed(BusinessObjectError(code, "No.", sageText: "Nope"), jitter: 1)
        #expect(action == .giveUp(Problem(problem, detail: "No.", sageText: "Nope")))
    }
}

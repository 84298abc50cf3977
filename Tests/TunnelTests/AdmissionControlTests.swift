import Testing

@testable import Tunnel

struct AdmissionControlTests {
    /// Asks for places in order, and tells which were had.
    private func admit(_ addresses: [String], to admission: inout AdmissionControl) -> [Bool] {
        addresses.map { admission.admit($0) }
    }

    @Test func `the limit of one address is taken to the last place and no further`() {
        var admission = AdmissionControl(total: 10, perAddress: 2)
        let admitted = admit(["a", "a", "a", "b"], to: &admission)
        #expect(admitted == [true, true, false, true])
    }

    @Test func `the limit of all is taken to the last place and no further`() {
        var admission = AdmissionControl(total: 2, perAddress: 2)
        let admitted = admit(["a", "b", "c"], to: &admission)
        #expect(admitted == [true, true, false])
    }

    @Test func `a place that was given back can be taken again`() {
        var admission = AdmissionControl(total: 1, perAddress: 1)
        let first = admit(["a"], to: &admission)
        admission.release("a")
        let second = admit(["b"], to: &admission)
        #expect(first + second == [true, true])
        #expect(admission.count == 1)
    }

    @Test func `an address without a place gives none back`() {
        var admission = AdmissionControl(total: 1, perAddress: 1)
        admission.release("a")
        #expect(admission.count == 0)
    }
}

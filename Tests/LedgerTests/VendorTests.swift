import BusinessObjects
import Ledger
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(5)))
struct VendorTests {
    let sage = FakeSage()

    init() {
        sage.add("GL_Account", index: ["AccountKey"], [["AccountKey": "000000007", "Account": "6000-01-00"]])
        sage.add(
            "AP_Vendor", index: ["APDivisionNo", "VendorNo"],
            [
                [
                    "APDivisionNo": "00", "VendorNo": "AIRWAY", "VendorName": "Airway Property", "VendorStatus": "I",
                    "AddressLine1": "1 Main St", "AddressLine2": "", "City": "Irvine", "HoldPayment": "Y",
                    "AccountKey": "000000007", "DateUpdated": "20260102", "TimeUpdated": "15.5",
                ],
                ["APDivisionNo": "00", "VendorNo": "airway", "VendorName": "Another", "AccountKey": "000000009"],
                ["APDivisionNo": "01", "VendorNo": "AIRWAY", "VendorName": "Third"],
            ])
    }

    @Test func `a vendor is read field by field`() async throws {
        let record = try await Ledger.over(sage).record(
            company: "ABC", kind: .apVendor, key: RecordKey(["00", "AIRWAY"]))
        #expect(
            record
                == .apVendor(
                    APVendor(
                        division: "00", vendorNumber: "AIRWAY", name: "Airway Property", addressLines: ["1 Main St"],
                        city: "Irvine", status: .inactive, holdPayment: true, defaultAccountCode: "6000-01-00",
                        stamps: AuditStamps(dateLastUpdated: SageStamp("20260102T15:30:00.000")))))
    }

    @Test func `keys that differ by case or division are different vendors`() async throws {
        let scan = try await Ledger.over(sage).collect(.apVendor)
        #expect(scan.keys == ["00/AIRWAY", "00/%61%69%72%77%61%79", "01/AIRWAY"])
        #expect(scan.end?.records == 3)
    }

    @Test(arguments: [["00", "AIRWA"], ["00", "AIRWAY "], ["00", "Airway"], ["", ""]])
    func `a key that is not there to the letter gives no record`(key: [String]) async throws {
        let record = try await Ledger.over(sage).record(company: "ABC", kind: .apVendor, key: RecordKey(key))
        #expect(record == nil)
    }
}

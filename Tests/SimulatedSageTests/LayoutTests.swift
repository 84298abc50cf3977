import BusinessObjects
import SimulatedSage
import Testing

struct LayoutTests {
    @Test func `every index names columns of its table and each only once`() {
        for table in SageTables.all {
            for index in table.indexes {
                let columns = index.fields.map(\.column)
                #expect(columns.allSatisfy { table.layout.position(of: $0) != nil }, "\(table.name) \(index.name)")
                #expect(Set(columns).count == columns.count, "\(table.name) \(index.name)")
                #expect(Set(columns).isSuperset(of: table.primaryKey), "\(table.name) \(index.name)")
            }
            #expect(table.indexes.first?.name == "KPRIMARY")
            #expect(Set(table.indexes.map(\.name)).count == table.indexes.count, "\(table.name)")
        }
    }

    @Test func `no table has two columns of one name`() {
        for table in SageTables.all {
            #expect(Set(table.layout.columns.map(\.name)).count == table.layout.columns.count, "\(table.name)")
        }
    }

    @Test func `detail tables carry no audit fields and the others carry six`() {
        for table in SageTables.all {
            let audit = [
                "DateCreated", "TimeCreated", "UserCreatedKey", "DateUpdated", "TimeUpdated", "UserUpdatedKey",
            ]
            let present = audit.filter { table.layout.position(of: $0) != nil }
            #expect(present == (table.isAudited ? audit : []), "\(table.name)")
            if table.name.hasSuffix("Detail") { #expect(!table.isAudited, "\(table.name)") }
        }
    }

    @Test func `business objects are found by name in any case`() {
        #expect(SageTables.object("ap_vendor_BUS")?.name == "AP_Vendor_bus")
        #expect(SageTables.object("AP_Invoice_bus")?.table.name == "AP_InvoiceHeader")
        #expect(SageTables.object("AP_OpenInvoice_svc")?.mayWrite == false)
        #expect(SageTables.object("AP_InvoiceDataEntry_bus") == nil)
    }
}

#include "Expect.h"
#include "KeyOrder.h"

using namespace boi;

std::vector<Test> layoutTests() {
    return {{"every index names columns of its table, and its keys are unique", [] {
                 const auto all = SageLayout::all();
                 EXPECT(all.size() == 26);
                 for (const auto &layout : all) {
                     for (const auto &[name, fields] : layout.indexes) {
                         EXPECT(KeyOrder(fields, layout.columns, KeyOrder::Bytes::utf8).fieldCount() >= layout.indexes.at("KPRIMARY").size());
                     }
                     EXPECT(layout.readers.size() + layout.writers.size() > 0);
                 }
             }}};
}

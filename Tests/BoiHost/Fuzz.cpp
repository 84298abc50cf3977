#include <cstdint>
#include <cstdlib>

#include "Arguments.h"
#include "DecimalText.h"
#include "Frame.h"
#include "HostError.h"
#include "Json.h"
#include "KeyOrder.h"
#include "MemorySource.h"
#include "Message.h"
#include "PageRequest.h"
#include "PageWalk.h"
#include "RecordFilter.h"
#include "RecordText.h"
#include "Settings.h"
#include "Text.h"

using namespace boi;

namespace {

/// A table of few columns, against which whatever a request says is read.
const std::vector<Column> columns = {{"A", false, 2, {}}, {"B", false, {}, {}}, {"C", true, {}, 2}};
const KeyFields fields = {{"A", false}, {"B", true}};
const std::vector<std::vector<std::string>> records = {{"00", "AIRWAY", "1.00"}, {"00", "\xC3\x89tude", ""}, {"01", "", "-2.50"},
    {"1", "a", "0.00"}, {"1", "b", "0.00"}, {"", "x", "3.10"}};

void require(bool isTrue) {
    if (!isTrue) std::abort();
}

template <typename Call>
void attempt(Call call) {
    try {
        call();
    } catch (const HostError &) {
        // Refused, as most of what comes here is.
    }
}

/// Pages follow each other to the end, and come to no more records than there are.
void walk(PageRequest request, const KeyOrder &order, const RecordFilter *filter) {
    MemorySource source(order, records, U'\0');
    const Settings settings;
    KeyPadding padding(settings.keyPadding);
    std::size_t count = 0;
    for (std::size_t pages = 0; pages <= records.size(); ++pages) {
        const auto page = PageWalk(source, settings, padding, [] { return false; }).read(request, order, filter);
        require(page.records.size() <= request.limit && (filter != nullptr || !page.next || !page.records.empty()));
        count += page.records.size();
        require(count <= records.size());
        if (!page.next) return;
        request.after = page.next;
    }
    require(false);
}

void readRequest(Message &message) {
    attempt([&] {
        const auto request = PageRequest::parse(message.arguments);
        require(request.limit >= 1 && request.limit <= 10000);
        const KeyOrder order(request.fields.empty() ? fields : request.fields, columns, KeyOrder::Bytes::windows1252);
        for (const auto *key : {&request.after, &request.from, &request.through}) {
            if (!*key) continue;
            const auto normalized = order.normalized(**key);
            require(order.compare(normalized, normalized) == 0 && normalized.size() <= order.fieldCount());
            order.joined(normalized, U'\0');
        }
        if (request.filter.isNull()) return walk(request, order, nullptr);
        const RecordFilter filter(request.filter, columns);
        filter.passes({"a", "", "1.00"});
        filter.expression();
        walk(request, order, &filter);
    });
    attempt([&] { Settings::parse(Arguments(message.arguments).value("settings")); });
}

void readStream(const std::string &bytes) {
    FrameReader reader;
    reader.append(bytes);
    try {
        while (auto content = reader.next()) {
            auto message = Message::parse(*content);
            if (message.type == Message::Type::request) readRequest(message);
        }
    } catch (const BrokenFrame &) {
        // The host ends at the first one.
    }
}

void readJSON(const std::string &text) {
    const auto json = Json::parse(text);
    if (!json) return;
    const auto again = Json::parse(json->written());
    require(again && Json::parse(again->written()) == again);
}

void readRecord(const std::string &text) {
    const auto values = splitRecord(text, {0x160, 0x8A});
    std::size_t size = 0;
    for (const auto &value : values) size += value.size();
    require(size <= text.size());
    splitNames(text, {0x160, 0x8A});
    // What is no UTF-8 becomes so once, and then stays.
    const auto clean = toUTF8(toUTF16(text));
    require(toUTF8(toUTF16(clean)) == clean);
    if (const auto number = decimal::normalized(text, 2)) require(decimal::normalized(*number, 2) == number);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string text(reinterpret_cast<const char *>(data), size);
    readStream(text);
    // Most inputs have no proper length in front; a frame is made of them, so that the fuzzer reaches what lies behind.
    readStream(frameHead(size) + text);
    readJSON(text);
    readRecord(text);
    return 0;
}

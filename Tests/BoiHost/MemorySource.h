#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "PageWalk.h"

/// A table in memory that is walked as Sage's are.
class MemorySource : public boi::WalkSource {
public:
    MemorySource(boi::KeyOrder order, std::vector<std::vector<std::string>> records, std::optional<char32_t> padding)
        : order(std::move(order)), records(std::move(records)), padding(padding) {
        std::sort(this->records.begin(), this->records.end(), [&](const auto &left, const auto &right) {
            return this->order.compare(this->order.key(left), this->order.key(right)) < 0;
        });
    }

    bool setIndex(const std::string &name) override { return ++calls, name == "KPRIMARY"; }
    void setBrowseFilter(const std::string &prefix) override {
        ++calls;
        filter = prefix;
        place = records.size();
        if (texts.size() == records.size()) return;
        texts.clear();
        for (const auto &record : records) texts.push_back(order.joined(order.key(record), padding));
    }
    bool find(const boi::KeyFields &, const boi::Key &key) override {
        ++calls;
        for (place = 0; finds && place < records.size(); ++place) {
            if (order.key(records[place]) == key) return true;
        }
        return false;
    }
    bool moveFirst() override {
        ++calls;
        for (place = 0; place < records.size() && !isInside(); ++place) {}
        return place < records.size();
    }
    bool moveNext() override {
        ++calls;
        return ++place < records.size() && isInside();
    }
    std::vector<std::string> record() override { return ++calls, records.at(place); }

    boi::KeyOrder order;
    std::vector<std::vector<std::string>> records;
    std::optional<char32_t> padding;
    bool finds = true;
    int calls = 0;

private:
    bool isInside() const { return texts[place].compare(0, filter.size(), filter) == 0; }

    /// The keys as a browse filter sees them.
    std::vector<std::string> texts;

    std::string filter;
    std::size_t place = 0;
};

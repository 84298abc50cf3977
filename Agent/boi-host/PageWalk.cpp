#include "PageWalk.h"

#include "HostError.h"
#include "Text.h"

namespace boi {

namespace {

/// The room that a record takes in a frame, about.
std::size_t size(const std::vector<std::string> &record) {
    std::size_t bytes = 2;
    for (const auto &field : record) bytes += field.size() + 3;
    return bytes;
}

/// Whether a record with this key stands at the bound or behind it.
bool reaches(const Key &key, const Key &bound, bool isBehind, const KeyOrder &order) {
    const int side = order.compare(key, bound);
    return isBehind ? side > 0 : side >= 0;
}

}  // namespace

std::optional<PageWalk::Bound> PageWalk::begin(const PageRequest &request, const KeyOrder &order) {
    std::optional<Bound> after, from;
    if (request.after) after = Bound{order.normalized(*request.after), true};
    if (request.from && !request.from->empty()) from = Bound{order.normalized(*request.from), false};
    if (!after || !from) return after ? after : from;
    // Where one is a leading part of the other, what is behind the one is behind or above the other too.
    return order.compare(after->key, from->key) >= 0 ? after : from;
}

Page PageWalk::read(const PageRequest &request, const KeyOrder &order, const RecordFilter *filter) {
    Page page;
    std::optional<Key> through;
    if (request.through) through = order.normalized(*request.through);
    if (!source.setIndex(request.index))
        throw HostError(HostError::Code::unknownColumn, "There is no index " + request.index + ".");
    index = request.index;
    std::optional<Key> last;
    std::size_t examined = 0, bytes = 0;
    bool isFull = false;
    bool isThere = position(begin(request, order), through ? &*through : nullptr, order);
    // A search that was cancelled found nothing either.
    for (page.isCancelled = isCancelled(); isThere && !page.isCancelled; isThere = source.moveNext()) {
        if (isCancelled()) {
            page.isCancelled = true;
            break;
        }
        // A full page needs to know whether anything is left, which without an end takes no reading.
        if (isFull && !through) {
            page.next = last;
            break;
        }
        auto record = source.record();
        auto key = order.key(record);
        if (through && order.compare(key, *through) > 0) break;
        if (isFull) {
            page.next = last;
            break;
        }
        // An index that gives a record twice would be walked for ever.
        if (last && *last == key)
            throw HostError(HostError::Code::unavailable, "Sage's index " + request.index + " stands still.");
        last = std::move(key);
        ++examined;
        if (!filter || filter->passes(record)) {
            bytes += size(record);
            page.records.push_back(std::move(record));
        }
        isFull = page.records.size() >= request.limit || bytes >= mostBytes
            || (request.examine > 0 && examined >= request.examine);
    }
    // Another walk of this object must not find itself inside of this one's filter.
    source.setBrowseFilter("");
    return page;
}

bool PageWalk::position(const std::optional<Bound> &bound, const Key *through, const KeyOrder &order) {
    if (!bound || bound->key.empty()) {
        source.setBrowseFilter("");
        // Behind all that is below nothing is behind everything.
        return !(bound && bound->isBehind) && source.moveFirst();
    }
    if (through && order.compare(bound->key, *through) > 0) return false;
    const bool isWhole = bound->key.size() == order.fieldCount();
    source.setBrowseFilter("");
    if (isWhole && findWhole(bound->key, order)) return !bound->isBehind || source.moveNext();
    // All of a walk below one key lies inside one filter; what else begins with its text stands behind it.
    if (through && !bound->isBehind && bound->key == *through)
        return findFirst(order.joined(bound->key, filler(bound->key, order)), *bound, order);
    return findSuccessor(*bound, order);
}

std::optional<char32_t> PageWalk::filler(const Key &key, const KeyOrder &order) {
    for (std::size_t field = 0; field < key.size(); ++field) {
        if (order.leavesRoom(key[field], field)) return padding.of(index, order, source, isCancelled);
    }
    // Nothing is filled, so that there is nothing to find out.
    return settings.keyPadding;
}

bool PageWalk::findWhole(const Key &key, const KeyOrder &order) {
    // Sage may find by another index than the one that was set; what it found is looked at.
    return settings.position != Settings::Position::browse && source.find(order.keyFields(), key)
        && order.key(source.record()) == key;
}

bool PageWalk::findFirst(const std::string &prefix, const Bound &bound, const KeyOrder &order) {
    source.setBrowseFilter(prefix);
    return source.moveFirst() && skipTo(bound, order);
}

bool PageWalk::skipTo(const Bound &bound, const KeyOrder &order) {
    do {
        if (isCancelled()) return true;
        if (reaches(order.key(source.record()), bound.key, bound.isBehind, order)) return true;
    } while (source.moveNext());
    return false;
}

bool PageWalk::findSuccessor(const Bound &bound, const KeyOrder &order) {
    const Key &key = bound.key;
    const auto filler = this->filler(key, order);
    const bool isWhole = key.size() == order.fieldCount();
    // What begins with the whole text; of a leading part, all that is to be passed over would be walked.
    const std::string own = isWhole ? order.joined(key, filler) : order.front(key, key.size(), filler);
    if ((isWhole || !bound.isBehind) && findFirst(own, bound, order)) return standBehindFilter(order);
    // Then what goes on with a later sign in the last place, in the one before it, and so on: never more calls than
    // there are signs, however many records stand in front.
    for (std::size_t field = key.size(); field-- > 0;) {
        const std::string base = order.front(key, field, filler);
        auto points = codePoints(key[field]);
        const auto prefix = [&] {
            std::string text = base;
            for (const char32_t point : points) text += toUTF8(point);
            return text;
        };
        if (order.leavesRoom(key[field], field) && findLater(prefix(), filler.value_or(0), bound, order)) return true;
        while (!points.empty()) {
            const char32_t sign = points.back();
            points.pop_back();
            if (findLater(prefix(), sign, bound, order)) return true;
        }
    }
    return false;
}

bool PageWalk::findLater(const std::string &prefix, char32_t sign, const Bound &bound, const KeyOrder &order) {
    for (const char32_t later : order.signsBehind(sign)) {
        if (isCancelled()) return true;
        if (findFirst(prefix + toUTF8(later), bound, order)) return standBehindFilter(order);
    }
    return false;
}

bool PageWalk::standBehindFilter(const KeyOrder &order) {
    if (isCancelled()) return true;
    const auto key = order.key(source.record());
    source.setBrowseFilter("");
    if (findWhole(key, order)) return true;
    // Where Sage does not find by this index, the whole of it is walked up to the record.
    return source.moveFirst() && skipTo({key, false}, order);
}

}  // namespace boi

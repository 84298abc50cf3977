#include "SageObject.h"

#include <algorithm>
#include <cstdlib>

#include "DecimalText.h"
#include "RecordText.h"

namespace boi {

SageObject::SageObject(Automation object, std::string name, SageLayout layout, const Settings &settings)
    : object(std::move(object)), objectName(std::move(name)), layout(std::move(layout)), settings(settings),
      padding(settings.keyPadding) {}

Variant SageObject::call(const char *member, std::vector<VARIANT> arguments) {
    return object.call(settings.member(member), std::move(arguments));
}

const std::vector<Column> &SageObject::columns() {
    if (!installed.empty()) return installed;
    const auto sources = splitNames(call("sGetDataSources").text(), settings.separators);
    const Variant source(sources.empty() ? layout.name : sources.front());
    for (auto &column : splitNames(call("sGetColumns", {source.raw}).text(), settings.separators)) {
        const bool isText = column.back() == '$';
        if (isText) column.pop_back();
        Column described{column, !isText, std::nullopt, std::nullopt};
        if (const Column *known = layout.column(column)) {
            described.length = known->length;
            described.scale = known->scale;
        }
        installed.push_back(std::move(described));
    }
    if (installed.empty())
        throw HostError(HostError::Code::unavailable, "Sage names no columns of " + objectName + ".", lastErrorMessage());
    return installed;
}

const Column &SageObject::column(const std::string &name) {
    const auto &all = columns();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Column &column) { return column.name == name; });
    if (found == all.end())
        throw HostError(HostError::Code::unknownColumn, layout.name + " has no column " + name + ".");
    return *found;
}

Answer SageObject::answer(const Variant &result) {
    Answer answer{result.code(), ""};
    if (answer.code <= 0) answer.text = lastErrorMessage();
    return answer;
}

std::string SageObject::lastErrorMessage() { return call("sLastErrorMsg").text(); }

Answer SageObject::setKeyValue(const std::string &name, const std::string &value) {
    const Variant sageName(column(name).sageName()), text(value);
    return answer(call("nSetKeyValue", {sageName.raw, text.raw}));
}

Answer SageObject::find() {
    edits = false;
    return answer(call("nFind"));
}

Answer SageObject::setKey() {
    const auto result = answer(call("nSetKey"));
    edits = result.code != 0;
    return result;
}

Answer SageObject::setValue(const std::string &name, const std::string &value) {
    const auto &known = column(name);
    const Variant sageName(known.sageName());
    const auto number = known.isNumber ? decimal::normalized(value, {}) : std::nullopt;
    // A number that is none goes as the text that it is, so that it is Sage who refuses it.
    const Variant sent = number ? Variant(std::strtod(number->c_str(), nullptr)) : Variant(value);
    return answer(call("nSetValue", {sageName.raw, sent.raw}));
}

Answer SageObject::write() {
    const auto result = answer(call("nWrite"));
    if (result.code != 0) edits = false;
    return result;
}

void SageObject::clear() {
    call("nClear");
    edits = false;
}

void SageObject::drop() {
    if (object) call("DropObject");
    object.release();
}

bool SageObject::setIndex(const std::string &name) {
    const Variant text(name);
    return call("nSetIndex", {text.raw}).code() != 0;
}

void SageObject::setBrowseFilter(const std::string &prefix) {
    const Variant text(prefix);
    call("nSetBrowseFilter", {text.raw});
}

bool SageObject::find(const KeyFields &fields, const Key &key) {
    if (settings.position == Settings::Position::argument) {
        const KeyOrder order(fields, columns(), settings.keyOrder);
        const Variant text(order.joined(key, settings.keyPadding));
        return call("nFind", {text.raw}).code() > 0;
    }
    for (std::size_t index = 0; index < fields.size(); ++index) {
        const Variant name(column(fields[index].column).sageName()), value(key[index]);
        // A field that cannot be set, as of an index that Sage does not find by, makes no key.
        if (call("nSetKeyValue", {name.raw, value.raw}).code() == 0) return false;
    }
    return call("nFind").code() > 0;
}

bool SageObject::moveFirst() { return call("nMoveFirst").code() != 0; }

bool SageObject::moveNext() { return call("nMoveNext").code() != 0; }

std::vector<std::string> SageObject::record() {
    const auto &all = columns();
    Variant text{std::string()}, names{std::string()};
    const int code = call("nGetRecord", {text.reference(), names.reference()}).code();
    if (code == 0) {
        const auto reason = lastErrorMessage();
        const bool isLocked = settings.saysLocked(reason);
        throw HostError(isLocked ? HostError::Code::recordLocked : HostError::Code::unavailable,
            isLocked ? "A record of " + layout.name + " is locked." : "Sage does not give a record of " + layout.name + ".",
            reason);
    }
    const auto whole = text.text();
    auto values = splitRecord(whole, settings.separators);
    // Filled up with blanks, a record in one piece would look like one whose other fields are empty.
    if (all.size() > 1 && values.size() == 1 && values.front().size() == whole.size())
        throw HostError(HostError::Code::unavailable,
            "A record of " + layout.name + " came in one piece: the setting separators does not name what parts its fields.");
    // A text that holds the separator's sign shifts all that follows it, and of too few it cannot be told which are missing.
    if (values.size() != all.size()) return recordByFields();
    for (std::size_t index = 0; index < all.size(); ++index) {
        if (!all[index].isNumber) continue;
        if (auto number = decimal::normalized(values[index], all[index].scale)) values[index] = std::move(*number);
    }
    return values;
}

std::vector<std::string> SageObject::recordByFields() {
    std::vector<std::string> values;
    for (const auto &column : columns()) {
        const Variant name(column.sageName());
        // Sage wants a variable of the column's type.
        Variant value = column.isNumber ? Variant(0.0) : Variant(std::string());
        call("nGetValue", {name.raw, value.reference()});
        auto text = value.text(column.scale);
        if (column.isNumber && value.raw.vt == VT_BSTR) text = decimal::normalized(text, column.scale).value_or(text);
        values.push_back(std::move(text));
    }
    return values;
}

Page SageObject::readPage(const PageRequest &request, std::function<bool()> isCancelled) {
    const auto &all = columns();
    std::optional<RecordFilter> filter;
    if (!request.filter.isNull()) filter.emplace(request.filter, all);
    const auto known = layout.indexes.find(request.index);
    if (known == layout.indexes.end() && request.fields.empty())
        throw HostError(HostError::Code::unknownColumn, layout.name + " has no index " + request.index + ".");
    const KeyOrder order(request.fields.empty() ? known->second : request.fields, all, settings.keyOrder);
    if (settings.usesResultSets && filter && request.examine == 0) {
        if (auto page = readMatches(request, order, *filter, isCancelled)) return *std::move(page);
    }
    PageWalk walk(*this, settings, padding, std::move(isCancelled));
    return walk.read(request, order, filter ? &*filter : nullptr);
}

bool SageObject::findMatches(const PageRequest &request, const KeyOrder &order, const RecordFilter &filter) {
    // Each field behind the byte of a unit separator, which no text of Sage's holds.
    std::string expression;
    for (const auto &field : order.keyFields())
        expression += (expression.empty() ? "" : "+$1F$+") + column(field.column).sageName();
    const Variant columnsText(expression), filterText(filter.expression()), nothing{std::string()};
    Variant columnSet{std::string()}, keySet{std::string()};
    call("nGetResultSets", {columnsText.raw, columnsText.raw, columnSet.reference(), keySet.reference(), filterText.raw,
                               nothing.raw, nothing.raw});
    std::vector<Key> keys;
    for (const auto &item : splitRecord(columnSet.text(), settings.separators)) {
        // A key that holds the sign of the separator came apart; only a walk will do.
        if (std::count(item.begin(), item.end(), '\x1F') + 1 != static_cast<std::ptrdiff_t>(order.fieldCount())) return false;
        // A field at the end that is empty leaves nothing behind its separator.
        auto key = splitRecord(item, U"\x1F");
        key.resize(order.fieldCount());
        keys.push_back(order.normalized(key));
    }
    std::sort(keys.begin(), keys.end(), [&](const Key &left, const Key &right) { return order.compare(left, right) < 0; });
    matches = Matches{request.index, request.filter, {}, std::move(keys)};
    return true;
}

std::optional<Page> SageObject::readMatches(const PageRequest &request, const KeyOrder &order, const RecordFilter &filter,
    const std::function<bool()> &isCancelled) {
    if (!setIndex(request.index)) return std::nullopt;
    setBrowseFilter("");
    const bool goesOn = matches && request.after && matches->index == request.index && matches->filter == request.filter
        && matches->next == *request.after;
    if (!goesOn && !findMatches(request, order, filter)) return std::nullopt;
    Page page;
    std::size_t bytes = 0;
    Key last;
    for (const auto &key : matches->keys) {
        if (request.after && order.compare(key, order.normalized(*request.after)) <= 0) continue;
        if (request.from && order.compare(key, order.normalized(*request.from)) < 0) continue;
        if (request.through && order.compare(key, order.normalized(*request.through)) > 0) break;
        if (page.records.size() >= request.limit || bytes >= PageWalk::mostBytes) {
            page.next = last;
            break;
        }
        if (isCancelled()) {
            page.isCancelled = true;
            break;
        }
        // What was deleted or changed since is passed over, as a walk would.
        if (!find(order.keyFields(), key)) continue;
        auto found = record();
        // Sage may find by another index than the one that was set; then only a walk will do.
        if (order.key(found) != key) return std::nullopt;
        if (!filter.passes(found)) continue;
        for (const auto &field : found) bytes += field.size() + 3;
        last = key;
        page.records.push_back(std::move(found));
    }
    if (page.next) {
        matches->next = *page.next;
    } else {
        matches.reset();
    }
    return page;
}

}  // namespace boi

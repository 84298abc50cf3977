#include "BusinessObject.h"

#include <algorithm>

#include "DecimalText.h"
#include "SageExpression.h"
#include "Text.h"
#include "WriteRules.h"

namespace {

/// What parts the fields of a record: byte 0x8A, as a program of Windows sees it.
constexpr auto separator = "\xC5\xA0";

/// A number as Sage writes it into a record: without zeros behind the point.
std::string plain(const std::string &number) { return boi::decimal::normalized(number, {}).value_or(number); }

}  // namespace

BusinessObject::BusinessObject(
    std::string objectName, std::string table, bool mayWrite, std::shared_ptr<Company> company, std::shared_ptr<Faults> faults)
    : FakeObject(std::move(faults)), name(std::move(objectName)), tableName(std::move(table)), mayWrite(mayWrite),
      company(std::move(company)), row(this->company->table(tableName).blankRow()) {
    addReading();
    addWriting();
}

void BusinessObject::addReading() {
    add("sGetDataSources", [this](const CallArguments &) { return CallResult(tableName + "\r\n"); });
    add("sGetColumns", [this](const CallArguments &) { return CallResult(names("\r\n")); });
    add("sLastErrorMsg", [this](const CallArguments &) { return CallResult(message); });
    add("nSetIndex", [this](const CallArguments &arguments) {
        const auto wanted = boi::uppercased(arguments.text(0));
        if (table().layout().indexes.count(wanted) == 0) return CallResult(fail("The index " + wanted + " is not on file."));
        index = wanted;
        return CallResult(1);
    });
    add("nSetBrowseFilter", [this](const CallArguments &arguments) {
        filter = arguments.text(0);
        return CallResult(1);
    });
    add("nMoveFirst", [this](const CallArguments &) {
        moveOn();
        return CallResult(standOn(table().first(index, filter)));
    });
    add("nMoveNext", [this](const CallArguments &) {
        moveOn();
        return CallResult(standOn(table().next(index, table().key(index, row), filter)));
    });
    add("nEOF", [this](const CallArguments &) { return CallResult(isAtEnd ? 1 : 0); });
    add("nFind", [this](const CallArguments &arguments) { return CallResult(find(arguments)); });
    add("nGetRecord", [this](const CallArguments &arguments) { return CallResult(getRecord(arguments)); });
    add("nGetValue", [this](const CallArguments &arguments) { return CallResult(getValue(arguments)); });
    add("nGetResultSets", [this](const CallArguments &arguments) { return CallResult(getResultSets(arguments)); });
    add("DropObject", [this](const CallArguments &) {
        moveOn();
        return CallResult(1);
    });
}

void BusinessObject::addWriting() {
    add("nSetKeyValue", [this](const CallArguments &arguments) { return CallResult(setKeyValue(arguments)); });
    add("nSetKey", [this](const CallArguments &arguments) { return CallResult(setKey(arguments)); });
    add("nSetValue", [this](const CallArguments &arguments) { return CallResult(setValue(arguments)); });
    add("nWrite", [this](const CallArguments &) { return CallResult(write()); });
    add("nClear", [this](const CallArguments &) {
        moveOn();
        keyValues.clear();
        row = table().blankRow();
        return CallResult(1);
    });
}

int BusinessObject::fail(std::string text) {
    message = std::move(text);
    return 0;
}

std::string BusinessObject::names(const char *between) {
    std::string text;
    for (const auto &column : table().layout().columns) text += column.sageName() + between;
    return text;
}

const boi::Column &BusinessObject::column(const std::string &sageName) {
    for (const auto &column : table().layout().columns) {
        if (column.sageName() == sageName) return column;
    }
    throw FakeException{"Error 40 in call: there is no field " + sageName + "."};
}

int BusinessObject::standOn(const Row *found) {
    isAtEnd = found == nullptr;
    if (found == nullptr) return 0;
    row = *found;
    return 1;
}

void BusinessObject::moveOn() {
    edit.reset();
    lock.release();
}

bool BusinessObject::isField(const std::string &wanted, const std::string &columnName) {
    const auto &fields = table().layout().indexes.at(wanted);
    return std::any_of(fields.begin(), fields.end(), [&](const boi::KeyField &field) { return field.column == columnName; });
}

int BusinessObject::setKeyValue(const CallArguments &arguments) {
    const auto &known = column(arguments.text(0));
    if (!isField("KPRIMARY", known.name) && !isField(index, known.name))
        return fail("The " + known.name + " field is not a key field.");
    const auto value = arguments.text(1);
    if (auto fault = write_rules::fault(value, known)) return fail(*fault);
    keyValues[known.name] = value;
    message.clear();
    return 1;
}

std::string BusinessObject::takeKey(const std::string &wanted, std::optional<std::string> given) {
    boi::Key key;
    for (const auto &field : table().layout().indexes.at(wanted)) key.push_back(keyValues[field.column]);
    keyValues.clear();
    return given ? *given : table().joined(wanted, key);
}

int BusinessObject::find(const CallArguments &arguments) {
    moveOn();
    const auto given = arguments.count() > 0 ? std::optional(arguments.text(0)) : std::nullopt;
    const Row *found = table().find(index, takeKey(index, given));
    if (found == nullptr) return fail("The " + table().layout().noun + " is not on file.");
    message.clear();
    return standOn(found);
}

int BusinessObject::setKey(const CallArguments &arguments) {
    if (!mayWrite) return fail(name + " does not edit records.");
    moveOn();
    const auto &fields = table().layout().indexes.at("KPRIMARY");
    if (arguments.count() > 0 && fields.size() == 1) keyValues[fields[0].column] = arguments.text(0);
    boi::Key key;
    for (const auto &field : fields) key.push_back(keyValues[field.column]);
    const auto joined = takeKey("KPRIMARY", std::nullopt);
    for (std::size_t place = 0; place < fields.size(); ++place) {
        if (key[place].empty()) return fail("The " + fields[place].column + " field is required.");
    }
    if (faults->holds(tableName, key) || !lock.take(company->code() + tableName + joined))
        return fail("The record is in use by another workstation.");
    const Row *found = table().find("KPRIMARY", joined);
    edit = Edit{found == nullptr, {}};
    message.clear();
    row = found != nullptr ? *found : table().blankRow();
    for (std::size_t place = 0; place < fields.size(); ++place) row[*table().position(fields[place].column)] = key[place];
    return found != nullptr ? 1 : 2;
}

int BusinessObject::setValue(const CallArguments &arguments) {
    const auto &known = column(arguments.text(0));
    if (!edit) return fail("No record is being edited.");
    if (isField("KPRIMARY", known.name) || boi::SageLayout::isAuditColumn(known.name))
        return fail("The " + known.name + " field cannot be changed.");
    const auto number = arguments.number(1);
    const auto value = number ? boi::decimal::fromDouble(*number, {}).value_or("") : arguments.text(1);
    if (auto fault = write_rules::fault(value, known)) return fail(*fault);
    const auto kept = write_rules::stored(value, known);
    row[*table().position(known.name)] = kept;
    edit->changes[known.name] = kept;
    message.clear();
    return 1;
}

int BusinessObject::write() {
    if (!edit) return fail("No record is being edited.");
    auto outcome = write_rules::write(row, edit->changes, edit->isNew, tableName, *company);
    if (outcome.code != 0) moveOn();
    message = std::move(outcome.text);
    return outcome.code;
}

int BusinessObject::getRecord(const CallArguments &arguments) {
    std::string text;
    const auto &columns = table().layout().columns;
    for (std::size_t place = 0; place < columns.size(); ++place)
        text += (columns[place].isNumber ? plain(row[place]) : row[place]) + separator;
    arguments.giveBack(0, text);
    if (arguments.count() > 1) arguments.giveBack(1, names(","));
    return 1;
}

int BusinessObject::getValue(const CallArguments &arguments) {
    const auto &known = column(arguments.text(0));
    const auto &value = row[*table().position(known.name)];
    if (known.isNumber) {
        arguments.giveBack(1, std::strtod(value.c_str(), nullptr));
    } else {
        arguments.giveBack(1, value);
    }
    return 1;
}

int BusinessObject::getResultSets(const CallArguments &arguments) {
    const Row *current = nullptr;
    const auto field = [&](const std::string &sageName) { return (*current)[*table().position(column(sageName).name)]; };
    SageExpression columns(arguments.text(0), field), keys(arguments.text(1), field), test(arguments.text(4), field);
    const bool isFiltered = !arguments.text(4).empty();
    const auto begin = arguments.count() > 5 ? arguments.text(5) : "", end = arguments.count() > 6 ? arguments.text(6) : "";
    std::string columnSet, keySet;
    for (current = table().first(index, ""); current != nullptr;) {
        const auto key = table().key(index, *current);
        const bool isInside = key >= begin && (end.empty() || key <= end);
        if (isInside && (!isFiltered || test.test())) {
            columnSet += columns.evaluate() + separator;
            keySet += keys.evaluate() + separator;
        }
        current = table().next(index, key, "");
    }
    arguments.giveBack(2, columnSet);
    arguments.giveBack(3, keySet);
    return 1;
}

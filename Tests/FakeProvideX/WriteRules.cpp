#include "WriteRules.h"

#include <cstdio>

#include "DecimalText.h"
#include "Text.h"

namespace write_rules {

namespace {

constexpr auto user = "0000000001";

std::string value(const Table &table, const Row &row, const std::string &column) {
    const auto position = table.position(column);
    return position ? row[*position] : "";
}

void set(const Table &table, Row &row, const std::string &column, const std::string &text) {
    if (const auto position = table.position(column)) row[*position] = text;
}

/// Decimal hours with five decimals, cut and not rounded.
std::string decimalHours(const std::string &stamp) {
    const auto part = [&](std::size_t place, std::size_t length) { return std::stoll(stamp.substr(place, length)); };
    const long long milliseconds = ((part(9, 2) * 60 + part(12, 2)) * 60 + part(15, 2)) * 1000 + part(18, 3);
    const long long units = milliseconds * 100000 / 3600000;
    char text[16];
    std::snprintf(text, sizeof(text), "%lld.%05lld", units / 100000, units % 100000);
    return text;
}

void stamp(const Table &table, Row &row, const std::string &kind, const std::string &now) {
    set(table, row, "Date" + kind, now.substr(0, 8));
    set(table, row, "Time" + kind, decimalHours(now));
    set(table, row, "User" + kind + "Key", user);
}

std::optional<std::string> requiredColumn(const std::string &table) {
    if (table == "AP_Vendor") return "VendorName";
    if (table == "AR_Customer") return "CustomerName";
    if (table == "GL_Account") return "Account";
    return std::nullopt;
}

}  // namespace

std::optional<std::string> fault(const std::string &text, const boi::Column &column) {
    if (!column.isNumber) {
        if (!column.length || boi::codePoints(text).size() <= static_cast<std::size_t>(*column.length)) return std::nullopt;
        return "The " + column.name + " field may have " + std::to_string(*column.length) + " characters at most.";
    }
    if (boi::isBlank(text)) return std::nullopt;
    const auto number = boi::decimal::normalized(text, column.scale);
    const auto point = number ? number->find('.') : std::string::npos;
    const auto decimals = point == std::string::npos ? 0 : number->size() - point - 1;
    if (number && decimals <= static_cast<std::size_t>(column.scale.value_or(0))) return std::nullopt;
    return "The " + column.name + " field must be a number with " + std::to_string(column.scale.value_or(0)) + " decimals.";
}

std::string stored(const std::string &text, const boi::Column &column) {
    if (!column.isNumber) return text;
    return boi::decimal::normalized(boi::isBlank(text) ? "0" : text, column.scale).value_or(text);
}

Outcome write(Row row, const std::map<std::string, std::string> &changes, bool isNew, const std::string &name, Company &company) {
    auto &table = company.table(name);
    if (const auto column = requiredColumn(name); column && value(table, row, *column).empty())
        return {0, "The " + *column + " field is required."};
    if (name == "AP_InvoiceHeader" || name == "PO_PurchaseOrderHeader" || name == "PO_ReceiptHeader") {
        auto &vendors = company.table("AP_Vendor");
        const boi::Key key = {value(table, row, "APDivisionNo"), value(table, row, "VendorNo")};
        if (vendors.find("KPRIMARY", vendors.joined("KPRIMARY", key)) == nullptr)
            return {0, "The vendor " + key[0] + "-" + key[1] + " is not on file."};
    }
    const auto key = table.key("KPRIMARY", row);
    const Row *there = table.find("KPRIMARY", key);
    if (isNew && there != nullptr) return {0, "The " + table.layout().noun + " was entered by another workstation."};
    if (!isNew && there == nullptr) return {0, "The " + table.layout().noun + " was removed by another workstation."};
    if (!isNew) {
        row = *there;
        for (const auto &[column, text] : changes) set(table, row, column, text);
    }
    const auto now = company.now();
    if (isNew) stamp(table, row, "Created", now);
    stamp(table, row, "Updated", now);
    table.put(row);
    if (name == "AP_InvoiceHeader") {
        auto &history = company.table("AP_InvoiceHistoryHeader");
        const boi::Key vendorKey = {value(table, row, "APDivisionNo"), value(table, row, "VendorNo"), value(table, row, "InvoiceNo"), ""};
        if (const Row *posted = history.first("KVENDOR", history.joined("KVENDOR", vendorKey));
            posted != nullptr && value(history, *posted, "InvoiceNo") == vendorKey[2])
            return {-1, "The invoice number is already in the invoice history of this vendor."};
    }
    return {1, ""};
}

}  // namespace write_rules

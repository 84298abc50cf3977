#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "Company.h"
#include "FakeObject.h"
#include "RecordLock.h"

/// A business object over one table: `_bus` edits, `_svc` only reads.
class BusinessObject : public FakeObject {
public:
    BusinessObject(std::string name, std::string table, bool mayWrite, std::shared_ptr<Company> company, std::shared_ptr<Faults> faults);

private:
    struct Edit {
        bool isNew = false;
        std::map<std::string, std::string> changes;
    };

    void addReading();
    void addWriting();
    Table &table() { return company->table(tableName); }
    const boi::Column &column(const std::string &sageName);
    int fail(std::string text);
    int standOn(const Row *found);
    bool isField(const std::string &index, const std::string &column);
    std::string takeKey(const std::string &index, std::optional<std::string> given);
    int find(const CallArguments &arguments);
    int setKey(const CallArguments &arguments);
    int setKeyValue(const CallArguments &arguments);
    int setValue(const CallArguments &arguments);
    int write();
    int getRecord(const CallArguments &arguments);
    int getValue(const CallArguments &arguments);
    int getResultSets(const CallArguments &arguments);
    void moveOn();
    std::string names(const char *separator);

    std::string name;
    std::string tableName;
    bool mayWrite;
    std::shared_ptr<Company> company;
    std::string index = "KPRIMARY";
    std::string filter;
    std::map<std::string, std::string> keyValues;
    Row row;
    bool isAtEnd = false;
    std::optional<Edit> edit;
    RecordLock lock;
};

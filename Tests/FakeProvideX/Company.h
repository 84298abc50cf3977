#pragma once

#include <map>
#include <string>

#include "Table.h"

/// A company from a folder of CSV files, as the agent's own simulation reads it.
class Company {
public:
    /// \param code the company's code, which is the folder's name.
    Company(std::string home, std::string code);

    /// Whether there is such a folder.
    bool exists() const;

    /// Reads the folder when it has changed; while it is being written, the company stays as it was.
    ///
    /// \throws FolderError, also while a folder that was never read is being written.
    void refresh();

    const std::string &code() const { return companyCode; }
    bool allowsExternalAccess() const { return allowsAccess; }
    Table &table(const std::string &name) { return tables.at(name); }

    /// `YYYYMMDDThh:mm:ss.mmm` on the company's clock.
    std::string now() const;
    const std::string &zone() const { return zoneName; }

private:
    std::string version() const;
    void load();

    std::string folder;
    std::string companyCode;
    std::string loaded;
    bool allowsAccess = true;
    std::string standingClock;
    std::string zoneName;
    std::map<std::string, Table> tables;
};

#pragma once

#include <map>
#include <memory>
#include <string>

#include "Company.h"
#include "Faults.h"

/// What the sessions of one process share: the companies under a home folder, and what is to go wrong.
struct Installation {
    std::string home;
    std::shared_ptr<Faults> faults = std::make_shared<Faults>();
    std::map<std::string, std::shared_ptr<Company>> companies;

    std::shared_ptr<Company> company(const std::string &code) {
        auto &found = companies[code];
        if (!found) found = std::make_shared<Company>(home, code);
        return found;
    }
};

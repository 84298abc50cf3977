#pragma once

#include <memory>
#include <string>

#include "Company.h"
#include "FakeObject.h"
#include "Installation.h"

/// `SY_Session`.
class Session : public FakeObject {
public:
    explicit Session(std::shared_ptr<Installation> installation);

    /// The company that was set, or nothing.
    const std::shared_ptr<Company> &company() const { return opened; }

private:
    int setCompany(const std::string &code);
    int fail(std::string text);

    std::shared_ptr<Installation> installation;
    std::shared_ptr<Company> opened;
    bool isLoggedOn = false;
};

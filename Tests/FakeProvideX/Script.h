#pragma once

#include <memory>

#include "FakeObject.h"
#include "Installation.h"

/// `ProvideX.Script`: gives out the session, and with a session its business objects.
class Script : public FakeObject {
public:
    explicit Script(std::shared_ptr<Installation> installation);

private:
    IDispatch *newObject(const CallArguments &arguments);

    std::shared_ptr<Installation> installation;
    bool isInitialized = false;
};

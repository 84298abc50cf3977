#pragma once

#include <functional>

#include "Message.h"
#include "Output.h"
#include "SageSession.h"
#include "Steering.h"

namespace boi {

/// Turns requests into calls of the session, on the thread that talks to Sage.
class Verbs {
public:
    /// \param waitForSteering waits until credit or a cancel may have come; gives `false` when the host ends.
    /// \param isEnding whether the host ends.
    Verbs(SageSession &session, Output &output, std::function<bool()> waitForSteering, std::function<bool()> isEnding)
        : session(session), output(output), waitForSteering(std::move(waitForSteering)), isEnding(std::move(isEnding)) {}

    /// Answers one request.
    void perform(Message &request, Steering &steering);

private:
    nlohmann::json value(Message &request, Steering &steering);
    nlohmann::json readPage(Arguments arguments, nlohmann::json &json, Steering &steering);
    nlohmann::json scan(const Message &request, Arguments arguments, nlohmann::json &json, Steering &steering);
    nlohmann::json answered(const Answer &answer) const;

    SageSession &session;
    Output &output;
    std::function<bool()> waitForSteering;
    std::function<bool()> isEnding;
};

}  // namespace boi

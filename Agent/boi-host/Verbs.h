#pragma once

#include <functional>

#include "Json.h"
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
    Json value(Message &request, Steering &steering);
    Json readPage(Arguments arguments, Json &json, Steering &steering);
    Json scan(const Message &request, Arguments arguments, Json &json, Steering &steering);
    Json answered(const Answer &answer) const;

    SageSession &session;
    Output &output;
    std::function<bool()> waitForSteering;
    std::function<bool()> isEnding;
};

}  // namespace boi

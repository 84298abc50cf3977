#include "Output.h"

#include <cstdio>

#include "Frame.h"

namespace boi {

void Output::send(const nlohmann::json &frame) {
    // A text of Sage's that is not UTF-8 must not end the host.
    const auto content = frame.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (content.size() > FrameReader::limit)
        throw HostError(HostError::Code::unavailable, "The answer is longer than a frame may be.");
    const auto bytes = frameHead(content.size()) + content;
    const std::lock_guard lock(mutex);
    for (std::size_t place = 0; place < bytes.size() && !isClosed;) {
        DWORD written = 0;
        const auto rest = static_cast<DWORD>(bytes.size() - place);
        if (!WriteFile(handle, bytes.data() + place, rest, &written, nullptr)) isClosed = true;
        place += written;
    }
}

void Output::sendError(std::uint64_t id, const HostError &error) {
    nlohmann::json description = {{"code", error.codeName()}, {"message", error.what()}};
    if (error.sageText) description["sageText"] = *error.sageText;
    if (error.hresult) {
        char text[16];
        std::snprintf(text, sizeof(text), "0x%08X", static_cast<unsigned>(*error.hresult));
        description["hresult"] = text;
    }
    send({{"type", "error"}, {"id", id}, {"error", description}});
}

}  // namespace boi

#include "Output.h"

#include <cstdio>

#include "Frame.h"

namespace boi {

void Output::send(const Json &frame) {
    const auto content = frame.written();
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
    Json description = {{"code", error.codeName()}, {"message", error.what()}};
    if (error.sageText) description.set("sageText", *error.sageText);
    if (error.hresult) {
        char text[16];
        std::snprintf(text, sizeof(text), "0x%08X", static_cast<unsigned>(*error.hresult));
        description.set("hresult", text);
    }
    send({{"type", "error"}, {"id", id}, {"error", description}});
}

}  // namespace boi

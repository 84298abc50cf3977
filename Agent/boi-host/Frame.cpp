#include "Frame.h"

#include "Secret.h"

namespace boi {

FrameReader::~FrameReader() { wipe(buffer); }

void FrameReader::append(std::string_view bytes) {
    if (buffer.size() + bytes.size() > buffer.capacity()) {
        // A string that grows by itself leaves its old bytes behind.
        std::string grown;
        grown.reserve((buffer.size() - begin + bytes.size()) * 2);
        grown.append(buffer, begin);
        wipe(buffer);
        buffer = std::move(grown);
        begin = 0;
    }
    buffer.append(bytes);
}

std::optional<std::string> FrameReader::next() {
    if (buffer.size() - begin < 4) return std::nullopt;
    std::size_t length = 0;
    for (std::size_t index = 0; index < 4; ++index)
        length = (length << 8) | static_cast<unsigned char>(buffer[begin + index]);
    if (length == 0 || length > limit) throw BrokenFrame("A frame of " + std::to_string(length) + " bytes is not allowed.");
    if (buffer.size() - begin - 4 < length) return std::nullopt;
    std::string content = buffer.substr(begin + 4, length);
    wipe(&buffer[begin], length + 4);
    begin += length + 4;
    if (begin == buffer.size()) {
        buffer.clear();
        begin = 0;
    }
    return content;
}

std::string frameHead(std::size_t length) {
    return {static_cast<char>(length >> 24), static_cast<char>(length >> 16), static_cast<char>(length >> 8),
        static_cast<char>(length)};
}

}  // namespace boi

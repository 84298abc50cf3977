#include "CSVReader.h"

CSVReader::CSVReader(std::string content) : bytes(std::move(content)) {
    if (bytes.compare(0, 3, "\xEF\xBB\xBF") == 0) place = 3;
}

bool CSVReader::skipLineEnd() {
    if (bytes.compare(place, 2, "\r\n") == 0) {
        place += 2;
    } else if (place < bytes.size() && bytes[place] == '\n') {
        ++place;
    } else {
        return false;
    }
    return true;
}

std::optional<std::vector<std::string>> CSVReader::next() {
    while (skipLineEnd()) {}
    if (place >= bytes.size()) return std::nullopt;
    std::vector<std::string> fields;
    while (true) {
        fields.push_back(field());
        if (place < bytes.size() && bytes[place] == ',') {
            ++place;
            continue;
        }
        if (place < bytes.size() && !skipLineEnd()) throw FolderError("a carriage return without a line feed");
        return fields;
    }
}

std::string CSVReader::field() {
    if (place >= bytes.size() || bytes[place] != '"') {
        const auto end = std::min(bytes.find_first_of(",\r\n", place), bytes.size());
        auto text = bytes.substr(place, end - place);
        if (text.find('"') != std::string::npos) throw FolderError("a quote inside a field that does not begin with one");
        place = end;
        return text;
    }
    std::string text;
    for (++place; place < bytes.size(); ++place) {
        if (bytes[place] != '"') {
            text += bytes[place];
        } else if (place + 1 < bytes.size() && bytes[place + 1] == '"') {
            text += bytes[++place];
        } else {
            ++place;
            return text;
        }
    }
    throw FolderError("a quoted field that is never closed");
}

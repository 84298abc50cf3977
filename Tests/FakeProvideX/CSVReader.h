#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

/// What is wrong with a company's folder.
struct FolderError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Reads comma separated values as the agent's own simulation does: RFC 4180 in UTF-8, LF or CRLF.
class CSVReader {
public:
    explicit CSVReader(std::string bytes);

    /// The next row, or nothing at the end.
    ///
    /// \throws FolderError.
    std::optional<std::vector<std::string>> next();

private:
    bool skipLineEnd();
    std::string field();

    std::string bytes;
    std::size_t place = 0;
};

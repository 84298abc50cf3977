#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

namespace boi {

/// Why a request could not be answered; the code is one of `docs/boi-host-protocol.md`.
struct HostError : std::runtime_error {
    enum class Code {
        logonFailed,
        companyRefused,
        unknownObject,
        unknownColumn,
        recordLocked,
        sessionLost,
        unavailable,
        cancelled,
        badRequest,
    };

    Code code;
    /// Sage's own text, to the letter.
    std::optional<std::string> sageText;
    std::optional<std::uint32_t> hresult;

    HostError(Code code, const std::string &message, std::optional<std::string> sageText = {},
        std::optional<std::uint32_t> hresult = {})
        : std::runtime_error(message), code(code), sageText(std::move(sageText)), hresult(hresult) {}

    /// The code as the protocol writes it.
    const char *codeName() const;
};

}  // namespace boi

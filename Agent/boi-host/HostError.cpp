#include "HostError.h"

namespace boi {

const char *HostError::codeName() const {
    switch (code) {
        case Code::logonFailed: return "logonFailed";
        case Code::companyRefused: return "companyRefused";
        case Code::unknownObject: return "unknownObject";
        case Code::unknownColumn: return "unknownColumn";
        case Code::recordLocked: return "recordLocked";
        case Code::sessionLost: return "sessionLost";
        case Code::unavailable: return "unavailable";
        case Code::cancelled: return "cancelled";
        case Code::badRequest: return "badRequest";
    }
    return "unavailable";
}

}  // namespace boi

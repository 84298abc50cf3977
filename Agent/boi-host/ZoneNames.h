#pragma once

#include <string>

namespace boi {

/// The IANA name of a zone by the name that Windows has for it, or an empty text.
///
/// From the table `windowsZones` of Unicode's CLDR, the territory 001, where Sage 100 is sold and the neighbours of that.
std::string ianaZone(const std::string &windowsName);

}  // namespace boi

#include "ZoneNames.h"

#include <map>

namespace boi {

std::string ianaZone(const std::string &windowsName) {
    static const std::map<std::string, std::string> names = {
        {"UTC", "Etc/UTC"}, {"Coordinated Universal Time", "Etc/UTC"},
        {"Hawaiian Standard Time", "Pacific/Honolulu"}, {"Aleutian Standard Time", "America/Adak"},
        {"Alaskan Standard Time", "America/Anchorage"}, {"Pacific Standard Time", "America/Los_Angeles"},
        {"Pacific Standard Time (Mexico)", "America/Tijuana"}, {"US Mountain Standard Time", "America/Phoenix"},
        {"Mountain Standard Time", "America/Denver"}, {"Mountain Standard Time (Mexico)", "America/Mazatlan"},
        {"Yukon Standard Time", "America/Whitehorse"}, {"Central Standard Time", "America/Chicago"},
        {"Central Standard Time (Mexico)", "America/Mexico_City"}, {"Central America Standard Time", "America/Guatemala"},
        {"Canada Central Standard Time", "America/Regina"}, {"Eastern Standard Time", "America/New_York"},
        {"Eastern Standard Time (Mexico)", "America/Cancun"}, {"US Eastern Standard Time", "America/Indianapolis"},
        {"SA Pacific Standard Time", "America/Bogota"}, {"Haiti Standard Time", "America/Port-au-Prince"},
        {"Cuba Standard Time", "America/Havana"}, {"Turks And Caicos Standard Time", "America/Grand_Turk"},
        {"Atlantic Standard Time", "America/Halifax"}, {"SA Western Standard Time", "America/La_Paz"},
        {"Newfoundland Standard Time", "America/St_Johns"}, {"E. South America Standard Time", "America/Sao_Paulo"},
        {"Argentina Standard Time", "America/Buenos_Aires"}, {"GMT Standard Time", "Europe/London"},
        {"Greenwich Standard Time", "Atlantic/Reykjavik"}, {"W. Europe Standard Time", "Europe/Berlin"},
        {"Central Europe Standard Time", "Europe/Budapest"}, {"Romance Standard Time", "Europe/Paris"},
        {"Central European Standard Time", "Europe/Warsaw"}, {"E. Europe Standard Time", "Europe/Chisinau"},
        {"GTB Standard Time", "Europe/Bucharest"}, {"FLE Standard Time", "Europe/Kiev"},
        {"South Africa Standard Time", "Africa/Johannesburg"}, {"Arabian Standard Time", "Asia/Dubai"},
        {"India Standard Time", "Asia/Calcutta"}, {"SE Asia Standard Time", "Asia/Bangkok"},
        {"Singapore Standard Time", "Asia/Singapore"}, {"China Standard Time", "Asia/Shanghai"},
        {"W. Australia Standard Time", "Australia/Perth"}, {"AUS Eastern Standard Time", "Australia/Sydney"},
        {"E. Australia Standard Time", "Australia/Brisbane"}, {"New Zealand Standard Time", "Pacific/Auckland"}};
    const auto found = names.find(windowsName);
    return found == names.end() ? "" : found->second;
}

}  // namespace boi

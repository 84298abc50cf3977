// What nearly every file for Windows includes, compiled once for each width: these headers take the compiler longer than
// the files behind them do. Nothing relies on it: each file includes what it uses.
#include <windows.h>

#include <oleauto.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "Json.h"

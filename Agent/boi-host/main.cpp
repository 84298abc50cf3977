#include <windows.h>

#include <iostream>
#include <string>

#include "Host.h"

int main(int count, char **arguments) {
    if (count == 2 && std::string(arguments[1]) == "--version") {
        std::cout << "boi-host " << boi::Host::version << " (" << sizeof(void *) * 8 << " bit)\n";
        return 0;
    }
    if (count != 1) {
        std::cerr << "boi-host takes no arguments but --version.\n";
        return 64;
    }
    // A box that asks somebody who is not there would hold a seat in Sage for ever.
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    boi::Host(GetStdHandle(STD_INPUT_HANDLE), GetStdHandle(STD_OUTPUT_HANDLE)).run();
}

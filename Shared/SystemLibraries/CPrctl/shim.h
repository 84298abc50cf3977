#ifndef CPRCTL_SHIM_H
#define CPRCTL_SHIM_H

#ifdef __linux__
#include <sys/prctl.h>

// prctl is variadic, which Swift cannot import.
static inline int prctl_set_dumpable(int is_dumpable) {
    return prctl(PR_SET_DUMPABLE, is_dumpable, 0, 0, 0);
}
#else
// Other systems have the limit on the size of a core alone.
static inline int prctl_set_dumpable(int is_dumpable) {
    (void)is_dumpable;
    return 0;
}
#endif

#endif

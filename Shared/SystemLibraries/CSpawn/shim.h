#ifndef CSPAWN_SHIM_H
#define CSPAWN_SHIM_H

#include <fcntl.h>
#include <spawn.h>

// unistd.h declares it for _GNU_SOURCE only, which Swift's Glibc module is not made with. pipe and fcntl instead would
// leave a moment in which another thread's child inherits the ends.
int pipe2(int ends[2], int flags);

// spawn.h declares it for _GNU_SOURCE only.
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

/// Makes a pipe whose ends no child inherits; 0, or -1 with errno.
static inline int spawn_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

/// Has the child close every descriptor from this number on; 0, or an error number.
static inline int spawn_close_from(posix_spawn_file_actions_t *actions, int from) {
    return posix_spawn_file_actions_addclosefrom_np(actions, from);
}

#endif

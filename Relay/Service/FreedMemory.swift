import CMalloc

/// Gives freed memory back to the system, so that what a relay holds does not grow with the records that passed through.
///
/// A relay allocates many small things for a short time on many threads, and glibc keeps what is freed: after 20,000
/// records it held six times what was in use (man 3 mallopt, man 3 malloc_trim).
package enum FreedMemory {
    /// Keeps the allocator from making a pool of its own for every thread; called before there are many.
    package static func limitPools() {
        _ = mallopt(M_ARENA_MAX, 2)
    }

    /// Gives back what is free; takes about a millisecond.
    package static func giveBack() {
        _ = malloc_trim(0)
    }
}

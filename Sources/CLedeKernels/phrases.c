#include "lede_kernels.h"
#include "dispatch.h"

DISPATCHED size_t lede_take_positions(const lede_gaps *gaps, const lede_occurrences *of, size_t k, size_t n, size_t used,
                                      uint32_t *restrict positions, uint32_t *restrict ends) {
    for (; k < n; k++) {
        const size_t i = of->order[k];
        const uint32_t at = of->firsts[i] - gaps->before, count = of->frequencies[i];
        if (of->blocks[i] != gaps->block || at >= gaps->count || count > gaps->count - at) break;
        row sum = 0;
        /* Nearly always once. */
        for (size_t j = 0; j < count; j += 16) sum_row(gaps->values + at + j, 0, &sum, positions + used + j);
        used += count;
        ends[k] = (uint32_t)used;
    }
    return k;
}

DISPATCHED size_t lede_begin_phrase(const uint32_t *restrict positions, const uint32_t *restrict ends, uint32_t place, size_t n,
                                    uint32_t *restrict order, uint32_t *restrict counts, uint32_t *restrict starts) {
    size_t kept = 0, used = 0, first = 0;
    for (size_t k = 0; k < n; k++) {
        const size_t end = ends[k];
        const size_t before = used;
        for (; first < end; first += 16) {
            const size_t count = end - first < 16 ? end - first : 16;
            row v;
            memcpy(&v, positions + first, sizeof v);
            const row_mask less = __builtin_convertvector(v < place, row_mask);
            uint16_t early;
            memcpy(&early, &less, sizeof early);
            /* They ascend, so those before the place are the first. */
            const size_t left = count - (size_t)__builtin_popcount(early & ((1u << count) - 1));
            memcpy(&v, positions + first + count - left, sizeof v);
            v -= place;
            memcpy(starts + used, &v, sizeof v);
            used += left;
        }
        first = end;
        order[kept] = order[k];
        counts[kept] = (uint32_t)(used - before);
        kept += used > before;
    }
    return kept;
}

/* Whether x, no less than those asked for before, is among m ascending positions; passes over those that are less. */
INLINE size_t is_among(const uint32_t **positions, size_t *m, uint32_t x) {
    while (*m > 16 && (*positions)[15] < x) {
        *positions += 16;
        *m -= 16;
    }
    const uint32_t valid = *m < 16 ? (1u << *m) - 1 : 0xffff;
    return (places_of(*positions, x) & valid) != 0;
}

DISPATCHED size_t lede_continue_phrase(const uint32_t *restrict positions, const uint32_t *restrict ends, uint32_t place, size_t n,
                                       uint32_t *restrict order, uint32_t *restrict counts, uint32_t *restrict starts) {
    size_t kept = 0, read = 0, used = 0, first = 0;
    for (size_t k = 0; k < n; k++) {
        const uint32_t *own = positions + first;
        size_t m = ends[k] - first;
        const size_t past = read + counts[k], before = used;
        for (; read < past; read++) {
            const uint32_t start = starts[read];
            starts[used] = start;
            used += is_among(&own, &m, start + place);
        }
        first = ends[k];
        order[kept] = order[k];
        counts[kept] = (uint32_t)(used - before);
        kept += used > before;
    }
    return kept;
}

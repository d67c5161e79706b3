#include "lede_kernels.h"
#include "dispatch.h"

DISPATCHED static void keep_found_one_by_one(const lede_found *found, uint32_t *restrict documents, size_t left,
                                             uint32_t *restrict kept, uint32_t *restrict blocks, uint32_t *restrict firsts) {
    for (size_t i = 0; i < found->count; i++) {
        const size_t at = found->base + found->in_sought[i];
        kept[left + i] = (uint32_t)at;
        documents[left + i] = documents[at];
        blocks[left + i] = found->block;
        firsts[left + i] = found->in_block[i];
    }
}

#if defined(__x86_64__)
/* Nearly always one row. */
VBMI2 static void keep_found_vbmi2(const lede_found *found, uint32_t *restrict documents, size_t left, uint32_t *restrict kept,
                                   uint32_t *restrict blocks, uint32_t *restrict firsts) {
    const __m512i base = _mm512_set1_epi32((int)found->base), block = _mm512_set1_epi32((int)found->block);
    for (size_t i = 0; i < found->count; i += 16) {
        const __mmask16 some = first_bits(found->count - i);
        const __m512i at = _mm512_add_epi32(_mm512_maskz_loadu_epi32(some, found->in_sought + i), base);
        const __m512i own = _mm512_mask_i32gather_epi32(at, some, at, documents, 4);
        _mm512_mask_storeu_epi32(documents + left + i, some, own);
        _mm512_mask_storeu_epi32(kept + left + i, some, at);
        _mm512_mask_storeu_epi32(blocks + left + i, some, block);
        _mm512_mask_storeu_epi32(
            firsts + left + i, some, _mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(some, found->in_block + i)));
    }
}
#endif

void lede_keep_found(const lede_found *found, uint32_t *restrict documents, size_t left, uint32_t *restrict kept,
                     uint32_t *restrict blocks, uint32_t *restrict firsts) {
#if defined(__x86_64__)
    if (HAS_VBMI2) return keep_found_vbmi2(found, documents, left, kept, blocks, firsts);
#endif
    keep_found_one_by_one(found, documents, left, kept, blocks, firsts);
}

DISPATCHED size_t lede_locate_occurrences(const uint32_t *restrict frequencies, uint32_t start, const lede_position_bytes *bytes,
                                          const lede_occurrences *of, size_t k, size_t n, uint64_t *total) {
    uint32_t sums[1 + 128];
    row sum = sums[0] = start;
    for (size_t i = 0; i < 128; i += 16) sum_row_at(frequencies + i, &sum, sums + 1 + i);
    const uint32_t block = of->blocks[of->order[k]];
    for (; k < n && of->blocks[of->order[k]] == block; k++) {
        const size_t i = of->order[k], in_block = of->firsts[i] & 127;
        const uint32_t first = sums[in_block], count = frequencies[in_block];
        of->firsts[i] = first;
        of->frequencies[i] = count;
        of->least[i] = count < of->least[i] ? count : of->least[i];
        *total += count;
        /* Such as lie outside do no harm. */
        const uintptr_t from = (uintptr_t)bytes->start + first / 128 * bytes->mean;
        for (size_t line = 0; line < 128; line += 64) __builtin_prefetch((const void *)(from + line));
    }
    return k;
}

DISPATCHED size_t lede_take_positions(const lede_gaps *gaps, const lede_occurrences *of, size_t k, size_t n, size_t used,
                                      uint32_t *restrict positions, uint32_t *restrict ends) {
    for (; k < n; k++) {
        const size_t i = of->order[k];
        const uint32_t at = of->firsts[i] - gaps->before, count = of->frequencies[i];
        if (of->blocks[i] != gaps->block || at >= gaps->count || count > gaps->count - at) break;
        row sum = 0;
        /* How many rows they take cannot be foretold, but hardly ever more than two. */
        sum_row_at(gaps->values + at, &sum, positions + used);
        sum_row_at(gaps->values + at + 16, &sum, positions + used + 16);
        for (size_t j = 32; j < count; j += 16) sum_row_at(gaps->values + at + j, &sum, positions + used + j);
        used += count;
        ends[k] = (uint32_t)used;
    }
    return k;
}

DISPATCHED size_t lede_begin_phrase(const uint32_t *restrict positions, const uint32_t *restrict ends, uint32_t place, size_t n,
                                    uint32_t *restrict order, uint32_t *restrict counts, uint32_t *restrict starts) {
    size_t kept = 0, used = 0, first = 0;
    for (size_t k = 0; k < n; k++) {
        const size_t end = ends[k], before = used;
        /* A row at a time, nearly always one. */
        do {
            const size_t count = end - first < 16 ? end - first : 16;
            row v;
            memcpy(&v, positions + first, sizeof v);
            const row_mask less = __builtin_convertvector(v < place, row_mask);
            uint16_t early;
            memcpy(&early, &less, sizeof early);
            /* They ascend, so those that the phrase would have to begin before are the first. */
            const size_t skipped = (size_t)__builtin_popcount(early & ((1u << count) - 1));
            memcpy(&v, positions + first + skipped, sizeof v);
            v -= place;
            memcpy(starts + used, &v, sizeof v);
            used += count - skipped;
            first += count;
        } while (first < end);
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

/* Copies those of n ascending starts of which start + place is among m ascending positions to `out`, which is no later. Returns
   how many these are. */
INLINE size_t keep_starts(const uint32_t *starts, size_t n, uint32_t place, const uint32_t *positions, size_t m, uint32_t *out) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t start = starts[i];
        out[count] = start;
        count += is_among(&positions, &m, start + place);
    }
    return count;
}

typedef size_t keep_function(const uint32_t *, size_t, uint32_t, const uint32_t *, size_t, uint32_t *);

INLINE size_t continue_phrase(keep_function *keep, const uint32_t *restrict positions, const uint32_t *restrict ends, uint32_t place,
                              size_t n, uint32_t *restrict order, uint32_t *restrict counts, uint32_t *restrict starts) {
    size_t kept = 0, read = 0, used = 0, first = 0;
    for (size_t k = 0; k < n; k++) {
        const size_t m = ends[k] - first, own = counts[k];
        const size_t left = keep(starts + read, own, place, positions + first, m, starts + used);
        first += m;
        read += own;
        used += left;
        order[kept] = order[k];
        counts[kept] = (uint32_t)left;
        kept += left > 0;
    }
    return kept;
}

DISPATCHED static size_t continue_phrase_portable(const uint32_t *restrict positions, const uint32_t *restrict ends, uint32_t place,
                                                  size_t n, uint32_t *restrict order, uint32_t *restrict counts,
                                                  uint32_t *restrict starts) {
    return continue_phrase(keep_starts, positions, ends, place, n, order, counts, starts);
}

#if defined(__x86_64__)
/* Which of 16 integers are among the first m of 16 others less `place`. */
VP2INTERSECT static inline __mmask16 among(__m512i all, const uint32_t *positions, size_t m, uint32_t place) {
    const __m512i wanted = _mm512_sub_epi32(_mm512_loadu_si512(positions), _mm512_set1_epi32((int)place));
    __mmask16 found, places;
    /* What comes behind the positions is replaced by what is no start. */
    _mm512_2intersect_epi32(all, _mm512_mask_mov_epi32(_mm512_set1_epi32(-1), first_bits(m), wanted), &found, &places);
    return found;
}

/* Hardly ever there are more starts than fit into a row, and positions than fit into two, which are compared without a branch. */
VP2INTERSECT static size_t keep_starts_vp2(const uint32_t *starts, size_t n, uint32_t place, const uint32_t *positions, size_t m,
                                           uint32_t *out) {
    if (n > 16 || m > 32) return keep_starts(starts, n, place, positions, m, out);
    const __m512i all = _mm512_loadu_si512(starts);
    const __mmask16 kept =
        first_bits(n) & (among(all, positions, m, place) | among(all, positions + 16, m < 16 ? 0 : m - 16, place));
    const size_t count = (size_t)__builtin_popcount(kept);
    _mm512_mask_storeu_epi32(out, first_bits(count), _mm512_maskz_compress_epi32(kept, all));
    return count;
}

VP2INTERSECT static size_t continue_phrase_vp2(const uint32_t *restrict positions, const uint32_t *restrict ends, uint32_t place,
                                               size_t n, uint32_t *restrict order, uint32_t *restrict counts,
                                               uint32_t *restrict starts) {
    return continue_phrase(keep_starts_vp2, positions, ends, place, n, order, counts, starts);
}
#endif

size_t lede_continue_phrase(const uint32_t *restrict positions, const uint32_t *restrict ends, uint32_t place, size_t n,
                            uint32_t *restrict order, uint32_t *restrict counts, uint32_t *restrict starts) {
#if defined(__x86_64__)
    if (HAS_VP2INTERSECT) return continue_phrase_vp2(positions, ends, place, n, order, counts, starts);
#endif
    return continue_phrase_portable(positions, ends, place, n, order, counts, starts);
}

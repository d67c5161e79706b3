#include "lede_kernels.h"
#include "dispatch.h"
#include <string.h>

/* Marks are bits, or bytes of which bits are made soon after: a byte is set by one store, a bit by a load, a shift and a store that the
   next load may wait for. The bytes are used over and over again, so that they stay in the first-level cache. */

enum { PACKED, BIT_SET, CONSECUTIVE, ELIAS_FANO };
enum { BLOCK = 128, AHEAD = 4, AHEAD_BYTES = 256, WIDEST_GAP = 24, LARGEST_SET = 512 };

INLINE uint32_t number(const lede_numbers *numbers, size_t i) {
    if (numbers->is_narrow) {
        uint16_t value;
        memcpy(&value, numbers->bytes + 2 * i, sizeof value);
        return value;
    }
    uint32_t value;
    memcpy(&value, numbers->bytes + 4 * i, sizeof value);
    return value;
}

INLINE void insert(const uint32_t *restrict documents, size_t n, uint32_t start, uint64_t *restrict words) {
    /* Eight parts by turns: neighbours, which mostly share a word, would wait for each other. */
    const size_t length = n / 8;
    for (size_t i = 0; i < length; i++)
#pragma clang loop unroll(full)
        for (size_t part = 0; part < 8; part++) {
            const uint32_t offset = documents[length * part + i] - start;
            words[offset >> 6] |= 1ull << (offset & 63);
        }
    for (size_t i = 8 * length; i < n; i++) {
        const uint32_t offset = documents[i] - start;
        words[offset >> 6] |= 1ull << (offset & 63);
    }
}

/* Makes bits of the bytes of the words before one. */
INLINE void take_bytes(lede_marks *marks, size_t end) {
    const size_t pending = (marks->pending + 63) / 64, past = end < pending ? end : pending;
    for (size_t i = marks->taken; i < past; i++) {
        uint8_t *const bytes = marks->bytes + 64 * i % LEDE_MARK_BYTES;
        bytes64 some;
        memcpy(&some, bytes, sizeof some);
        marks->words[i] |= bits_of(__builtin_convertvector(some != 0, mask64));
        memset(bytes, 0, sizeof some);
    }
    marks->taken = end;
}

/* Marks the documents of a block as bytes, none of which lies more than LEDE_MARK_BYTES behind the word of `begin`. */
INLINE void insert_bytes(lede_marks *marks, uint32_t *restrict documents, size_t n, size_t begin, size_t last) {
    if (last >= 64 * marks->taken + LEDE_MARK_BYTES) take_bytes(marks, begin / 64);
    for (size_t i = 0; i < n; i++) documents[i] = (documents[i] - marks->start) % LEDE_MARK_BYTES;
    uint8_t *restrict const bytes = marks->bytes;
    for (size_t i = 0; i < n; i += 2) {
        uint64_t pair;
        memcpy(&pair, documents + i, sizeof pair);
        bytes[(uint32_t)pair] = 1;
        bytes[pair >> 32] = 1;
    }
    marks->pending = last + 1;
}

/* Marks the documents of a block, from `begin` to `last`, as bytes where these are there and reach so far. */
INLINE void insert_block(lede_marks *marks, uint32_t *restrict documents, size_t begin, size_t last) {
    if (marks->bytes && last - begin / 64 * 64 < LEDE_MARK_BYTES) {
        insert_bytes(marks, documents, BLOCK, begin, last);
    } else {
        insert(documents, BLOCK, marks->start, marks->words);
    }
}

INLINE void insert_set(const uint8_t *restrict set, size_t n, size_t first, uint64_t *restrict words) {
    const unsigned shift = first & 63;
    uint64_t *out = words + (first >> 6), carry = 0;
    for (size_t i = 0; i < n; i += 8) {
        uint64_t word;
        memcpy(&word, set + i, sizeof word);
        if (n - i < 8) word &= (1ull << 8 * (n - i)) - 1;
        *out++ |= word << shift | carry;
        /* None where nothing is shifted. */
        carry = word >> 1 >> (63 - shift);
    }
    *out |= carry;
}

#if defined(__x86_64__)
/* Sets of up to 96 bytes, whose words reach to the 13th: how many they are cannot be foretold, so all are gone through. */
enum { SHORT_SET = 96, SHORT_SET_WORDS = 13 };

VBMI2 static void insert_short_set(const uint8_t *set, size_t n, size_t first, uint64_t *restrict words) {
    const __m128i shift = _mm_cvtsi32_si128((int)(first & 63)), back = _mm_cvtsi32_si128(64 - (int)(first & 63));
    const __m512i low = _mm512_maskz_loadu_epi8(n < 64 ? (1ull << n) - 1 : ~0ull, set);
    const __m512i high = _mm512_maskz_loadu_epi8(n < 64 ? 0 : (1ull << (n - 64)) - 1, set + (n < 64 ? 0 : 64));
    /* What goes over from a word to the next; nothing where nothing is shifted. */
    const __m512i over = _mm512_srl_epi64(low, back), more = _mm512_srl_epi64(high, back);
    uint64_t bits[16];
    _mm512_storeu_si512(
        bits, _mm512_or_si512(_mm512_sll_epi64(low, shift), _mm512_alignr_epi64(over, _mm512_setzero_si512(), 7)));
    _mm512_storeu_si512(bits + 8, _mm512_or_si512(_mm512_sll_epi64(high, shift), _mm512_alignr_epi64(more, over, 7)));
    uint64_t *const out = words + (first >> 6);
#pragma clang loop unroll(full)
    for (size_t i = 0; i < SHORT_SET_WORDS; i++) out[i] |= bits[i];
}

/* Marks a packed block whose gaps take a bit, as those of words that nearly all documents have: each document is a one, before which a zero
   stands where the gap is one. Thirty-two documents are made at a time, of sixty-four places of which those that are no zero are left out.
   Returns 0, and marks nothing, where they do not take `span` bits. Of the words one more than these lie in is written. */
VBMI2 static int insert_neighbours(const uint8_t *block, size_t span, size_t first, uint64_t *restrict words) {
    const uint64_t zeros = 0x5555555555555555, ones = ~zeros;
    uint32_t lanes[4];
    memcpy(lanes, block, sizeof lanes);
    uint64_t gaps[2] = {0, 0};
    for (size_t half = 0; half < 2; half++)
        for (size_t lane = 0; lane < 4; lane++)
            gaps[half] |= _pdep_u64(lanes[lane] >> 16 * half & 0xffff, 0x1111111111111111ull << lane);
    if (BLOCK + (size_t)__builtin_popcountll(gaps[0]) + (size_t)__builtin_popcountll(gaps[1]) != span) return 0;
    for (size_t part = 0; part < 4; part++) {
        const uint64_t places = _pdep_u64(gaps[part / 2] >> 32 * (part % 2), zeros) | ones;
        const uint64_t bits = _pext_u64(ones, places);
        words[first >> 6] |= bits << (first & 63);
        words[(first >> 6) + 1] |= bits >> 1 >> (63 - (first & 63));
        first += (size_t)__builtin_popcountll(places);
    }
    return 1;
}
#endif

void lede_insert(const uint32_t *restrict documents, size_t n, uint32_t start, uint64_t *restrict words) {
    insert(documents, n, start, words);
}

DISPATCHED void lede_insert_set(const uint8_t *restrict set, size_t n, size_t first, uint64_t *restrict words) {
    insert_set(set, n, first, words);
}

DISPATCHED void lede_take_marks(lede_marks *marks) { take_bytes(marks, (marks->pending + 63) / 64); }

DISPATCHED size_t lede_mark_blocks(const lede_block_list *list, size_t first, size_t end, lede_marks *marks, uint32_t *documents) {
    const uint8_t *const data = list->data;
    const uint32_t start = marks->start;
    const size_t bits = 64 * marks->count;
#if defined(__x86_64__)
    const int is_wide = HAS_VBMI2;
#endif
    uint32_t before = first == 0 ? UINT32_MAX : number(&list->lasts, first - 1);
    for (size_t i = first; i < end; i++) {
        const uint32_t last = number(&list->lasts, i), begin = before + 1;
        const size_t at = number(&list->starts, i);
        if (i + AHEAD < end) {
            const size_t next = number(&list->starts, i + AHEAD);
            if (next < list->size) lede_prefetch_bytes(data + next, AHEAD_BYTES);
        }
        if (at >= list->size || last >= list->limit || (i > 0 && before >= last)) return i;
        /* Some of the block lies before the marks, or behind them. */
        if (begin < start || last < start || last - start >= bits) return i;
        const size_t span = last - before, left = list->size - at - 1, offset = begin - start;
        const uint8_t *const block = data + at + 1;
        const unsigned width = data[at] & 0x3f;
        switch (data[at] >> 6) {
        case PACKED:
            if (width > WIDEST_GAP || left < 16 * width) return i;
#if defined(__x86_64__)
            if (width == 1 && bits - offset >= span + 128 && is_wide) {
                if (!insert_neighbours(block, span, offset, marks->words)) return i;
                break;
            }
#endif
            lede_unpack_documents(block, width, before, documents);
            /* Gaps of so few bits cannot add up past 2^32, so that all lie between. */
            if (documents[BLOCK - 1] != last) return i;
            insert_block(marks, documents, offset, last - start);
            break;
        case BIT_SET: {
            const size_t n = (span + 7) / 8;
            if (n > LARGEST_SET || left < n + 8 || bits - offset < 8 * n + 64) return i;
#if defined(__x86_64__)
            if (n <= SHORT_SET && bits - offset >= 64 * (SHORT_SET_WORDS + 1) && is_wide) {
                insert_short_set(block, n, offset, marks->words);
                break;
            }
#endif
            insert_set(block, n, offset, marks->words);
            break;
        }
        case CONSECUTIVE: {
            static const uint8_t all[BLOCK / 8 + 8] = {255, 255, 255, 255, 255, 255, 255, 255,
                                                      255, 255, 255, 255, 255, 255, 255, 255};
            if (span != BLOCK || bits - offset < BLOCK + 64) return i;
            insert_set(all, BLOCK / 8, offset, marks->words);
            break;
        }
        case ELIAS_FANO: {
            if (span < BLOCK || width > LEDE_WIDEST_LOW) return i;
            const size_t zeros = (span - BLOCK) >> width, n = (BLOCK + zeros + 7) / 8;
            if (zeros > LEDE_MOST_ZEROS || left < 16 * width + n) return i;
            if (!lede_unpack_elias_fano(block, n, width, begin, documents) || documents[BLOCK - 1] != last) return i;
            insert_block(marks, documents, offset, last - start);
            break;
        }
        }
        before = last;
    }
    return end;
}

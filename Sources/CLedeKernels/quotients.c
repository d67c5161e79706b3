#include "lede_kernels.h"
#include "dispatch.h"
#include <string.h>

/* Integers of which the bits above some width are told by ones among zeros, and the rest is packed; sets of bits. */

/* Ones that lie behind the last wanted in its word, and what is written of a word beyond its ones. */
#define SURPLUS (64 + 8)

/* Writes the places of the ones of a word; its lowest bit has the place `first`. */
INLINE size_t places_in_word(uint64_t word, uint32_t first, uint32_t *places) {
    const size_t ones = (size_t)__builtin_popcountll(word);
    for (size_t j = 0; j < ones; j += 8)
#pragma clang loop unroll(full)
        for (size_t k = 0; k < 8; k++) {
            places[j + k] = first + (uint32_t)__builtin_ctzll(word | 1ull << 63);
            word &= word - 1;
        }
    return ones;
}

#if defined(__x86_64__)
/* Writes the places of the ones of 16 bits; the lowest has the place `first`. */
__attribute__((target("arch=x86-64-v4")))
INLINE size_t places_in_16(uint16_t bits, uint32_t first, uint32_t *places) {
    const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const __m512i all = _mm512_add_epi32(lanes, _mm512_set1_epi32((int)first));
    _mm512_storeu_si512(places, _mm512_maskz_compress_epi32(bits, all));
    return (size_t)__builtin_popcount(bits);
}

__attribute__((target("arch=x86-64-v4")))
static size_t places_of_ones_v4(const uint8_t *in, size_t size, unsigned first, size_t n, uint32_t *places) {
    size_t count = 0, i = 0;
    uint16_t mask = (uint16_t)(~0u << first);
    for (; i + 2 <= size && count < n; i += 2) {
        uint16_t bits;
        memcpy(&bits, in + i, 2);
        count += places_in_16(bits & mask, (uint32_t)(8 * i), places + count);
        mask = 0xffff;
    }
    if (i < size && count < n) count += places_in_16(in[i] & mask, (uint32_t)(8 * i), places + count);
    return count;
}

/* The 8 bytes from a place on, or as many as there are and zeros. */
INLINE uint64_t word_at(const uint8_t *in, size_t size, size_t i) {
    uint64_t word = 0;
    if (size - i >= 8) {
        memcpy(&word, in + i, 8);
    } else if (size >= 8) {
        memcpy(&word, in + size - 8, 8);
        word >>= 8 * (8 - (size - i));
    } else {
        memcpy(&word, in, size);
    }
    return word;
}

/* Writes 16 places, given as bytes from `first` on. */
#define STORE_16(part) _mm512_storeu_si512( \
        places + count + 16 * part, \
        _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, part)), first))

/* The same with 64 bits at a time. */
VBMI2 static size_t places_of_ones_vbmi2(const uint8_t *in, size_t size, unsigned first_bit, size_t n, uint32_t *places) {
    const __m512i ascending = _mm512_loadu_si512(NUMBERS);
    size_t count = 0;
    uint64_t mask = ~0ull << first_bit;
    for (size_t i = 0; i < size && count < n; i += 8) {
        const uint64_t word = word_at(in, size, i) & mask;
        mask = ~0ull;
        const size_t ones = (size_t)__builtin_popcountll(word);
        const __m512i found = _mm512_maskz_compress_epi8(word, ascending);
        const __m512i first = _mm512_set1_epi32((int)(8 * i));
        STORE_16(0);
        STORE_16(1);
        if (ones > 32) {
            STORE_16(2);
            STORE_16(3);
        }
        count += ones;
    }
    return count;
}
#endif

/* The places of the ones among some bytes from bit `first` on, below 8, until there are n, at most 128. Returns how many there are. */
static size_t places_of_ones(const uint8_t *in, size_t size, unsigned first, size_t n, uint32_t *places) {
#if defined(__x86_64__)
    if (HAS_VBMI2) return places_of_ones_vbmi2(in, size, first, n, places);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl"))
        return places_of_ones_v4(in, size, first, n, places);
#endif
    size_t count = 0, i = 0;
    uint64_t word = 0, mask = ~0ull << first;
    for (; i + 8 <= size && count < n; i += 8) {
        memcpy(&word, in + i, 8);
        count += places_in_word(word & mask, (uint32_t)(8 * i), places + count);
        mask = ~0ull;
    }
    if (i == size || count >= n) return count;
    word = 0;
    for (size_t j = 0; i + j < size; j++) word |= (uint64_t)in[i + j] << 8 * j;
    return count + places_in_word(word & mask, (uint32_t)(8 * i), places + count);
}

DISPATCHED size_t lede_set_to_documents(const uint8_t *set, size_t n, uint32_t first, uint32_t *documents) {
    uint32_t places[128 + SURPLUS];
    const size_t count = places_of_ones(set, n, 0, 128, places);
    if (count != 128) return count;
    for (size_t i = 0; i < 128; i++) documents[i] = first + places[i];
    return count;
}

#if defined(__x86_64__)
enum { QUOTIENT_WORDS = 6, QUOTIENT_BYTES = 8 * QUOTIENT_WORDS };

/* Puts how many zeros stand before each one of up to 48 bytes into `zeros`, and writes 64 more. How many words they are cannot be
   foretold, so all are gone through. Returns how many ones there are; 0 where 256 zeros could be before one. */
VBMI2 INLINE size_t count_zeros(const uint8_t *in, size_t n, uint8_t *zeros) {
    const __m512i ascending = _mm512_loadu_si512(NUMBERS);
    uint64_t words[8];
    _mm512_storeu_si512(words, _mm512_maskz_loadu_epi8((1ull << n) - 1, in));
    size_t count = 0;
#pragma clang loop unroll(full)
    for (size_t i = 0; i < QUOTIENT_WORDS; i++) {
        const __m512i places = _mm512_maskz_compress_epi8(words[i], ascending);
        const __m512i first = _mm512_set1_epi8((char)(64 * i - count));
        _mm512_storeu_si512(zeros + count, _mm512_add_epi8(_mm512_sub_epi8(places, ascending), first));
        count += (size_t)__builtin_popcountll(words[i]);
    }
    return words[QUOTIENT_WORDS - 1] >> 63 ? 0 : count;
}

/* Writes 64 bytes as integers, and adds `more` to each. */
VBMI2 INLINE void store_bytes(__m512i bytes, uint32_t more, uint32_t *values) {
    const __m512i addend = _mm512_set1_epi32((int)more);
#define STORE_PART(part) _mm512_storeu_si512( \
        values + 16 * part, \
        _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(bytes, part)), addend))
    STORE_PART(0);
    STORE_PART(1);
    STORE_PART(2);
    STORE_PART(3);
}

VBMI2 static int unpack_unary_vbmi2(const uint8_t *in, size_t n, uint32_t more, uint32_t *values) {
    uint8_t space[1 + 64 * (QUOTIENT_WORDS + 1)], *const zeros = space + 1;
    space[0] = 0;
    if (count_zeros(in, n, zeros) < 128) return 0;
    for (size_t i = 0; i < 128; i += 64)
        store_bytes(_mm512_sub_epi8(_mm512_loadu_si512(zeros + i), _mm512_loadu_si512(zeros + i - 1)), more, values + i);
    return 1;
}

VBMI2 static int unpack_rice_vbmi2(const uint8_t *in, size_t n, unsigned width, uint32_t more, uint32_t *values, uint32_t *all) {
    uint8_t space[1 + 64 * (QUOTIENT_WORDS + 1)], *const zeros = space + 1;
    space[0] = 0;
    if (count_zeros(in + 16 * width, n, zeros) < 128) return 0;
    const packed remainders = packed_at(in, width);
    const __m128i shift = _mm_cvtsi32_si128((int)width);
    const __m512i addend = _mm512_set1_epi32((int)more);
    __m512i bits = _mm512_setzero_si512();
#pragma clang loop unroll(full)
    for (unsigned group = 0; group < 8; group++) {
        const __m128i quotients = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)(zeros + 16 * group)),
                                               _mm_loadu_si128((const __m128i *)(zeros + 16 * group - 1)));
        const __m512i some = _mm512_or_si512(
            _mm512_sll_epi32(_mm512_cvtepu8_epi32(quotients), shift), unpack_16(&remainders, group));
        bits = _mm512_or_si512(bits, some);
        _mm512_storeu_si512(values + 16 * group, _mm512_add_epi32(some, addend));
    }
    *all = (uint32_t)_mm512_reduce_or_epi32(bits);
    return 1;
}
#endif

DISPATCHED int lede_unpack_rice(const uint8_t *in, size_t n, unsigned width, uint32_t more, uint32_t *values, uint32_t *all) {
#if defined(__x86_64__)
    if (n <= QUOTIENT_BYTES && width <= NARROW && HAS_VBMI2 && unpack_rice_vbmi2(in, n, width, more, values, all)) return 1;
#endif
    uint32_t places[128 + SURPLUS];
    if (places_of_ones(in + 16 * width, n, 0, 128, places) < 128) return 0;
    lede_unpack128(in, values, width);
    uint32_t past = 0, bits = 0;
    for (size_t i = 0; i < 128; i++) {
        const uint32_t value = (places[i] - past) << width | values[i];
        past = places[i] + 1;
        bits |= value;
        values[i] = value + more;
    }
    *all = bits;
    return 1;
}

DISPATCHED int lede_unpack_unary(const uint8_t *in, size_t n, uint32_t more, uint32_t *values) {
#if defined(__x86_64__)
    if (n <= QUOTIENT_BYTES && HAS_VBMI2 && unpack_unary_vbmi2(in, n, more, values)) return 1;
#endif
    uint32_t all;
    return lede_unpack_rice(in, n, 0, more, values, &all);
}

#if defined(__x86_64__)
VBMI2 static int unpack_elias_fano_vbmi2(const uint8_t *in, size_t n, unsigned width, uint32_t first, uint32_t *documents) {
    uint8_t zeros[64 * (QUOTIENT_WORDS + 1)];
    if (count_zeros(in + 16 * width, n, zeros) != 128) return 0;
    const packed low = packed_at(in, width);
    const __m128i shift = _mm_cvtsi32_si128((int)width);
    const __m512i start = _mm512_set1_epi32((int)first);
    __m512i index = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), before = index;
    __mmask16 wrong = 0;
#pragma clang loop unroll(full)
    for (unsigned group = 0; group < 8; group++) {
        const __m512i high = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(zeros + 16 * group)));
        const __m512i some = _mm512_add_epi32(
            index, _mm512_or_si512(_mm512_sll_epi32(high, shift), unpack_16(&low, group)));
        wrong |= _mm512_mask_cmpge_epu32_mask(
            group == 0 ? 0xfffe : 0xffff, _mm512_alignr_epi32(some, before, 15), some);
        before = some;
        index = _mm512_add_epi32(index, _mm512_set1_epi32(16));
        _mm512_storeu_si512(documents + 16 * group, _mm512_add_epi32(some, start));
    }
    return wrong == 0;
}
#endif

DISPATCHED int lede_unpack_elias_fano(const uint8_t *in, size_t n, unsigned width, uint32_t first, uint32_t *documents) {
#if defined(__x86_64__)
    if (HAS_VBMI2) return unpack_elias_fano_vbmi2(in, n, width, first, documents);
#endif
    uint32_t places[128 + SURPLUS];
    if (places_of_ones(in + 16 * width, n, 0, 128, places) != 128) return 0;
    lede_unpack128(in, documents, width);
    uint32_t past = 0, wrong = 0;
    for (uint32_t i = 0; i < 128; i++) {
        const uint32_t offset = ((places[i] - i) << width | documents[i]) + i;
        wrong |= offset < past;
        past = offset + 1;
        documents[i] = first + offset;
    }
    return wrong == 0;
}

/* The n indexes of what is not zero among 128 integers with the sum n: the width of their low bits, the bits above it as zeros and ones
   in two words, and all low bits, which are 64 at most. */
typedef struct {
    unsigned width;
    uint64_t ones[2], low;
} sparse_indexes;

enum { SPARSE_BYTES = 24 };

/* Reads them from `size` bytes. Returns 0 where these are too few, or have not as many ones. */
INLINE int read_sparse(const uint8_t *in, size_t size, unsigned n, sparse_indexes *indexes) {
    if (n - 1 >= LEDE_GREATEST_SUM) return 0;
    const unsigned width = 31 - (unsigned)__builtin_clz(128 / n), high_bits = n + (127 >> width);
    const size_t bytes = (high_bits + n * width + 7) / 8;
    if (size < bytes) return 0;
    uint64_t words[SPARSE_BYTES / 8] = {0};
    for (size_t i = 0; 8 * i < bytes; i++) {
        if (size >= 8 * i + 8) memcpy(&words[i], in + 8 * i, 8); else memcpy(&words[i], in + 8 * i, size - 8 * i);
    }
    const unsigned first = high_bits < 64 ? high_bits : 64, second = high_bits - first, at = high_bits & 63;
    const uint64_t *const from = words + high_bits / 64;
    *indexes = (sparse_indexes){
        width, {words[0] & ~0ull >> (64 - first), second > 0 ? words[1] & ~0ull >> (64 - second) : 0},
        from[0] >> at | from[1] << 1 << (63 - at)};
    return (unsigned)__builtin_popcountll(indexes->ones[0]) + (unsigned)__builtin_popcountll(indexes->ones[1]) == n;
}

#if defined(__x86_64__)
/* Nothing goes through memory, and no branch depends on how many indexes there are. */
VBMI2 static int unpack_sparse_vbmi2(const sparse_indexes *indexes, unsigned n, uint32_t more, uint32_t *values) {
    const __m512i ascending = _mm512_loadu_si512(NUMBERS), last = _mm512_set1_epi8((char)0xff);
    /* The places of the ones, those of the second word behind those of the first, less how many ones come before each. */
    const unsigned first = (unsigned)__builtin_popcountll(indexes->ones[0]);
    const __m512i from = _mm512_mask_add_epi8(
        ascending, ~(first < 64 ? (1ull << first) - 1 : ~0ull), ascending, _mm512_set1_epi8((char)(64 - first)));
    const __m512i second = _mm512_add_epi8(
        _mm512_maskz_compress_epi8(indexes->ones[1], ascending), _mm512_set1_epi8(64));
    const __m512i high = _mm512_sub_epi8(
        _mm512_permutex2var_epi8(_mm512_maskz_compress_epi8(indexes->ones[0], ascending), from, second), ascending);
    /* The bit with which the low ones of each begin: products of bytes, made of those of the lower and of the upper of two. */
    const __m512i width = _mm512_set1_epi16((short)indexes->width);
    const __m512i begin = _mm512_mask_blend_epi8(
        0xaaaaaaaaaaaaaaaa, _mm512_mullo_epi16(ascending, width),
        _mm512_slli_epi16(_mm512_mullo_epi16(_mm512_srli_epi16(ascending, 8), width), 8));
    const __m512i mask = _mm512_set1_epi8((char)((1u << indexes->width) - 1));
    const __m512i low = _mm512_and_si512(
        _mm512_multishift_epi64_epi8(begin, _mm512_set1_epi64((long long)indexes->low)), mask);
    const __m512i up = _mm512_andnot_si512(mask, _mm512_sll_epi64(high, _mm_cvtsi32_si128((int)indexes->width)));
    const __mmask64 some = ~0ull >> (64 - n);
    const __m512i all = _mm512_mask_mov_epi8(last, some, _mm512_or_si512(up, low));
    const __m512i before = _mm512_permutexvar_epi8(_mm512_add_epi8(ascending, last), all);
    if (_mm512_mask_cmplt_epu8_mask(some & ~1ull, all, before)) return 0;
    /* How often each is there: how far it is from the first of one run to that of the next. */
    const __mmask64 firsts = some & (1 | _mm512_cmpneq_epi8_mask(all, before));
    const __m512i ends = _mm512_mask_mov_epi8(
        _mm512_maskz_compress_epi8(firsts & (firsts - 1), ascending), 1ull << (__builtin_popcountll(firsts) - 1),
        _mm512_set1_epi8((char)n));
    const __m512i runs = _mm512_sub_epi8(ends, _mm512_maskz_compress_epi8(firsts, ascending));
    /* A bit for each integer that is not zero; what is behind the last index is beyond them. */
    const __m512i one = _mm512_set1_epi64(1), byte = _mm512_set1_epi64(0xff), half = _mm512_set1_epi64(64);
    __m512i lower = _mm512_setzero_si512(), upper = lower;
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < 8; i++) {
        const __m512i some_bits = _mm512_and_si512(_mm512_srli_epi64(all, 8 * i), byte);
        lower = _mm512_or_si512(lower, _mm512_sllv_epi64(one, some_bits));
        upper = _mm512_or_si512(upper, _mm512_sllv_epi64(one, _mm512_sub_epi64(some_bits, half)));
    }
    const uint64_t in_lower = (uint64_t)_mm512_reduce_or_epi64(lower), in_upper = (uint64_t)_mm512_reduce_or_epi64(upper);
    const __m512i behind = _mm512_add_epi8(ascending, _mm512_set1_epi8((char)__builtin_popcountll(in_lower)));
    store_bytes(_mm512_maskz_expand_epi8(in_lower, runs), more, values);
    store_bytes(_mm512_maskz_expand_epi8(in_upper, _mm512_permutexvar_epi8(behind, runs)), more, values + 64);
    return 1;
}
#endif

DISPATCHED int lede_unpack_sparse(const uint8_t *in, size_t size, unsigned n, uint32_t more, uint32_t *values) {
    sparse_indexes indexes;
    if (!read_sparse(in, size, n, &indexes)) return 0;
#if defined(__x86_64__)
    if (HAS_VBMI2) return unpack_sparse_vbmi2(&indexes, n, more, values);
#endif
    uint8_t counts[128] = {0};
    const uint64_t mask = (1ull << indexes.width) - 1;
    uint64_t i = 0, least = 0;
    for (unsigned word = 0; word < 2; word++)
        for (uint64_t ones = indexes.ones[word]; ones != 0; ones &= ones - 1, indexes.low >>= indexes.width) {
            const uint64_t place = 64 * word + (unsigned)__builtin_ctzll(ones);
            const uint64_t index = (place - i++) << indexes.width | (indexes.low & mask);
            if (index < least) return 0;
            least = index;
            counts[index]++;
        }
    for (size_t k = 0; k < 128; k++) values[k] = more + counts[k];
    return 1;
}

#if defined(__x86_64__)
/* With any number of bits up to this an integer lies in four bytes, wherever it begins. */
#define NARROW_TAIL 25

/* Joins n remainders that lie one behind the other in `size` bytes from bit `first` on, below 8, with their quotients, which
   places[i] - places[i - 1] - 1 are. Returns whether all are integers of 32 bits. */
VBMI2 static int join_some_vbmi2(const uint8_t *in, size_t size, unsigned first, size_t n, unsigned width, const uint32_t *places,
                                 uint32_t *values) {
    const __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const __m512i bit = _mm512_add_epi32(
        _mm512_mullo_epi32(lane, _mm512_set1_epi32((int)width)), _mm512_set1_epi32((int)first));
    const __m512i four = _mm512_add_epi32(
        _mm512_mullo_epi32(_mm512_srli_epi32(bit, 3), _mm512_set1_epi32(0x01010101)), _mm512_set1_epi32(0x03020100));
    const __m512i shift = _mm512_and_si512(bit, _mm512_set1_epi32(7)), one = _mm512_set1_epi32(1);
    const __m512i mask = _mm512_set1_epi32((int)((1u << width) - 1));
    const __m128i up = _mm_cvtsi32_si128((int)width), down = _mm_cvtsi32_si128((int)(32 - width));
    __mmask16 wrong = 0;
    for (size_t i = 0; i < n; i += 16) {
        const size_t start = i / 8 * width, left = size - start;
        const __mmask16 some = first_bits(n - i);
        const __m512i bytes = _mm512_maskz_loadu_epi8(left < 64 ? (1ull << left) - 1 : ~0ull, in + start);
        const __m512i remainders = _mm512_and_si512(
            _mm512_srlv_epi32(_mm512_permutexvar_epi8(four, bytes), shift), mask);
        const __m512i quotients = _mm512_sub_epi32(
            _mm512_sub_epi32(_mm512_loadu_si512(places + i), _mm512_loadu_si512(places + i - 1)), one);
        wrong |= _mm512_mask_test_epi32_mask(some, quotients, _mm512_sll_epi32(_mm512_set1_epi32(-1), down));
        _mm512_mask_storeu_epi32(values + i, some, _mm512_or_si512(_mm512_sll_epi32(quotients, up), remainders));
    }
    return wrong == 0;
}
#endif

/* lede_unpack_some */
INLINE size_t unpack_some(const uint8_t *in, size_t size, size_t bit, size_t n, unsigned width, unsigned unit, uint32_t *values) {
    /* More than quotients take. */
    enum { MOST = 128 };
    if (bit / 8 >= size || n == 0 || n > 128 || width > 31) return 0;
    const uint8_t *from = in + bit / 8;
    const size_t left = size - bit / 8;
    const unsigned first = bit & 7;
    uint32_t space[1 + 128 + SURPLUS], *const places = space + 1;
    space[0] = first - 1;
    if (places_of_ones(from, left < MOST ? left : MOST, first, n, places) < n) return 0;
    const size_t start = (places[n - 1] + unit) & ~(size_t)(unit - 1), end = start + n * width;
    const size_t bytes = (end + 7) / 8 - start / 8;
    if (start / 8 + bytes > left) return 0;
    const uint8_t *packed = from + start / 8;
    const unsigned offset = start & 7;
#if defined(__x86_64__)
    if (width <= NARROW_TAIL && HAS_VBMI2)
        return join_some_vbmi2(packed, bytes, offset, n, width, places, values) ? bit - first + end : 0;
#endif
    uint8_t copy[128 * 31 / 8 + 1 + 8];
    if (left - start / 8 < bytes + 8) {
        memcpy(copy, packed, bytes);
        memset(copy + bytes, 0, 8);
        packed = copy;
    }
    const uint64_t mask = (1ull << width) - 1;
    uint64_t all = 0;
    for (size_t i = 0; i < n; i++) {
        const size_t at = offset + i * width;
        uint64_t word;
        memcpy(&word, packed + (at >> 3), 8);
        const uint64_t value = (uint64_t)(places[i] - space[i] - 1) << width | (word >> (at & 7) & mask);
        all |= value;
        values[i] = (uint32_t)value;
    }
    return all >> 32 ? 0 : bit - first + end;
}

DISPATCHED size_t lede_unpack_some(const uint8_t *in, size_t size, size_t bit, size_t n, unsigned width, unsigned unit, uint32_t *values) {
    return unpack_some(in, size, bit, n, width, unit, values);
}

DISPATCHED size_t lede_unpack_excess(const uint8_t *in, size_t size, size_t bit, size_t excess, unsigned width, size_t n, uint32_t *counts) {
    uint32_t gaps[128];
    const size_t end = unpack_some(in, size, bit, excess, width, 1, gaps);
    if (end == 0) return 0;
    for (size_t i = 0; i < n; i++) counts[i] = 1;
    size_t index = 0;
    for (size_t i = 0; i < excess; i++) {
        index += gaps[i];
        if (index >= n) return 0;
        counts[index]++;
    }
    return end;
}

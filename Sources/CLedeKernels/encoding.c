#include "lede_kernels.h"
#include "dispatch.h"

/* What makes bytes of postings. */

DISPATCHED void lede_count_wider(const uint32_t *restrict in, uint32_t *restrict counts) {
    uint32_t all = 0;
    for (size_t i = 0; i < 128; i++) all |= in[i];
    const unsigned widest = all == 0 ? 0 : 32 - (unsigned)__builtin_clz(all);
    for (unsigned bits = 0; bits < widest; bits++) {
        const uint32_t most = (1u << bits) - 1;
        uint32_t count = 0;
        for (size_t i = 0; i < 128; i++) count += in[i] > most;
        counts[bits] = count;
    }
    for (unsigned bits = widest; bits <= 32; bits++) counts[bits] = 0;
}

INLINE size_t quotient_bits(const uint32_t *values, size_t n, unsigned width) {
    size_t bits = n;
    for (size_t i = 0; i < n; i++) bits += values[i] >> width;
    return bits;
}

DISPATCHED unsigned lede_rice_width(const uint32_t *values, size_t n, size_t *bits) {
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) sum += values[i];
    /* The greatest power of two that does not exceed the mean, or half of it, is the best. */
    const uint64_t mean = sum / n;
    const unsigned width = mean == 0 ? 0 : 63 - (unsigned)__builtin_clzll(mean);
    *bits = quotient_bits(values, n, width);
    if (width == 0) return width;
    const size_t more = quotient_bits(values, n, width - 1);
    if (more >= *bits + n) return width;
    *bits = more;
    return width - 1;
}

/* Writes the quotients one by one from a bit on, below 8; the byte has zeros there. Returns the bit behind. */
INLINE size_t write_quotients(const uint32_t *values, size_t n, unsigned width, uint8_t *out, size_t bit) {
    for (size_t i = 0; i < n; i++) {
        bit += values[i] >> width;
        out[bit >> 3] |= (uint8_t)(1u << (bit & 7));
        bit++;
    }
    return bit;
}

#if defined(__x86_64__)
#define V4 __attribute__((target("arch=x86-64-v4")))

/* Codes of some bits, and how many bits each has. */
typedef struct { __m512i codes, lengths; } lede_codes;

/* Puts each code behind the one before it. */
V4 static inline lede_codes joined(__m512i firsts, __m512i first_lengths, __m512i seconds, __m512i second_lengths) {
    return (lede_codes){_mm512_or_si512(firsts, _mm512_sllv_epi64(seconds, first_lengths)),
                        _mm512_add_epi64(first_lengths, second_lengths)};
}

/* Joins neighbours among the eight codes of each. */
V4 static inline lede_codes join(lede_codes a, lede_codes b) {
    const __m512i even = _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14), odd = _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15);
    return joined(_mm512_permutex2var_epi64(a.codes, even, b.codes), _mm512_permutex2var_epi64(a.lengths, even, b.lengths),
                  _mm512_permutex2var_epi64(a.codes, odd, b.codes), _mm512_permutex2var_epi64(a.lengths, odd, b.lengths));
}

/* Writes 128 quotients, sixteen together. Returns 0, and writes nothing, where one exceeds 31, or sixteen have more than 56 bits. */
V4 static int write_quotients_v4(const uint32_t *values, unsigned width, uint8_t *out) {
    const __m512i ones = _mm512_set1_epi32(1), low = _mm512_set1_epi64(0xffffffff);
    const __m128i shift = _mm_cvtsi32_si128((int)width);
    __m512i greatest = _mm512_setzero_si512();
    lede_codes parts[8];
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
        const __m512i quotients = _mm512_srl_epi32(_mm512_loadu_si512(values + 16 * i), shift);
        greatest = _mm512_max_epu32(greatest, quotients);
        const __m512i codes = _mm512_sllv_epi32(ones, quotients), lengths = _mm512_add_epi32(quotients, ones);
        parts[i] = joined(_mm512_and_si512(codes, low), _mm512_and_si512(lengths, low), _mm512_srli_epi64(codes, 32),
                          _mm512_srli_epi64(lengths, 32));
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) parts[i] = join(parts[2 * i], parts[2 * i + 1]);
#pragma clang loop unroll(full)
    for (int i = 0; i < 2; i++) parts[i] = join(parts[2 * i], parts[2 * i + 1]);
    const lede_codes all = join(parts[0], parts[1]);
    /* What did not fit into the bits of a part is too long here, too. */
    if (_mm512_cmpgt_epu32_mask(greatest, _mm512_set1_epi32(31)) != 0) return 0;
    if (_mm512_cmpgt_epu64_mask(all.lengths, _mm512_set1_epi64(56)) != 0) return 0;
    uint64_t codes[8], lengths[8], pending = 0, used = 0;
    memcpy(codes, &all.codes, sizeof codes);
    memcpy(lengths, &all.lengths, sizeof lengths);
    for (int i = 0; i < 8; i++) {
        pending |= codes[i] << used;
        memcpy(out, &pending, sizeof pending);
        used += lengths[i];
        out += used / 8;
        pending >>= used & 56;
        used &= 7;
    }
    return 1;
}
#endif

void lede_write_quotients(const uint32_t *values, size_t n, unsigned width, size_t bits, uint8_t *out) {
#if defined(__x86_64__)
    if (n == 128 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        write_quotients_v4(values, width, out))
        return;
#endif
    memset(out, 0, (bits + 7) / 8);
    write_quotients(values, n, width, out, 0);
}

size_t lede_pack_some(const uint32_t *values, size_t n, unsigned width, uint8_t *out, size_t bit) {
    uint8_t *to = out + bit / 8;
    unsigned used = bit & 7;
    *to &= (uint8_t)((1u << used) - 1);
    memset(to + 1, 0, (used + quotient_bits(values, n, width)) / 8);
    const size_t start = write_quotients(values, n, width, to, used);
    to += start / 8;
    used = start & 7;
    uint64_t pending = used > 0 ? *to : 0;
    const uint32_t mask = (1u << width) - 1;
    for (size_t i = 0; i < n; i++) {
        pending |= (uint64_t)(values[i] & mask) << used;
        memcpy(to, &pending, sizeof pending);
        used += width;
        to += used / 8;
        pending >>= used & 56;
        used &= 7;
    }
    return (size_t)(to - out) * 8 + used;
}

DISPATCHED uint32_t lede_least_norms(const uint32_t *restrict documents, const uint32_t *restrict frequencies, size_t n,
                                     const uint8_t *restrict norms, uint16_t *restrict least) {
    uint32_t all = 0, met = 0;
    for (size_t i = 0; i < n; i++) all |= frequencies[i];
    if (all >= 32) return 0;
    for (size_t i = 0; i < n; i++) met |= 1u << frequencies[i];
    if (met >> 24 != 0) return 0;
    uint8_t codes[128] = {0}, lengths[128];
    for (size_t i = 0; i < n; i++) codes[i] = (uint8_t)frequencies[i];
    memset(lengths, 255, sizeof lengths);
    for (size_t i = 0; i < n; i++) lengths[i] = norms[documents[i]];
    for (uint32_t rest = met; rest != 0; rest &= rest - 1) {
        const uint8_t frequency = (uint8_t)__builtin_ctz(rest);
        uint8_t lowest = 255;
        for (size_t i = 0; i < 128; i++) {
            const uint8_t norm = codes[i] == frequency ? lengths[i] : 255;
            lowest = norm < lowest ? norm : lowest;
        }
        least[frequency] = lowest;
    }
    return met;
}

#ifndef LEDE_DISPATCH_H
#define LEDE_DISPATCH_H
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* How kernels choose among instruction sets, and what they share. */

#define INLINE static inline __attribute__((always_inline))

#ifndef __has_feature
#define __has_feature(name) 0
#endif

/* Compiled for each of these instruction sets; the loader takes the best that the processor has. Not under a sanitizer,
   whose calls would come from the loader before its own memory is there. */
#if defined(__x86_64__) && defined(__ELF__) && !__has_feature(thread_sanitizer) && !__has_feature(address_sanitizer)
#define DISPATCHED __attribute__((target_clones("default", "popcnt", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define DISPATCHED
#endif

#define VBMI2 __attribute__((target("arch=x86-64-v4,avx512vbmi,avx512vbmi2")))
#define HAS_VBMI2 \
    (__builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512vl"))

#define VP2INTERSECT __attribute__((target("arch=x86-64-v4,avx512vbmi,avx512vbmi2,avx512vp2intersect")))
#define HAS_VP2INTERSECT (HAS_VBMI2 && __builtin_cpu_supports("avx512vp2intersect"))

#if defined(__x86_64__)
/* The lowest n of 16 bits; n may be more. */
INLINE uint16_t first_bits(size_t n) { return n < 16 ? (uint16_t)((1u << n) - 1) : 0xffff; }

static const uint8_t NUMBERS[64] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
                                    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

/* With any number of bits up to this four rows are in 64 bytes, and what they begin with. */
#define NARROW 21

/* Integers that are packed with up to NARROW bits, of which 16 at a time are taken: one loop for all widths, as a jump to one of
   33 cannot be foretold, and their code would drive out other code. */
typedef struct {
    const uint8_t *in;
    unsigned bits;
    __m512i lane, rows, mask;
} packed;

VBMI2 INLINE packed packed_at(const uint8_t *in, unsigned bits) {
    const __m512i row = _mm512_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
    return (packed){in, bits, _mm512_setr_epi32(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3),
                    _mm512_mullo_epi32(row, _mm512_set1_epi32((int)bits)), _mm512_set1_epi32((int)((1u << bits) - 1))};
}

VBMI2 INLINE __m512i unpack_16(const packed *p, unsigned group) {
    const unsigned first = 4 * group * p->bits, word = first >> 5;
    const __m512i bit = _mm512_add_epi32(p->rows, _mm512_set1_epi32((int)(first & 31)));
    const __m512i low = _mm512_add_epi32(_mm512_slli_epi32(_mm512_srli_epi32(bit, 5), 2), p->lane);
    const __m512i words = _mm512_maskz_loadu_epi32(first_bits(4 * (p->bits - word)), p->in + 16 * word);
    const __m512i value = _mm512_shrdv_epi32(
        _mm512_permutexvar_epi32(low, words),
        _mm512_permutexvar_epi32(_mm512_add_epi32(low, _mm512_set1_epi32(4)), words), bit);
    return _mm512_and_si512(value, p->mask);
}
#endif

typedef uint32_t row __attribute__((ext_vector_type(16)));
typedef _Bool row_mask __attribute__((ext_vector_type(16)));

/* Puts base + the sums of the first 1, 2, … 16 integers of a row into `out`, and adds the last of these sums to base: beside the
   rest, so that the next row waits for one addition. */
INLINE void sum_row(const row *in, row *base, uint32_t *out) {
    const row zero = 0;
    row v = *in;
    v += __builtin_shufflevector(v, zero, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
    v += __builtin_shufflevector(v, zero, 16, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
    v += __builtin_shufflevector(v, zero, 16, 16, 16, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    v += __builtin_shufflevector(v, zero, 16, 16, 16, 16, 16, 16, 16, 16, 0, 1, 2, 3, 4, 5, 6, 7);
    const row all = v + *base;
    memcpy(out, &all, sizeof all);
    *base += __builtin_shufflevector(v, v, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15);
}

/* The same of 16 integers in memory. */
INLINE void sum_row_at(const uint32_t *in, row *base, uint32_t *out) {
    row v;
    memcpy(&v, in, sizeof v);
    sum_row(&v, base, out);
}

/* One bit for each integer of a row that is x, from the lowest; bit 16 is set besides. */
INLINE uint32_t places_of(const uint32_t *p, uint32_t x) {
    row v;
    memcpy(&v, p, sizeof v);
    const row_mask equal = __builtin_convertvector(v == x, row_mask);
    uint16_t mask;
    memcpy(&mask, &equal, sizeof mask);
    return mask | 0x10000u;
}

typedef uint8_t bytes64 __attribute__((ext_vector_type(64)));
typedef _Bool mask64 __attribute__((ext_vector_type(64)));

INLINE uint64_t bits_of(mask64 mask) {
    uint64_t bits;
    memcpy(&bits, &mask, sizeof bits);
    return bits;
}

#endif

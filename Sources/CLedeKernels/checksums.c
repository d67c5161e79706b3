#include "lede_kernels.h"
#include "dispatch.h"

/* CRC-32 by carry-less multiplication, 64 bytes at a time in four lanes (Gopal and others, Fast CRC Computation for Generic Polynomials
   Using PCLMULQDQ Instruction, Intel, 2009; the constants are those of its table for the bit-reflected polynomial of zlib). */

#if defined(__x86_64__)
#define CLMUL __attribute__((target("pclmul,sse4.1")))

CLMUL static inline __m128i at(const uint8_t *bytes) { return _mm_loadu_si128((const __m128i *)bytes); }

/* Moves a lane on by the distance that `by` stands for. */
CLMUL static inline __m128i folded(__m128i lane, __m128i by, __m128i next) {
    const __m128i low = _mm_clmulepi64_si128(lane, by, 0x00), high = _mm_clmulepi64_si128(lane, by, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

CLMUL static uint32_t crc32_clmul(uint32_t crc, const uint8_t *bytes, size_t n) {
    const __m128i by_64 = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4), by_16 = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
    const __m128i by_8 = _mm_set_epi64x(0, 0x0163cd6124), polynomial = _mm_set_epi64x(0x01f7011641, 0x01db710641);
    const __m128i low_halves = _mm_setr_epi32(~0, 0, ~0, 0);
    __m128i a = _mm_xor_si128(at(bytes), _mm_cvtsi32_si128((int)~crc));
    __m128i b = at(bytes + 16), c = at(bytes + 32), d = at(bytes + 48);
    for (size_t done = 64; done < n; done += 64) {
        a = folded(a, by_64, at(bytes + done));
        b = folded(b, by_64, at(bytes + done + 16));
        c = folded(c, by_64, at(bytes + done + 32));
        d = folded(d, by_64, at(bytes + done + 48));
    }
    a = folded(folded(folded(a, by_16, b), by_16, c), by_16, d);
    /* 128 bits to 64, these to 32, by Barrett's reduction. */
    a = _mm_xor_si128(_mm_srli_si128(a, 8), _mm_clmulepi64_si128(a, by_16, 0x10));
    a = _mm_xor_si128(_mm_srli_si128(a, 4), _mm_clmulepi64_si128(_mm_and_si128(a, low_halves), by_8, 0x00));
    __m128i quotient = _mm_clmulepi64_si128(_mm_and_si128(a, low_halves), polynomial, 0x10);
    quotient = _mm_clmulepi64_si128(_mm_and_si128(quotient, low_halves), polynomial, 0x00);
    return ~(uint32_t)_mm_extract_epi32(_mm_xor_si128(a, quotient), 1);
}
#endif

size_t lede_crc32(uint32_t *crc, const uint8_t *bytes, size_t n) {
#if defined(__x86_64__)
    const size_t whole = n & ~(size_t)63;
    if (whole > 0 && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1")) {
        *crc = crc32_clmul(*crc, bytes, whole);
        return whole;
    }
#endif
    return 0;
}

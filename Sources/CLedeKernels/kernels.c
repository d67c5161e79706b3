#include "lede_kernels.h"
#include "dispatch.h"
#include <string.h>

/* Sums and products are rounded one by one, as Swift does, so that every plan gives the same score. */
#pragma STDC FP_CONTRACT OFF

typedef uint32_t lanes __attribute__((vector_size(16)));

INLINE lanes load(const uint8_t *p) { lanes v; memcpy(&v, p, 16); return v; }
INLINE void store(void *p, lanes v) { memcpy(p, &v, 16); }

/* With `bits` a constant the loop unrolls into straight shifts, masks and stores. */
INLINE void unpack(const uint8_t *in, uint32_t *out, const unsigned bits) {
    const uint32_t m = bits == 32 ? 0xffffffffu : (1u << bits) - 1;
    const lanes mask = {m, m, m, m};
    lanes word = load(in);
    unsigned used = 0;
#pragma clang loop unroll(full)
    for (unsigned row = 0; row < 32; row++) {
        lanes value = word >> used;
        used += bits;
        if (used >= 32) {
            used -= 32;
            in += 16;
            if (row < 31) word = load(in);
            if (used > 0) value |= word << (bits - used);
        }
        store(out + 4 * row, value & mask);
    }
}

INLINE void pack(const uint32_t *in, uint8_t *out, const unsigned bits) {
    const uint32_t m = bits == 32 ? 0xffffffffu : (1u << bits) - 1;
    const lanes mask = {m, m, m, m};
    lanes word = {0, 0, 0, 0};
    unsigned used = 0;
#pragma clang loop unroll(full)
    for (unsigned row = 0; row < 32; row++) {
        lanes value = load((const uint8_t *)(in + 4 * row)) & mask;
        word |= value << used;
        used += bits;
        if (used >= 32) {
            store(out, word);
            out += 16;
            used -= 32;
            if (used > 0) word = value >> (bits - used); else word = (lanes){0, 0, 0, 0};
        }
    }
}

#define EACH(F) F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9) F(10) F(11) F(12) F(13) F(14) F(15) F(16) \
    F(17) F(18) F(19) F(20) F(21) F(22) F(23) F(24) F(25) F(26) F(27) F(28) F(29) F(30) F(31) F(32)

#if defined(__x86_64__)
VBMI2 static void unpack128_vbmi2(const uint8_t *in, uint32_t *out, unsigned bits, uint32_t more) {
    const packed p = packed_at(in, bits);
    const __m512i each = _mm512_set1_epi32((int)more);
#pragma clang loop unroll(full)
    for (unsigned group = 0; group < 8; group++)
        _mm512_storeu_si512(out + 16 * group, _mm512_add_epi32(unpack_16(&p, group), each));
}

VBMI2 static void unpack_documents_vbmi2(const uint8_t *in, unsigned bits, uint32_t before, uint32_t *out) {
    const packed p = packed_at(in, bits);
    row base = before;
#pragma clang loop unroll(full)
    for (unsigned group = 0; group < 8; group++) {
        const row gaps = (row)_mm512_add_epi32(unpack_16(&p, group), _mm512_set1_epi32(1));
        sum_row(&gaps, &base, out + 16 * group);
    }
}
#endif

void lede_unpack128(const uint8_t *in, uint32_t *out, unsigned bits) {
#if defined(__x86_64__)
    if (bits <= NARROW && HAS_VBMI2) {
        unpack128_vbmi2(in, out, bits, 0);
        return;
    }
#endif
    switch (bits) {
    case 0: memset(out, 0, 128 * sizeof(uint32_t)); break;
#define CASE(b) case b: unpack(in, out, b); break;
    EACH(CASE)
#undef CASE
    }
}

DISPATCHED static void gaps_to_documents(uint32_t *gaps, uint32_t before) {
    row base = before;
    for (size_t i = 0; i < 128; i++) gaps[i]++;
    for (size_t i = 0; i < 128; i += 16) sum_row_at(gaps + i, &base, gaps + i);
}

void lede_unpack_documents(const uint8_t *in, unsigned bits, uint32_t before, uint32_t *documents) {
#if defined(__x86_64__)
    if (bits <= NARROW && HAS_VBMI2) {
        unpack_documents_vbmi2(in, bits, before, documents);
        return;
    }
#endif
    lede_unpack128(in, documents, bits);
    gaps_to_documents(documents, before);
}

/* Integers of `bits` bits, each and one. */
static void unpack_and_one(const uint8_t *in, uint32_t *out, unsigned bits) {
#if defined(__x86_64__)
    if (bits <= NARROW && HAS_VBMI2) {
        unpack128_vbmi2(in, out, bits, 1);
        return;
    }
#endif
    lede_unpack128(in, out, bits);
    for (size_t i = 0; i < 128; i++) out[i]++;
}

size_t lede_unpack_frequencies(const uint8_t *in, size_t n, uint32_t *out) {
    if (n < 2) return n == 1 && in[0] == 0 ? (unpack_and_one(in, out, 0), 1) : 0;
    const unsigned header = in[0], width = header & 0x3f, is_patched = header >> 7;
    size_t at = 1 + is_patched;
    if (header & 0x40 || width > 31 || n - at < 16 * width) return 0;
    unpack_and_one(in + at, out, width);
    at += 16 * width;
    if (!is_patched) return at;
    size_t next = 0;
    for (unsigned left = in[1]; left > 0; left--) {
        if (n - at < 2) return 0;
        const size_t index = in[at];
        uint32_t high = in[at + 1];
        at += 2;
        if (high >= 0x80) {
            high &= 0x7f;
            for (unsigned shift = 7;; shift += 7) {
                if (at == n || shift > 28) return 0;
                const uint32_t byte = in[at++];
                if (shift == 28 && byte > 0xf) return 0;
                high |= (byte & 0x7f) << shift;
                if (byte < 0x80) break;
            }
        }
        if (index < next || index > 127 || high >> (31 - width) != 0) return 0;
        out[index] += high << width;
        next = index + 1;
    }
    return at;
}

void lede_pack128(const uint32_t *in, uint8_t *out, unsigned bits) {
    switch (bits) {
#define CASE(b) case b: pack(in, out, b); break;
    EACH(CASE)
#undef CASE
    }
}

DISPATCHED size_t lede_count_bits(const uint64_t *words, size_t n) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) count += (size_t)__builtin_popcountll(words[i]);
    return count;
}

DISPATCHED size_t lede_rank_bits(const uint64_t *restrict words, size_t n, uint8_t *restrict ranks) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        ranks[i] = (uint8_t)count;
        count += (size_t)__builtin_popcountll(words[i]);
    }
    return count;
}

DISPATCHED void lede_running_sums(const uint32_t *restrict in, size_t n, uint32_t before, uint32_t *restrict sums) {
    row base = before;
    size_t i = 0;
    for (; i + 16 <= n; i += 16) sum_row_at(in + i, &base, sums + i);
    uint32_t sum = base[0];
    for (; i < n; i++) sums[i] = sum += in[i];
}

DISPATCHED size_t lede_count_less(const uint32_t *values, uint32_t x) {
    row less = 0;
    for (size_t i = 0; i < 128; i += 16) {
        row v;
        memcpy(&v, values + i, sizeof v);
        less -= __builtin_convertvector(v < x, row);
    }
    uint32_t count = 0;
    for (size_t i = 0; i < 16; i++) count += less[i];
    return count;
}

#if defined(__x86_64__)
VBMI2 static size_t count_up_to_vbmi2(const uint32_t *values, size_t n, uint32_t x) {
    const __m512i limit = _mm512_set1_epi32((int)x);
    for (size_t i = 0; i < n; i += 16) {
        const __mmask16 valid = first_bits(n - i);
        const __mmask16 greater = _mm512_mask_cmpgt_epu32_mask(valid, _mm512_maskz_loadu_epi32(valid, values + i), limit);
        if (greater != 0) return i + (size_t)__builtin_ctz(greater);
    }
    return n;
}
#endif

DISPATCHED size_t lede_count_up_to(const uint32_t *values, size_t n, uint32_t x) {
#if defined(__x86_64__)
    if (HAS_VBMI2) return count_up_to_vbmi2(values, n, x);
#endif
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        row v;
        memcpy(&v, values + i, sizeof v);
        const row_mask greater = __builtin_convertvector(v > x, row_mask);
        uint16_t mask;
        memcpy(&mask, &greater, sizeof mask);
        if (mask != 0) return i + (size_t)__builtin_ctz(mask);
    }
    while (i < n && values[i] <= x) i++;
    return i;
}

typedef float floats __attribute__((vector_size(16)));

#if defined(__x86_64__)
VBMI2 static size_t select_above_vbmi2(const float *restrict scores, const uint32_t *restrict documents, size_t n, float above,
                                       uint32_t *restrict out_documents, double *restrict out_scores) {
    const __m512 limit = _mm512_set1_ps(above);
    size_t count = 0;
    for (size_t i = 0; i < n; i += 16) {
        const __mmask16 valid = first_bits(n - i);
        const __m512 some = _mm512_maskz_loadu_ps(valid, scores + i);
        const __mmask16 exceeds = _mm512_mask_cmp_ps_mask(valid, some, limit, _CMP_GT_OQ);
        const size_t kept = (size_t)__builtin_popcount(exceeds);
        const __mmask16 out = first_bits(kept);
        const __m512 greater = _mm512_maskz_compress_ps(exceeds, some);
        _mm512_mask_storeu_epi32(
            out_documents + count, out,
            _mm512_maskz_compress_epi32(exceeds, _mm512_maskz_loadu_epi32(valid, documents + i)));
        _mm512_mask_storeu_pd(out_scores + count, (__mmask8)out, _mm512_cvtps_pd(_mm512_castps512_ps256(greater)));
        _mm512_mask_storeu_pd(
            out_scores + count + 8, (__mmask8)(out >> 8), _mm512_cvtps_pd(_mm512_extractf32x8_ps(greater, 1)));
        count += kept;
    }
    return count;
}
#endif

DISPATCHED size_t lede_select_above(const float *restrict scores, const uint32_t *restrict documents, size_t n, float above,
                         uint32_t *restrict out_documents, double *restrict out_scores) {
#if defined(__x86_64__)
    if (HAS_VBMI2) return select_above_vbmi2(scores, documents, n, above, out_documents, out_scores);
#endif
    const floats limit = {above, above, above, above};
    size_t count = 0, i = 0;
    for (; i + 4 <= n; i += 4) {
        floats v;
        memcpy(&v, scores + i, 16);
        const lanes exceeds = (lanes)(v > limit);
        /* Mostly none does, once a few good documents were found. */
        if ((exceeds[0] | exceeds[1] | exceeds[2] | exceeds[3]) == 0) continue;
#pragma clang loop unroll(full)
        for (size_t j = 0; j < 4; j++) {
            out_documents[count] = documents[i + j];
            out_scores[count] = scores[i + j];
            count += exceeds[j] & 1;
        }
    }
    for (; i < n; i++) {
        out_documents[count] = documents[i];
        out_scores[count] = scores[i];
        count += scores[i] > above;
    }
    return count;
}

typedef uint32_t eight __attribute__((ext_vector_type(8)));
typedef _Bool eight_mask __attribute__((ext_vector_type(8)));

DISPATCHED static size_t meet_block_one_by_one(const uint32_t *restrict sought, size_t n, const uint32_t *restrict block,
                                               uint8_t *restrict in_block, uint32_t *restrict in_sought) {
    const eight lasts = {block[15], block[31], block[47], block[63], block[79], block[95], block[111], block[127]};
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t x = sought[i];
        /* Which row it could be in cannot be foretold, so nothing branches on it. */
        const eight_mask less = __builtin_convertvector(lasts < x, eight_mask);
        uint8_t rows;
        memcpy(&rows, &less, sizeof rows);
        const size_t start = 16 * (size_t)__builtin_popcount(rows & 0x7fu);
        const uint32_t places = places_of(block + start, x);
        in_sought[count] = (uint32_t)i;
        in_block[count] = (uint8_t)(start + (size_t)__builtin_ctz(places));
        count += places != 0x10000u;
    }
    return count;
}

#if defined(__x86_64__)
/* A row of both at a time; the row that ends first is followed by the next one. */
VP2INTERSECT static size_t meet_block_by_rows(const uint32_t *restrict sought, size_t n, const uint32_t *restrict block,
                                              uint8_t *restrict in_block, uint32_t *restrict in_sought) {
    const __m128i lanes = _mm_loadu_si128((const __m128i *)NUMBERS);
    const __m512i wide_lanes = _mm512_cvtepu8_epi32(lanes);
    size_t count = 0, i = 0, j = 0;
    while (i < n && j < 128) {
        const __mmask16 valid = first_bits(n - i);
        /* Behind the last sought one it is there again and again, which finds it once. */
        const __m512i some = _mm512_mask_loadu_epi32(_mm512_set1_epi32((int)sought[n - 1]), valid, sought + i);
        __mmask16 found, places;
        _mm512_2intersect_epi32(some, _mm512_loadu_si512(block + j), &found, &places);
        found &= valid;
        _mm512_storeu_si512(
            in_sought + count,
            _mm512_maskz_compress_epi32(found, _mm512_add_epi32(wide_lanes, _mm512_set1_epi32((int)i))));
        _mm_storeu_si128((__m128i *)(in_block + count),
                         _mm_maskz_compress_epi8(places, _mm_add_epi8(lanes, _mm_set1_epi8((char)j))));
        count += (size_t)__builtin_popcount(found);
        const uint32_t last = sought[n - i < 16 ? n - 1 : i + 15], other = block[j + 15];
        i += last <= other ? 16 : 0;
        j += other <= last ? 16 : 0;
    }
    return count;
}
#endif

size_t lede_meet_block(const uint32_t *restrict sought, size_t n, const uint32_t *restrict block, uint8_t *restrict in_block,
                       uint32_t *restrict in_sought) {
#if defined(__x86_64__)
    if (n >= 8 && HAS_VP2INTERSECT) return meet_block_by_rows(sought, n, block, in_block, in_sought);
#endif
    return meet_block_one_by_one(sought, n, block, in_block, in_sought);
}

DISPATCHED size_t lede_meet_bits(const uint32_t *restrict sought, size_t n, uint32_t first, const uint64_t *restrict words,
                                 const uint8_t *restrict ranks, uint8_t *restrict in_block, uint32_t *restrict in_sought) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t offset = sought[i] - first;
        const uint64_t word = words[offset >> 6], bit = 1ull << (offset & 63);
        in_sought[count] = (uint32_t)i;
        in_block[count] = (uint8_t)(ranks[offset >> 6] + __builtin_popcountll(word & (bit - 1)));
        count += (word & bit) != 0;
    }
    return count;
}

#if defined(__x86_64__)
/* What is written lies no further behind than what was read. */
VBMI2 static size_t keep_above_vbmi2(const uint32_t *documents, const double *scores, size_t n, double above,
                                     uint32_t *out_documents, double *out_scores) {
    const __m512d limit = _mm512_set1_pd(above);
    size_t count = 0;
    for (size_t i = 0; i < n; i += 8) {
        const __mmask8 valid = (__mmask8)first_bits(n - i);
        const __m512d some = _mm512_maskz_loadu_pd(valid, scores + i);
        const __m256i those = _mm256_maskz_loadu_epi32(valid, documents + i);
        const __mmask8 exceeds = _mm512_mask_cmp_pd_mask(valid, some, limit, _CMP_GT_OQ);
        const size_t kept = (size_t)__builtin_popcount(exceeds);
        const __mmask8 out = (__mmask8)first_bits(kept);
        _mm512_mask_storeu_pd(out_scores + count, out, _mm512_maskz_compress_pd(exceeds, some));
        _mm256_mask_storeu_epi32(out_documents + count, out, _mm256_maskz_compress_epi32(exceeds, those));
        count += kept;
    }
    return count;
}
#endif

DISPATCHED size_t lede_keep_above(const uint32_t *documents, const double *scores, size_t n, double above, uint32_t *out_documents,
                       double *out_scores) {
#if defined(__x86_64__)
    if (HAS_VBMI2) return keep_above_vbmi2(documents, scores, n, above, out_documents, out_scores);
#endif
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t document = documents[i];
        const double score = scores[i];
        out_documents[count] = document;
        out_scores[count] = score;
        count += score > above;
    }
    return count;
}

void lede_add_scores(const float *restrict scores, const uint32_t *restrict documents, size_t n, uint32_t start,
                     double *restrict sums) {
    for (size_t i = 0; i < n; i++) sums[documents[i] - start] += scores[i];
}

void lede_add_frequencies(const uint32_t *restrict frequencies, const uint32_t *restrict documents, size_t n, uint32_t start,
                          float weight, float *restrict sums) {
    for (size_t i = 0; i < n; i++) sums[documents[i] - start] += weight * (float)frequencies[i];
}

typedef double doubles __attribute__((ext_vector_type(8)));
typedef _Bool doubles_mask __attribute__((ext_vector_type(8)));

#if defined(__x86_64__)
/* The places of the bits that are set in n words, n no more than 64, the first being that of the lowest bit of the first. */
VBMI2 static size_t places_of_bits(const uint64_t *words, size_t n, uint32_t first, uint32_t *places) {
    const __m512i ascending = _mm512_loadu_si512(NUMBERS);
    uint64_t filled = 0;
    for (size_t i = 0; i < n; i += 8) {
        const __m512i some = _mm512_maskz_loadu_epi64((__mmask8)first_bits(n - i), words + i);
        filled |= (uint64_t)_mm512_test_epi64_mask(some, some) << i;
    }
    size_t count = 0;
    for (; filled != 0; filled &= filled - 1) {
        const unsigned i = (unsigned)__builtin_ctzll(filled);
        const size_t ones = (size_t)__builtin_popcountll(words[i]);
        const __m512i start = _mm512_set1_epi32((int)(first + 64 * i));
        __m512i found = _mm512_maskz_compress_epi8(words[i], ascending);
        for (size_t done = 0;;) {
            const __m512i some = _mm512_add_epi32(start, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(found)));
            _mm512_mask_storeu_epi32(places + count + done, first_bits(ones - done), some);
            done += 16;
            if (done >= ones) break;
            found = _mm512_alignr_epi64(found, found, 2);
        }
        count += ones;
    }
    return count;
}
#endif

size_t lede_bits_to_documents(const uint64_t *words, size_t n, uint32_t start, uint32_t *documents) {
    size_t count = 0;
#if defined(__x86_64__)
    if (HAS_VBMI2) {
        for (size_t i = 0; i < n; i += 64)
            count += places_of_bits(words + i, n - i < 64 ? n - i : 64, start + 64 * (uint32_t)i, documents + count);
        return count;
    }
#endif
    for (size_t i = 0; i < n; i++)
        for (uint64_t rest = words[i]; rest != 0; rest &= rest - 1)
            documents[count++] = start + 64 * (uint32_t)i + (uint32_t)__builtin_ctzll(rest);
    return count;
}

size_t lede_take_frequencies(uint64_t *restrict touched, size_t n, float *restrict sums, uint32_t start,
                             uint32_t *restrict out_documents, float *restrict out_sums) {
    const size_t count = lede_bits_to_documents(touched, n, 0, out_documents);
    memset(touched, 0, n * sizeof *touched);
    for (size_t i = 0; i < count; i++) {
        const uint32_t place = out_documents[i];
        out_documents[i] = start + place;
        out_sums[i] = sums[place];
        sums[place] = 0;
    }
    return count;
}

/* What lede_take_sums does, where there are few. */
static size_t take_few_sums(uint64_t *restrict touched, size_t n, double *restrict sums, uint32_t start, double above,
                            uint32_t *out_documents, double *restrict out_scores) {
    const size_t count = lede_bits_to_documents(touched, n, 0, out_documents);
    memset(touched, 0, n * sizeof *touched);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const uint32_t place = out_documents[i];
        const double sum = sums[place];
        sums[place] = 0;
        out_documents[kept] = start + place;
        out_scores[kept] = sum;
        kept += sum > above;
    }
    return kept;
}

/* From so many touched sums of 64 on, in the mean, all are compared. */
#define DENSE 4

DISPATCHED size_t lede_take_sums(uint64_t *restrict touched, size_t n, double *restrict sums, uint32_t start, double above,
                                 uint32_t *restrict out_documents, double *restrict out_scores) {
    if (lede_count_bits(touched, n) < DENSE * n) return take_few_sums(touched, n, sums, start, above, out_documents, out_scores);
    const doubles limit = above;
    size_t count = 0;
    for (size_t word = 0; word < n; word++) {
        double *const values = sums + 64 * word;
        const uint32_t first = start + 64 * (uint32_t)word;
        uint64_t exceeds = 0;
        for (unsigned part = 0; part < 8; part++) {
            doubles v;
            memcpy(&v, values + 8 * part, sizeof v);
            const doubles_mask greater = __builtin_convertvector(v > limit, doubles_mask);
            uint8_t mask;
            memcpy(&mask, &greater, sizeof mask);
            exceeds |= (uint64_t)mask << (8 * part);
        }
        for (uint64_t rest = touched[word] & exceeds; rest != 0; rest &= rest - 1) {
            const unsigned bit = (unsigned)__builtin_ctzll(rest);
            out_documents[count] = first + bit;
            out_scores[count++] = values[bit];
        }
        touched[word] = 0;
        memset(values, 0, 64 * sizeof *values);
    }
    return count;
}

typedef float float_row __attribute__((ext_vector_type(16)));

DISPATCHED size_t lede_count_positive(const float *restrict values, size_t n, float *greatest) {
    const float_row zero = 0;
    float_row most = 0;
    size_t count = 0, i = 0;
    for (; i + 16 <= n; i += 16) {
        float_row v;
        memcpy(&v, values + i, sizeof v);
        const row_mask positive = __builtin_convertvector(v > zero, row_mask);
        uint16_t mask;
        memcpy(&mask, &positive, sizeof mask);
        count += (size_t)__builtin_popcount(mask);
        most = v > most ? v : most;
    }
    float best = 0;
    for (size_t j = 0; j < 16; j++) best = most[j] > best ? most[j] : best;
    for (; i < n; i++) {
        count += values[i] > 0;
        best = values[i] > best ? values[i] : best;
    }
    *greatest = best;
    return count;
}

DISPATCHED size_t lede_select_places(const float *restrict values, size_t n, float above, uint32_t start,
                                     uint32_t *restrict out_places, float *restrict out_values) {
    const float_row limit = above;
    size_t count = 0, i = 0;
    for (; i + 16 <= n; i += 16) {
        float_row v;
        memcpy(&v, values + i, sizeof v);
        const row_mask exceeds = __builtin_convertvector(v > limit, row_mask);
        uint16_t mask;
        memcpy(&mask, &exceeds, sizeof mask);
        for (uint32_t rest = mask; rest != 0; rest &= rest - 1) {
            const unsigned place = (unsigned)__builtin_ctz(rest);
            out_places[count] = start + (uint32_t)i + place;
            out_values[count++] = values[i + place];
        }
    }
    for (; i < n; i++) {
        if (values[i] > above) {
            out_places[count] = start + (uint32_t)i;
            out_values[count++] = values[i];
        }
    }
    return count;
}

#if defined(__x86_64__)
VBMI2 static size_t make_keys_vbmi2(const uint32_t *restrict documents, const double *restrict scores, size_t n, uint64_t least,
                                    uint64_t below, uint64_t *restrict keys) {
    const __m512i low = _mm512_set1_epi64((long long)least), high = _mm512_set1_epi64((long long)below);
    size_t count = 0;
    for (size_t i = 0; i < n; i += 8) {
        const __mmask8 valid = (__mmask8)first_bits(n - i);
        const __m256 score = _mm256_add_ps(_mm512_cvtpd_ps(_mm512_maskz_loadu_pd(valid, scores + i)), _mm256_setzero_ps());
        const __m256i bits = _mm256_castps_si256(score);
        const __m256i ordered =
            _mm256_xor_si256(bits, _mm256_or_si256(_mm256_srai_epi32(bits, 31), _mm256_set1_epi32((int)0x80000000)));
        const __m256i rest =
            _mm256_sub_epi32(_mm256_set1_epi32((int)0xfffffffe), _mm256_maskz_loadu_epi32(valid, documents + i));
        const __m512i key =
            _mm512_or_si512(_mm512_slli_epi64(_mm512_cvtepu32_epi64(ordered), 32), _mm512_cvtepu32_epi64(rest));
        const __mmask8 kept = _mm512_mask_cmplt_epu64_mask(_mm512_mask_cmpgt_epu64_mask(valid, key, low), key, high);
        const size_t more = (size_t)__builtin_popcount(kept);
        _mm512_mask_storeu_epi64(keys + count, (__mmask8)first_bits(more), _mm512_maskz_compress_epi64(kept, key));
        count += more;
    }
    return count;
}

VBMI2 static void rank_keys_vbmi2(const uint64_t *restrict keys, size_t n, uint64_t *restrict ranked) {
    const __m512i one = _mm512_set1_epi64(1);
    for (size_t row = 0; row < n; row += 8) {
        const size_t past = n - row < 8 ? n : row + 8;
        const __m512i own = _mm512_maskz_loadu_epi64((__mmask8)first_bits(n - row), keys + row);
        __m512i ranks = _mm512_setzero_si512();
        /* How many come before each of the row. Of equal ones the first comes first. */
        for (size_t j = 0; j < row; j++)
            ranks = _mm512_mask_add_epi64(
                ranks, _mm512_cmple_epu64_mask(own, _mm512_set1_epi64((long long)keys[j])), ranks, one);
        for (size_t j = row; j < past; j++) {
            const __m512i other = _mm512_set1_epi64((long long)keys[j]);
            const __mmask8 behind = (__mmask8)(0xfeu << (j - row));
            ranks = _mm512_mask_add_epi64(
                ranks, _mm512_cmplt_epu64_mask(own, other) | (_mm512_cmpeq_epu64_mask(own, other) & behind), ranks, one);
        }
        for (size_t j = past; j < n; j++)
            ranks = _mm512_mask_add_epi64(
                ranks, _mm512_cmplt_epu64_mask(own, _mm512_set1_epi64((long long)keys[j])), ranks, one);
        uint64_t places[8];
        memcpy(places, &ranks, sizeof places);
        for (size_t i = row; i < past; i++) ranked[places[i - row]] = keys[i];
    }
}
#endif

DISPATCHED size_t lede_make_keys(const uint32_t *restrict documents, const double *restrict scores, size_t n, uint64_t least,
                      uint64_t below, uint64_t *restrict keys) {
#if defined(__x86_64__)
    if (HAS_VBMI2) return make_keys_vbmi2(documents, scores, n, least, below, keys);
#endif
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        /* Minus zero becomes zero. */
        const float score = (float)scores[i] + 0.0f;
        uint32_t bits;
        memcpy(&bits, &score, sizeof bits);
        /* Floats in their order as unsigned integers. */
        bits ^= (0 - (bits >> 31)) | 0x80000000u;
        const uint64_t key = (uint64_t)bits << 32 | (0xfffffffeu - documents[i]);
        keys[count] = key;
        count += (key > least) & (key < below);
    }
    return count;
}

DISPATCHED void lede_rank_keys(const uint64_t *restrict keys, size_t n, uint64_t *restrict ranked) {
#if defined(__x86_64__)
    if (HAS_VBMI2) {
        rank_keys_vbmi2(keys, n, ranked);
        return;
    }
#endif
    for (size_t i = 0; i < n; i++) {
        const uint64_t key = keys[i];
        size_t rank = 0;
        for (size_t j = 0; j < i; j++) rank += keys[j] >= key;
        for (size_t j = i + 1; j < n; j++) rank += keys[j] > key;
        ranked[rank] = key;
    }
}

#if defined(__x86_64__)
VBMI2 static size_t part_keys_vbmi2(uint64_t *keys, size_t n, uint64_t pivot, uint64_t *scratch) {
    const __m512i limit = _mm512_set1_epi64((long long)pivot);
    size_t greater = 0, rest = 0;
    for (size_t i = 0; i < n; i += 8) {
        const __mmask8 valid = (__mmask8)first_bits(n - i);
        const __m512i some = _mm512_maskz_loadu_epi64(valid, keys + i);
        const __mmask8 above = _mm512_mask_cmpgt_epu64_mask(valid, some, limit), others = valid & (__mmask8)~above;
        const size_t count = (size_t)__builtin_popcount(above), left = (size_t)__builtin_popcount(others);
        _mm512_mask_storeu_epi64(keys + greater, (__mmask8)first_bits(count), _mm512_maskz_compress_epi64(above, some));
        _mm512_mask_storeu_epi64(scratch + rest, (__mmask8)first_bits(left), _mm512_maskz_compress_epi64(others, some));
        greater += count;
        rest += left;
    }
    return greater;
}
#endif

/* Puts the keys that are greater than the pivot first, and the others into the scratch. Returns how many are greater. */
INLINE size_t part_keys(uint64_t *restrict keys, size_t n, uint64_t pivot, uint64_t *restrict scratch) {
#if defined(__x86_64__)
    if (HAS_VBMI2) return part_keys_vbmi2(keys, n, pivot, scratch);
#endif
    size_t greater = 0, rest = 0;
    for (size_t i = 0; i < n; i++) {
        const uint64_t key = keys[i];
        keys[greater] = key;
        scratch[rest] = key;
        greater += key > pivot;
        rest += key <= pivot;
    }
    return greater;
}

DISPATCHED static uint64_t least_key(const uint64_t *keys, size_t n) {
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i < n; i++) least = keys[i] < least ? keys[i] : least;
    return least;
}

/* So many keys are ranked sooner than parted once more. */
#define FEW 24

uint64_t lede_select_greatest(uint64_t *restrict keys, size_t n, size_t k, uint64_t *restrict scratch) {
    uint64_t *const all = keys;
    const size_t wanted = k;
    while (n > k && n > FEW) {
        const uint64_t a = keys[0], b = keys[n / 2], c = keys[n - 1];
        const uint64_t least = a < b ? a : b, most = a < b ? b : a;
        const uint64_t pivot = c < least ? least : c > most ? most : c;
        const size_t greater = part_keys(keys, n, pivot, scratch);
        if (greater >= k) {
            n = greater;
            continue;
        }
        /* All of the greater ones are wanted, and some of the rest; where it was the greatest, those that equal it. */
        memcpy(keys + greater, scratch, (n - greater) * sizeof *keys);
        size_t taken = greater;
        if (greater == 0)
            for (size_t i = 0; i < n && taken < k; i++)
                if (keys[i] == pivot) {
                    keys[i] = keys[taken];
                    keys[taken++] = pivot;
                }
        keys += taken;
        k -= taken;
        n -= taken;
    }
    if (n > k) {
        lede_rank_keys(keys, n, scratch);
        memcpy(keys, scratch, k * sizeof *keys);
    }
    return least_key(all, wanted);
}

INLINE unsigned less(unsigned number, unsigned step) { return number > step ? number - step : 0; }

void lede_block_peaks(const uint8_t *restrict impacts, size_t n, int is_wide, const float *restrict firsts,
                      const float *restrict seconds, float *restrict peaks) {
    for (size_t i = 0; i < n; i++) {
        const unsigned a = impacts[0], x = impacts[1];
        unsigned b = impacts[2], y = impacts[3], c, z;
        if (is_wide) {
            c = impacts[4];
            z = impacts[5];
        } else {
            const unsigned to_second = b, to_third = y;
            b = less(a, lede_impact_step(to_second >> 4));
            y = less(x, lede_impact_step(to_second));
            c = less(b, lede_impact_step(to_third >> 4));
            z = less(y, lede_impact_step(to_third));
        }
        const float one = firsts[a] * seconds[x], two = firsts[b] * seconds[y], three = firsts[c] * seconds[z];
        const float most = one > two ? one : two;
        peaks[i] = most > three ? most : three;
        impacts += is_wide ? 6 : 4;
    }
}

#if defined(__x86_64__)
VBMI2 static void score_vbmi2(const uint32_t *restrict documents, const uint32_t *restrict frequencies, size_t n,
                              const uint8_t *restrict norms, const float *restrict inverses, float weight,
                              float *restrict scores) {
    const __m512 weights = _mm512_set1_ps(weight), one = _mm512_set1_ps(1);
    for (size_t i = 0; i < n; i += 16) {
        const __mmask16 valid = first_bits(n - i);
        float inverse[16];
#pragma clang loop unroll(full)
        for (size_t j = 0; j < 16; j++) inverse[j] = inverses[norms[documents[i + j < n ? i + j : n - 1]]];
        const __m512 frequency = _mm512_mul_ps(
            _mm512_cvtepu32_ps(_mm512_maskz_loadu_epi32(valid, frequencies + i)), _mm512_loadu_ps(inverse));
        _mm512_mask_storeu_ps(
            scores + i, valid, _mm512_sub_ps(weights, _mm512_div_ps(weights, _mm512_add_ps(one, frequency))));
    }
}
#endif

DISPATCHED void lede_score(const uint32_t *restrict documents, const uint32_t *restrict frequencies, size_t n,
                           const uint8_t *restrict norms, const float *restrict inverses, float weight,
                           float *restrict scores) {
#if defined(__x86_64__)
    if (HAS_VBMI2) {
        score_vbmi2(documents, frequencies, n, norms, inverses, weight, scores);
        return;
    }
#endif
    for (size_t i = 0; i < n; i++) {
        const float frequency = (float)frequencies[i] * inverses[norms[documents[i]]];
        scores[i] = weight - weight / (1 + frequency);
    }
}

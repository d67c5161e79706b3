#include "lede_kernels.h"
#include "dispatch.h"

/* A log of words: writing it, counting and sorting its words, and taking their places apart. */

/* Most words are near: sixteen at a time where all of them are. */
DISPATCHED size_t lede_log_words(const uint32_t *restrict words, size_t n, uint16_t *restrict codes) {
    uint16_t *out = codes;
    size_t i = 0;
    while (i < n) {
        const size_t end = n - i < 16 ? n : i + 16;
        uint32_t farthest = 0;
        if (end - i == 16)
            for (size_t j = 0; j < 16; j++) farthest = words[i + j] > farthest ? words[i + j] : farthest;
        else
            farthest = lede_log_far_word;
        if (farthest < lede_log_far_word) {
            for (size_t j = 0; j < 16; j++) out[j] = (uint16_t)words[i + j];
            out += 16;
            i += 16;
            continue;
        }
        for (; i < end; i++) {
            const uint32_t word = words[i];
            if (word < lede_log_far_word) {
                *out++ = (uint16_t)word;
            } else {
                out[0] = lede_log_far_word;
                out[1] = (uint16_t)word;
                out[2] = (uint16_t)(word >> 16);
                out += 3;
            }
        }
    }
    return (size_t)(out - codes);
}

/* Reads a word of a log with what comes before it, and goes behind it. */
INLINE const uint16_t *next_word(const uint16_t *code, uint32_t *word, uint32_t *place) {
    uint32_t c = *code++;
    if (__builtin_expect(c < lede_log_far_word, 1)) {
        *word = c;
        return code;
    }
    if (c == lede_log_place) {
        *place = code[0] | (uint32_t)code[1] << 16;
        c = code[2];
        code += 3;
    }
    if (c == lede_log_far_word) {
        c = code[0] | (uint32_t)code[1] << 16;
        code += 2;
    }
    *word = c;
    return code;
}

void lede_count_words(const uint16_t *restrict codes, size_t n, uint32_t *restrict counts) {
    uint32_t word, place = 0;
    for (const uint16_t *code = codes, *end = codes + n; code < end;) {
        code = next_word(code, &word, &place);
        counts[word]++;
    }
}

INLINE void sort_places(const uint16_t *restrict codes, size_t n, uint32_t *restrict place,
                        const uint64_t *restrict targets, uint32_t *restrict cursors, uint32_t spare,
                        uint32_t *restrict places, unsigned label_shift) {
    uint32_t word, at = *place;
    for (const uint16_t *code = codes, *end = codes + n; code < end; at++) {
        code = next_word(code, &word, &at);
        const uint64_t target = targets ? targets[word] : word;
        const uint32_t list = (uint32_t)target, cursor = cursors[list];
        const uint32_t label = (uint32_t)(target >> 32);
        if (label_shift == lede_wide_labels) {
            places[2 * (size_t)cursor] = at;
            places[2 * (size_t)cursor + 1] = label;
        } else {
            places[cursor] = label_shift == 0 ? at : at | label << label_shift;
        }
        cursors[list] = cursor + (cursor != spare);
    }
    *place = at;
}

void lede_sort_places(const uint16_t *restrict codes, size_t n, uint32_t *restrict place, const uint64_t *restrict targets,
                      uint32_t *restrict cursors, uint32_t spare, uint32_t *restrict places, unsigned label_shift) {
    if (!targets) sort_places(codes, n, place, NULL, cursors, spare, places, 0);
    else if (label_shift == 0) sort_places(codes, n, place, targets, cursors, spare, places, 0);
    else if (label_shift < lede_wide_labels) sort_places(codes, n, place, targets, cursors, spare, places, label_shift);
    else sort_places(codes, n, place, targets, cursors, spare, places, lede_wide_labels);
}

/* Pairs the words that were met; those of the last two places wait for what may follow, unless this is the end. Returns the end of
   what was found. */
static uint64_t *pair_words(lede_pairs *state, int is_end, uint32_t chosen, uint32_t *restrict cursors, uint32_t spare,
                            uint32_t *restrict places, uint64_t *restrict found) {
    uint64_t *met = state->met;
    uint16_t *followed = state->followed;
    const size_t n = state->count;
    if (n == 0) return found;
    const uint64_t last = met[n - 1] >> 8;
    met[n] = UINT64_MAX;
    size_t paired = n;
    if (!is_end) while (paired > 0 && (met[paired - 1] >> 8) + 1 >= last) paired--;
    /* Whether a word has a neighbour cannot be foretold, so nothing branches on it. */
    size_t count = 0;
    for (size_t i = 0; i < paired; i++) {
        followed[count] = (uint16_t)i;
        count += met[i + 1] >> 8 <= (met[i] >> 8) + 1;
    }
    for (size_t k = 0; k < count; k++) {
        const size_t i = followed[k];
        const uint64_t place = met[i] >> 8;
        for (size_t j = i + 1; met[j] >> 8 <= place + 1; j++) {
            if (met[j] >> 8 == place) continue;
            const uint32_t pair = (uint32_t)(met[i] & 0xff) * chosen + (uint32_t)(met[j] & 0xff);
            uint32_t *cursor = cursors + pair;
            if (places) places[*cursor] = (uint32_t)place;
            if (found) *found++ = place << 16 | pair;
            *cursor += *cursor != spare;
        }
    }
    memmove(met, met + paired, (n - paired) * sizeof *met);
    state->count = (uint32_t)(n - paired);
    return found;
}

size_t lede_sort_pairs(const uint16_t *restrict codes, size_t n, lede_pairs *restrict state, const uint8_t *restrict ranks,
                       uint32_t chosen, uint32_t *restrict cursors, uint32_t spare, uint32_t *restrict places,
                       uint64_t *restrict found) {
    uint64_t *end_found = found;
    uint32_t word, at = state->place;
    size_t count = state->count;
    for (const uint16_t *code = codes, *end = codes + n; code < end; at++) {
        code = next_word(code, &word, &at);
        const uint8_t rank = ranks[word];
        state->met[count] = (uint64_t)at << 8 | rank;
        count += rank != lede_not_chosen;
        if (count == lede_pairs_at_once) {
            state->count = (uint32_t)count;
            end_found = pair_words(state, 0, chosen, cursors, spare, places, end_found);
            count = state->count;
        }
    }
    state->count = (uint32_t)count;
    state->place = at;
    if (n == 0) end_found = pair_words(state, 1, chosen, cursors, spare, places, end_found);
    return (size_t)(end_found - found);
}

void lede_sort_found_pairs(const uint64_t *restrict found, size_t n, uint32_t *restrict cursors, uint32_t spare,
                           uint32_t *restrict places) {
    for (size_t i = 0; i < n; i++) {
        uint32_t *cursor = cursors + (found[i] & 0xffff);
        places[*cursor] = (uint32_t)(found[i] >> 16);
        *cursor += *cursor != spare;
    }
}

/* So many places are looked up before any of them is taken apart. */
#define PLACES_AT_ONCE 128

typedef struct {
    /* Behind the last of those before. */
    uint32_t places[1 + PLACES_AT_ONCE], documents[1 + PLACES_AT_ONCE];
    /* Where the documents begin. */
    uint32_t begins[PLACES_AT_ONCE];
} lede_located;

/* Finds the documents of n places. Where one begins cannot be foretold for most words, so mostly nothing branches on it. */
INLINE void locate(lede_located *located, size_t n, const uint32_t *restrict starts, const uint32_t *restrict hints,
                   unsigned page_bits) {
    for (size_t i = 0; i < n; i++) {
        const uint32_t place = located->places[1 + i];
        uint32_t document = hints[place >> page_bits];
        document += starts[document + 1] <= place;
        document += starts[document + 1] <= place;
        while (__builtin_expect(starts[document + 1] <= place, 0)) document++;
        located->documents[1 + i] = document;
        located->begins[i] = starts[document];
    }
}

/* Makes gaps of n places, and appends the documents that differ from the one before, each with its index counted from `first`. Returns how
   many documents there are then. */
INLINE size_t take_apart(const lede_located *located, size_t n, size_t first, uint32_t *restrict gaps,
                         uint32_t *restrict documents, uint32_t *restrict firsts, size_t count) {
    for (size_t i = 0; i < n; i++) {
        const uint32_t document = located->documents[1 + i], before = located->documents[i];
        gaps[i] = located->places[1 + i] - (document != before ? located->begins[i] : located->places[i]);
    }
    for (size_t i = 0; i < n; i++) {
        const uint32_t document = located->documents[1 + i];
        documents[count] = document;
        firsts[count] = (uint32_t)(first + i);
        count += document != located->documents[i];
    }
    return count;
}

#if defined(__x86_64__)
/* The same sixteen at a time. */
__attribute__((target("arch=x86-64-v4")))
static size_t take_apart_v4(const lede_located *located, size_t n, size_t first, uint32_t *restrict gaps,
                            uint32_t *restrict documents, uint32_t *restrict firsts, size_t count) {
    const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    for (size_t i = 0; i < n; i += 16) {
        const __mmask16 valid = first_bits(n - i);
        const __m512i document = _mm512_loadu_si512(located->documents + 1 + i);
        const __m512i begin = _mm512_loadu_si512(located->begins + i);
        const __mmask16 is_new =
            _mm512_mask_cmpneq_epu32_mask(valid, document, _mm512_loadu_si512(located->documents + i));
        const __m512i before = _mm512_mask_mov_epi32(_mm512_loadu_si512(located->places + i), is_new, begin);
        const __m512i index = _mm512_add_epi32(lanes, _mm512_set1_epi32((int)(first + i)));
        _mm512_mask_storeu_epi32(gaps + i, valid, _mm512_sub_epi32(_mm512_loadu_si512(located->places + 1 + i), before));
        _mm512_storeu_si512(documents + count, _mm512_maskz_compress_epi32(is_new, document));
        _mm512_storeu_si512(firsts + count, _mm512_maskz_compress_epi32(is_new, index));
        count += (size_t)__builtin_popcount(is_new);
    }
    return count;
}
#endif

/* Parts n places from their labels. */
INLINE void part_labels(const uint32_t *restrict labelled, size_t n, uint32_t *restrict places, uint32_t *restrict labels,
                        unsigned label_shift) {
    if (label_shift == lede_wide_labels) {
        for (size_t i = 0; i < n; i++) {
            places[i] = labelled[2 * i];
            labels[i] = labelled[2 * i + 1];
        }
    } else {
        for (size_t i = 0; i < n; i++) {
            places[i] = labelled[i] & ((1u << label_shift) - 1);
            labels[i] = labelled[i] >> label_shift;
        }
    }
}

DISPATCHED size_t lede_split_places(uint32_t *restrict places, size_t n, const uint32_t *restrict starts,
                                    const uint32_t *restrict hints, unsigned page_bits, uint32_t *restrict documents,
                                    uint32_t *restrict frequencies, uint32_t *restrict labels, unsigned label_shift) {
    lede_located located;
    located.documents[0] = UINT32_MAX;
    located.places[0] = 0;
#if defined(__x86_64__)
    const int is_v4 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl");
#endif
    size_t count = 0;
    for (size_t i = 0; i < n; i += PLACES_AT_ONCE) {
        const size_t part = n - i < PLACES_AT_ONCE ? n - i : PLACES_AT_ONCE;
        if (labels)
            part_labels(
                places + (label_shift == lede_wide_labels ? 2 * i : i), part, located.places + 1, labels + i, label_shift);
        else
            memcpy(located.places + 1, places + i, part * sizeof *places);
        locate(&located, part, starts, hints, page_bits);
#if defined(__x86_64__)
        if (is_v4) count = take_apart_v4(&located, part, i, places + i, documents, frequencies, count); else
#endif
        count = take_apart(&located, part, i, places + i, documents, frequencies, count);
        located.documents[0] = located.documents[part];
        located.places[0] = located.places[part];
    }
    frequencies[count] = (uint32_t)n;
    for (size_t i = 0; i < count; i++) frequencies[i] = frequencies[i + 1] - frequencies[i];
    return count;
}

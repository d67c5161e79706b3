#ifndef LEDE_KERNELS_H
#define LEDE_KERNELS_H
#include <stddef.h>
#include <stdint.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* Integer kernels. Each has a plain twin in Sources/Lede/Codec that the tests hold beside it.
   Pointers need no alignment unless said; sizes are given with each function. */

/* Packs 128 integers of `bits` bits (0 to 32), four lanes side by side: integer i is in lane i % 4.
   Writes 16 * bits bytes. Higher bits of the integers are ignored. */
void lede_pack128(const uint32_t *in, uint8_t *out, unsigned bits);

/* The reverse: reads 16 * bits bytes, writes 128 integers. bits is 0 to 32. */
void lede_unpack128(const uint8_t *in, uint32_t *out, unsigned bits);

/* Turns 128 gaps less one into documents, in place: d[i] = before + 1 + sum of (d[j] + 1), j < i, + d[i]. Wraps. */
void lede_gaps_to_documents(uint32_t *gaps, uint32_t before);

/* Copies what exceeds `above`: scores as doubles, each with its document, in order. Returns how many there are.
   Both outputs have room for n and overlap nothing. */
size_t lede_select_above(const float *restrict scores, const uint32_t *restrict documents, size_t n, float above,
                         uint32_t *restrict out_documents, double *restrict out_scores);

/* How many of n values, none below zero, are greater than zero. Puts the greatest of them into `greatest`. */
size_t lede_count_positive(const float *restrict values, size_t n, float *greatest);

/* Copies the values that exceed `above`, each with `start` plus its place, in order. Returns how many there are.
   Both outputs have room for n and overlap nothing. */
size_t lede_select_places(const float *restrict values, size_t n, float above, uint32_t start,
                          uint32_t *restrict out_places, float *restrict out_values);

/* How many bits of n words are set. */
size_t lede_count_bits(const uint64_t *words, size_t n);

/* Puts into ranks[i], modulo 256, how many bits are set in the words before word i. Returns how many are set in all. */
size_t lede_rank_bits(const uint64_t *restrict words, size_t n, uint8_t *restrict ranks);

/* Which of n ascending integers are among the 128 ascending ones of `block`, none of them greater than the last. Puts for
   each the place among the n, and that in the block; both outputs have room for 128. Returns how many there are. */
size_t lede_meet_block(const uint32_t *restrict sought, size_t n, const uint32_t *restrict block,
                       uint8_t *restrict in_block, uint32_t *restrict in_sought);

/* The same for a block that is a bit set: bit i of `words` stands for first + i, and ranks are those of lede_rank_bits.
   No sought integer is less than `first`, nor beyond the words. */
size_t lede_meet_bits(const uint32_t *restrict sought, size_t n, uint32_t first, const uint64_t *restrict words,
                      const uint8_t *restrict ranks, uint8_t *restrict in_block, uint32_t *restrict in_sought);

/* Puts before + the sums of the first 1, 2, … n integers into `sums`, modulo 2^32. */
void lede_running_sums(const uint32_t *restrict in, size_t n, uint32_t before, uint32_t *restrict sums);

/* Copies those of n ascending starts of which start + place is among m ascending positions, in order. 16 integers, whatever
   they are, can be read behind the positions. `out` may be `starts`, or begin before it. Returns how many are copied. */
size_t lede_keep_starts(const uint32_t *starts, size_t n, uint32_t place, const uint32_t *positions, size_t m, uint32_t *out);

/* How far a phrase was looked for in some documents: how many of them are kept, how many were seen, how many starts were read
   and how many are kept. */
typedef struct {
    size_t kept, seen, read, used;
} lede_phrase;

/* The documents of a block that were found among others, and their positions. The k-th is in_sought[k] places behind `base` of
   the documents, and has the sums `bounds[i] + 1` to `bounds[i + 1]`, i being in_block[k], from which the sum before them is
   to be subtracted. 16 sums behind the last can be read. */
typedef struct {
    const uint32_t *sums, *bounds, *in_sought;
    const uint8_t *in_block;
    size_t count, base;
} lede_found;

/* Appends where a phrase may start, of which the word found stands at `place`, and keeps the documents that have such places.
   `counts` gets how many each has. `starts` has room for all the positions. */
void lede_begin_phrase(const lede_found *found, uint32_t place, uint32_t *documents, uint32_t *counts, uint32_t *starts,
                       lede_phrase *phrase);

/* Keeps those starts at which the word found stands at `place` of the phrase, and the documents that have any left. */
void lede_go_on_with_phrase(const lede_found *found, uint32_t place, uint32_t *documents, uint32_t *counts, uint32_t *starts,
                            lede_phrase *phrase);

/* Sets bit d - start for each of n ascending integers d. None is less than `start`, nor beyond the words. */
void lede_insert(const uint32_t *restrict documents, size_t n, uint32_t start, uint64_t *restrict words);

/* Sets bit `first` + i for each bit i of a set of n bytes. Up to 7 bytes behind the set are read, and the words reach to the
   one behind that of the last bit. */
void lede_insert_set(const uint8_t *restrict set, size_t n, size_t first, uint64_t *restrict words);

/* Copies those of n documents whose score exceeds `above`, each with its score, in order. The outputs may be the inputs, or
   begin before them. Returns how many there are. */
size_t lede_keep_above(const uint32_t *documents, const double *scores, size_t n, double above, uint32_t *out_documents,
                       double *out_scores);

/* Adds to sums[d - start] a score for each of n integers d. None of them is less than `start`, nor beyond the sums. */
void lede_add_scores(const float *restrict scores, const uint32_t *restrict documents, size_t n, uint32_t start,
                     double *restrict sums);

/* Adds to sums[d - start] the weight times a frequency for each of n integers d. None of them is less than `start`, nor beyond
   the sums. */
void lede_add_frequencies(const uint32_t *restrict frequencies, const uint32_t *restrict documents, size_t n, uint32_t start,
                          float weight, float *restrict sums);

/* Moves the sums whose bit in one of n words is set to `out_sums`, each with its number plus `start`, in order. All these bits
   and sums are zero then. Both outputs have room for 64 n and overlap nothing. Returns how many there are. */
size_t lede_take_frequencies(uint64_t *restrict touched, size_t n, float *restrict sums, uint32_t start,
                             uint32_t *restrict out_documents, float *restrict out_sums);

/* Moves the sums whose bit in one of n words is set and that exceed `above` to `out_scores`, each with its number plus
   `start`, in order. All these bits and sums are zero then; the others were before. Both outputs have room for 64 n
   and overlap nothing. Returns how many there are. */
size_t lede_take_sums(uint64_t *restrict touched, size_t n, double *restrict sums, uint32_t start, double above,
                      uint32_t *restrict out_documents, double *restrict out_scores);

/* For each of n blocks, of which `impacts` has three pairs of bytes, the greatest product of what the tables of 256 have for
   the first and the second byte of a pair. */
void lede_block_peaks(const uint8_t *restrict impacts, size_t n, const float *restrict firsts, const float *restrict seconds,
                      float *restrict peaks);

/* The scores of n documents by BM25: w - w / (1 + f), with w the weight of a term and f its frequency times what the table of
   256 has for the norm of the document. */
void lede_score(const uint32_t *restrict documents, const uint32_t *restrict frequencies, size_t n,
                const uint8_t *restrict norms, const float *restrict inverses, float weight, float *restrict scores);

/* Makes keys of n documents and their scores: a greater score is a greater key, and of equal scores the lesser document has
   the greater key. Those greater than `least` and less than `below` go to `keys`, which has room for n. Returns how many there
   are. No document exceeds 2^32 - 2. */
size_t lede_make_keys(const uint32_t *restrict documents, const double *restrict scores, size_t n, uint64_t least,
                      uint64_t below, uint64_t *restrict keys);

/* Puts the k greatest of n keys first, in any order; the others are lost. Keys may repeat. The scratch has room for n. */
void lede_select_greatest(uint64_t *restrict keys, size_t n, size_t k, uint64_t *restrict scratch);

/* Copies n keys, the greatest first. Takes n steps for each. */
void lede_rank_keys(const uint64_t *restrict keys, size_t n, uint64_t *restrict ranked);

/* How many of the first 16 bytes are ASCII letters, digits or underscores, before another one; *alphanumeric tells whether one
   of those is no underscore. 16 bytes can be read. Its plain twin is the loop of WordTokenizer. */
static inline unsigned lede_word_prefix(const uint8_t *bytes, unsigned *alphanumeric) {
#if defined(__SSE2__)
    __m128i text = _mm_loadu_si128((const __m128i *)bytes);
    __m128i letter = _mm_sub_epi8(_mm_or_si128(text, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
    __m128i digit = _mm_sub_epi8(text, _mm_set1_epi8('0'));
    letter = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(25)), letter);
    digit = _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit);
    unsigned named = (unsigned)_mm_movemask_epi8(_mm_or_si128(letter, digit));
    unsigned word = named | (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(text, _mm_set1_epi8('_')));
    unsigned count = (unsigned)__builtin_ctz(~word | 0x10000u);
    *alphanumeric = (named & ((1u << count) - 1)) != 0;
    return count;
#else
    unsigned count = 0;
    *alphanumeric = 0;
    for (; count < 16; count++) {
        uint8_t byte = bytes[count];
        unsigned named = (uint8_t)((byte | 0x20) - 'a') < 26 || (uint8_t)(byte - '0') < 10;
        if (!named && byte != '_') break;
        *alphanumeric |= named;
    }
    return count;
#endif
}

/* Asks for memory that will be read or written soon. Any address will do. */
static inline void lede_prefetch(const void *address) { __builtin_prefetch(address, 1); }

#endif

#ifndef LEDE_KERNELS_H
#define LEDE_KERNELS_H
#include <stddef.h>
#include <stdint.h>

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

/* How many bits of n words are set. */
size_t lede_count_bits(const uint64_t *words, size_t n);

/* Puts into ranks[i], modulo 256, how many bits are set in the words before word i. Returns how many are set in all. */
size_t lede_rank_bits(const uint64_t *restrict words, size_t n, uint8_t *restrict ranks);

/* Asks for memory that will be read or written soon. Any address will do. */
static inline void lede_prefetch(const void *address) { __builtin_prefetch(address, 1); }

#endif

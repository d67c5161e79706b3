#ifndef LEDE_KERNELS_H
#define LEDE_KERNELS_H
#include <stddef.h>
#include <stdint.h>

/* Integer kernels. Each has a plain twin in Sources/Lede/Codec that the tests hold beside it.
   Pointers need no alignment unless said; sizes are given with each function. */

/* Asks for n bytes to be brought into the cache, and does not wait for them. They may lie anywhere. */
static inline void lede_prefetch_bytes(const void *bytes, size_t n) {
    for (size_t i = 0; i < n; i += 64) __builtin_prefetch((const uint8_t *)bytes + i);
}

/* Packs 128 integers of `bits` bits (0 to 32), four lanes side by side: integer i is in lane i % 4.
   Writes 16 * bits bytes. Higher bits of the integers are ignored. */
void lede_pack128(const uint32_t *in, uint8_t *out, unsigned bits);

/* The reverse: reads 16 * bits bytes, writes 128 integers. bits is 0 to 32. */
void lede_unpack128(const uint8_t *in, uint32_t *out, unsigned bits);

/* The same where the integers are gaps less one, as documents: gap i, all before it, one for each, and `before`. Wraps. */
void lede_unpack_documents(const uint8_t *in, unsigned bits, uint32_t before, uint32_t *documents);

/* The same where they are frequencies less one as a PatchedBlock of at most n bytes, as frequencies, none of which is 0 or more than
   2^31. Returns how many bytes the block takes; 0 if it is malformed. */
size_t lede_unpack_frequencies(const uint8_t *in, size_t n, uint32_t *out);

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

/* How many of 128 integers are less than x. */
size_t lede_count_less(const uint32_t *values, uint32_t x);

/* How many of n ascending integers are not greater than x. */
size_t lede_count_up_to(const uint32_t *values, size_t n, uint32_t x);

/* Puts start plus the place of each bit that is set in n words into `documents`, ascending. Returns how many there are, for which
   there is room. */
size_t lede_bits_to_documents(const uint64_t *words, size_t n, uint32_t start, uint32_t *documents);

/* Which of n ascending integers are among the 128 ascending ones of `block`, none of them greater than the last. Puts for
   each the place among the n, and that in the block; up to 16 more are written of both. Returns how many there are, at most 128. */
size_t lede_meet_block(const uint32_t *restrict sought, size_t n, const uint32_t *restrict block,
                       uint8_t *restrict in_block, uint32_t *restrict in_sought);

/* The same for a block that is a bit set: bit i of `words` stands for first + i, and ranks are those of lede_rank_bits.
   No sought integer is less than `first`, nor beyond the words. */
size_t lede_meet_bits(const uint32_t *restrict sought, size_t n, uint32_t first, const uint64_t *restrict words,
                      const uint8_t *restrict ranks, uint8_t *restrict in_block, uint32_t *restrict in_sought);

/* Puts before + the sums of the first 1, 2, … n integers into `sums`, modulo 2^32. */
void lede_running_sums(const uint32_t *restrict in, size_t n, uint32_t before, uint32_t *restrict sums);

/* The documents of a set of n bytes, `first` being that of its first bit, where these are 128. Returns how many ones there are, if
   not 128; `documents` is left alone then. */
size_t lede_set_to_documents(const uint8_t *set, size_t n, uint32_t first, uint32_t *documents);

/* The width, 0 to 31, by which n integers take the fewest bits as remainders of so many bits and quotients, at least one integer. Puts
   into `bits` how many the quotients take, each as that many zeros and a one: less than four for each. */
unsigned lede_rice_width(const uint32_t *values, size_t n, size_t *bits);

/* Writes the quotients of n integers, 1 to 128, divided by 2^width and rounded down: `bits` bits, the low ones of a byte first, and zeros
   to the end of the byte. Up to 8 bytes more are written. */
void lede_write_quotients(const uint32_t *values, size_t n, unsigned width, size_t bits, uint8_t *out);

/* Writes the quotients of n integers, 1 to 128, by 2^width and behind them the remainders, low bits first, from a bit on; those of its
   byte before it stay. Returns the bit behind; up to 8 bytes more are written. */
size_t lede_pack_some(const uint32_t *values, size_t n, unsigned width, uint8_t *out, size_t bit);

/* Puts into least[f] the least norm of those of n documents, at most 128, that have the frequency f. Returns a bit for each such
   frequency; 0, and puts nothing, where there is one of 24 or more. */
uint32_t lede_least_norms(const uint32_t *restrict documents, const uint32_t *restrict frequencies, size_t n,
                          const uint8_t *restrict norms, uint16_t *restrict least);

/* Reads 128 integers of remainders of `width` bits, 0 to 31, packed, and behind them n bytes of quotients, and adds `more` to each. Puts
   into `all` all bits that any of them had before. Returns whether there are as many quotients. */
int lede_unpack_rice(const uint8_t *in, size_t n, unsigned width, uint32_t more, uint32_t *values, uint32_t *all);

/* The same of n bytes of quotients alone, which are the integers. */
int lede_unpack_unary(const uint8_t *in, size_t n, uint32_t more, uint32_t *values);

/* Of a block of documents by Elias and Fano: the greatest width, and how many zeros there are at most. */
enum { LEDE_WIDEST_LOW = 21, LEDE_MOST_ZEROS = 255 };

/* Reads 128 documents from `first` on, each by the number of those between that are none of the block: the low `width` bits of all,
   packed, and behind them n bytes, 48 at most, where as many zeros stand before the one of a document as its other bits say. Returns
   whether there are 128 that ascend. */
int lede_unpack_elias_fano(const uint8_t *in, size_t n, unsigned width, uint32_t first, uint32_t *documents);

/* Of a block of few ones: the greatest sum of its integers. */
enum { LEDE_GREATEST_SUM = 64 };

/* Reads 128 integers whose sum is n, 1 to LEDE_GREATEST_SUM, and adds `more` to each: the index of each as often as it says, ascending,
   as a SparseBlock of at most `size` bytes has them. Returns whether they are there and ascend; `values` is left alone where not. */
int lede_unpack_sparse(const uint8_t *in, size_t size, unsigned n, uint32_t more, uint32_t *values);

/* Reads n integers, 1 to 128, from a bit of `size` bytes on: the quotients by 2^width, and from the next multiple of `unit` bits on, 1 or
   8, the remainders, low bits first. Returns the bit behind them; 0 where they are not there, or too large. */
size_t lede_unpack_some(const uint8_t *in, size_t size, size_t bit, size_t n, unsigned width, unsigned unit, uint32_t *values);

/* Reads n counts, which are one and as many more together as `excess`, 1 to 128: in the same way, for each of these the index of its
   count less that of the one before. Returns the bit behind; 0 where they are not there. */
size_t lede_unpack_excess(const uint8_t *in, size_t size, size_t bit, size_t excess, unsigned width, size_t n, uint32_t *counts);

/* Documents of some that a block has: which they are, counted from `base` on, and where they stand in the block. */
typedef struct {
    const uint32_t *in_sought;
    const uint8_t *in_block;
    size_t count, base;
    uint32_t block;
} lede_found;

/* Moves them to the place `left` of all documents, which is no later than the first, and puts their numbers, the block and their places
   in it at the same place of three more lists. */
void lede_keep_found(const lede_found *found, uint32_t *restrict documents, size_t left, uint32_t *restrict kept,
                     uint32_t *restrict blocks, uint32_t *restrict firsts);

/* Where the positions of a block of documents begin, and how many bytes 128 take in the mean. */
typedef struct {
    const uint8_t *start;
    size_t mean;
} lede_position_bytes;

/* Documents taken in some order: in which block of a list each is, and where in it, later the number of its first position among those
   of the block; how often it has the term, and the least frequency of one so far. */
typedef struct {
    const uint32_t *order, *blocks;
    uint32_t *firsts, *frequencies, *least;
} lede_occurrences;

/* Puts in from the k-th of n documents on, as far as they are in one block, how often they have the term, and instead of where in the
   block they are the number of the first position, `start` being that of the first document. Of a block all 128 frequencies are
   given. Asks for the bytes of the positions. Adds to `total` how often they have it in all. Returns the first document of another
   block, or n. */
size_t lede_locate_occurrences(const uint32_t *restrict frequencies, uint32_t start, const lede_position_bytes *bytes,
                               const lede_occurrences *of, size_t k, size_t n, uint64_t *total);

/* The gaps of the positions of a term that one block has, and 32 integers more that can be read: in a block of documents the first of
   them is the one after `before` others. */
typedef struct {
    const uint32_t *values;
    uint32_t block, before, count;
} lede_gaps;

/* Puts the positions of documents into `positions` from `used` on, those of the k-th before ends[k]: from a document on up to that of
   which `gaps` has not all, or n. 32 more are written. Returns which this is. */
size_t lede_take_positions(const lede_gaps *gaps, const lede_occurrences *of, size_t k, size_t n, size_t used,
                           uint32_t *restrict positions, uint32_t *restrict ends);

/* Puts into `starts` where a phrase can start, of which a word stands at `place`, in n documents, the positions of the k-th lying before
   ends[k]; into `counts` how many starts each has, and keeps of `order` those that have any. 32
   positions more can be read, and 16 starts more written. Returns how many documents are kept. */
size_t lede_begin_phrase(const uint32_t *restrict positions, const uint32_t *restrict ends, uint32_t place, size_t n,
                         uint32_t *restrict order, uint32_t *restrict counts, uint32_t *restrict starts);

/* Keeps those starts at which a further word stands at `place` of the phrase, and the documents that have any left. 32 positions
   and 16 starts more can be read. Otherwise the same. */
size_t lede_continue_phrase(const uint32_t *restrict positions, const uint32_t *restrict ends, uint32_t place, size_t n,
                            uint32_t *restrict order, uint32_t *restrict counts, uint32_t *restrict starts);

/* Sets bit d - start for each of n ascending integers d. None is less than `start`, nor beyond the words. */
void lede_insert(const uint32_t *restrict documents, size_t n, uint32_t start, uint64_t *restrict words);

/* Sets bit `first` + i for each bit i of a set of n bytes. Up to 7 bytes behind the set are read, and the words reach to the
   one behind that of the last bit. */
void lede_insert_set(const uint8_t *restrict set, size_t n, size_t first, uint64_t *restrict words);

/* Numbers of 2 bytes each, or of 4. */
typedef struct {
    const uint8_t *bytes;
    int is_narrow;
} lede_numbers;

/* Full blocks of documents (DocumentBlock): their bytes, and for each block its last document and where its bytes begin. All
   documents are below the limit. */
typedef struct {
    const uint8_t *data;
    size_t size;
    lede_numbers lasts, starts;
    uint32_t limit;
} lede_block_list;

/* A bit for each of 64 * count documents from `start` on. Where `bytes` is not null, documents are marked in its LEDE_MARK_BYTES bytes
   first, all zero at the beginning and at the end: the bits of words before `taken` were made, and none lies at or behind `pending`. */
enum { LEDE_MARK_BYTES = 8192 };
typedef struct {
    uint64_t *words;
    size_t count;
    uint32_t start;
    uint8_t *bytes;
    size_t taken, pending;
} lede_marks;

/* Makes bits of all bytes. */
void lede_take_marks(lede_marks *marks);

/* Marks the documents of some blocks, which come behind those that were marked as bytes: bit sets and consecutive documents as bits, most
   others as bytes where there are any.
   Returns the first block that it has not marked, or the end: one that is malformed, or that lies not wholly within the marks or
   near their end. Uses 128 integers at `documents`. */
size_t lede_mark_blocks(const lede_block_list *list, size_t first, size_t end, lede_marks *marks, uint32_t *documents);

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

/* How much less a frequency or a norm is in a pair of the impacts of a block than in the one before, by a code of 4 bits. */
static inline uint8_t lede_impact_step(unsigned code) {
    static const uint8_t steps[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 16, 20, 26, 36};
    return steps[code & 15];
}

/* For each of n blocks, of which `impacts` has three pairs (Impacts), wide ones in six bytes and others in four, the greatest product
   of what the tables of 256 have for the first and the second number of a pair. */
void lede_block_peaks(const uint8_t *restrict impacts, size_t n, int is_wide, const float *restrict firsts, const float *restrict seconds,
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

/* Puts the k greatest of n keys first, in any order; the others are lost. Keys may repeat. The scratch has room for n. Returns the least
   of the k. */
uint64_t lede_select_greatest(uint64_t *restrict keys, size_t n, size_t k, uint64_t *restrict scratch);

/* Copies n keys, the greatest first. Takes n steps for each. */
void lede_rank_keys(const uint64_t *restrict keys, size_t n, uint64_t *restrict ranked);

/* Finds what stands between white space of ASCII (space, tab, line feed, vertical tab, form feed, carriage return), from
   *position on, which is not within a word. Each word gets two integers, its start and its end. Stops when no 64 bytes more
   might fit: room is for `capacity` words, at least 66. Moves *position to where it is to go on, n at the end. Returns how many. */
size_t lede_split_at_spaces(const uint8_t *restrict text, size_t n, size_t *restrict position, uint32_t *restrict words,
                            size_t capacity);

/* Finds words of ASCII letters and digits, likewise, from *position on, which is not within a word. Stops too, with *position at the
   start of the word or at the byte, where there is a byte that is not of ASCII, an underscore, or one of ' . : , ; before a letter,
   a digit or a byte that is not of ASCII, and before the last 64 bytes. */
size_t lede_split_words(const uint8_t *restrict text, size_t n, size_t *restrict position, uint32_t *restrict words,
                        size_t capacity);

/* Finds those of n words of a text, from `first` on and but for the last, between which and the next one is a line end, a full stop, an
   exclamation mark, a question mark or a byte that is not of ASCII; with has_punctuation also those that have such a byte within and
   end in punctuation. Words begin one behind the other. Returns how many there are: `capacity` where there may be more. */
size_t lede_find_stops(const uint8_t *restrict text, const uint32_t *restrict words, size_t n, size_t first,
                       int has_punctuation, uint32_t *restrict found, size_t capacity);

/* The slots, the entries and the keys of a ByteTable, which says what they mean. */
typedef struct { uint32_t hash, place; } lede_slot;
typedef struct { uint64_t head, tail; uint32_t offset, count; } lede_entry;
typedef struct { uint64_t hash, head, tail; } lede_key;

/* Makes keys of n words of a text of `size` bytes, each given by its start and its end, and asks for the slots that they lead to, of
   which there are mask + 1. Stops before a word without bytes, of more than 16, or with fewer than 8 bytes from its start to the end of
   the text. Returns how many keys it made. */
size_t lede_key_words(const uint8_t *restrict text, size_t size, const uint32_t *restrict words, size_t n,
                      const lede_slot *restrict slots, size_t mask, lede_key *restrict keys);

/* Asks for the entries that the slots of n keys lead to. */
void lede_prefetch_words(const lede_key *restrict keys, size_t n, const lede_slot *restrict slots, size_t mask,
                         const lede_entry *restrict entries);

/* Finds the ordinals of n words. Stops before one that is not there or has more than 16 bytes. Some slot is free. Returns how many
   it found. */
size_t lede_find_words(const uint32_t *restrict words, const lede_key *restrict keys, size_t n,
                       const lede_slot *restrict slots, size_t mask, const lede_entry *restrict entries,
                       uint32_t *restrict ordinals);

/* Short words that were met last, in so many places, each where its bytes lead; one more place is for the others. A place that no word led
   to has a length that no word has. */
enum { lede_known_bits = 13, lede_known_places = 1 << lede_known_bits };
typedef struct { uint64_t bytes; uint32_t ordinal, length; } lede_known;

/* Puts the ordinals of those of n words of a text of `size` bytes that are known to where they are, and with `hashes` their hashes,
   too; copies the start and the end of each of the others, and which it is. All outputs have room for n words. Returns how many
   others there are. */
size_t lede_recall_words(const uint8_t *restrict text, size_t size, const uint32_t *restrict words, size_t n,
                         const lede_known *restrict known, const uint64_t *restrict known_hashes, uint32_t *restrict ordinals,
                         uint64_t *restrict hashes, uint32_t *restrict others, uint32_t *restrict places);

/* Puts what was found of n of these others to where they are, and makes those known that have up to 8 bytes; with `hashes` likewise. */
void lede_remember_words(const uint8_t *restrict text, size_t size, const uint32_t *restrict words, size_t n,
                         const uint32_t *restrict found, const lede_key *restrict keys, const uint32_t *restrict places,
                         lede_known *restrict known, uint64_t *restrict known_hashes, uint32_t *restrict ordinals,
                         uint64_t *restrict hashes);

/* A log of words, in codes of 16 bits: one below 0xfffe is a word, 0xfffe comes before the two halves, low first, of a larger
   one, 0xffff before those of the place of the word behind them. Other words stand one place after the one before. */
enum { lede_log_far_word = 0xfffe, lede_log_place = 0xffff };

/* Writes n words; there is room for three times as many codes. Returns how many codes it were. */
size_t lede_log_words(const uint32_t *restrict words, size_t n, uint16_t *restrict codes);

/* Counts how often each word is logged. */
void lede_count_words(const uint16_t *restrict codes, size_t n, uint32_t *restrict counts);

enum { lede_wide_labels = 32 };

/* Puts the place of each word, of which *place is the first, to where the cursor of its list points, and moves the cursor, unless
   it is `spare`. `targets` has of each word the list, in the low half, and a label; null: the list is the word. The label of a word lies
   above its place, label_shift bits further up; with lede_wide_labels, in an integer of its own behind the place; with 0, nowhere.
   Moves *place behind the last. */
void lede_sort_places(const uint16_t *restrict codes, size_t n, uint32_t *restrict place, const uint64_t *restrict targets,
                      uint32_t *restrict cursors, uint32_t spare, uint32_t *restrict places, unsigned label_shift);

/* Chosen words of a log that were met but not yet paired, each its place times 256 and its rank. */
enum { lede_pairs_at_once = 4096 };
typedef struct {
    uint32_t place;          /* of the next word of the log */
    uint32_t count;
    uint64_t met[lede_pairs_at_once + 1];
    uint16_t followed[lede_pairs_at_once];
} lede_pairs;
enum { lede_not_chosen = 0xff };

/* Finds where a chosen word stands one place before another. The ranks of chosen words count up from 0 to below `chosen`, at most
   255; others have lede_not_chosen. The cursor of a pair, first times `chosen` and second, is moved for each; with places, that of
   the first word is put there as lede_sort_places does. After the last codes it is called once more with none.
   With `found`, each pair is put there, its place times 2^16; where no two words have one place, there are no more than words that
   were met, those of `state` among them. Returns how many. */
size_t lede_sort_pairs(const uint16_t *restrict codes, size_t n, lede_pairs *restrict state, const uint8_t *restrict ranks,
                       uint32_t chosen, uint32_t *restrict cursors, uint32_t spare, uint32_t *restrict places,
                       uint64_t *restrict found);

/* Puts the places of n pairs that were found to where their cursors point, likewise. */
void lede_sort_found_pairs(const uint64_t *restrict found, size_t n, uint32_t *restrict cursors, uint32_t spare,
                           uint32_t *restrict places);

/* Takes the n ascending places of a word apart: the documents that it is in, how often, and instead of the places the gaps within a
   document, the first from its start. Document d has the places from starts[d] to below starts[d + 1]; hints[p >> page_bits] is a
   document that begins no later than any of the places that share p >> page_bits. With labels, the places have them as label_shift says,
   and they go there; the gaps lie one behind the other all the same. Returns the number of documents; up to 16 more of the documents and of
   the frequencies are written. */
size_t lede_split_places(uint32_t *restrict places, size_t n, const uint32_t *restrict starts, const uint32_t *restrict hints,
                         unsigned page_bits, uint32_t *restrict documents, uint32_t *restrict frequencies,
                         uint32_t *restrict labels, unsigned label_shift);

/* Of so many keys one is a sample. */
enum { lede_keys_per_sample = 16 };

/* Takes samples of n ascending keys: the first 8 bytes of each as a number that is in their order, and where it begins. Key i is the
   bytes from end i - 1, or 0, to end i, of which `ends` has four bytes each; `size` is how many bytes there are, fewer than 2^32.
   Returns 0 where a sample lies outside. */
int lede_sample_keys(const uint8_t *keys, size_t size, const uint8_t *ends, size_t n, uint64_t *leading_bytes, uint32_t *starts);

/* So many keys from a first one on. */
typedef struct { size_t first, count; } lede_keys;

/* The keys among which the last is that is not greater than a term, where there is one, by the samples of all keys: mostly those between
   two. Asks for them, and for what stands beside them, so many bytes each of `values`, and those behind. */
lede_keys lede_keys_around(const uint8_t *keys, size_t size, const uint8_t *ends, size_t n, const uint64_t *leading_bytes,
                           const uint32_t *starts, const uint8_t *values, size_t value_bytes, const uint8_t *term, size_t length);

/* The last of some of n ascending keys that is not greater than a term, or the first of them. Returns n where a key that is looked at
   lies outside. */
size_t lede_last_key(const uint8_t *keys, size_t size, const uint8_t *ends, size_t n, lede_keys some, const uint8_t *term,
                     size_t length);

/* A term of a block: which, where its entry begins, and the offset of the postings of those before it. */
typedef struct { size_t index, entry; uint64_t offset; } lede_term;

/* How the entries of a dictionary are laid out: the high bits of the bytes that the number of a document has, 1 to 4, behind a count of
   one byte; how many these are; whether terms have positions; or whether each is in one document, which no number says then. */
typedef struct { uint64_t document_ends; uint8_t document_bytes, has_positions, is_unique; } lede_term_layout;

/* All bits where x is not 0, by no branch: the compiler is not told what it comes from. */
static inline uint64_t lede_mask_of(uint64_t x) {
    uint64_t mask = 0 - (uint64_t)(x != 0);
    __asm__("" : "+r"(mask));
    return mask;
}

/* How many bytes an entry with positions takes, 0 where it does not end in 8; and the bytes of the number that says how far on its
   postings are, the first lowest; 0 where it has none. */
typedef struct { size_t size; uint64_t step; } lede_short_entry;

/* Reads an entry with positions of which the first 8 bytes are these. How long its numbers are cannot be foretold, so that no branch
   asks for it. */
static inline lede_short_entry lede_read_short_entry(uint64_t numbers, uint64_t document_ends) {
    const uint8_t count = (uint8_t)numbers;
    /* A bit for each byte that a number ends with, but none of a document, then without the first where there is one more. */
    const uint64_t ends = ~numbers & 0x8080808080808080ull & ~(document_ends & (0 - (uint64_t)(count < 2)));
    const uint64_t before = count & 1 ? ends & (ends - 1) : ends, last = before & (before - 1);
    if (__builtin_expect(last == 0, 0)) return (lede_short_entry){0, 0};
    /* The last number is what is not above the one end, but above the other. A term that occurs once has no postings. */
    const uint64_t number = numbers & (last ^ (last - 1)) & ~(before ^ (before - 1)) & lede_mask_of(count);
    return (lede_short_entry){(size_t)__builtin_ctzll(last) / 8 + 1, number >> (__builtin_ctzll(before) + 1)};
}

/* The sum of numbers of up to 8 bytes, of which each has 7 bits, the first the lowest: of the even bytes, and of the odd. Of 512 numbers
   it is right. */
typedef struct { uint64_t even, odd; } lede_varint_sum;

static inline void lede_add_varint(lede_varint_sum *sum, uint64_t bytes) {
    sum->even += bytes & 0x007f007f007f007full;
    sum->odd += bytes >> 8 & 0x007f007f007f007full;
}

static inline uint64_t lede_varint_total(lede_varint_sum sum) {
    uint64_t total = 0;
    for (unsigned i = 0; i < 4; i++)
        total += ((sum.even >> 16 * i & 0xffff) << 14 * i) + ((sum.odd >> 16 * i & 0xffff) << (14 * i + 7));
    return total;
}

/* Looks for a term among n of a block, at most 512, of which `size` bytes can be read, and whose first term is the key, of which more
   bytes may be readable. Returns 1 where it is found, 0 where it is not there, and -1 where the block is malformed. The entries that are passed are
   not checked beyond that. */
int lede_find_term(const uint8_t *bytes, size_t size, size_t n, lede_term_layout layout, const uint8_t *key, size_t key_readable,
                   size_t key_length, const uint8_t *term, size_t length, lede_term *found);

/* The index of the first byte that does not stand for itself in a JSON string: a quote, a backslash, a control character; n if none. */
size_t lede_plain_prefix(const uint8_t *bytes, size_t n);

/* Copies n bytes of a JSON string until a quotation mark, a control character, or an escape of several letters; of the others what they
   stand for. There is room for n bytes, and 64 more. Returns how many were read, and puts how many were written. */
size_t lede_copy_json(const uint8_t *restrict in, size_t n, uint8_t *restrict out, size_t *restrict written);

/* Goes on with the CRC-32 of zlib over the first of n bytes, as many as are worth it. Returns how many. */
size_t lede_crc32(uint32_t *crc, const uint8_t *bytes, size_t n);

/* Whether bytes are UTF-8, and whether all of them are ASCII; that is not known where they are none. */
int lede_is_utf8(const uint8_t *bytes, size_t n, int *is_ascii);

/* Of 128 integers, how many have more bits than 0, 1, … 32. */
void lede_count_wider(const uint32_t *restrict in, uint32_t *restrict counts);

/* Asks for memory that will be read or written soon. Any address will do. */
static inline void lede_prefetch(const void *address) { __builtin_prefetch(address, 1); }

#endif

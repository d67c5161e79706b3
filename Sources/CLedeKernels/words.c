#include "lede_kernels.h"
#include "dispatch.h"

/* Words of a text: reading it, finding them, and looking them up in a table. */

/* Appends the places of the ones of a word of 64 bits, of which the lowest has the place `first`. There is room for 64. Returns the end. */
INLINE uint32_t *put_places(uint64_t ones, uint32_t first, uint32_t *out) {
    for (; ones != 0; ones &= ones - 1) *out++ = first + (uint32_t)__builtin_ctzll(ones);
    return out;
}

#if defined(__x86_64__)
/* Appends 16 places, given as bytes from `first` on. */
#define PUT_16(part) _mm512_storeu_si512( \
        out + 16 * part, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, part)), firsts))

/* The same without a branch for each of them. */
VBMI2 static inline uint32_t *put_places_vbmi2(uint64_t ones, uint32_t first, uint32_t *out) {
    const __m512i found = _mm512_maskz_compress_epi8(ones, _mm512_loadu_si512(NUMBERS));
    const __m512i firsts = _mm512_set1_epi32((int)first);
    const size_t count = (size_t)__builtin_popcountll(ones);
    PUT_16(0);
    PUT_16(1);
    if (__builtin_expect(count > 32, 0)) {
        PUT_16(2);
        PUT_16(3);
    }
    return out + count;
}
#endif

typedef uint32_t *put(uint64_t ones, uint32_t first, uint32_t *out);

INLINE uint64_t spaces_of(const uint8_t *p) {
    bytes64 v;
    memcpy(&v, p, sizeof v);
    return bits_of(__builtin_convertvector((v == 0x20) | (v - 9 < 5), mask64));
}

INLINE size_t split_at_spaces(const uint8_t *restrict text, size_t n, size_t *restrict position, uint32_t *restrict words,
                              size_t capacity, put *put_places) {
    uint32_t *out = words;
    uint64_t before = 0;
    size_t i = *position;
    for (; i < n && (size_t)(out - words) + 65 <= 2 * capacity; i += 64) {
        uint64_t spaces;
        if (n - i >= 64) {
            spaces = spaces_of(text + i);
        } else {
            uint8_t rest[64];
            memset(rest, ' ', sizeof rest);
            memcpy(rest, text + i, n - i);
            spaces = spaces_of(rest);
        }
        const uint64_t inside = ~spaces;
        out = put_places(inside ^ (inside << 1 | before), (uint32_t)i, out);
        before = inside >> 63;
    }
    size_t edges = (size_t)(out - words);
    *position = i < n ? i : n;
    if (edges % 2 != 0) {
        /* A word that ends with the text, or is to be begun anew. */
        if (i >= n) words[edges++] = (uint32_t)n; else *position = words[--edges];
    }
    return edges / 2;
}

#if defined(__x86_64__)
VBMI2 static size_t split_at_spaces_vbmi2(const uint8_t *restrict text, size_t n, size_t *restrict position,
                                          uint32_t *restrict words, size_t capacity) {
    return split_at_spaces(text, n, position, words, capacity, put_places_vbmi2);
}
#endif

DISPATCHED size_t lede_split_at_spaces(const uint8_t *restrict text, size_t n, size_t *restrict position,
                                       uint32_t *restrict words, size_t capacity) {
#if defined(__x86_64__)
    if (HAS_VBMI2) return split_at_spaces_vbmi2(text, n, position, words, capacity);
#endif
    return split_at_spaces(text, n, position, words, capacity, put_places);
}

#define ALPHANUMERIC(v) __builtin_convertvector((((v) | 0x20) - 'a' < 26) | ((v) - '0' < 10), mask64)

INLINE size_t split_words(const uint8_t *restrict text, size_t n, size_t *restrict position, uint32_t *restrict words,
                          size_t capacity, put *put_places) {
    uint32_t *out = words;
    uint64_t before = 0;
    size_t i = *position;
    for (; n - i > 64 && (size_t)(out - words) + 65 <= 2 * capacity; i += 64) {
        bytes64 v, next;
        memcpy(&v, text + i, sizeof v);
        memcpy(&next, text + i + 1, sizeof next);
        const uint64_t inside = bits_of(ALPHANUMERIC(v));
        const uint64_t joins = bits_of(__builtin_convertvector(
            (v == '\'') | (v == '.') | (v == ':') | (v == ',') | (v == ';'), mask64));
        const uint64_t joined =
            bits_of(ALPHANUMERIC(next) | __builtin_convertvector((next >= 0x80) | (next == '_'), mask64));
        const uint64_t odd = (joins & joined) | bits_of(__builtin_convertvector((v >= 0x80) | (v == '_'), mask64));
        uint64_t edges = inside ^ (inside << 1 | before);
        if (odd != 0) edges &= (odd & -odd) - 1;
        out = put_places(edges, (uint32_t)i, out);
        before = inside >> 63;
        if (odd != 0) {
            i += (size_t)__builtin_ctzll(odd);
            break;
        }
    }
    size_t edges = (size_t)(out - words);
    *position = edges % 2 != 0 ? words[--edges] : i;
    return edges / 2;
}

#if defined(__x86_64__)
VBMI2 static size_t split_words_vbmi2(const uint8_t *restrict text, size_t n, size_t *restrict position,
                                      uint32_t *restrict words, size_t capacity) {
    return split_words(text, n, position, words, capacity, put_places_vbmi2);
}
#endif

DISPATCHED size_t lede_split_words(const uint8_t *restrict text, size_t n, size_t *restrict position,
                                   uint32_t *restrict words, size_t capacity) {
#if defined(__x86_64__)
    if (HAS_VBMI2) return split_words_vbmi2(text, n, position, words, capacity);
#endif
    return split_words(text, n, position, words, capacity, put_places);
}

INLINE uint64_t mixed(uint64_t value) {
    const unsigned __int128 product = (unsigned __int128)value * 0xa0761d6478bd642full;
    return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

INLINE uint64_t word_from(const uint8_t *p) { uint64_t word; memcpy(&word, p, sizeof word); return word; }

INLINE const lede_slot *slot_of(const lede_key *key, const lede_slot *slots, size_t mask) {
    return slots + (key->hash >> 32 & mask);
}

/* What the lengths of words decide is chosen without branches, as they cannot be foretold. */
DISPATCHED size_t lede_key_words(const uint8_t *restrict text, size_t size, const uint32_t *restrict words, size_t n,
                                 const lede_slot *restrict slots, size_t mask, lede_key *restrict keys) {
    for (size_t i = 0; i < n; i++) {
        const size_t start = words[2 * i], count = words[2 * i + 1] - start;
        if (count - 1 > 15 || size - start < 8) return i;
        const uint64_t word = word_from(text + start);
        const unsigned bits = 8 * (unsigned)count;
        const uint64_t some = (word & 0xffffffff) | word >> ((bits - 32) & 63) << 32;
        const uint64_t middle = word >> (count / 2 * 8 & 63) & 0xff;
        const uint64_t few = (word & 0xff) | middle << 8 | (word >> ((bits - 8) & 63) & 0xff) << 16;
        const uint64_t several = __builtin_unpredictable(count >= 4) ? some : few;
        const int is_long = count > 8;
        const uint64_t head = __builtin_unpredictable(count >= 8) ? word : several;
        const uint64_t last = word_from(text + start + (is_long ? count - 8 : 0));
        const uint64_t one = mixed(0x9e3779b97f4a7c15ull ^ count ^ head), both = mixed(one ^ last);
        keys[i].hash = __builtin_unpredictable(is_long) ? both : one;
        keys[i].head = head;
        keys[i].tail = last & (0 - (uint64_t)is_long);
        __builtin_prefetch(slot_of(keys + i, slots, mask));
    }
    return n;
}

DISPATCHED void lede_prefetch_words(const lede_key *restrict keys, size_t n, const lede_slot *restrict slots, size_t mask,
                                    const lede_entry *restrict entries) {
    for (size_t i = 0; i < n; i++) {
        const uint32_t place = slot_of(keys + i, slots, mask)->place;
        /* A free slot leads to an entry, too, which is not read. */
        __builtin_prefetch(entries + place - (place > 0));
    }
}

DISPATCHED size_t lede_find_words(const uint32_t *restrict words, const lede_key *restrict keys, size_t n,
                                  const lede_slot *restrict slots, size_t mask, const lede_entry *restrict entries,
                                  uint32_t *restrict ordinals) {
    for (size_t i = 0; i < n; i++) {
        const lede_key *const key = keys + i;
        const uint32_t count = words[2 * i + 1] - words[2 * i];
        const lede_slot *slot = slot_of(key, slots, mask);
        for (;;) {
            if (slot->place == 0) return i;
            if (slot->hash == (uint32_t)(key->hash >> 32)) {
                const lede_entry *const entry = entries + slot->place - 1;
                if (((entry->head ^ key->head) | (entry->tail ^ key->tail) | (entry->count ^ count)) == 0) break;
            }
            slot = slots + ((size_t)(slot - slots) + 1 & mask);
        }
        if (count > 16) return i;
        ordinals[i] = slot->place - 1;
    }
    return n;
}

/* The bytes of a word of up to 8, of which 8 can be read, and zeros. */
INLINE uint64_t short_word(const uint8_t *p, size_t count) { return word_from(p) & ~0ull >> (64 - 8 * count & 63); }

INLINE size_t known_place(uint64_t bytes) { return bytes * 0x9e3779b97f4a7c15ull >> (64 - lede_known_bits); }

/* Which words are known cannot be foretold, so that nothing branches on it. */
INLINE size_t recall_words(const uint8_t *restrict text, size_t size, const uint32_t *restrict words, size_t n,
                           const lede_known *restrict known, const uint64_t *restrict known_hashes, uint32_t *restrict ordinals,
                           uint64_t *restrict hashes, uint32_t *restrict others, uint32_t *restrict places) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t range;
        memcpy(&range, words + 2 * i, sizeof range);
        memcpy(others + 2 * count, &range, sizeof range);
        places[count] = (uint32_t)i;
        const uint32_t start = (uint32_t)range, length = (uint32_t)(range >> 32) - start;
        if (__builtin_expect(size - start < 8, 0)) {
            count++;
            continue;
        }
        const uint64_t bytes = short_word(text + start, length);
        const size_t place = known_place(bytes);
        ordinals[i] = known[place].ordinal;
        if (hashes) hashes[i] = known_hashes[place];
        count += ((known[place].bytes ^ bytes) | (known[place].length ^ length)) != 0;
    }
    return count;
}

DISPATCHED size_t lede_recall_words(const uint8_t *restrict text, size_t size, const uint32_t *restrict words, size_t n,
                                    const lede_known *restrict known, const uint64_t *restrict known_hashes,
                                    uint32_t *restrict ordinals, uint64_t *restrict hashes, uint32_t *restrict others,
                                    uint32_t *restrict places) {
    if (hashes) return recall_words(text, size, words, n, known, known_hashes, ordinals, hashes, others, places);
    return recall_words(text, size, words, n, known, known_hashes, ordinals, NULL, others, places);
}

DISPATCHED void lede_remember_words(const uint8_t *restrict text, size_t size, const uint32_t *restrict words, size_t n,
                                    const uint32_t *restrict found, const lede_key *restrict keys,
                                    const uint32_t *restrict places, lede_known *restrict known,
                                    uint64_t *restrict known_hashes, uint32_t *restrict ordinals, uint64_t *restrict hashes) {
    for (size_t i = 0; i < n; i++) {
        const uint32_t start = words[2 * i], length = words[2 * i + 1] - start;
        ordinals[places[i]] = found[i];
        if (hashes) hashes[places[i]] = keys[i].hash;
        if (__builtin_expect(size - start < 8, 0)) continue;
        const uint64_t bytes = short_word(text + start, length);
        const size_t place = __builtin_unpredictable(length - 1 > 7) ? lede_known_places : known_place(bytes);
        known[place] = (lede_known){bytes, found[i], length};
        if (hashes) known_hashes[place] = keys[i].hash;
    }
}

/* Bits for the bytes that a sentence or a paragraph may end at: line ends, stops, and all beyond ASCII. */
INLINE uint64_t stops_of(const uint8_t *p) {
    bytes64 v;
    memcpy(&v, p, sizeof v);
    return bits_of(__builtin_convertvector(
        (v == '\n') | (v == '\r') | (v == '.') | (v == '!') | (v == '?') | (v >= 0x80), mask64));
}

INLINE int is_punctuation(uint8_t byte) {
    return byte > 0x20 && byte < 0x7f && !((uint8_t)((byte | 0x20) - 'a') < 26 || (uint8_t)(byte - '0') < 10);
}

/* Where a word ends, or the next one begins, whichever comes first. */
INLINE size_t end_of_word(const uint32_t *words, size_t i) {
    const uint32_t end = words[2 * i + 1], next = words[2 * i + 2];
    return end < next ? end : next;
}

DISPATCHED size_t lede_find_stops(const uint8_t *restrict text, const uint32_t *restrict words, size_t n, size_t first,
                                  int has_punctuation, uint32_t *restrict found, size_t capacity) {
    if (first + 1 >= n) return 0;
    const size_t limit = words[2 * (n - 1)];
    size_t i = first, place = has_punctuation ? words[2 * i] : end_of_word(words, i), count = 0;
    while (place < limit) {
        const size_t start = place;
        uint64_t stops;
        if (limit - start >= 64) {
            stops = stops_of(text + start);
        } else {
            uint8_t rest[64] = {0};
            memcpy(rest, text + start, limit - start);
            stops = stops_of(rest);
        }
        place = start + 64;
        while (stops != 0) {
            const size_t stop = start + (size_t)__builtin_ctzll(stops);
            while (words[2 * i + 2] <= stop) i++;
            const uint32_t end = words[2 * i + 1];
            size_t behind = end_of_word(words, i);
            if (stop >= end || (has_punctuation && is_punctuation(text[end - 1]))) {
                found[count++] = (uint32_t)i;
                if (count == capacity) return count;
                behind = words[2 * i + 2];
            }
            if (behind >= start + 64) {
                place = behind;
                break;
            }
            stops &= ~0ull << (behind - start);
        }
    }
    return count;
}

DISPATCHED size_t lede_plain_prefix(const uint8_t *bytes, size_t n) {
    size_t i = 0;
    for (; n - i >= 64; i += 64) {
        bytes64 v;
        memcpy(&v, bytes + i, sizeof v);
        const uint64_t mask = bits_of(__builtin_convertvector((v == '"') | (v == '\\') | (v < 0x20), mask64));
        if (mask != 0) return i + (size_t)__builtin_ctzll(mask);
    }
    while (i < n && bytes[i] != '"' && bytes[i] != '\\' && bytes[i] >= 0x20) i++;
    return i;
}

/* What a letter behind a backslash stands for; 0 where it takes more than that to say. */
INLINE uint8_t unescaped(uint8_t letter) {
    switch (letter) {
    case '"': case '\\': case '/': return letter;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
    }
}

DISPATCHED size_t lede_copy_json(const uint8_t *restrict in, size_t n, uint8_t *restrict out, size_t *restrict written) {
    uint8_t *const start = out;
    size_t i = 0;
    while (i < n) {
        if (n - i >= 64) {
            bytes64 v;
            memcpy(&v, in + i, sizeof v);
            memcpy(out, &v, sizeof v);
            const uint64_t mask = bits_of(__builtin_convertvector((v == '"') | (v == '\\') | (v < 0x20), mask64));
            const size_t plain = mask == 0 ? 64 : (size_t)__builtin_ctzll(mask);
            i += plain;
            out += plain;
            if (mask == 0) continue;
        } else if (in[i] != '"' && in[i] != '\\' && in[i] >= 0x20) {
            *out++ = in[i++];
            continue;
        }
        if (in[i] != '\\' || n - i < 2) break;
        const uint8_t letter = unescaped(in[i + 1]);
        if (letter == 0) break;
        *out++ = letter;
        i += 2;
    }
    *written = (size_t)(out - start);
    return i;
}

/* How many bytes the UTF-8 of a character takes that begins at p and is not of ASCII, of which n bytes can be read; 0 where it is none. */
INLINE size_t character(const uint8_t *p, size_t n) {
    const uint8_t first = p[0];
    const size_t count = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (count == 0 || count > n) return 0;
    for (size_t i = 1; i < count; i++) if ((p[i] & 0xc0) != 0x80) return 0;
    /* Those that would fit into fewer bytes, halves of pairs, and what is beyond the last. */
    const uint8_t second = p[1];
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) || (first == 0xf0 && second < 0x90) ||
        (first == 0xf4 && second > 0x8f))
        return 0;
    return count;
}

DISPATCHED int lede_is_utf8(const uint8_t *bytes, size_t n, int *is_ascii) {
    size_t i = 0;
    *is_ascii = 1;
    while (i < n) {
        if (n - i >= 64) {
            bytes64 v;
            memcpy(&v, bytes + i, sizeof v);
            const uint64_t mask = bits_of(__builtin_convertvector(v >= 0x80, mask64));
            /* Nobody has looked at the bytes before. */
            __builtin_prefetch(bytes + i + 1024);
            i += mask == 0 ? 64 : (size_t)__builtin_ctzll(mask);
            if (mask == 0) continue;
        } else if (bytes[i] < 0x80) {
            i++;
            continue;
        }
        *is_ascii = 0;
        do {
            const size_t count = character(bytes + i, n - i);
            if (count == 0) return 0;
            i += count;
        } while (i < n && bytes[i] >= 0x80);
    }
    return 1;
}

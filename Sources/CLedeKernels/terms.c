#include "lede_kernels.h"
#include "dispatch.h"
#include <string.h>

/* Words are looked up in any order, so that a branch on how two of them compare is foretold half of the time, and costs as much as twenty
   instructions where it is not. Nothing here branches on it where that can be avoided. */

/* All bits where x is not 0, by no branch: the compiler is not told what it comes from. */
INLINE uint64_t mask_of(uint64_t x) {
    uint64_t mask = 0 - (uint64_t)(x != 0);
    __asm__("" : "+r"(mask));
    return mask;
}

INLINE uint32_t end_of_key(const uint8_t *ends, size_t i) {
    uint32_t end;
    memcpy(&end, ends + 4 * i, sizeof end);
    return end;
}

/* The first 8 of n bytes, of which `readable` can be read, as a number that is in their order; zeros behind the last. */
INLINE uint64_t leading(const uint8_t *bytes, size_t n, size_t readable) {
    uint64_t value = 0;
    if (__builtin_expect(readable >= 8, 1)) {
        memcpy(&value, bytes, 8);
    } else {
        for (size_t i = 0; i < readable; i++) value |= (uint64_t)bytes[i] << 8 * i;
    }
    value = __builtin_bswap64(value);
    /* In two halves: no shift by 64. */
    const size_t half = 4 * ((8 - n) & mask_of(n < 8));
    return value >> half >> half << half << half;
}

int lede_sample_keys(const uint8_t *keys, size_t size, const uint8_t *ends, size_t n, uint64_t *leading_bytes, uint32_t *starts) {
    for (size_t i = 0; i < n; i += lede_keys_per_sample) {
        const size_t start = i == 0 ? 0 : end_of_key(ends, i - 1), end = end_of_key(ends, i);
        if (start > end || end > size) return 0;
        *leading_bytes++ = leading(keys + start, end - start, size - start);
        *starts++ = (uint32_t)start;
    }
    return 1;
}

lede_keys lede_keys_around(const uint8_t *keys, size_t size, const uint8_t *ends, size_t n, const uint64_t *leading_bytes,
                           const uint32_t *starts, const uint8_t *values, const uint8_t *term, size_t length) {
    const uint64_t sought = leading(term, length, length);
    const size_t samples = (n + lede_keys_per_sample - 1) / lede_keys_per_sample;
    if (samples == 0) return (lede_keys){0, 0};
    /* The last sample below what is sought, and the first above it: mostly the next. */
    size_t below = 0;
    for (size_t left = samples; left > 1;) {
        const size_t half = left / 2;
        below += half & mask_of(leading_bytes[below + half] < sought);
        left -= half;
    }
    size_t above = below + 1;
    if (__builtin_expect(above < samples && leading_bytes[above] == sought, 0)) {
        for (size_t past = samples; above < past;) {
            const size_t middle = (above + past) / 2;
            if (leading_bytes[middle] <= sought) above = middle + 1; else past = middle;
        }
    }
    const size_t first = below * lede_keys_per_sample;
    const size_t count = above < samples ? above * lede_keys_per_sample - first : n - first;
    if (__builtin_expect(count <= lede_keys_per_sample, 1)) {
        const size_t start = starts[below], end = above < samples ? starts[above] : size;
        lede_prefetch_bytes(ends + 4 * first, 4 * count);
        lede_prefetch_bytes(keys + start, end - start < 512 ? end - start : 512);
        lede_prefetch_bytes(values + 8 * first, 8 * count + 8);
    }
    return (lede_keys){first, count};
}

size_t lede_last_key(const uint8_t *keys, size_t size, const uint8_t *ends, size_t n, lede_keys some, const uint8_t *term,
                     size_t length) {
    const uint64_t sought = leading(term, length, length);
    size_t low = some.first, left = some.count;
    while (left > 1) {
        const size_t half = left / 2, middle = low + half, next = (left - half) / 2;
        if (__builtin_expect(left > lede_keys_per_sample, 0)) {
            /* The two keys, one of which will be next, on the way while this one is compared. */
            __builtin_prefetch(keys + end_of_key(ends, low + next - 1));
            __builtin_prefetch(keys + end_of_key(ends, middle + next - 1));
        }
        const size_t start = end_of_key(ends, middle - 1), end = end_of_key(ends, middle);
        if (__builtin_expect(start > end || end > size, 0)) return n;
        const size_t count = end - start;
        const uint64_t key = leading(keys + start, count, size - start);
        uint64_t is_before = key <= sought;
        if (__builtin_expect(key == sought, 0)) {
            const int order = memcmp(keys + start, term, count < length ? count : length);
            is_before = order < 0 || (order == 0 && count <= length);
        }
        low += half & mask_of(is_before);
        left -= half;
    }
    return low;
}

/* Reads a number of 7 bits a byte, the lowest first, and goes behind it. Returns 0 where it does not end in time. */
INLINE int read_varint(const uint8_t *bytes, size_t size, size_t *at, uint64_t *value) {
    uint64_t result = 0;
    for (unsigned shift = 0; shift < 64 && *at < size; shift += 7) {
        const uint8_t byte = bytes[(*at)++];
        result |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *value = result;
            return 1;
        }
    }
    return 0;
}

/* The number that the low 7 bits of up to 8 bytes make, the first lowest. */
INLINE uint64_t joined(uint64_t bytes) {
    bytes &= 0x7f7f7f7f7f7f7f7full;
    bytes = (bytes & 0x007f007f007f007full) | (bytes & 0x7f007f007f007f00ull) >> 1;
    bytes = (bytes & 0x00003fff00003fffull) | (bytes & 0x3fff00003fff0000ull) >> 2;
    return (bytes & 0x000000000fffffffull) | (bytes & 0x0fffffff00000000ull) >> 4;
}

/* The end of the numbers of an entry that begins at `at`, and how far on its postings are. Returns 0 where they do not end in time. */
static size_t pass_entry(const uint8_t *bytes, size_t size, size_t at, int has_positions, uint64_t *step) {
    uint64_t documents, more = 0, last;
    if (!read_varint(bytes, size, &at, &documents)) return 0;
    if (has_positions && !read_varint(bytes, size, &at, &more)) return 0;
    if (has_positions && documents == 1 && !read_varint(bytes, size, &at, &last)) return 0;
    if (!read_varint(bytes, size, &at, &last)) return 0;
    *step = documents > 1 || more > 0 ? last : 0;
    return at;
}

/* The same for an entry whose numbers are in 8 bytes, as most are: these are two, or three, or four for a term of one document. */
INLINE size_t pass_short_entry(const uint8_t *bytes, size_t size, size_t at, int has_positions, uint64_t *step) {
    uint64_t numbers;
    memcpy(&numbers, bytes + at, sizeof numbers);
    /* A bit for each byte that a number ends with, then without the first where there are positions, one more, and two. */
    uint64_t ends = ~numbers & 0x8080808080808080ull;
    ends = has_positions ? ends & (ends - 1) : ends;
    const uint64_t next = ends & (ends - 1), after = next & (next - 1);
    const int is_single = (uint8_t)numbers == 1, has_both = is_single & (has_positions != 0);
    const uint64_t before = has_both ? next : ends, last = has_both ? after : next;
    if (__builtin_expect(last == 0, 0)) {
        uint64_t long_step = 0;
        at = pass_entry(bytes, size, at, has_positions, &long_step);
        *step = long_step;
        return at;
    }
    /* The last number is what is not above the one end, but above the other. A term that occurs once has no postings. */
    const uint64_t number = numbers & (last ^ (last - 1)) & ~(before ^ (before - 1));
    const int has_postings = !is_single | (has_both & ((numbers & 0xff00) != 0));
    *step = joined(number >> (__builtin_ctzll(before) + 1)) & mask_of((uint64_t)has_postings);
    return at + (size_t)__builtin_ctzll(last) / 8 + 1;
}

/* How many of the first n bytes are the same, of which so many can be read. */
INLINE size_t prefix(const uint8_t *a, size_t readable, const uint8_t *b, size_t others_readable, size_t n) {
    size_t same = 0;
    for (; same < n && readable - same >= 8 && others_readable - same >= 8; same += 8) {
        uint64_t one, other;
        memcpy(&one, a + same, 8);
        memcpy(&other, b + same, 8);
        if (one != other) {
            same += (size_t)__builtin_ctzll(one ^ other) / 8;
            return same < n ? same : n;
        }
    }
    while (same < n && a[same] == b[same]) same++;
    return same < n ? same : n;
}

/* How a term stands to the one that is sought. */
enum order { BEFORE, SOUGHT, BEHIND };

/* The order of the rests of both, behind what they share, and how many bytes more are the same. */
static enum order order_of_rests(const uint8_t *own, size_t readable, size_t rest, const uint8_t *sought, size_t sought_readable,
                                 size_t left, size_t *same) {
    const size_t limit = rest < left ? rest : left;
    *same = prefix(own, readable, sought, sought_readable, limit);
    if (*same == limit) return rest < left ? BEFORE : rest == left ? SOUGHT : BEHIND;
    return own[*same] > sought[*same] ? BEHIND : BEFORE;
}

DISPATCHED int lede_find_term(const uint8_t *bytes, size_t size, size_t n, const uint8_t *term, size_t length, int has_positions,
                              lede_term *found) {
    /* Room to read 8 bytes at a time. */
    enum { short_length = 64, room_of_short_term = 2 + 127 + 8 };
    uint8_t copy[short_length + 8] = {0};
    const uint8_t *sought = term;
    size_t readable = length;
    if (length <= short_length) {
        memcpy(copy, term, length);
        sought = copy;
        readable = sizeof copy;
    }
    size_t at = 0, common = 0;
    uint64_t offset = 0;
    for (size_t i = 0; i < n; i++) {
        const uint8_t *own = bytes + at;
        uint64_t shared, rest, step = 0;
        size_t same, more = 0;
        enum order order = BEFORE;
        const int is_short = size - at >= room_of_short_term && own[0] < 128 && (uint8_t)(own[1] - 1) < 127;
        if (__builtin_expect(is_short && length <= short_length, 1)) {
            uint16_t head;
            memcpy(&head, own, sizeof head);
            shared = (uint8_t)head;
            rest = head >> 8;
            own += 2;
            at += 2 + rest;
            /* What it shares beyond that stands where the one before was smaller already. */
            if (__builtin_expect(shared < common, 0)) return 0;
            const uint64_t is_near = mask_of(shared == common);
            /* The next 8 bytes of both as numbers that are in their order, zeros behind the last. */
            uint64_t one, other;
            memcpy(&one, own, 8);
            memcpy(&other, sought + common, 8);
            const unsigned absent = 64 - 8 * (unsigned)(rest < 8 ? rest : 8);
            one = __builtin_bswap64(one) >> absent << absent;
            other = __builtin_bswap64(other);
            if (__builtin_expect(is_near & mask_of(one >= other), 0)) {
                order = order_of_rests(own, size - (size_t)(own - bytes), rest, sought + common, readable - common,
                                       length - common, &more);
                same = more;
                if (order != BEFORE) goto stop;
            } else {
                same = (size_t)__builtin_clzll((one ^ other) | 1) / 8;
                same = (same < rest ? same : rest) & is_near;
            }
            at = pass_short_entry(bytes, size, at, has_positions, &step);
        } else {
            if (!read_varint(bytes, size, &at, &shared) || !read_varint(bytes, size, &at, &rest) || rest > size - at) return -1;
            own = bytes + at;
            at += rest;
            if (shared < common) return 0;
            if (shared == common)
                order = order_of_rests(own, size - (size_t)(own - bytes), rest, sought + common, readable - common,
                                       length - common, &more);
            same = more;
            if (order != BEFORE) goto stop;
            uint64_t long_step = 0;
            at = pass_entry(bytes, size, at, has_positions, &long_step);
            step = long_step;
        }
        if (at == 0) return -1;
        common += same;
        offset += step;
        continue;
    stop:
        found->index = i;
        found->entry = at;
        found->offset = offset;
        return order == SOUGHT;
    }
    return 0;
}

#include "lede_kernels.h"
#include "dispatch.h"
#include <string.h>

/* Words are looked up in any order, so that a branch on how two of them compare is foretold half of the time, and costs as much as twenty
   instructions where it is not. Nothing here branches on it where that can be avoided. */

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
    const size_t half = 4 * ((8 - n) & lede_mask_of(n < 8));
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
                           const uint32_t *starts, const uint8_t *values, size_t value_bytes, const uint8_t *term, size_t length) {
    const uint64_t sought = leading(term, length, length);
    const size_t samples = (n + lede_keys_per_sample - 1) / lede_keys_per_sample;
    if (samples == 0) return (lede_keys){0, 0};
    /* The last sample below what is sought, and the first above it: mostly the next. */
    size_t below = 0;
    for (size_t left = samples; left > 1;) {
        const size_t half = left / 2;
        below += half & lede_mask_of(leading_bytes[below + half] < sought);
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
        lede_prefetch_bytes(values + value_bytes * first, value_bytes * (count + 1));
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
        low += half & lede_mask_of(is_before);
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

/* The end of the numbers of an entry that begins at `at`, and how far on its postings are. Returns 0 where they do not end in time. */
static size_t pass_entry(const uint8_t *bytes, size_t size, size_t at, lede_term_layout layout, uint64_t *step) {
    uint64_t count = 0, more, last = 0;
    if (!layout.is_unique && !read_varint(bytes, size, &at, &count)) return 0;
    const int is_single = count < (layout.has_positions ? 2 : 1);
    if (is_single) {
        if (size - at < layout.document_bytes) return 0;
        at += layout.document_bytes;
    }
    if (layout.has_positions && (count & 1) && !read_varint(bytes, size, &at, &more)) return 0;
    if ((layout.has_positions || !is_single) && !read_varint(bytes, size, &at, &last)) return 0;
    *step = count == 0 ? 0 : last;
    return at;
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

DISPATCHED int lede_find_term(const uint8_t *bytes, size_t size, size_t n, lede_term_layout layout, const uint8_t *key,
                              size_t key_readable, size_t key_length, const uint8_t *term, size_t length, lede_term *found) {
    /* Room to read 8 bytes at a time. */
    enum { short_length = 64, short_rest = 15 };
    uint8_t copy[short_length + 8] = {0};
    const uint8_t *sought = term;
    size_t readable = length;
    if (length <= short_length) {
        memcpy(copy, term, length);
        sought = copy;
        readable = sizeof copy;
    }
    size_t at = 0, common = 0, i = 0;
    uint64_t long_steps = 0;
    lede_varint_sum steps = {0, 0};
    enum order order = order_of_rests(key, key_readable, key_length, sought, readable, length, &common);
    while (order == BEFORE) {
        lede_short_entry entry = {0, 0};
        if (__builtin_expect(layout.has_positions && size - at >= 8, 1)) {
            uint64_t numbers;
            memcpy(&numbers, bytes + at, sizeof numbers);
            entry = lede_read_short_entry(numbers, layout.document_ends);
            lede_add_varint(&steps, entry.step);
            at += entry.size;
        }
        if (__builtin_expect(entry.size == 0, 0)) {
            uint64_t step = 0;
            at = pass_entry(bytes, size, at, layout, &step);
            if (at == 0) return -1;
            long_steps += step;
        }
        if (++i >= n) return 0;
        const uint8_t *own = bytes + at;
        uint64_t shared, rest;
        size_t same = 0;
        if (__builtin_expect(size - at > short_rest && (own[0] & 15) != 0 && length <= short_length, 1)) {
            shared = own[0] >> 4;
            rest = own[0] & 15;
            own += 1;
            at += 1 + rest;
            /* What it shares beyond that stands where the one before was smaller already. */
            if (__builtin_expect(shared < common, 0)) return 0;
            const uint64_t is_near = lede_mask_of(shared == common);
            /* The next 8 bytes of both as numbers that are in their order, zeros behind the last. */
            uint64_t one, other;
            memcpy(&one, own, 8);
            memcpy(&other, sought + common, 8);
            const unsigned absent = 64 - 8 * (unsigned)(rest < 8 ? rest : 8);
            one = __builtin_bswap64(one) >> absent << absent;
            other = __builtin_bswap64(other);
            if (__builtin_expect(is_near & lede_mask_of(one >= other), 0)) {
                order = order_of_rests(own, size - (size_t)(own - bytes), rest, sought + common, readable - common,
                                       length - common, &same);
            } else {
                same = (size_t)__builtin_clzll((one ^ other) | 1) / 8;
                same = (same < rest ? same : rest) & is_near;
            }
        } else {
            if (at == size) return -1;
            shared = bytes[at] >> 4;
            rest = bytes[at++] & 15;
            if (rest == 0 && (!read_varint(bytes, size, &at, &shared) || !read_varint(bytes, size, &at, &rest))) return -1;
            if (rest > size - at) return -1;
            own = bytes + at;
            at += rest;
            if (shared < common) return 0;
            if (shared == common)
                order = order_of_rests(own, size - (size_t)(own - bytes), rest, sought + common, readable - common,
                                       length - common, &same);
        }
        common += same;
    }
    *found = (lede_term){i, at, long_steps + lede_varint_total(steps)};
    return order == SOUGHT;
}

/* uuid.c - version 7 identities (RFC 9562): 48 bits of milliseconds, then 74 bits that are random at first and
 * counted up while the clock stands still or goes back */
#include "mupu/base.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <uuid/uuid.h>

enum { HIGH_BITS = 12, LOW_BITS = 62 };
#define HIGH_LIMIT (UINT64_C(1) << HIGH_BITS)
#define LOW_LIMIT (UINT64_C(1) << LOW_BITS)
/* The counted part starts in the lower half of what it can hold, so that it does not run over at once. */
#define HIGH_START (HIGH_LIMIT / 2)
#define STEP_LIMIT (UINT64_C(1) << 32)

/* Global because "strictly increasing" is a promise of the whole process: the last one made, and the seed in use. */
static struct {
    uint64_t milliseconds, high, low;
    uint64_t seed;
    struct random seeded;
} last;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static uint64_t seed_of(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a, so that any word may be a seed */
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return hash | 1; /* 0 says: none yet */
}

static uint64_t get(const unsigned char *bytes, int first, int count)
{
    uint64_t value = 0;
    for (int i = 0; i < count; i++)
        value = value << 8 | bytes[first + i];
    return value;
}

static void random_words(uint64_t *ret_first, uint64_t *ret_second)
{
    const char *text = getenv("MUPU_SEED");
    if (text && *text) {
        uint64_t seed = seed_of(text);
        if (seed != last.seed) {
            last.seed = seed;
            last.seeded.state = seed;
            last.milliseconds = 0;
        }
        *ret_first = random_next(&last.seeded);
        *ret_second = random_next(&last.seeded);
        return;
    }
    uuid_t bytes;
    uuid_generate_random(bytes);
    /* Its fixed bits stand in byte 6, which is left out, and on top of byte 8, where ours will stand. */
    *ret_first = get(bytes, 0, 6);
    *ret_second = get(bytes, 8, 8);
}

static void put(struct uuid *id, int first, int count, uint64_t value)
{
    for (int i = count - 1; i >= 0; i--, value >>= 8)
        id->bytes[first + i] = (unsigned char)(value & 0xFF);
}

struct uuid uuid_make(void)
{
    pthread_mutex_lock(&lock);
    uint64_t first, second;
    random_words(&first, &second);
    uint64_t now = (uint64_t)clock_now();
    if (now > last.milliseconds) {
        last.milliseconds = now;
        last.high = first % HIGH_START;
        last.low = second % LOW_LIMIT;
    } else {
        last.low += 1 + second % STEP_LIMIT;
        if (last.low >= LOW_LIMIT) {
            last.low -= LOW_LIMIT;
            last.high++;
        }
        if (last.high >= HIGH_LIMIT) {
            last.high = 0;
            last.milliseconds++;
        }
    }
    struct uuid id;
    put(&id, 0, 6, last.milliseconds);
    put(&id, 6, 2, UINT64_C(7) << HIGH_BITS | last.high);
    put(&id, 8, 8, UINT64_C(2) << LOW_BITS | last.low);
    pthread_mutex_unlock(&lock);
    return id;
}

const char *uuid_text(const struct uuid *id, char out[UUID_TEXT])
{
    uuid_unparse_lower(id->bytes, out);
    return out;
}

bool uuid_read(const char *text, struct uuid *ret_id)
{
    uuid_t bytes;
    if (strlen(text) != UUID_TEXT - 1 || uuid_parse(text, bytes) != 0)
        return false;
    memcpy(ret_id->bytes, bytes, sizeof(ret_id->bytes));
    return true;
}

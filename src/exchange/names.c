/* names.c - a hash table of numbers */
#include "names.h"

#include <string.h>
#include <strings.h>

static uint32_t hash_of(const char *text)
{
    uint64_t h = 0xcbf29ce484222325u; /* FNV-1a, folded */
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 0x100000001b3u;
    return (uint32_t)(h ^ h >> 32);
}

static void resize(struct name_table *t, int32_t capacity)
{
    uint32_t size = 16;
    while (size < (uint32_t)capacity * 2)
        size *= 2;
    t->capacity = capacity;
    t->text = memory_resize(t->text, (size_t)capacity, sizeof *t->text);
    t->hash = memory_resize(t->hash, (size_t)capacity, sizeof *t->hash);
    memory_free(t->slots);
    t->slots = memory_new((size_t)size * sizeof *t->slots);
    t->mask = size - 1;
    for (int32_t i = 0; i < t->count; i++) {
        uint32_t slot = t->hash[i] & t->mask;
        while (t->slots[slot])
            slot = (slot + 1) & t->mask;
        t->slots[slot] = i + 1;
    }
}

void names_init(struct name_table *t, int32_t expected)
{
    *t = (struct name_table){ 0 };
    resize(t, expected > 64 ? expected : 64);
}

void names_done(struct name_table *t)
{
    memory_free(t->text);
    memory_free(t->hash);
    memory_free(t->slots);
    *t = (struct name_table){ 0 };
}

static uint32_t slot_of(const struct name_table *t, const char *text, uint32_t hash)
{
    uint32_t slot = hash & t->mask;
    while (t->slots[slot]) {
        int32_t at = t->slots[slot] - 1;
        if (t->hash[at] == hash && strcmp(t->text[at], text) == 0)
            break;
        slot = (slot + 1) & t->mask;
    }
    return slot;
}

int32_t names_find(const struct name_table *t, const char *text)
{
    return t->slots[slot_of(t, text, hash_of(text))] - 1;
}

int32_t names_add(struct name_table *t, const char *text, bool *ret_new)
{
    uint32_t hash = hash_of(text), slot = slot_of(t, text, hash);
    *ret_new = !t->slots[slot];
    if (!*ret_new)
        return t->slots[slot] - 1;
    if (t->count == t->capacity) {
        resize(t, t->capacity * 2);
        slot = slot_of(t, text, hash);
    }
    t->text[t->count] = text;
    t->hash[t->count] = hash;
    t->slots[slot] = ++t->count;
    return t->count - 1;
}

bool names_unknown(const char *text)
{
    static const char *const words[] = { "", "0", "NA", "N/A", "-", ".", "unknown", "未知", "不详", "无" };
    for (size_t i = 0; i < COUNT(words); i++)
        if (strcasecmp(text, words[i]) == 0)
            return true;
    return false;
}

/* names.c - a hash table of texts */
#include "mupu/base.h"

#include <string.h>

/* Eight bytes at a time: ear numbers differ in their last digits, so every step mixes all bits. */
static uint32_t hash_of(const char *text)
{
    size_t left = strlen(text);
    uint64_t h = left * 0x9E3779B97F4A7C15u;
    for (; left >= 8; left -= 8, text += 8) {
        uint64_t part;
        memcpy(&part, text, 8);
        h = (h ^ part) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
    }
    uint64_t rest = 0;
    memcpy(&rest, text, left);
    h = (h ^ rest) * 0xc4ceb9fe1a85ec53u;
    return (uint32_t)(h ^ h >> 32);
}

static void put_slot(struct name_table *t, struct name_slot wanted)
{
    uint32_t slot = wanted.hash & t->mask;
    while (t->slots[slot].place)
        slot = (slot + 1) & t->mask;
    t->slots[slot] = wanted;
}

static void resize(struct name_table *t, int32_t capacity)
{
    uint32_t size = 16, before = t->slots ? t->mask + 1 : 0;
    struct name_slot *old = t->slots;
    while (size < (uint32_t)capacity * 2)
        size *= 2;
    t->capacity = capacity;
    t->text = memory_resize(t->text, (size_t)capacity, sizeof *t->text);
    t->slots = memory_new((size_t)size * sizeof *t->slots);
    t->mask = size - 1;
    for (uint32_t i = 0; i < before; i++)
        if (old[i].place)
            put_slot(t, old[i]);
    memory_free(old);
}

void names_init(struct name_table *t, int32_t expected)
{
    *t = (struct name_table){ 0 };
    resize(t, expected > 64 ? expected : 64);
}

void names_done(struct name_table *t)
{
    memory_free(t->text);
    memory_free(t->slots);
    *t = (struct name_table){ 0 };
}

static uint32_t slot_of(const struct name_table *t, const char *text, uint32_t hash)
{
    uint32_t slot = hash & t->mask;
    while (t->slots[slot].place) {
        if (t->slots[slot].hash == hash && strcmp(t->text[t->slots[slot].place - 1], text) == 0)
            break;
        slot = (slot + 1) & t->mask;
    }
    return slot;
}

int32_t names_find(const struct name_table *t, const char *text)
{
    return t->slots ? t->slots[slot_of(t, text, hash_of(text))].place - 1 : -1;
}

int32_t names_add(struct name_table *t, const char *text, bool *ret_new)
{
    uint32_t hash = hash_of(text), slot = slot_of(t, text, hash);
    *ret_new = !t->slots[slot].place;
    if (!*ret_new)
        return t->slots[slot].place - 1;
    if (t->count == t->capacity) {
        resize(t, t->capacity * 2);
        slot = slot_of(t, text, hash);
    }
    t->text[t->count] = text;
    t->slots[slot] = (struct name_slot){ hash, ++t->count };
    return t->count - 1;
}

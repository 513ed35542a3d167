/* arena.c - memory with one lifetime */
#include "mupu/base.h"

#include <assert.h>
#include <stdalign.h>
#include <string.h>

enum { BLOCK_BYTES = 16 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *arena)
{
    arena->first = NULL;
}

void arena_done(struct arena *arena)
{
    struct arena_block *block = arena->first;
    while (block) {
        struct arena_block *next = block->next;
        memory_free(block);
        block = next;
    }
    arena->first = NULL;
}

/* Puts a block with room for `bytes` in front - or, when it is a big one of its own, behind the one in use. */
static struct arena_block *add_block(struct arena *arena, size_t bytes)
{
    size_t size = bytes > BLOCK_BYTES / 4 ? bytes : (size_t)BLOCK_BYTES;
    size_t whole;
    if (__builtin_add_overflow(size, sizeof(struct arena_block), &whole))
        whole = SIZE_MAX; /* the allocator refuses it in its own way */
    struct arena_block *block = memory_new(whole);
    block->size = size;
    if (arena->first && size == bytes) {
        block->next = arena->first->next;
        arena->first->next = block;
    } else {
        block->next = arena->first;
        arena->first = block;
    }
    return block;
}

void *arena_new(struct arena *arena, size_t bytes)
{
    size_t step = alignof(max_align_t);
    size_t rounded = bytes > SIZE_MAX - step ? SIZE_MAX - step + 1 : (bytes + step - 1) / step * step;
    if (!rounded)
        rounded = step; /* every piece has an address of its own */
    struct arena_block *block = arena->first;
    if (!block || block->size - block->used < rounded)
        block = add_block(arena, rounded);
    void *piece = block->bytes + block->used;
    block->used += rounded;
    return piece;
}

char *arena_text_n(struct arena *arena, const char *text, size_t bytes)
{
    if (!text)
        return NULL;
    assert(bytes < SIZE_MAX);
    char *copy = arena_new(arena, bytes + 1);
    memcpy(copy, text, bytes);
    return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
    return text ? arena_text_n(arena, text, strlen(text)) : NULL;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    assert(length >= 0);
    char *text = arena_new(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

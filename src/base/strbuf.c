/* strbuf.c - text that grows */
#include "mupu/base.h"

#include <assert.h>
#include <string.h>

static void reserve(struct strbuf *b, size_t more)
{
    size_t need;
    if (__builtin_add_overflow(b->length, more, &need) || need == SIZE_MAX)
        need = SIZE_MAX - 1; /* the allocator refuses it in its own way */
    need += 1;
    if (need <= b->capacity)
        return;
    size_t doubled = b->capacity > SIZE_MAX / 2 ? SIZE_MAX : b->capacity * 2;
    size_t capacity = need > doubled ? need : doubled;
    if (capacity < 64)
        capacity = 64;
    b->text = memory_resize(b->capacity ? b->text : NULL, capacity, 1);
    b->capacity = capacity;
}

void strbuf_init(struct strbuf *b)
{
    /* An empty one owns nothing, so that a buffer may be left after strbuf_take. */
    *b = (struct strbuf){ .text = (char *)"" };
}

void strbuf_done(struct strbuf *b)
{
    if (b->capacity)
        memory_free(b->text);
    *b = (struct strbuf){ 0 };
}

void strbuf_clear(struct strbuf *b)
{
    b->length = 0;
    if (b->capacity)
        b->text[0] = '\0';
    else
        strbuf_init(b);
}

void strbuf_add_n(struct strbuf *b, const char *text, size_t bytes)
{
    assert(!bytes || text < b->text || text > b->text + b->length); /* growing would pull it away */
    reserve(b, bytes);
    if (bytes)
        memcpy(b->text + b->length, text, bytes);
    b->length += bytes;
    b->text[b->length] = '\0';
}

void strbuf_add(struct strbuf *b, const char *text)
{
    strbuf_add_n(b, text, strlen(text));
}

void strbuf_add_char(struct strbuf *b, char c)
{
    strbuf_add_n(b, &c, 1);
}

void strbuf_printf(struct strbuf *b, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    assert(length >= 0);
    reserve(b, (size_t)length);
    vsnprintf(b->text + b->length, (size_t)length + 1, format, again);
    va_end(again);
    b->length += (size_t)length;
}

char *strbuf_take(struct strbuf *b)
{
    reserve(b, 0); /* the caller frees it: it must be somebody's */
    char *text = b->text;
    text[b->length] = '\0';
    strbuf_init(b);
    return text;
}

/* memory.c - the allocator that never returns NULL */
#include "mupu/base.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Global because whoever runs out of memory knows nothing of the terminal; set once, at the start. */
static memory_failure_function failure_function;

void memory_on_failure(memory_failure_function function)
{
    failure_function = function;
}

static _Noreturn void fail(void)
{
    memory_failure_function function = failure_function;
    failure_function = NULL; /* should it run out of memory itself, we still leave */
    if (function)
        function();
    /* Untranslated: gettext would allocate. */
    static const char words[] = "mupu: out of memory; what was saved is safe / 内存不足，已保存的数据不受影响\n";
    if (write(STDERR_FILENO, words, sizeof(words) - 1) < 0) {
        /* nobody is left to tell */
    }
    _exit(ERR_INTERNAL);
}

void *memory_new(size_t bytes)
{
    void *pointer = calloc(1, bytes ? bytes : 1);
    if (!pointer)
        fail();
    return pointer;
}

void *memory_resize(void *old, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        fail();
    void *pointer = realloc(old, bytes ? bytes : 1);
    if (!pointer)
        fail();
    return pointer;
}

char *memory_text(const char *text)
{
    if (!text)
        return NULL;
    size_t bytes = strlen(text) + 1;
    char *copy = memory_new(bytes);
    memcpy(copy, text, bytes);
    return copy;
}

void memory_free(void *pointer)
{
    free(pointer);
}

void memory_free_text(char **text)
{
    free(*text);
    *text = NULL;
}

/* err.c - why something did not happen */
#include "mupu/base.h"

#include <string.h>

/* Shortens `text`, cut by snprintf to fit, to whole characters. */
static void end_on_character(char *text)
{
    size_t offset;
    size_t length = strlen(text);
    if (!utf8_valid(text, length, &offset) && length - offset < 4)
        text[offset] = '\0';
}

static void copy_name(char *to, size_t size, const char *name)
{
    snprintf(to, size, "%s", name ? name : "");
    end_on_character(to);
}

static void PRINTF_LIKE(5, 0) write_all(struct err *e, enum err_code code, const char *rule, const char *field,
                                        const char *format, va_list arguments)
{
    char message[sizeof(e->message)]; /* apart: an argument may be e->message itself */
    vsnprintf(message, sizeof(message), format, arguments);
    end_on_character(message);
    e->code = code;
    copy_name(e->field, sizeof(e->field), field);
    copy_name(e->rule, sizeof(e->rule), rule);
    memcpy(e->message, message, sizeof(message));
}

bool err_set(struct err *e, enum err_code code, const char *field, const char *format, ...)
{
    if (!e)
        return false;
    va_list arguments;
    va_start(arguments, format);
    write_all(e, code, NULL, field, format, arguments);
    va_end(arguments);
    return false;
}

bool err_soft(struct err *e, const char *rule, const char *field, const char *format, ...)
{
    if (!e)
        return false;
    va_list arguments;
    va_start(arguments, format);
    write_all(e, ERR_SOFT, rule, field, format, arguments);
    va_end(arguments);
    return false;
}

bool err_prefix(struct err *e, const char *format, ...)
{
    if (!e)
        return false;
    char words[sizeof(e->message)];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(words, sizeof(words), format, arguments);
    va_end(arguments);
    end_on_character(words);
    struct strbuf whole;
    strbuf_init(&whole);
    strbuf_add(&whole, words);
    strbuf_add(&whole, e->message);
    snprintf(e->message, sizeof(e->message), "%s", whole.text);
    end_on_character(e->message);
    strbuf_done(&whole);
    return false;
}

int err_exit_code(const struct err *e)
{
    switch (e->code) {
    case ERR_SOFT:
        return ERR_DATA;
    case ERR_CANCELLED:
        return 130; /* as a shell tells of Ctrl-C */
    default:
        return (int)e->code;
    }
}

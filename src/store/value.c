/* value.c - values with their types: comparing, showing */
#include "sqlite.h"

#include <string.h>

bool value_equal(const struct value *a, const struct value *b)
{
    if (a->type != b->type)
        return false;
    switch (a->type) {
    case 'i':
        return a->integer == b->integer;
    case 'r':
        return memcmp(&a->real, &b->real, sizeof(a->real)) == 0;
    case 't':
    case 'b':
        return a->length == b->length && (a->length == 0 || memcmp(a->bytes, b->bytes, a->length) == 0);
    default:
        return true;
    }
}

static void blob_text(const struct value *value, struct strbuf *out)
{
    const unsigned char *bytes = value->bytes;
    if (value->length == sizeof(struct uuid)) {
        struct uuid id;
        char text[UUID_TEXT];
        memcpy(id.bytes, bytes, sizeof(id.bytes));
        strbuf_add(out, uuid_text(&id, text));
        return;
    }
    for (size_t i = 0; i < value->length; i++)
        strbuf_printf(out, "%02x", bytes[i]);
}

void value_text(const struct value *value, struct strbuf *out)
{
    char number[NUMBER_TEXT];
    switch (value->type) {
    case 'i':
        strbuf_printf(out, "%lld", (long long)value->integer);
        break;
    case 'r':
        strbuf_add(out, number_format_double(value->real, number));
        break;
    case 't':
        strbuf_add_n(out, value->bytes, value->length);
        break;
    case 'b':
        blob_text(value, out);
        break;
    default:
        break;
    }
}

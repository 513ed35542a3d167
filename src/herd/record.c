/* record.c - a filled form: names and texts, and reading them as days, counts, codes and holdings */
#include "inner.h"

#include <ctype.h>
#include <string.h>

void record_init(struct record *r, struct arena *arena)
{
    *r = (struct record){ .arena = arena };
}

/* A text without the blanks around it; NULL when nothing is left. */
static const char *trimmed(struct arena *arena, const char *text)
{
    static const char blanks[] = " \t\r\n";
    if (!text)
        return NULL;
    text += strspn(text, blanks);
    size_t length = strlen(text);
    while (length && strchr(blanks, text[length - 1]))
        length--;
    return length ? arena_text_n(arena, text, length) : NULL;
}

/* Options are typed with '-', columns with '_'. */
static bool same_name(const char *a, const char *b)
{
    for (; *a && *b; a++, b++)
        if (*a != *b && !((*a == '-' || *a == '_') && (*b == '-' || *b == '_')))
            return false;
    return *a == *b;
}

static int next_value(const struct record *r, const char *name, int from)
{
    while (from < r->count && !same_name(r->values[from].name, name))
        from++;
    return from;
}

static void append(struct record *r, const char *name, const char *text)
{
    if (r->count == r->capacity) {
        int capacity = r->capacity ? 2 * r->capacity : 16;
        struct record_value *values = arena_new(r->arena, (size_t)capacity * sizeof(*values));
        if (r->count)
            memcpy(values, r->values, (size_t)r->count * sizeof(*values));
        r->values = values;
        r->capacity = capacity;
    }
    r->values[r->count++] = (struct record_value){ arena_text(r->arena, name), text };
}

static void remove_from(struct record *r, const char *name, int from)
{
    int kept = from;
    for (int i = from; i < r->count; i++)
        if (!same_name(r->values[i].name, name))
            r->values[kept++] = r->values[i];
    r->count = kept;
}

void record_set(struct record *r, const char *name, const char *text)
{
    int at = next_value(r, name, 0);
    text = trimmed(r->arena, text);
    if (!text) {
        remove_from(r, name, at);
    } else if (at == r->count) {
        append(r, name, text);
    } else {
        r->values[at].text = text;
        remove_from(r, name, at + 1);
    }
}

void record_add(struct record *r, const char *name, const char *text)
{
    text = trimmed(r->arena, text);
    if (text)
        append(r, name, text);
}

const char *record_text(const struct record *r, const char *name)
{
    return record_nth(r, name, 0);
}

int record_count(const struct record *r, const char *name)
{
    int count = 0;
    for (int i = next_value(r, name, 0); i < r->count; i = next_value(r, name, i + 1))
        count++;
    return count;
}

const char *record_nth(const struct record *r, const char *name, int n)
{
    for (int i = next_value(r, name, 0); i < r->count; i = next_value(r, name, i + 1))
        if (n-- == 0)
            return r->values[i].text;
    return NULL;
}

bool record_confirms(const struct record *r, const char *rule)
{
    size_t length = strlen(rule);
    for (const char *word = r->confirmed; word && *word;) {
        word += strspn(word, " ");
        size_t size = strcspn(word, " ");
        if ((size == length && strncmp(word, rule, size) == 0) || (size == 3 && strncmp(word, "all", 3) == 0))
            return true;
        word += size;
    }
    return false;
}

/* ---- values ---- */

bool record_empties(const struct record *r, const char *name)
{
    const char *text = record_text(r, name);
    return text && strcmp(text, "-") == 0;
}

static const char *given(const struct record *r, const char *name)
{
    return record_empties(r, name) ? NULL : record_text(r, name);
}

static bool at_field(struct err *e, const char *name)
{
    if (e)
        snprintf(e->field, sizeof(e->field), "%s", name);
    return false;
}

bool record_day(const struct record *r, const char *name, date_day missing, date_day *ret_day, struct err *e)
{
    const char *text = given(r, name);
    date_day day = missing;
    enum date_precision precision;
    if (text && !date_parse(text, &day, &precision, e))
        return at_field(e, name);
    *ret_day = day;
    return true;
}

bool record_count_value(const struct record *r, const char *name, int64_t missing, int64_t *ret, struct err *e)
{
    const char *text = given(r, name);
    int64_t value = missing;
    if (text && !number_parse_int(text, 0, 1000000000, &value, e))
        return at_field(e, name);
    *ret = value;
    return true;
}

/* "公, 母, 羯": what the list has, for a message. */
static const char *choices(const struct herd *herd, const char *list, char *out, size_t size)
{
    size_t used = 0;
    const struct dictionary *d = &herd->dictionary;
    out[0] = '\0';
    for (int i = 0; i < d->code_count; i++) {
        if (strcmp(d->codes[i].list, list) != 0)
            continue;
        const char *label = herd_label(herd, d->codes[i].zh, d->codes[i].en);
        int written = snprintf(out + used, size - used, "%s%s", used ? ", " : "", label);
        if (written < 0 || used + (size_t)written >= size - 4) {
            strcpy(out + used, "...");
            break;
        }
        used += (size_t)written;
    }
    return out;
}

bool record_code(const struct herd *herd, const struct record *r, const char *name, const char *list,
                 const char **ret_code, struct err *e)
{
    const char *text = given(r, name);
    if (!text) {
        *ret_code = NULL;
        return true;
    }
    const struct code *code = dictionary_code(&herd->dictionary, list, text);
    char known[200];
    if (!code)
        return err_set(e, ERR_DATA, name, _("\"%s\" is not in the list. Choose one of: %s."), text,
                       choices(herd, list, known, sizeof(known)));
    *ret_code = code->code;
    return true;
}

bool record_holding(struct herd *herd, const struct record *r, const char *name, int64_t missing, int64_t *ret_id,
                    struct err *e)
{
    const char *text = given(r, name);
    int64_t id = missing;
    if (text && !holding_find(herd, text, &id, e))
        return at_field(e, name);
    *ret_id = id;
    return true;
}

bool record_required(const struct herd *herd, const struct record *r, const struct field *fields, int count,
                     struct err *e)
{
    for (int i = 0; i < count; i++)
        if (fields[i].required && !given(r, fields[i].name))
            return err_set(e, ERR_DATA, fields[i].name, _("\"%s\" is missing. Fill it in."),
                           herd_label(herd, fields[i].zh, fields[i].en));
    return true;
}

/* genetics_side.c - see genetics_side.h */
#include "genetics_side.h"

#include <string.h>

static bool is_years(const char *text)
{
    return strspn(text, "0123456789.") == strlen(text);
}

unsigned genetics_side_wants(const struct record *r, const char **ret_columns)
{
    static const char *const sides[] = { "males", "females" };
    unsigned wants = GENETICS_SEX;
    for (size_t i = 0; i < COUNT(sides); i++) {
        const char *text = record_text(r, sides[i]);
        if (!text || !record_text(r, "pedigree") || *text == '@')
            continue;
        if (is_years(text))
            wants |= GENETICS_BIRTH;
        else
            *ret_columns++ = text;
    }
    *ret_columns = NULL;
    return wants;
}

struct record genetics_side_adults(struct command_context *c, const struct record *r)
{
    struct record asked;
    record_init(&asked, c->arena);
    for (int i = 0; i < r->count; i++)
        record_add(&asked, r->values[i].name, r->values[i].text);
    if (!record_text(r, "pedigree") && !record_text(r, "reference"))
        record_set(&asked, "reference", "stage=adult");
    return asked;
}

/* The record in which --males (or --females) stands as the reference; of a book with the sex, which leaves out
 * castrates. */
static void side_record(struct genetics_source *s, const struct record *r, const char *side, char sex,
                        struct record *ret)
{
    const char *own = record_text(r, side), *reference = own ? own : record_text(r, "reference");
    record_init(ret, s->c->arena);
    record_set(ret, "species", record_text(r, "species"));
    record_set(ret, "pedigree", record_text(r, "pedigree"));
    if (!s->of_file && !(reference && *reference == '@'))
        reference = arena_printf(s->c->arena, "%s%ssex=%c", reference ? reference : "", reference ? " " : "", sex);
    record_set(ret, "reference", reference);
}

bool genetics_side_choose(struct genetics_source *s, const struct record *r, const char *side, char sex, int32_t **ret,
                          int32_t *ret_count, struct err *e)
{
    const char *words;
    struct record one;
    int32_t kept = 0, *list, count;
    bool named = record_text(r, side) != NULL;
    side_record(s, r, side, sex, &one);
    if (!genetics_source_reference(s, &one, &list, &count, &words, e))
        return false;
    for (int32_t i = 0; i < count; i++)
        if (s->sex[list[i]] == sex || (named && !s->sex[list[i]]))
            list[kept++] = list[i];
    *ret = list;
    *ret_count = kept;
    if (kept)
        return true;
    memory_free(list);
    return err_set(e, ERR_NO_INPUT, side, sex == 'M' ? _("No male is in \"%s\"") : _("No female is in \"%s\""), words);
}

/* genetics_grouping.c - animals put into groups by what the book or a file says of them */
#include "genetics_grouping.h"

#include <stdlib.h>
#include <string.h>

bool grouping_number(const struct record *r, const char *option, int64_t otherwise, int64_t *ret, struct err *e)
{
    const char *text = record_text(r, option);
    *ret = otherwise;
    return !text || number_parse_int(text, 1, INT32_MAX, ret, e);
}

static const char *coded_label(const struct herd *herd, const char *word, const char *name)
{
    static const struct {
        const char *word, *list;
    } coded[] = { { "tier", "tier" }, { "born_tier", "tier" }, { "fecb", "fecb" } };
    for (size_t i = 0; i < COUNT(coded); i++)
        if (strcmp(word, coded[i].word) == 0)
            return herd_code_label(herd, coded[i].list, name);
    return NULL;
}

const char *grouping_label(struct command_context *c, const struct record *r, const char *word, const char *name)
{
    if (!c->herd || !command_for_eyes(c, r))
        return name;
    const struct dictionary *d = &c->herd->dictionary;
    const struct breed *breed = strcmp(word, "breed") == 0 ? dictionary_breed(d, NULL, name) : NULL;
    const struct species *species = strcmp(word, "species") == 0 ? dictionary_species(d, name) : NULL;
    const char *coded = coded_label(c->herd, word, name);
    return breed     ? herd_label(c->herd, breed->zh, breed->en)
           : species ? herd_label(c->herd, species->zh, species->en)
           : coded   ? coded
                     : name;
}

struct table_column grouping_column(struct command_context *c, const struct record *r, const char *word,
                                    const char *name, enum table_type type, int decimals)
{
    return (struct table_column){
        arena_text(c->arena, name), arena_text(c->arena, grouping_label(c, r, word, name)), type, decimals, 0, false
    };
}

bool grouping_print(struct command_context *c, const struct record *r, command_table_function *table, struct err *e)
{
    struct table t;
    if (!table(c, r, &t, e))
        return false;
    command_say(c, "%s", t.title);
    return command_print(c, r, &t, e);
}

/* ---- levels ---- */

static void years_of(struct genetics_source *s, struct genetics_factor *ret)
{
    enum { FIRST = 1900, LAST = 2200 };
    *ret = (struct genetics_factor){ .level = memory_resize(NULL, (size_t)s->p.count + 1, sizeof(int32_t)),
                                     .count = LAST - FIRST + 1 };
    ret->name = arena_new(s->c->arena, (size_t)ret->count * sizeof *ret->name);
    for (int32_t year = FIRST; year <= LAST; year++)
        ret->name[year - FIRST] = arena_printf(s->c->arena, "%d", year);
    for (int32_t i = 0; i < s->p.count; i++) {
        int year = 0, month, day;
        if (s->birth[i] != DATE_NONE)
            date_to_ymd(s->birth[i], &year, &month, &day);
        ret->level[i] = year < FIRST || year > LAST ? -1 : year - FIRST;
    }
}

bool genetics_levels(struct genetics_source *s, const char *word, struct genetics_factor *ret, struct err *e)
{
    if (strcmp(word, "year") != 0)
        return genetics_source_factor(s, word, ret, e);
    years_of(s, ret);
    return true;
}

/* ---- groups ---- */

struct named {
    const char *name;
    int32_t level;
};

static int by_name(const void *left, const void *right)
{
    const struct named *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    return order ? order : a->level - b->level;
}

/* Levels that have enough animals become groups, in the order of their names. */
static bool number_groups(struct grouping *g, const struct genetics_factor *by, const int32_t *members,
                          int64_t smallest, struct err *e)
{
    struct named *kept = memory_new(((size_t)by->count + 1) * sizeof *kept);
    int32_t *group = memory_resize(NULL, (size_t)by->count + 1, sizeof *group);
    for (int32_t level = 0; level < by->count; level++) {
        group[level] = -1;
        if (members[level] >= smallest)
            kept[g->count++] = (struct named){ by->name[level], level };
    }
    qsort(kept, (size_t)g->count, sizeof *kept, by_name);
    g->name = arena_new(g->s.c->arena, ((size_t)g->count + 1) * sizeof *g->name);
    for (int32_t k = 0; k < g->count; k++) {
        group[kept[k].level] = k;
        g->name[k] = kept[k].name;
    }
    for (int32_t i = 0; i < g->s.p.count; i++)
        if (g->group[i] >= 0)
            g->group[i] = group[g->group[i]];
    memory_free(kept);
    memory_free(group);
    return g->count ||
           err_set(e, ERR_NO_INPUT, "by", _("No group \"%s\" has so many animals in \"%s\""), g->word, g->whom);
}

static bool put_in_groups(struct grouping *g, const struct record *r, struct err *e)
{
    struct genetics_factor by;
    int32_t *chosen, chosen_count;
    int64_t smallest;
    if (!grouping_number(r, "smallest", 1, &smallest, e) || !genetics_levels(&g->s, g->word, &by, e))
        return false;
    bool good = genetics_source_reference(&g->s, r, &chosen, &chosen_count, &g->whom, e);
    if (good) {
        int32_t *members = memory_new(((size_t)by.count + 1) * sizeof *members);
        g->group = memory_resize(NULL, (size_t)g->s.p.count + 1, sizeof *g->group);
        memset(g->group, 0xff, ((size_t)g->s.p.count + 1) * sizeof *g->group);
        for (int32_t i = 0; i < chosen_count; i++)
            if ((g->group[chosen[i]] = by.level[chosen[i]]) >= 0)
                members[by.level[chosen[i]]]++;
        good = number_groups(g, &by, members, smallest, e);
        memory_free(members);
        memory_free(chosen);
    }
    genetics_factor_done(&by);
    return good;
}

bool grouping_open(struct command_context *c, const struct record *r, const char *otherwise, unsigned wants,
                   const char *const *columns, struct grouping *ret, struct err *e)
{
    enum { COLUMNS = 4 };
    const char *all[COLUMNS + 1] = { 0 };
    const char *by = record_text(r, "by");
    int count = 0;
    if (!by && record_text(r, "pedigree"))
        return err_set(e, ERR_USAGE, "by", _("Say with --by which column of the file makes the groups, or year"));
    *ret = (struct grouping){ .word = by ? by : otherwise };
    if (strcmp(ret->word, "year") == 0)
        wants |= GENETICS_BIRTH;
    else
        all[count++] = ret->word;
    for (; columns && *columns && count < COLUMNS; columns++)
        all[count++] = *columns;
    if (!genetics_source_open(c, r, wants, all, &ret->s, e))
        return false;
    if (put_in_groups(ret, r, e))
        return true;
    grouping_close(ret);
    return false;
}

void grouping_close(struct grouping *g)
{
    memory_free(g->group);
    genetics_source_close(&g->s);
    *g = (struct grouping){ 0 };
}

struct group_set grouping_set(const struct grouping *g)
{
    return (struct group_set){ g->count, g->group, NULL };
}

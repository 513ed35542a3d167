/* holding_check.c - the rules of the tree: tiers, codes, dates, who may end */
#include "holding_change.h"

#include <string.h>

#define BROKEN(edit, rule, field, e, ...) \
    check_broken((edit)->herd, (edit)->record, rule, field, &(edit)->noted, e, __VA_ARGS__)

static const char *tier_label(const struct holding_change *edit, const char *tier)
{
    return herd_code_label(edit->herd, "tier", tier);
}

/* The higher of two tiers stands earlier in the list. */
static bool stands_above(const struct holding_change *edit, const char *upper, const char *lower)
{
    const struct code *a = dictionary_code(&edit->herd->dictionary, "tier", upper);
    const struct code *b = dictionary_code(&edit->herd->dictionary, "tier", lower);
    return a && b && a < b;
}

static bool is_highest(const struct holding_change *edit, const char *tier)
{
    const struct code *code = dictionary_code(&edit->herd->dictionary, "tier", tier);
    const struct dictionary *d = &edit->herd->dictionary;
    return code && (code == d->codes || strcmp(code[-1].list, "tier") != 0);
}

static bool check_parent(struct holding_change *edit, struct err *e)
{
    struct holding parent;
    const struct holding *now = &edit->now;
    if (!now->parent)
        return is_highest(edit, now->tier) || BROKEN(edit, "holding_parent", "parent", e,
                                                     _("%s \"%s\" stands under nobody. Say which holding is above it."),
                                                     tier_label(edit, now->tier), now->code);
    if (!holding_load(edit->herd, now->parent, &edit->arena, &parent, e))
        return false;
    if (!stands_above(edit, parent.tier, now->tier) || now->parent == edit->before.id)
        return BROKEN(edit, "holding_tier", "parent", e,
                      _("%s \"%s\" cannot stand under %s \"%s\". Choose a holding of a higher tier."),
                      tier_label(edit, now->tier), now->code, tier_label(edit, parent.tier), parent.code);
    if (now->parent == edit->before.parent)
        return true;
    if (parent.voided)
        return BROKEN(edit, "holding_void", "parent", e, _("\"%s\" is void. Choose another holding."), parent.code);
    if (parent.closed != DATE_NONE && parent.closed <= edit->herd->today)
        return BROKEN(edit, "holding_closed", "parent", e, _("\"%s\" is closed. Choose another holding."), parent.code);
    return true;
}

/* A holding that changes its tier must still stand above all that is under it. */
static bool check_children(struct holding_change *edit, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!edit->before.id || strcmp(edit->before.tier, edit->now.tier) == 0)
        return true;
    if (!store_query(edit->herd->store, "holding_children", &q, e))
        return false;
    query_bind_int(q, ":parent", edit->before.id);
    for (bool row;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        if (!stands_above(edit, edit->now.tier, query_text(q, 2)))
            return BROKEN(edit, "holding_tier", "tier", e,
                          _("%s \"%s\" stands under \"%s\", which therefore cannot become %s. Move it first."),
                          tier_label(edit, query_text(q, 2)), query_text(q, 1), edit->now.code,
                          tier_label(edit, edit->now.tier));
    }
}

static bool check_code(struct holding_change *edit, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!store_query(edit->herd->store, "holding_with_code", &q, e))
        return false;
    query_bind_text(q, ":code", edit->now.code);
    if (!query_next(q, &row, e))
        return false;
    if (!row || query_int(q, 0) == edit->before.id)
        return true;
    return BROKEN(edit, "holding_code_used", "code", e, _("\"%s\" is the code of another holding. Choose another one."),
                  edit->now.code);
}

static bool check_dates(struct holding_change *edit, struct err *e)
{
    const struct holding *now = &edit->now;
    struct {
        const char *name;
        date_day day;
    } days[] = { { "opened", now->opened }, { "since", edit->since } };
    char text[DATE_TEXT];
    for (size_t i = 0; i < COUNT(days); i++)
        if (days[i].day != DATE_NONE && days[i].day > edit->herd->today &&
            !BROKEN(edit, "date_future", days[i].name, e, _("%s is in the future."),
                    date_format(days[i].day, DATE_DAY, text)))
            return false;
    if (now->opened != DATE_NONE && now->closed != DATE_NONE && now->closed < now->opened)
        return BROKEN(edit, "holding_dates", "closed", e, _("\"%s\" cannot close before it opened."), now->code);
    return true;
}

static bool is_farm_code(const char *code)
{
    return strlen(code) == 10 && strspn(code, "0123456789") == 10;
}

/* Names, prefixes and farm codes that another holding has. A name counts within one village. */
static bool check_alike(struct holding_change *edit, struct err *e)
{
    static const struct {
        const char *rule, *field, *zh, *en;
    } rules[] = {
        { "holding_name_used", "name", "名称", "name" },
        { "holding_prefix_used", "prefix", "编号前缀", "number prefix" },
        { "holding_farm_code_used", "farm-code", "养殖代码", "farm code" },
    };
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(edit->herd->store, "holding_alike", &q, e))
        return false;
    query_bind_text(q, ":name", edit->now.name);
    query_bind_text(q, ":village", edit->now.village);
    query_bind_text(q, ":prefix", edit->now.prefix);
    query_bind_text(q, ":farm_code", edit->now.farm_code);
    query_bind_int(q, ":id", edit->before.id);
    for (bool row;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        for (int i = 0; i < (int)COUNT(rules); i++)
            if (query_int(q, i + 1) && !BROKEN(edit, rules[i].rule, rules[i].field, e,
                                               _("\"%s\" has the same %s. Confirm if both are meant to have it."),
                                               query_text(q, 0), herd_label(edit->herd, rules[i].zh, rules[i].en)))
                return false;
    }
}

static bool live_heads(struct herd *herd, int64_t id, int64_t *ret_heads, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(herd->store, "holding_live_heads", &q, e))
        return false;
    query_bind_int(q, ":id", id);
    return query_one_int(q, 0, ret_heads, e);
}

static bool first_child(struct herd *herd, int64_t id, struct arena *arena, const char **ret_code, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!store_query(herd->store, "holding_children", &q, e))
        return false;
    query_bind_int(q, ":parent", id);
    if (!query_next(q, &row, e))
        return false;
    *ret_code = row ? arena_text(arena, query_text(q, 1)) : NULL;
    return true;
}

bool holding_check_unused(struct holding_change *edit, const char *field, struct err *e)
{
    const char *code = edit->before.code, *child;
    int64_t heads;
    if (!live_heads(edit->herd, edit->before.id, &heads, e) ||
        !first_child(edit->herd, edit->before.id, &edit->arena, &child, e))
        return false;
    if (heads)
        return BROKEN(edit, "holding_used", field, e, _("\"%s\" still has %lld animals. Move or sell them first."),
                      code, (long long)heads);
    return !child ||
           BROKEN(edit, "holding_used", field, e, _("\"%s\" still stands under \"%s\". Move it first."), child, code);
}

static bool ever_used(struct herd *herd, int64_t id, bool *ret_used, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    int64_t used;
    if (!store_query(herd->store, "holding_ever_used", &q, e))
        return false;
    query_bind_int(q, ":id", id);
    if (!query_one_int(q, 0, &used, e))
        return false;
    *ret_used = used != 0;
    return true;
}

bool holding_check_never_used(struct holding_change *edit, struct err *e)
{
    bool used;
    if (!ever_used(edit->herd, edit->before.id, &used, e))
        return false;
    return !used || BROKEN(edit, "holding_used", "", e,
                           _("\"%s\" has records of animals and must stay. Close it instead."), edit->before.code);
}

bool holding_check_valid(struct holding_change *edit, struct err *e)
{
    return !edit->before.voided ||
           BROKEN(edit, "holding_void", "", e, _("\"%s\" is void. It cannot be changed."), edit->before.code);
}

bool holding_check(struct holding_change *edit, struct err *e)
{
    const struct holding *now = &edit->now;
    bool closing = edit->before.id && now->closed != DATE_NONE && edit->before.closed == DATE_NONE;
    if (!check_code(edit, e) || !check_parent(edit, e) || !check_children(edit, e) || !check_dates(edit, e))
        return false;
    if (now->farm_code && !is_farm_code(now->farm_code) &&
        !BROKEN(edit, "holding_farm_code", "farm-code", e,
                _("\"%s\" is no farm code: that is 10 digits, 6 of the county and 4 more."), now->farm_code))
        return false;
    return check_alike(edit, e) && (!closing || holding_check_unused(edit, "closed", e));
}

/* list_saved.c - filters with a name. The shipped ones stand here; a clerk's own stand in the meta of the book, so that
 * they come along with it and every terminal has them, and the log of the records, which they are not, stays clear. */
#include "inner.h"

#include "list_saved.h"

#include <string.h>

#define PREFIX "filter "

static const struct {
    const char *zh, *en, *text;
} shipped[] = {
    { "空怀且产后>20天", "Open, over 20 days after birth", "state=open after-birth>20" },
    { "30天内无耳标", "Under 30 days without tag", "age<=30 no:official" },
    { "待断奶", "To be weaned", "state=lactating wean<=today" },
    { "待妊检", "To be scanned", "state=mated scan<=today" },
    { "7天内临产", "Due within 7 days", "state=mated,pregnant due<=+7" },
    { "能繁母畜", "Breeding females", "sex=F stage=adult" },
    { "可配后备母畜", "Maidens to be mated", "sex=F state=open parity=0" },
    { "种公畜", "Breeding males", "sex=M stage=adult" },
    { "休药期内", "In withdrawal", "has:withdrawal" },
    { "90天未称重", "Not weighed for 90 days", "weighed<=-90" },
    { "近交超6.25%", "Inbred over 6.25%", "f>6.25" },
    { "标记淘汰", "Marked for culling", "has:cull" },
};

bool list_saved_all(struct herd *herd, struct arena *arena, struct list_saved **ret, int *ret_count, struct err *e)
{
    enum { MOST = 200 };
    CLEANUP(query_done) struct query *q = NULL;
    struct list_saved *all = arena_new(arena, (COUNT(shipped) + MOST) * sizeof *all);
    int count = 0;
    bool row;
    for (size_t i = 0; i < COUNT(shipped); i++)
        all[count++] =
            (struct list_saved){ herd_label(herd, shipped[i].zh, shipped[i].en), shipped[i].text, .shipped = true };
    if (!store_query(herd->store, "list_saved", &q, e))
        return false;
    while (count < (int)COUNT(shipped) + MOST) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            break;
        all[count++] =
            (struct list_saved){ arena_text(arena, query_text(q, 0)), arena_text(arena, query_text(q, 1)), false };
    }
    *ret = all;
    *ret_count = count;
    return true;
}

static bool same(const char *a, const char *b)
{
    CLEANUP(strbuf_done) struct strbuf x, y;
    strbuf_init(&x);
    strbuf_init(&y);
    utf8_normalise(&x, a);
    utf8_normalise(&y, b);
    return strcmp(x.text, y.text) == 0;
}

/* The clerk's own win over the shipped, which are known in both languages. */
bool list_saved_find(struct herd *herd, const char *name, struct arena *arena, const char **ret_text, struct err *e)
{
    struct list_saved *all;
    int count;
    CLEANUP(strbuf_done) struct strbuf names;
    strbuf_init(&names);
    if (!list_saved_all(herd, arena, &all, &count, e))
        return false;
    for (int i = count - 1; i >= 0; i--) {
        if (same(all[i].name, name) || (all[i].shipped && (same(shipped[i].zh, name) || same(shipped[i].en, name)))) {
            *ret_text = all[i].text;
            return true;
        }
    }
    for (int i = 0; i < count; i++)
        strbuf_printf(&names, "%s%s", i ? ", " : "", all[i].name);
    return err_set(e, ERR_NO_INPUT, "filter", _("There is no saved filter \"%s\". There are: %s"), name, names.text);
}

bool list_saved_put(struct herd *herd, const char *name, const char *text, struct err *e)
{
    enum { NAME_MOST = 80 };
    CLEANUP(strbuf_done) struct strbuf key;
    strbuf_init(&key);
    if (!*name || strlen(name) > NAME_MOST || strpbrk(name, "\"\n\t"))
        return err_set(e, ERR_DATA, "name", _("\"%s\" is no name for a filter."), name);
    strbuf_printf(&key, PREFIX "%s", name);
    return store_meta_set(herd->store, key.text, text, e);
}

bool list_saved_drop(struct herd *herd, const char *name, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    CLEANUP(strbuf_done) struct strbuf key;
    strbuf_init(&key);
    strbuf_printf(&key, PREFIX "%s", name);
    if (!store_begin_unlogged(herd->store, e))
        return false;
    bool good = store_query(herd->store, "list_saved_drop", &q, e);
    if (good) {
        query_bind_text(q, ":name", key.text);
        good = query_run(q, e);
    }
    query_done(&q);
    if (good && store_commit_unlogged(herd->store, e))
        return true;
    store_rollback(herd->store);
    return false;
}

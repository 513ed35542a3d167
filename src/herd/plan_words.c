/* plan_words.c - the reason of every line of a plan, in words: which, why, and what would help */
#include "plan_inner.h"

#include <stdlib.h>
#include <string.h>

struct facts {
    int64_t f, detail;
    const char *other;
    struct arena *arena;
};

static const char *percent(int64_t millionths, struct arena *arena)
{
    char text[NUMBER_TEXT];
    bool short_enough = millionths % 1000 == 0; /* 12.5%, 6.25%, 0.0% */
    return arena_printf(arena, "%s%%", number_format_thousandths(millionths / 10, short_enough ? 1 : 2, text));
}

static const char *on_day(int64_t day, struct arena *arena)
{
    char text[DATE_TEXT];
    return arena_text(arena, date_format((date_day)day, DATE_DAY, text));
}

/* ---- mated ---- */

static const char *best(const struct facts *w)
{
    return arena_printf(w->arena, _("F of the offspring %s, the least of all males she may go to"),
                        percent(w->f, w->arena));
}

static const char *only(const struct facts *w)
{
    return arena_printf(w->arena, _("F of the offspring %s; the only male she may go to"), percent(w->f, w->arena));
}

static const char *locked(const struct facts *w)
{
    return arena_printf(w->arena, _("F of the offspring %s; locked by hand"), percent(w->f, w->arena));
}

static const char *near_best(const struct facts *w)
{
    return arena_printf(w->arena, _("F of the offspring %s, her least is %s: others need that place more"),
                        percent(w->f, w->arena), percent(w->detail, w->arena));
}

static const char *cheapest(const struct facts *w)
{
    return arena_printf(w->arena, _("F of the offspring %s; all in all the best of the males she may go to"),
                        percent(w->f, w->arena));
}

static const char *near_cheapest(const struct facts *w)
{
    return arena_printf(w->arena, _("F of the offspring %s; her best male is needed more by others"),
                        percent(w->f, w->arena));
}

/* ---- no male ---- */

/* Which rule took how many males, and what would help. */
static const char *no_ram_by_rules(const struct facts *w)
{
    static const char *const words[RULES] = { N_("too closely related"), N_("of her own family"),
                                              N_("FecB does not fit"), N_("carriers of a defect as she is"),
                                              N_("forbidden by hand") };
    CLEANUP(strbuf_done) struct strbuf out;
    int64_t rest = w->detail;
    strbuf_init(&out);
    for (int i = 0; i < RULES; i++, rest /= LOST_MOST)
        if (rest % LOST_MOST) {
            strbuf_add(&out, out.length ? _(", ") : "");
            strbuf_printf(&out, "%s %d", _(words[i]), (int)(rest % LOST_MOST));
        }
    return arena_printf(w->arena,
                        _("no male left by the rules (%s): bring in a male of another family or genotype, or "
                          "price the rule instead of forbidding"),
                        out.text);
}

static const char *no_place(const struct facts *w)
{
    int64_t ewes = w->detail / 1000000, places = w->detail % 1000000;
    if (!ewes)
        return _("no place left; add a male, raise the places or the limit");
    return arena_printf(
        w->arena,
        _("%lld females may only go to males with %lld places: %lld too many; add a male, raise the places or the "
          "limit"),
        (long long)ewes, (long long)places, (long long)(ewes - places));
}

static const char *no_ram_allowed(const struct facts *w)
{
    return arena_printf(w->arena,
                        _("every male here is too closely related; least F %s with %s: bring in an unrelated male or "
                          "raise the limit"),
                        percent(w->detail, w->arena), w->other ? w->other : "?");
}

static const char *no_ram_here(const struct facts *w)
{
    (void)w;
    return _("no male fit for service stands at her holding; move one here, or let males serve elsewhere");
}

static const char *forbidden(const struct facts *w)
{
    (void)w;
    return _("every male left is forbidden by hand; free one");
}

/* ---- not to be mated now ---- */

static const char *pregnant(const struct facts *w)
{
    return w->detail
               ? arena_printf(w->arena, _("pregnant, due %s; may be mated after that"), on_day(w->detail, w->arena))
               : _("pregnant");
}

static const char *mated(const struct facts *w)
{
    return w->detail ? arena_printf(w->arena, _("mated; scan her on %s"), on_day(w->detail, w->arena))
                     : _("mated; scan her");
}

static const char *lactating(const struct facts *w)
{
    return arena_printf(w->arena, _("lactating; weaned and rested on %s"), on_day(w->detail, w->arena));
}

static const char *resting(const struct facts *w)
{
    return arena_printf(w->arena, _("resting after weaning until %s"), on_day(w->detail, w->arena));
}

static const char *too_young(const struct facts *w)
{
    return arena_printf(w->arena, _("too young; may be mated from %s"), on_day(w->detail, w->arena));
}

static const char *too_light(const struct facts *w)
{
    char weight[NUMBER_TEXT];
    return arena_printf(w->arena, _("weighs only %s kg; weigh again"), number_format_thousandths(w->detail, 1, weight));
}

static const char *too_old(const struct facts *w)
{
    return arena_printf(w->arena,
                        _("past her working life (%lld births); mark her for culling or change the age limit"),
                        (long long)w->detail);
}

static const char *culled(const struct facts *w)
{
    (void)w;
    return _("marked for culling; void the mark to mate her");
}

static const struct {
    const char *reason;
    const char *(*words)(const struct facts *facts);
} table[] = {
    { "best", best },
    { "only", only },
    { "locked", locked },
    { "cheapest", cheapest },
    { "near_cheapest", near_cheapest },
    { "no_ram_by_rules", no_ram_by_rules },
    { "near_best", near_best },
    { "no_place", no_place },
    { "no_ram_allowed", no_ram_allowed },
    { "no_ram_here", no_ram_here },
    { "forbidden", forbidden },
    { "pregnant", pregnant },
    { "mated", mated },
    { "lactating", lactating },
    { "resting", resting },
    { "too_young", too_young },
    { "too_light", too_light },
    { "too_old", too_old },
    { "culled", culled },
};

static const char *words_of(const struct herd *herd, const char *reason, const struct facts *facts)
{
    for (size_t i = 0; i < COUNT(table); i++)
        if (strcmp(table[i].reason, reason) == 0)
            return table[i].words(facts);
    return herd_code_label(herd, "plan_reason", reason);
}

/* "same family 0.5%, moved 0.2%" */
static const char *terms_words(const struct herd *herd, const char *terms, struct arena *arena)
{
    CLEANUP(strbuf_done) struct strbuf out;
    strbuf_init(&out);
    for (const char *at = terms; *at;) {
        size_t name = strcspn(at, "="), word = strcspn(at, ";");
        strbuf_printf(&out, "%s%s %s", out.length ? _(", ") : "",
                      herd_code_label(herd, "plan_term", arena_text_n(arena, at, name)),
                      percent(strtoll(at + name + 1, NULL, 10), arena));
        at += word + (at[word] == ';');
    }
    return arena_text(arena, out.text);
}

const char *plan_words(const struct herd *herd, const char *reason, int64_t f, int64_t detail, const char *other,
                       const char *terms, struct arena *arena)
{
    const struct facts facts = { f, detail, other, arena };
    const char *words = words_of(herd, reason, &facts);
    if (!terms || !*terms)
        return words;
    return arena_printf(arena, _("%s; priced as well: %s"), words, terms_words(herd, terms, arena));
}

/* ---- totals ---- */

static struct plan_term *term_named(struct plan_term *all, int *count, const char *name, struct arena *arena)
{
    for (int i = 0; i < *count; i++)
        if (strcmp(all[i].name, name) == 0)
            return &all[i];
    all[*count] = (struct plan_term){ .name = arena_text(arena, name) };
    return &all[(*count)++];
}

int plan_terms(const struct plan_mating *matings, int count, struct arena *arena, struct plan_term *ret)
{
    int terms = 0;
    for (int i = 0; i < count; i++) {
        if (!matings[i].ram)
            continue;
        struct plan_term *f = term_named(ret, &terms, "f", arena);
        f->sum += matings[i].f;
        f->pairs++;
        for (const char *at = matings[i].terms; at && *at;) {
            size_t name = strcspn(at, "="), word = strcspn(at, ";");
            struct plan_term *t = term_named(ret, &terms, arena_text_n(arena, at, name), arena);
            t->sum += strtoll(at + name + 1, NULL, 10);
            t->pairs++;
            at += word + (at[word] == ';');
        }
    }
    return terms;
}

/* plan_words.c - the reason of every line of a plan, in words: which, why, and what would help */
#include "plan_inner.h"

#include <string.h>

static const char *percent(int64_t millionths, struct arena *arena)
{
    return arena_printf(arena, "%.2f %%", (double)millionths / 1e4);
}

static const char *from_day(int64_t day, const char *with, const char *without, struct arena *arena)
{
    char text[DATE_TEXT];
    if (!day)
        return without;
    return arena_printf(arena, "%s %s", with, date_format((date_day)day, DATE_DAY, text));
}

static const char *words_place(int64_t detail, struct arena *arena)
{
    int64_t ewes = detail / 1000000, places = detail % 1000000;
    if (!ewes)
        return _("no place left; add a male, raise the places or the limit");
    return arena_printf(arena,
                        _("%lld females may only go to males with %lld places: %lld too many; add a male, raise the "
                          "places or the limit"),
                        (long long)ewes, (long long)places, (long long)(ewes - places));
}

static const char *words_related(int64_t least, const char *other, struct arena *arena)
{
    return arena_printf(
        arena,
        _("every male here is too closely related; least F %s with %s: bring in an unrelated male or raise the limit"),
        percent(least, arena), other ? other : "?");
}

const char *plan_words(struct herd *herd, const char *reason, int64_t f, int64_t detail, const char *other,
                       struct arena *arena)
{
    char weight[NUMBER_TEXT];
    if (strcmp(reason, "best") == 0)
        return _("least F of all males she may go to");
    if (strcmp(reason, "only") == 0)
        return _("the only male she may go to");
    if (strcmp(reason, "locked") == 0)
        return _("locked by hand");
    if (strcmp(reason, "near_best") == 0)
        return arena_printf(arena, _("%s above her least: others need those places more"), percent(f - detail, arena));
    if (strcmp(reason, "no_ram_allowed") == 0)
        return words_related(detail, other, arena);
    if (strcmp(reason, "no_ram_here") == 0)
        return _("no male fit for service stands at her holding; move one here, or let males serve elsewhere");
    if (strcmp(reason, "no_place") == 0)
        return words_place(detail, arena);
    if (strcmp(reason, "forbidden") == 0)
        return _("every male left is forbidden by hand; free one");
    if (strcmp(reason, "pregnant") == 0)
        return from_day(detail, _("pregnant, due"), _("pregnant"), arena);
    if (strcmp(reason, "mated") == 0)
        return from_day(detail, _("mated; scan her on"), _("mated; scan her"), arena);
    if (strcmp(reason, "lactating") == 0)
        return from_day(detail, _("lactating; weaned and rested on"), _("lactating"), arena);
    if (strcmp(reason, "resting") == 0)
        return from_day(detail, _("resting after weaning until"), _("resting after weaning"), arena);
    if (strcmp(reason, "too_young") == 0)
        return from_day(detail, _("too young; may be mated from"), _("too young"), arena);
    if (strcmp(reason, "too_light") == 0)
        return arena_printf(arena, _("weighs only %s kg; weigh again"), number_format_thousandths(detail, 1, weight));
    if (strcmp(reason, "too_old") == 0)
        return arena_printf(arena, _("past her working life (%lld births); mark for culling or raise the limit"),
                            (long long)detail);
    if (strcmp(reason, "culled") == 0)
        return _("marked for culling; void the mark to mate her");
    return herd_code_label(herd, "plan_reason", reason);
}

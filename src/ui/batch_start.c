/* batch_start.c - which kind of event, and which animals stand in the grid: of a pen, a filter, a plan, or scanned. */
#include "batch.h"

#include "mupu/plan.h"

#include <string.h>

struct start {
    struct app *app;
    const struct event_kind *kind;
    int64_t holding; /* 0 = to be asked for */
    int64_t *ids;
    int count;
    int64_t sheet; /* 0 = none */
};

/* most: what can be looked through for a part of it, or put into a grid */
enum { HOLDING_MOST = 20000, ASKED_FROM = 60 };

static bool fits(int64_t count, int most)
{
    if (count > most)
        screen_message(ROLE_WARNING, _("More than %d animals: choose a pen, or a narrower filter."), most);
    return count <= most;
}

static bool take(struct start *s, const int64_t *ids, int64_t count, int most)
{
    if (!fits(count, most))
        return false;
    if (!count) {
        screen_message(ROLE_WARNING, "%s", _("No animal fits."));
        return false;
    }
    s->ids = memory_new((size_t)count * sizeof *ids);
    memcpy(s->ids, ids, (size_t)count * sizeof *ids);
    s->count = (int)count;
    return true;
}

/* Those the kind of event is for, by number; nothing is read beyond so many. */
static bool take_filter(struct start *s, struct list_filter *filter, int most)
{
    struct err e;
    struct list_cursor cursor;
    struct arena arena;
    arena_init(&arena);
    bool good = list_filter_of_kind(s->app->herd, s->kind, &arena, filter, &e) &&
                list_open(s->app->herd, filter, LIST_NUMBER, false, &cursor, &e);
    arena_done(&arena); /* the list keeps its own copy */
    while (good && !cursor.done && cursor.count <= most)
        good = list_more(&cursor, 1, &e);
    if (!good) {
        screen_error(&e);
        return false;
    }
    good = take(s, cursor.ids, cursor.count, most);
    list_close(&cursor);
    return good;
}

/* ---- a holding, or a part of it ---- */
/* A pen, or those of one sex and stage. */
struct part {
    bool is_pen;
    int64_t pen;
    const char *code, *sex, *stage;
    int heads;
};
struct parts {
    struct part *all;
    int count, pens;
    int *pen_of, *stage_of; /* of each animal: its parts */
};

static int part_of(struct parts *parts, const struct part *wanted)
{
    int at = 0;
    while (at < parts->count && (parts->all[at].is_pen != wanted->is_pen || parts->all[at].pen != wanted->pen ||
                                 (!wanted->is_pen && (strcmp(parts->all[at].sex, wanted->sex) != 0 ||
                                                      strcmp(parts->all[at].stage, wanted->stage) != 0))))
        at++;
    if (at == parts->count) {
        parts->all[parts->count++] = *wanted;
        parts->pens += wanted->is_pen;
    }
    parts->all[at].heads++;
    return at;
}

static void find_parts(struct start *s, struct arena *arena, struct parts *parts)
{
    struct err e;
    *parts = (struct parts){ .all = arena_new(arena, 2 * (size_t)s->count * sizeof *parts->all),
                             .pen_of = arena_new(arena, (size_t)s->count * sizeof *parts->pen_of),
                             .stage_of = arena_new(arena, (size_t)s->count * sizeof *parts->stage_of) };
    for (int i = 0; i < s->count; i++) {
        struct animal a = { 0 };
        if (!animal_load(s->app->herd, s->ids[i], arena, &a, &e))
            a = (struct animal){ 0 };
        parts->pen_of[i] = part_of(parts, &(struct part){ .is_pen = true, .pen = a.pen, .code = a.pen_code });
        parts->stage_of[i] =
            part_of(parts, &(struct part){ .sex = a.sex ? a.sex : "", .stage = a.stage ? a.stage : "" });
    }
}

static const char *part_text(const struct start *s, const struct part *part, struct arena *arena)
{
    struct herd *herd = s->app->herd;
    if (part->is_pen)
        return part->pen ? arena_printf(arena, _("pen %s"), part->code) : _("in no pen");
    return arena_printf(arena, "%s %s", herd_code_label(herd, "sex", part->sex),
                        herd_code_label(herd, "stage", part->stage));
}

/* All, the pens, and by sex and stage, each with its count; *ret_part = -1: all. */
static bool ask_part(struct start *s, const struct parts *parts, struct arena *arena, int *ret_part)
{
    struct choice *choices = arena_new(arena, ((size_t)parts->count + 1) * sizeof *choices);
    int *meant = arena_new(arena, ((size_t)parts->count + 1) * sizeof *meant), used = 0, chosen;
    choices[used] = (struct choice){ _("all animals"), arena_printf(arena, _("%s head"), app_count(s->count)) };
    meant[used++] = -1;
    for (int pens = 1; pens >= 0; pens--)
        for (int i = 0; i < parts->count; i++)
            if (parts->all[i].is_pen == (pens > 0) && !(pens && parts->pens == 1)) {
                choices[used] = (struct choice){ part_text(s, &parts->all[i], arena),
                                                 arena_printf(arena, _("%s head"), app_count(parts->all[i].heads)) };
                meant[used++] = i;
            }
    do {
        if (!choose(_("Which of them?"), choices, used, &chosen))
            return false;
        *ret_part = meant[chosen];
    } while (!fits(*ret_part < 0 ? s->count : parts->all[*ret_part].heads, BATCH_MOST));
    return true;
}

/* A small holding without pens is taken as it is. */
static bool choose_part(struct start *s)
{
    struct arena arena;
    struct parts parts;
    int part = -1, kept = 0;
    arena_init(&arena);
    find_parts(s, &arena, &parts);
    bool good = (parts.pens == 1 && s->count < ASKED_FROM) || ask_part(s, &parts, &arena, &part);
    for (int i = 0; good && i < s->count; i++)
        if (part < 0 || parts.pen_of[i] == part || parts.stage_of[i] == part)
            s->ids[kept++] = s->ids[i];
    s->count = kept;
    arena_done(&arena);
    return good;
}

static bool from_holding(struct start *s)
{
    struct list_filter filter = { .holding = s->holding };
    if (!filter.holding && !app_pick_holding(s->app, "", &filter.holding))
        return false;
    return take_filter(s, &filter, HOLDING_MOST) && choose_part(s);
}

/* ---- a filter ---- */
static bool from_filter(struct start *s)
{
    struct err e;
    struct arena arena;
    struct strbuf text;
    struct list_filter filter;
    arena_init(&arena);
    strbuf_init(&text);
    bool good = question_text(_("Filter: "), &text, 200);
    if (good && !list_filter_parse(s->app->herd, text.text, &arena, &filter, &e)) {
        screen_error(&e);
        good = false;
    }
    good = good && take_filter(s, &filter, BATCH_MOST);
    strbuf_done(&text);
    arena_done(&arena);
    return good;
}

/* ---- a plan ---- */
static bool choose_plan(struct start *s, struct arena *arena, int64_t *ret_plan)
{
    struct err e;
    struct plan *plans;
    int count, chosen;
    if (!plan_list(s->app->herd, arena, &plans, &count, &e)) {
        screen_error(&e);
        return false;
    }
    if (!count) {
        screen_message(ROLE_WARNING, "%s", _("There is no plan yet."));
        return false;
    }
    struct choice *choices = arena_new(arena, (size_t)count * sizeof *choices);
    for (int i = 0; i < count; i++)
        choices[i] = (struct choice){ plans[i].code, arena_printf(arena, _("%s head"), app_count(plans[i].served)) };
    if (!choose(_("Plans"), choices, count, &chosen))
        return false;
    *ret_plan = plans[chosen].id;
    return true;
}

static bool from_plan(struct start *s)
{
    struct err e;
    struct arena arena;
    struct plan_mating *matings;
    int64_t plan;
    int count, used = 0;
    arena_init(&arena);
    bool good = choose_plan(s, &arena, &plan);
    if (good && !plan_matings(s->app->herd, plan, &arena, &matings, &count, &e)) {
        screen_error(&e);
        good = false;
    }
    if (good) {
        int64_t *ewes = arena_new(&arena, ((size_t)count + 1) * sizeof *ewes);
        for (int i = 0; i < count; i++)
            if (matings[i].ram)
                ewes[used++] = matings[i].ewe;
        good = take(s, ewes, used, BATCH_MOST);
    }
    arena_done(&arena);
    return good;
}

/* ---- a printed sheet ---- */
static bool from_sheet(struct start *s)
{
    struct err e;
    struct arena arena;
    struct entry_sheet *sheets;
    int count, used = 0, chosen;
    arena_init(&arena);
    bool good = entry_sheet_all(s->app->herd, &arena, &sheets, &count, &e);
    if (!good)
        screen_error(&e);
    struct choice *choices = arena_new(&arena, (size_t)(good ? count + 1 : 1) * sizeof *choices);
    for (int i = 0; good && i < count; i++) {
        if (strcmp(sheets[i].kind, s->kind->code) != 0)
            continue;
        char time[24];
        choices[used].text = arena_printf(&arena, _("sheet %lld"), (long long)sheets[i].number);
        choices[used].note = arena_printf(&arena, _("%s head, %.10s%s"), app_count(sheets[i].count),
                                          clock_text(sheets[i].made, time), sheets[i].typed ? _(", entered") : "");
        sheets[used++] = sheets[i];
    }
    if (good && !used)
        screen_message(ROLE_WARNING, "%s", _("No sheet was printed for this. F6 in the grid prints one."));
    good = good && used && choose(_("Printed sheet"), choices, used, &chosen);
    if (good && !entry_sheet_load(s->app->herd, sheets[chosen].number, &arena, &sheets[chosen], &e)) {
        screen_error(&e);
        good = false;
    }
    good = good && take(s, sheets[chosen].animals, sheets[chosen].count, BATCH_MOST);
    if (good)
        s->sheet = sheets[chosen].number;
    arena_done(&arena);
    return good;
}

static bool from_nothing(struct start *s)
{
    (void)s;
    return true;
}

/* ---- asking ---- */
static bool ask_source(struct start *s)
{
    static const struct {
        const char *text, *note;
        bool (*take)(struct start *s);
    } sources[] = {
        { N_("A holding or a pen"), N_("its animals, by number"), from_holding },
        { N_("By filter"), N_("as in the herd list"), from_filter },
        { N_("A plan"), N_("the females it mates"), from_plan },
        { N_("A printed sheet"), N_("in the order of the paper"), from_sheet },
        { N_("Scan or type them"), N_("an empty grid"), from_nothing },
    };
    struct choice choices[COUNT(sources)];
    int chosen;
    if (s->holding)
        return from_holding(s);
    for (size_t i = 0; i < COUNT(sources); i++)
        choices[i] = (struct choice){ _(sources[i].text), _(sources[i].note) };
    return choose(_("Which animals?"), choices, COUNT(sources), &chosen) && sources[chosen].take(s);
}

void app_push_grid_start(struct app *app, int64_t holding)
{
    struct start s = { .app = app, .holding = holding };
    const char *code;
    if (!app_pick_kind(app, 0, &code))
        return;
    s.kind = dictionary_kind(&app->herd->dictionary, code);
    if (ask_source(&s))
        batch_push(app, code, s.ids, s.count, s.sheet);
    memory_free(s.ids);
}

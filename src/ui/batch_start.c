/* batch_start.c - which kind of event, and which animals stand in the grid: of a pen, a filter, a plan, or scanned. */
#include "batch.h"

#include <string.h>

struct start {
    struct app *app;
    const struct event_kind *kind;
    int64_t holding; /* 0 = to be asked for */
    int64_t *ids;
    int count;
    int64_t sheet; /* 0 = none */
};

static bool take(struct start *s, const int64_t *ids, int64_t count)
{
    if (count > BATCH_MOST) {
        screen_message(ROLE_WARNING, _("More than %d animals: choose a pen, or a narrower filter."), BATCH_MOST);
        return false;
    }
    if (!count) {
        screen_message(ROLE_WARNING, "%s", _("No animal fits."));
        return false;
    }
    s->ids = memory_new((size_t)count * sizeof *ids);
    memcpy(s->ids, ids, (size_t)count * sizeof *ids);
    s->count = (int)count;
    return true;
}

/* Those the kind of event is for, by number; nothing is read beyond what a grid holds. */
static bool take_filter(struct start *s, struct list_filter *filter)
{
    struct err e;
    struct list_cursor cursor;
    struct arena arena;
    arena_init(&arena);
    bool good = list_filter_of_kind(s->app->herd, s->kind, &arena, filter, &e) &&
                list_open(s->app->herd, filter, LIST_NUMBER, false, &cursor, &e);
    arena_done(&arena); /* the list keeps its own copy */
    while (good && !cursor.done && cursor.count <= BATCH_MOST)
        good = list_more(&cursor, 1, &e);
    if (!good) {
        screen_error(&e);
        return false;
    }
    good = take(s, cursor.ids, cursor.count);
    list_close(&cursor);
    return good;
}

/* ---- a pen ---- */
struct pen_heads {
    int64_t pen;
    const char *code;
    int heads;
};

static int count_pens(struct start *s, struct arena *arena, struct pen_heads *pens, int64_t *pen_of)
{
    struct err e;
    int count = 0;
    for (int i = 0; i < s->count; i++) {
        struct animal a;
        int at = 0;
        pen_of[i] = animal_load(s->app->herd, s->ids[i], arena, &a, &e) ? a.pen : 0;
        while (at < count && pens[at].pen != pen_of[i])
            at++;
        if (at == count)
            pens[count++] = (struct pen_heads){ pen_of[i], pen_of[i] ? a.pen_code : NULL, 0 };
        pens[at].heads++;
    }
    return count;
}

static void keep_pen(struct start *s, const int64_t *pen_of, int64_t pen)
{
    int kept = 0;
    for (int i = 0; i < s->count; i++)
        if (pen_of[i] == pen)
            s->ids[kept++] = s->ids[i];
    s->count = kept;
}

/* The whole holding, or one of its pens if it has several. */
static bool choose_pen(struct start *s)
{
    struct arena arena;
    arena_init(&arena);
    size_t most = (size_t)s->count + 1;
    struct pen_heads *pens = arena_new(&arena, most * sizeof *pens);
    int64_t *pen_of = arena_new(&arena, most * sizeof *pen_of);
    int count = count_pens(s, &arena, pens, pen_of), chosen = 0;
    bool good = true;
    if (count > 1) {
        struct choice *choices = arena_new(&arena, ((size_t)count + 1) * sizeof *choices);
        choices[0] = (struct choice){ _("all pens"), arena_printf(&arena, _("%s head"), app_count(s->count)) };
        for (int i = 0; i < count; i++)
            choices[i + 1] =
                (struct choice){ pens[i].code ? arena_printf(&arena, _("pen %s"), pens[i].code) : _("in no pen"),
                                 arena_printf(&arena, _("%s head"), app_count(pens[i].heads)) };
        good = choose(_("Pen"), choices, count + 1, &chosen);
        if (good && chosen > 0)
            keep_pen(s, pen_of, pens[chosen - 1].pen);
    }
    arena_done(&arena);
    return good;
}

static bool from_holding(struct start *s)
{
    struct list_filter filter = { .holding = s->holding };
    if (!filter.holding && !app_pick_holding(s->app, "", &filter.holding))
        return false;
    return take_filter(s, &filter) && choose_pen(s);
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
    good = good && take_filter(s, &filter);
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
        good = take(s, ewes, used);
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
    good = good && take(s, sheets[chosen].animals, sheets[chosen].count);
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

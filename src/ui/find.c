/* find.c - which animal, which holding: a list that follows what is typed or scanned, with the reason on each row. */
#include "screens.h"

#include <string.h>

enum { MOST_FOUND = 60, MOST_HOLDINGS = 200, MOST_KEPT = 500, NUMBER_COLUMNS = 16, LEAST_NUMBER = 3 };

/* ---- animals ---- */
struct search {
    struct app *app;
    struct arena arena; /* of the finding */
    struct finding f;
    struct strbuf message;
    bool adds; /* Enter on a number that nobody has offers a new animal */
    const struct find_wanted *wanted;
};

static void search_init(struct search *s, struct app *app)
{
    *s = (struct search){ .app = app };
    arena_init(&s->arena);
    strbuf_init(&s->message);
}

static void search_done(struct search *s)
{
    arena_done(&s->arena);
    strbuf_done(&s->message);
}

static void say_nothing_fits(struct search *s, const char *text)
{
    strbuf_clear(&s->message);
    if (!*text)
        strbuf_add(&s->message, _("Last digits, any number, a name, or who keeps it (initials will do)"));
    else if (s->f.why.code != ERR_NONE)
        strbuf_add(&s->message, s->f.why.message);
    else if (utf8_width(text) < LEAST_NUMBER)
        strbuf_add(&s->message, _("Nothing yet. Type on."));
    else
        strbuf_add(&s->message, s->adds ? _("Nobody has this number. Enter: a new animal with it") : _("nothing fits"));
}

/* 0 = the likely one; holders stand where they stood. */
static int unlikely(struct search *s, const struct found *found)
{
    struct animal a;
    struct arena arena;
    struct err ignored;
    arena_init(&arena);
    int result = 0;
    if (found->animal && animal_load(s->app->herd, found->animal, &arena, &a, &ignored)) {
        const char *sex = s->wanted->sex, *state = s->wanted->state;
        bool other_sex = sex && a.sex && strcmp(sex, a.sex) != 0;
        bool other_state = state && (!a.state || strcmp(state, a.state) != 0);
        result = other_sex * 8 + !found->present * 4 + (found->to != DATE_NONE) * 2 + other_state;
    }
    arena_done(&arena);
    return result;
}

/* Stable: among the likely ones the order of the finding stays. */
static void likely_first(struct search *s)
{
    int rank[MOST_FOUND];
    for (int i = 0; i < s->f.count; i++) {
        struct found one = s->f.found[i];
        int its = unlikely(s, &one), at = i;
        for (; at > 0 && rank[at - 1] > its; at--) {
            s->f.found[at] = s->f.found[at - 1];
            rank[at] = rank[at - 1];
        }
        s->f.found[at] = one;
        rank[at] = its;
    }
}

static int64_t search_filter(void *context, const char *text)
{
    struct search *s = context;
    struct err e;
    arena_done(&s->arena);
    s->f = (struct finding){ 0 };
    if (*text && !identifier_find(s->app->herd, text, MOST_FOUND, &s->arena, &s->f, &e))
        s->f = (struct finding){ .why = e };
    if (s->wanted && s->f.count > 1)
        likely_first(s);
    say_nothing_fits(s, text);
    return s->f.count;
}

static const char *search_empty(void *context)
{
    const struct search *s = context;
    return s->message.text;
}

static bool search_sure(void *context)
{
    const struct search *s = context;
    int64_t id;
    return s->f.count == 1 || identifier_clear(&s->f, &id);
}

static void pad(struct strbuf *out, int columns)
{
    for (int width = utf8_width(out->text); width < columns; width++)
        strbuf_add_char(out, ' ');
}

static void search_row(void *context, int64_t row, struct strbuf *left, struct strbuf *right)
{
    struct search *s = context;
    const struct found *found = &s->f.found[row];
    struct animal a = { 0 };
    struct arena arena;
    struct err ignored;
    arena_init(&arena);
    if (!found->animal) {
        strbuf_add(left, found->kind);
        pad(left, NUMBER_COLUMNS);
        strbuf_printf(left, _("%s head"), app_count(found->heads));
    } else if (animal_load(s->app->herd, found->animal, &arena, &a, &ignored)) {
        struct strbuf words;
        strbuf_init(&words);
        animal_words(s->app, &a, &words);
        strbuf_add(left, a.number ? a.number : "-");
        pad(left, NUMBER_COLUMNS);
        strbuf_add(left, words.text);
        strbuf_done(&words);
    }
    identifier_found_words(s->app->herd, found, a.number, right);
    arena_done(&arena);
}

static bool search_more(void *context)
{
    const struct search *s = context;
    return s->f.more;
}

static const struct pick_operations search_operations = { search_filter, search_row, search_empty, search_more,
                                                          search_sure };

/* The animals of one holder, to choose one by more letters of its number. */
static bool pick_kept(struct app *app, const struct found *holder, int64_t *ret_id)
{
    struct err e;
    struct arena arena;
    int64_t *ids = NULL, count = 0;
    int chosen = 0;
    const struct list_filter filter = { .holding = holder->holding };
    arena_init(&arena);
    bool good = list_ids(app->herd, &filter, LIST_NUMBER, false, &ids, &count, &e);
    if (!good)
        screen_error(&e);
    int shown = good && count < MOST_KEPT ? (int)count : good ? MOST_KEPT : 0;
    struct choice *choices = arena_new(&arena, ((size_t)shown + 1) * sizeof *choices);
    for (int i = 0; i < shown; i++) {
        struct animal a = { 0 };
        struct strbuf words;
        strbuf_init(&words);
        if (animal_load(app->herd, ids[i], &arena, &a, &e))
            animal_words(app, &a, &words);
        choices[i] = (struct choice){ a.number ? a.number : "-", arena_text(&arena, words.text) };
        strbuf_done(&words);
    }
    if (good && !shown)
        screen_message(ROLE_WARNING, _("%s keeps no animal."), holder->value);
    good = shown && choose(holder->value, choices, shown, &chosen);
    if (good)
        *ret_id = ids[chosen];
    memory_free(ids);
    arena_done(&arena);
    return good;
}

static bool ask_animal(struct app *app, const char *title, const char *start, const struct find_wanted *wanted,
                       int64_t *ret_id)
{
    struct search s;
    struct strbuf text;
    int64_t row;
    bool good = false;
    search_init(&s, app);
    s.wanted = wanted;
    strbuf_init(&text);
    strbuf_add(&text, start);
    while (!good && pick_search(title, &search_operations, &s, &text, &row)) {
        if (row < 0)
            continue;
        *ret_id = s.f.found[row].animal;
        good = *ret_id || pick_kept(app, &s.f.found[row], ret_id);
        if (!good && plain_started())
            break; /* the same text would find the same holder again, without asking */
    }
    strbuf_done(&text);
    search_done(&s);
    return good;
}

static bool find_clear(struct search *s, const char *text, int64_t *ret_id)
{
    return search_filter(s, text) && identifier_clear(&s->f, ret_id);
}

static void say_unknown(const struct search *s, const char *text)
{
    if (s->f.why.code != ERR_NONE)
        screen_error(&s->f.why);
    else
        screen_message(ROLE_WARNING, _("No animal has the number \"%s\"."), text);
}

bool app_find(struct app *app, const char *text, int64_t *ret_id)
{
    struct search s;
    search_init(&s, app);
    bool clear = find_clear(&s, text, ret_id), some = s.f.count > 0;
    if (!some)
        say_unknown(&s, text);
    search_done(&s);
    return clear || (some && ask_animal(app, _("Which animal?"), text, NULL, ret_id));
}

bool app_pick_animal(struct app *app, const char *sex, int64_t *ret_id)
{
    char title[128];
    snprintf(title, sizeof title, _("Which animal? (%s)"),
             sex && *sex ? herd_code_label(app->herd, "sex", sex) : _("any"));
    const struct find_wanted wanted = { .sex = sex && *sex ? sex : NULL };
    return ask_animal(app, title, "", &wanted, ret_id);
}

bool find_one(struct app *app, const char *number, const char *field, const struct find_wanted *wanted, int64_t *ret_id,
              struct err *e)
{
    struct search s;
    if (identifier_one(app->herd, number, field, ret_id, e))
        return true;
    search_init(&s, app);
    bool some = search_filter(&s, number) > 0;
    search_done(&s);
    return some && ask_animal(app, _("Which one?"), number, wanted, ret_id);
}

/* ---- quick find: on every list ---- */
static void offer_new(struct app *app, const struct search *s, const char *text)
{
    if (s->f.why.code != ERR_NONE)
        screen_error(&s->f.why);
    else if (question_yes(_("Nobody has the number \"%s\". Enter a new animal with it?"), text))
        app_push_animal_numbered(app, text);
}

/* What a reader frames a number with, and the line end of a copied one, are not part of it. */
static void add_typed(struct strbuf *out, const char *start)
{
    for (; *start; start++)
        if ((unsigned char)*start >= ' ')
            strbuf_add_char(out, *start);
}

/* His own animals, as many as were announced: a filter would take in those of the holdings below. */
static void open_holder(struct app *app, const struct found *holder)
{
    struct err e;
    int64_t *ids = NULL, count = 0;
    const struct list_filter filter = { .holding = holder->holding };
    if (list_ids(app->herd, &filter, LIST_NUMBER, false, &ids, &count, &e))
        app_push_animals(app, holder->value, ids, (int)count);
    else
        screen_error(&e);
    memory_free(ids);
}

static void open_found(struct app *app, const struct found *found)
{
    if (found->animal)
        app_push_animal(app, found->animal);
    else
        open_holder(app, found);
}

void find_anywhere(struct app *app, const char *start)
{
    struct search s;
    struct strbuf text;
    int64_t row = 0, id = 0;
    search_init(&s, app);
    s.adds = true;
    strbuf_init(&text);
    add_typed(&text, start);
    bool whole = text.length > 1; /* scanned or pasted: it may say all */
    if (whole && find_clear(&s, text.text, &id))
        app_push_animal(app, id);
    else if (whole && !s.f.count)
        offer_new(app, &s, text.text);
    else if (pick_search(_("Find an animal"), &search_operations, &s, &text, &row) && row >= 0)
        open_found(app, &s.f.found[row]);
    else if (row < 0 && utf8_width(text.text) >= LEAST_NUMBER)
        offer_new(app, &s, text.text);
    strbuf_done(&text);
    search_done(&s);
}

/* ---- holdings ---- */
struct holding_search {
    struct app *app;
    struct arena arena;
    int64_t *tree; /* all open ones in tree order */
    int tree_count;
    int64_t shown[MOST_HOLDINGS];
    int count;
    bool more;
};

static void take_open(struct holding_search *s, int64_t id)
{
    struct holding h;
    struct arena arena;
    struct err ignored;
    arena_init(&arena);
    if (s->count < MOST_HOLDINGS && holding_load(s->app->herd, id, &arena, &h, &ignored) && !h.voided &&
        h.closed == DATE_NONE)
        s->shown[s->count++] = id;
    arena_done(&arena);
}

static int64_t holding_filter(void *context, const char *text)
{
    struct holding_search *s = context;
    struct arena arena;
    struct err e;
    int64_t *ids = s->tree;
    int count = s->tree_count;
    arena_init(&arena);
    s->count = 0;
    if (*text && !holding_candidates(s->app->herd, text, &arena, &ids, &count, &e))
        count = 0;
    for (int i = 0; i < count && s->count < MOST_HOLDINGS; i++)
        take_open(s, ids[i]);
    s->more = count > MOST_HOLDINGS && s->count == MOST_HOLDINGS;
    arena_done(&arena);
    return s->count;
}

static void holding_row(void *context, int64_t row, struct strbuf *left, struct strbuf *right)
{
    struct holding_search *s = context;
    struct holding h;
    struct arena arena;
    struct err ignored;
    arena_init(&arena);
    if (holding_load(s->app->herd, s->shown[row], &arena, &h, &ignored)) {
        const char *name = h.name ? h.name : "", *person = h.person && strcmp(h.person, name) != 0 ? h.person : "";
        strbuf_printf(left, "%s  %s", h.code, name);
        strbuf_printf(right, "%s%s%s", herd_code_label(s->app->herd, "tier", h.tier), *person ? "  " : "", person);
    }
    arena_done(&arena);
}

static bool holding_more(void *context)
{
    const struct holding_search *s = context;
    return s->more;
}

static bool holding_tree(struct holding_search *s, struct err *e)
{
    struct holding *all;
    if (!holding_all(s->app->herd, &s->arena, &all, &s->tree_count, e))
        return false;
    s->tree = arena_new(&s->arena, ((size_t)s->tree_count + 1) * sizeof *s->tree);
    for (int i = 0; i < s->tree_count; i++)
        s->tree[i] = all[i].id;
    return true;
}

bool app_pick_holding(struct app *app, const char *start, int64_t *ret_id)
{
    static const struct pick_operations operations = { .filter = holding_filter,
                                                       .row = holding_row,
                                                       .more = holding_more };
    struct holding_search s = { .app = app };
    struct strbuf text;
    struct err e;
    int64_t row = -1;
    arena_init(&s.arena);
    strbuf_init(&text);
    if (!holding_find(app->herd, start, &s.shown[0], &e)) /* what is one already asks for another one */
        strbuf_add(&text, start);
    bool good = holding_tree(&s, &e);
    if (!good)
        screen_error(&e);
    while (good && (good = pick_search(_("Holding"), &operations, &s, &text, &row)) && row < 0)
        ;
    if (good)
        *ret_id = s.shown[row];
    strbuf_done(&text);
    arena_done(&s.arena);
    return good;
}

bool find_holding(struct app *app, const char *text, int64_t *ret_id, struct err *e)
{
    if (holding_find(app->herd, text, ret_id, e))
        return true;
    return e->code == ERR_DATA && app_pick_holding(app, text, ret_id);
}

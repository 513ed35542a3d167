/* lineage.c - the ancestors of an animal as a tree, or its descendants; the arrows move the root along a trail. */
#include "lineage.h"

#include <math.h>
#include <string.h>

enum { TICK = 500, COUNT_AT_ONCE = 500, FEW_YOUNG = 1000, COUNT_PER_TICK = 10000, GENERATIONS = 4 };

#define CLOSE 0.0625 /* F from which it is a warning */

struct step { /* of the trail */
    int64_t animal, row;
    bool down;
};
struct lineage_screen {
    struct app *app;
    int64_t animal, generation_seen;
    int generations;
    bool down; /* descendants */
    struct lines lines;
    struct descent_count descent;
    struct step *trail;
    int trail_count, trail_room;
    struct arena arena; /* of the root's facts */
    struct animal root;
    struct list list;
};

/* ---- rows ---- */

static void fill(void *context, int64_t row, struct list_row *out)
{
    struct lineage_screen *l = context;
    if (l->down)
        lines_fill_descendant(&l->lines, &l->lines.line[row], out);
    else
        lines_fill_ancestor(&l->lines, &l->lines.line[row], out);
}

static const struct list_operations rows = { .fill = fill };

static void use_columns(struct lineage_screen *l)
{
    list_done(&l->list);
    list_init(&l->list, l->down ? lines_descendant_columns : lines_ancestor_columns,
              l->down ? DESCENDANT_COLUMNS : ANCESTOR_COLUMNS, &rows, l);
}

/* ---- reading ---- */

static bool read_lines(struct lineage_screen *l, int64_t animal, bool down, struct lines *lines,
                       struct descent_count *descent, struct err *e)
{
    lines->app = l->app;
    if (!down)
        return lines_ancestors(lines, animal, l->generations, e);
    descent_open(l->app->herd, animal, descent);
    return lines_descendants(lines, animal, e) &&
           (lines->line[0].young > FEW_YOUNG || descent_more(descent, COUNT_AT_ONCE, e));
}

/* All or nothing: on failure the screen stays as it is. */
static bool show(struct lineage_screen *l, int64_t animal, bool down, struct err *e)
{
    struct arena arena;
    struct animal root;
    struct lines lines = { 0 };
    struct descent_count descent = { 0 };
    arena_init(&arena);
    if (!animal_load(l->app->herd, animal, &arena, &root, e) || !read_lines(l, animal, down, &lines, &descent, e)) {
        lines_done(&lines);
        descent_close(&descent);
        arena_done(&arena);
        return false;
    }
    lines_done(&l->lines);
    descent_close(&l->descent);
    arena_done(&l->arena);
    bool turned = l->down != down || !l->list.columns;
    l->lines = lines;
    l->descent = descent;
    l->arena = arena;
    l->root = root;
    l->animal = animal;
    l->down = down;
    l->generation_seen = store_generation(l->app->herd->store);
    if (turned)
        use_columns(l);
    list_reload(&l->list, l->lines.count);
    return true;
}

static void show_again(struct lineage_screen *l)
{
    struct err e;
    if (!show(l, l->animal, l->down, &e))
        screen_error(&e);
}

static bool lineage_open(void *state, struct err *e)
{
    struct lineage_screen *l = state;
    return show(l, l->animal, false, e);
}

static void tick(struct lineage_screen *l)
{
    struct err e;
    if (store_generation(l->app->herd->store) != l->generation_seen)
        show_again(l);
    else if (l->down && !l->descent.done && !descent_more(&l->descent, COUNT_PER_TICK, &e))
        screen_error(&e);
}

/* ---- the head ---- */

static void number_of(struct lineage_screen *l, int64_t id, struct strbuf *out)
{
    struct arena arena;
    struct pedigree_facts facts;
    struct err e;
    arena_init(&arena);
    bool known = pedigree_facts(l->app->herd, id, &arena, &facts, &e) && facts.number;
    strbuf_add(out, known ? facts.number : "-");
    arena_done(&arena);
}

static void known_words(const struct lineage_screen *l, struct strbuf *out)
{
    const struct lineage *lineage = &l->lines.lineage;
    if (!lineage->generations) {
        strbuf_add(out, _("no parent known"));
        return;
    }
    strbuf_printf(out, _("known: %d generations deep, worth %.2f complete ones; of three %.0f%%"), lineage->generations,
                  lineage->equivalent[lineage->root], lineage->completeness[lineage->root] * 100);
}

static void cause_words(struct lineage_screen *l, struct strbuf *out)
{
    enum { SHOWN = 3 };
    const struct lineage *lineage = &l->lines.lineage;
    double f = lineage->p.f[lineage->root];
    if (!(f > 0)) {
        strbuf_add(out, lineage_tells_f(lineage, lineage->root)
                            ? _("No ancestor stands on both sides.")
                            : _("Too little is known to tell whether it is inbred."));
        return;
    }
    strbuf_add(out, _("F comes from"));
    for (int i = 0; i < lineage->cause_count && i < SHOWN; i++) {
        strbuf_add(out, "  ");
        number_of(l, lineage->p.id[lineage->cause[i].ancestor], out);
        strbuf_printf(out, " %s (%.0f%%)", app_f(lineage->cause[i].share), lineage->cause[i].share / f * 100);
    }
    if (lineage->cause_count > SHOWN)
        strbuf_printf(out, _("  and %d more"), lineage->cause_count - SHOWN);
}

static void descent_words(const struct lineage_screen *l, struct strbuf *out)
{
    const struct descent_count *d = &l->descent;
    int64_t all = 0;
    for (int i = 0; i < d->generations; i++) {
        bool grows = !d->done && i + 1 == d->generations;
        strbuf_printf(out, _("%sgen. %d: %s%s"), i ? "  " : "", i + 1, app_count(d->count[i]), grows ? "+" : "");
        all += d->count[i];
    }
    if (!d->generations)
        strbuf_add(out, d->done ? _("no young known") : _("Counting..."));
    else
        strbuf_printf(out, _("  together %s%s"), app_count(all), d->done ? "" : "+");
}

/* One line of descendants, or two of ancestors. */
static void head_words(struct lineage_screen *l, struct strbuf *out)
{
    if (l->down) {
        descent_words(l, out);
        return;
    }
    const struct lineage *lineage = &l->lines.lineage;
    strbuf_printf(out, "%s %s   ", _("F"),
                  lines_f(lineage->p.f[lineage->root], lineage_tells_f(lineage, lineage->root)));
    known_words(l, out);
    strbuf_add_char(out, '\n');
    cause_words(l, out);
}

static void draw_head(struct lineage_screen *l, struct area *body)
{
    struct strbuf text;
    char *rest;
    bool inbred = !l->down && l->lines.lineage.p.f[l->lines.lineage.root] >= CLOSE;
    enum cell_role role = inbred ? ROLE_WARNING : ROLE_NORMAL;
    strbuf_init(&text);
    head_words(l, &text);
    for (char *line = strtok_r(text.text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        int lines = cell_rows(line, body->columns - 1);
        cell_wrapped((struct area){ body->y, body->x + 1, lines, body->columns - 1 }, line, role);
        role = ROLE_DIM;
        body->y += lines;
        body->rows -= lines;
    }
    strbuf_done(&text);
}

static void lineage_title(void *state, struct screen_title *title)
{
    struct lineage_screen *l = state;
    strbuf_printf(&title->crumb, "%s", l->down ? _("Descendants") : _("Ancestors"));
    strbuf_add(&title->context, l->root.number ? l->root.number : "-");
    if (l->down)
        strbuf_printf(&title->count, _("%s young"), app_count(l->lines.line[0].young));
    else
        strbuf_printf(&title->count, _("%d generations"), l->generations);
}

static void lineage_parts(void *state, struct screen_parts *parts)
{
    struct lineage_screen *l = state;
    head_words(l, parts->about);
    strbuf_add_char(parts->about, '\n');
    parts->list = &l->list;
}

static void lineage_draw(void *state, struct area body)
{
    struct lineage_screen *l = state;
    draw_head(l, &body);
    list_draw(&l->list, body);
}

/* ---- moving ---- */

static void remember(struct lineage_screen *l)
{
    if (l->trail_count == l->trail_room) {
        l->trail_room = l->trail_room ? l->trail_room * 2 : 16;
        l->trail = memory_resize(l->trail, (size_t)l->trail_room, sizeof *l->trail);
    }
    l->trail[l->trail_count++] = (struct step){ l->animal, l->list.row, l->down };
}

static void go_to(struct lineage_screen *l, int64_t animal, bool down)
{
    struct err e;
    if (animal == l->animal && down == l->down)
        return;
    remember(l);
    if (show(l, animal, down, &e)) {
        list_select(&l->list, 0);
        return;
    }
    l->trail_count--;
    screen_error(&e);
}

/* The animal that was looked at, where it still shows; a branch opened by hand is closed again. */
static int64_t row_of(const struct lineage_screen *l, int64_t animal, int64_t otherwise)
{
    if (otherwise < l->lines.count && l->lines.line[otherwise].id == animal)
        return otherwise;
    for (int row = 0; row < l->lines.count; row++)
        if (l->lines.line[row].id == animal)
            return row;
    return otherwise < l->lines.count ? otherwise : 0;
}

static void go_back(struct lineage_screen *l)
{
    struct err e;
    int64_t left = l->animal;
    if (!l->trail_count) {
        screen_message(ROLE_NORMAL, "%s", _("This is where you began."));
        return;
    }
    const struct step *step = &l->trail[l->trail_count - 1];
    if (!show(l, step->animal, step->down, &e)) {
        screen_error(&e);
        return;
    }
    list_select(&l->list, left == step->animal ? step->row : row_of(l, left, step->row));
    l->trail_count--;
}

static void reach(struct lineage_screen *l, int generations)
{
    if (l->down || generations < 1)
        return;
    if (generations > l->generations && l->generations >= l->lines.lineage.generations) {
        screen_message(ROLE_NORMAL, _("Nothing is known beyond %d generations."), l->lines.lineage.generations);
        return;
    }
    l->generations = generations;
    show_again(l);
}

static void fold(struct lineage_screen *l, int row)
{
    struct err e;
    if (!lines_fold(&l->lines, row, &e))
        screen_error(&e);
    list_reload(&l->list, l->lines.count);
}

static bool line_command(struct lineage_screen *l, int command, int row)
{
    const struct line *line = &l->lines.line[row];
    switch (command) {
    case APP_FOLD:
        fold(l, row);
        return true;
    case APP_ROOT:
        if (line->id)
            go_to(l, line->id, l->down);
        return true;
    case APP_VIEW:
        if (line->id)
            app_push_animal(l->app, line->id);
        return true;
    case APP_MATING:
        if (line->id)
            app_push_compare(l->app, l->animal, line->id == l->animal ? 0 : line->id);
        return true;
    default:
        return false;
    }
}

static bool lineage_input(void *state, const struct input *input, int command)
{
    struct lineage_screen *l = state;
    if (input->kind == INPUT_TICK) {
        tick(l);
        return true;
    }
    if (command == APP_MORE || command == APP_LESS) {
        reach(l, l->generations + (command == APP_MORE ? 1 : -1));
        return true;
    }
    if (command == APP_TURN) {
        go_to(l, l->animal, !l->down);
        return true;
    }
    if (command == APP_ROOT_BACK) {
        go_back(l);
        return true;
    }
    if (l->list.row >= 0 && l->list.row < l->lines.count && line_command(l, command, (int)l->list.row))
        return true;
    enum widget_result result = list_input(&l->list, input);
    if (result == WIDGET_CHOSEN) /* a double click */
        line_command(l, APP_ROOT, (int)l->list.row);
    return result != WIDGET_IGNORED;
}

static void lineage_reveal(void *state)
{
    struct lineage_screen *l = state;
    if (store_generation(l->app->herd->store) != l->generation_seen)
        show_again(l);
}

static void lineage_close(void *state)
{
    struct lineage_screen *l = state;
    list_done(&l->list);
    lines_done(&l->lines);
    descent_close(&l->descent);
    memory_free(l->trail);
    arena_done(&l->arena);
    memory_free(l);
}

static const char *const contexts[] = { "lineage", "list", NULL };
static const struct screen_operations operations = {
    .contexts = contexts,
    .tick = TICK,
    .open = lineage_open,
    .title = lineage_title,
    .draw = lineage_draw,
    .input = lineage_input,
    .reveal = lineage_reveal,
    .close = lineage_close,
    .parts = lineage_parts,
};

void app_push_lineage(struct app *app, int64_t animal)
{
    struct err e;
    struct lineage_screen *l = memory_new(sizeof *l);
    l->app = app;
    l->animal = animal;
    l->generations = GENERATIONS;
    arena_init(&l->arena);
    if (screen_push(&operations, l, &e))
        return;
    screen_error(&e);
    lineage_close(l);
}

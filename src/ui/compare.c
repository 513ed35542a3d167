/* compare.c - two animals side by side with their common ancestors and what their young would be; one side may be
 * imagined from its parents, and while one is empty those it may be mated with are offered. */
#include "compare.h"

#include <string.h>

enum { TICK = 500 };

struct compare_screen {
    struct app *app;
    struct compare_data data;
    struct compare_side wanted[2]; /* only at the start */
    int active;
    int64_t generation_seen;
    struct list list;
};

/* ---- rows ---- */

static void fill(void *context, int64_t row, struct list_row *out)
{
    const struct compare_screen *c = context;
    if (c->data.both)
        compare_fill_source(&c->data, row, out);
    else
        compare_fill_choice(&c->data, row, out);
}

static const struct list_operations rows = { .fill = fill };

static int64_t row_count(const struct compare_data *d)
{
    return d->both ? d->comparison.source_count : d->choice_count;
}

static void use_rows(struct compare_screen *c)
{
    const struct compare_data *d = &c->data;
    list_done(&c->list);
    list_init(&c->list, d->both ? compare_source_columns : compare_choice_columns,
              d->both ? SOURCE_COLUMNS : CHOICE_COLUMNS, &rows, c);
    c->list.empty = d->both ? _("No common ancestor is known.") : _("Nobody fits here. F7 looks everywhere.");
    list_reload(&c->list, row_count(d));
    list_select(&c->list, 0);
}

/* The same again, as another clerk's change left it: the selected row stays. */
static bool same_sides(const struct compare_side *a, const struct compare_side *b)
{
    for (int i = 0; i < 2; i++)
        if (a[i].chosen != b[i].chosen || a[i].mate.animal != b[i].mate.animal || a[i].mate.sire != b[i].mate.sire ||
            a[i].mate.dam != b[i].mate.dam)
            return false;
    return true;
}

/* On failure all stays as it is. */
static bool show(struct compare_screen *c, const struct compare_side *sides, bool everywhere, struct err *e)
{
    struct compare_data data;
    if (!compare_load(c->app, sides, everywhere, &data, e))
        return false;
    bool same = c->list.columns && everywhere == c->data.everywhere && same_sides(data.side, c->data.side);
    compare_done(&c->data);
    c->data = data;
    c->generation_seen = store_generation(c->app->herd->store);
    if (same)
        list_reload(&c->list, row_count(&c->data));
    else
        use_rows(c);
    return true;
}

static void show_now(struct compare_screen *c, const struct compare_side *sides, bool everywhere)
{
    struct err e;
    if (!show(c, sides, everywhere, &e))
        screen_error(&e);
}

static bool compare_open(void *state, struct err *e)
{
    struct compare_screen *c = state;
    return show(c, c->wanted, false, e);
}

/* ---- changing a side ---- */

static void set_side(struct compare_screen *c, struct mate mate, bool chosen)
{
    struct compare_side sides[2] = { c->data.side[0], c->data.side[1] };
    sides[c->active].mate = mate;
    sides[c->active].chosen = chosen;
    show_now(c, sides, c->data.everywhere);
}

static void take_number(struct compare_screen *c, const char *number)
{
    int64_t id;
    if (app_find(c->app, number, &id))
        set_side(c, (struct mate){ .animal = id }, true);
}

static void ask_number(struct compare_screen *c, const char *start)
{
    struct strbuf number;
    strbuf_init(&number);
    strbuf_add(&number, start);
    if (question_text(c->active ? _("Number on the right: ") : _("Number on the left: "), &number, 60) && number.length)
        take_number(c, number.text);
    strbuf_done(&number);
}

/* Empty = unknown; false = Esc, or the wrong sex. */
static bool ask_parent(struct compare_screen *c, const char *prompt, const char *sex, int64_t *ret_id)
{
    struct strbuf number;
    struct arena arena;
    struct pedigree_facts facts;
    struct err e;
    strbuf_init(&number);
    arena_init(&arena);
    *ret_id = 0;
    bool good = question_text(prompt, &number, 60) && (!number.length || app_find(c->app, number.text, ret_id));
    if (good && *ret_id && pedigree_facts(c->app->herd, *ret_id, &arena, &facts, &e) && facts.sex &&
        strcmp(facts.sex, sex) != 0) {
        screen_message(ROLE_WARNING, _("\"%s\" is %s and cannot be that parent."), facts.number,
                       herd_code_label(c->app->herd, "sex", facts.sex));
        good = false;
    }
    arena_done(&arena);
    strbuf_done(&number);
    return good;
}

static void imagine(struct compare_screen *c)
{
    struct mate mate = { 0 };
    if (ask_parent(c, _("Sire of the imagined one (empty: unknown): "), "M", &mate.sire) &&
        ask_parent(c, _("Dam of the imagined one (empty: unknown): "), "F", &mate.dam))
        set_side(c, mate, true);
}

static void offer_choices(struct compare_screen *c)
{
    const struct compare_side *other = &c->data.side[!c->active];
    if (!other->chosen || !other->mate.animal)
        screen_message(ROLE_NORMAL, "%s", _("Choices are offered for an animal of the book: Tab to the other side."));
    else
        set_side(c, (struct mate){ 0 }, false);
}

static void choose_row(struct compare_screen *c, int64_t row)
{
    if (row < 0 || row >= c->list.rows)
        return;
    if (!c->data.both) {
        c->active = c->data.side[0].chosen;
        set_side(c, (struct mate){ .animal = c->data.choices[row].animal }, true);
    } else if (c->data.comparison.sources[row].ancestor < INT64_MAX - 2) {
        app_push_animal(c->app, c->data.comparison.sources[row].ancestor);
    }
}

/* ---- commands ---- */

static void view_row(struct compare_screen *c, int64_t row)
{
    const struct mate *active = &c->data.side[c->active].mate;
    if (!c->data.both && row >= 0 && row < c->data.choice_count)
        app_push_animal(c->app, c->data.choices[row].animal);
    else if (active->animal)
        app_push_animal(c->app, active->animal);
}

static bool compare_command(struct compare_screen *c, int command)
{
    const struct compare_side *side = &c->data.side[c->active];
    switch (command) {
    case APP_SIDE:
        c->active = !c->active;
        return true;
    case APP_EDIT:
        ask_number(c, "");
        return true;
    case APP_IMAGINE:
        imagine(c);
        return true;
    case APP_CHOICES:
    case APP_MATING:
        offer_choices(c);
        return true;
    case APP_EVERYWHERE:
        show_now(c, c->data.side, !c->data.everywhere);
        return true;
    case APP_VIEW:
        view_row(c, c->list.row);
        return true;
    case APP_LINEAGE:
        if (side->chosen && side->mate.animal)
            app_push_lineage(c->app, side->mate.animal);
        return true;
    default:
        return false;
    }
}

static bool number_begins(struct compare_screen *c, const struct input *input)
{
    if (input->kind == INPUT_PASTE)
        ask_number(c, input->text);
    else if (input->kind == INPUT_READING && strcmp(input->field, "animal") == 0)
        take_number(c, input->text);
    else if (input->kind == INPUT_KEY && input->folded >= '0' && input->folded <= '9')
        ask_number(c, (const char[]){ (char)input->folded, 0 });
    else
        return false;
    return true;
}

static bool compare_input(void *state, const struct input *input, int command)
{
    struct compare_screen *c = state;
    bool slow = !c->data.both && c->data.everywhere;
    if (input->kind == INPUT_TICK) {
        if (!slow && store_generation(c->app->herd->store) != c->generation_seen)
            show_now(c, c->data.side, c->data.everywhere);
        return true;
    }
    if (compare_command(c, command) || number_begins(c, input))
        return true;
    enum widget_result result = list_input(&c->list, input);
    if (result == WIDGET_CHOSEN)
        choose_row(c, c->list.row);
    return result != WIDGET_IGNORED;
}

/* ---- the rest ---- */

static void compare_title(void *state, struct screen_title *title)
{
    struct compare_screen *c = state;
    strbuf_add(&title->crumb, c->data.both ? _("Side by side") : _("Choices"));
}

static void compare_draw_screen(void *state, struct area body)
{
    struct compare_screen *c = state;
    int used = compare_draw(&c->data, c->active, body);
    body.y += used;
    body.rows -= used;
    if (body.rows > 1)
        list_draw(&c->list, body);
}

static void compare_parts(void *state, struct screen_parts *parts)
{
    struct compare_screen *c = state;
    compare_about(&c->data, parts->about);
    parts->list = &c->list;
}

static void compare_close(void *state)
{
    struct compare_screen *c = state;
    list_done(&c->list);
    compare_done(&c->data);
    memory_free(c);
}

static const char *const contexts[] = { "compare", "list", NULL };
static const struct screen_operations operations = {
    .contexts = contexts,
    .tick = TICK,
    .open = compare_open,
    .title = compare_title,
    .draw = compare_draw_screen,
    .input = compare_input,
    .close = compare_close,
    .parts = compare_parts,
};

void app_push_compare(struct app *app, int64_t first, int64_t second)
{
    struct err e;
    struct compare_screen *c = memory_new(sizeof *c);
    c->app = app;
    c->wanted[0] = (struct compare_side){ .chosen = true, .mate = { .animal = first } };
    c->wanted[1] = (struct compare_side){ .chosen = second != 0, .mate = { .animal = second } };
    c->active = 1;
    arena_init(&c->data.arena);
    if (screen_push(&operations, c, &e))
        return;
    screen_error(&e);
    compare_close(c);
}

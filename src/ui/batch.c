/* batch.c - the screen of a batch: its rows, scanning into them, keeping them when the terminal goes away. */
#include "batch.h"

#include "mupu/command.h"

#include <stdlib.h>
#include <string.h>

enum { TICK = 1000 };

/* ---- the columns ---- */
/* What is typed for each animal first; what is usually the same for all after it, the day and the note last. */
static int place_of(const struct field *field)
{
    static const char *const last[] = { "date", "operator", "note" };
    for (size_t i = 0; i < COUNT(last); i++)
        if (strcmp(field->name, last[i]) == 0)
            return 2 + (int)i;
    return field->carried;
}

static int order_fields(const struct field *from, int count, struct field *to)
{
    int used = 0;
    for (int place = 0; place <= 4; place++)
        for (int i = 0; i < count; i++)
            if (place_of(&from[i]) == place && strcmp(from[i].name, "animal") != 0)
                to[used++] = from[i];
    for (int i = 0; i < used; i++)
        if (to[i].type == FIELD_OF_LAMBS) {
            to[i].type = FIELD_OF_TEXT;
            to[i].repeated = true;
            to[i].help = N_("Each young: sex,number,weight,state; a blank between them: M,,3.2 F,,2.9");
        }
    return used;
}

static void narrow(struct form_field *field)
{
    static const struct {
        enum form_kind kind;
        int most;
    } widths[] = {
        { FIELD_TEXT, 16 }, { FIELD_LOOKUP, 15 }, { FIELD_DATE, 10 }, { FIELD_NUMBER, 8 }, { FIELD_WHOLE, 6 }
    };
    for (size_t i = 0; i < COUNT(widths); i++)
        if (widths[i].kind == field->kind && field->width > widths[i].most)
            field->width = widths[i].most;
}

static const struct form_field leading[] = {
    { .name = "@number", .label = N_("Number"), .kind = FIELD_SHOWN, .width = 14 },
    { .name = "@who", .label = N_("Which"), .kind = FIELD_SHOWN, .width = 10 },
    { .name = "@last", .label = N_("Last kg"), .kind = FIELD_SHOWN, .width = 7 }, /* only beside a weight */
};

static size_t leading_count(const struct batch *b)
{
    return COUNT(leading) - (fields_has(&b->set, "weight") ? 0 : 1);
}

static const struct form_field *make_columns(struct batch *b)
{
    size_t lead = leading_count(b);
    struct form_field *columns = arena_new(&b->arena, (b->set.count + lead) * sizeof *columns);
    memcpy(columns, leading, lead * sizeof *columns);
    if (!b->app->chinese)
        columns[1].width = 16; /* "female lactating" */
    for (size_t i = 0; i < b->set.count; i++) {
        narrow(&b->set.fields[i]);
        if (batch_own_number(b, b->set.fields[i].name))
            b->set.fields[i].help = N_("In the row for all: the first of a block, one number for each row");
        columns[lead + i] = b->set.fields[i];
    }
    return columns;
}

/* ---- the rows ---- */
static void describe(struct batch *b, size_t row, const struct animal *a)
{
    struct herd *herd = b->app->herd;
    struct arena arena;
    arena_init(&arena);
    const char *state = a->state ? herd_code_label(herd, "state", a->state) : herd_code_label(herd, "stage", a->stage);
    grid_set(&b->grid, row, "@number", a->number ? a->number : "-");
    grid_set(&b->grid, row, "@who", arena_printf(&arena, "%s %s", herd_code_label(herd, "sex", a->sex), state));
    if (leading_count(b) == COUNT(leading) && a->last_weight_day != DATE_NONE) {
        char text[NUMBER_TEXT];
        number_format_thousandths(a->last_weight, 1, text);
        grid_set(&b->grid, row, "@last", text);
    }
    arena_done(&arena);
}

/* A row at the end for this animal. */
static bool add_row(struct batch *b, int64_t id, struct err *e)
{
    struct arena arena;
    struct animal a;
    size_t row = b->grid.rows;
    if (row > BATCH_MOST)
        return err_set(e, ERR_DATA, "animal", _("A grid holds %d animals at most. Save this one first."), BATCH_MOST);
    arena_init(&arena);
    bool good = animal_load(b->app->herd, id, &arena, &a, e);
    if (good) {
        grid_resize(&b->grid, row + 1);
        b->rows[row] = (struct batch_row){ .id = id, .number = arena_text(&b->arena, a.number), .rules = "" };
        describe(b, row, &a);
    }
    arena_done(&arena);
    return good;
}

static size_t row_of(const struct batch *b, int64_t id)
{
    size_t row = 1;
    while (row < b->grid.rows && b->rows[row].id != id)
        row++;
    return row;
}

/* The cell to begin with: a value all need and nobody has yet, else what each animal needs for itself. */
static size_t first_column(const struct batch *b, bool *ret_of_all)
{
    size_t lead = leading_count(b);
    *ret_of_all = false;
    for (size_t i = 0; i < b->set.count; i++)
        if (b->set.fields[i].required && b->set.fields[i].carried && !*grid_get(&b->grid, 0, b->set.fields[i].name)) {
            *ret_of_all = true;
            return lead + i;
        }
    return lead;
}

static void to_row(struct batch *b, size_t row)
{
    bool of_all;
    size_t column = first_column(b, &of_all);
    grid_go(&b->grid, row, of_all ? b->grid.column : column);
}

/* ---- what the grid asks ---- */
/* Of several that fit the one that stands in the grid is meant; 0 = none, or not one alone. */
static int64_t find_among_rows(struct batch *b, const char *text)
{
    enum { MOST_FOUND = 60 };
    struct err ignored;
    struct arena arena;
    struct finding f = { .count = 0 };
    const struct found *hit = NULL;
    int64_t animal = 0;
    arena_init(&arena);
    bool clear = identifier_find(b->app->herd, text, MOST_FOUND, &arena, &f, &ignored);
    for (int i = 0; clear && i < f.count && (!hit || f.found[i].by == hit->by); i++)
        if (f.found[i].by <= FOUND_START && row_of(b, f.found[i].animal) < b->grid.rows) {
            clear = !hit;
            hit = &f.found[i];
        }
    if (clear && hit)
        animal = hit->animal;
    arena_done(&arena);
    return animal;
}

static bool find_row(struct batch *b, const char *text)
{
    struct err e;
    int64_t id = find_among_rows(b, text);
    if (!id && !app_find(b->app, text, &id))
        return false; /* it has said why */
    size_t row = row_of(b, id);
    if (row == b->grid.rows) {
        if (!add_row(b, id, &e)) {
            screen_error(&e);
            return false;
        }
        screen_message(ROLE_WARNING, _("%s was not in the grid; it is now, as the last row."), b->rows[row].number);
        b->draft.behind = true;
    }
    to_row(b, row);
    return true;
}

static bool scanned(void *context, struct grid *grid, const char *text)
{
    (void)grid;
    if (!find_row(context, text))
        terminal_beep();
    return true;
}

static void ask_row(struct batch *b)
{
    struct strbuf number;
    strbuf_init(&number);
    if (question_text(_("Find number: "), &number, 60) && number.length)
        find_row(b, number.text);
    strbuf_done(&number);
}

static void add_asked(void *context, struct grid *grid)
{
    (void)grid;
    ask_row(context);
}

static void removed(void *context, struct grid *grid, size_t row)
{
    struct batch *b = context;
    memmove(&b->rows[row], &b->rows[row + 1], (grid->rows - row - 1) * sizeof b->rows[0]);
}

static void looked_up(void *context, struct grid *grid, size_t row, size_t column)
{
    struct batch *b = context;
    const char *name = grid->columns[column].name;
    const char *chosen = fields_look_up(&b->set, column - leading_count(b), grid_get(grid, row, name), &b->arena);
    if (chosen)
        grid_set(grid, row, name, chosen);
}

static bool checked(void *context, struct grid *grid, size_t row, size_t column, struct err *e)
{
    struct batch *b = context;
    struct arena arena;
    const char *name = grid->columns[column].name, *meant;
    arena_init(&arena);
    bool good = fields_meant(&b->set, column - leading_count(b), grid_get(grid, row, name), &arena, &meant, e);
    if (good && strcmp(meant, grid_get(grid, row, name)) != 0)
        grid_set(grid, row, name, meant);
    arena_done(&arena);
    return good;
}

static const struct grid_operations operations = {
    .check = checked,
    .left = batch_left,
    .save = batch_save,
    .scan = scanned,
    .lookup = looked_up,
    .add = add_asked,
    .removed = removed,
    .counts = batch_counts,
};

/* ---- the screen ---- */
static size_t filled(struct batch *b)
{
    size_t count = 0;
    for (size_t row = 1; row < b->grid.rows; row++)
        count += batch_counts(b, &b->grid, row);
    return count;
}

static void batch_title(void *state, struct screen_title *title)
{
    struct batch *b = state;
    const struct event_kind *kind = dictionary_kind(&b->app->herd->dictionary, b->kind);
    strbuf_printf(&title->crumb, _("%s, in a grid"), herd_label(b->app->herd, kind->zh, kind->en));
    if (b->sheet)
        strbuf_printf(&title->context, _("sheet %lld"), (long long)b->sheet);
    strbuf_printf(&title->count, _("%zu of %zu to be saved"), filled(b), b->grid.rows - 1);
}

static void batch_draw(void *state, struct area body)
{
    struct batch *b = state;
    grid_draw(&b->grid, body);
}

static void batch_parts(void *state, struct screen_parts *parts)
{
    parts->grid = &((struct batch *)state)->grid;
}

static void batch_keep(struct batch *b)
{
    struct arena arena;
    struct strbuf ids;
    arena_init(&arena);
    strbuf_init(&ids);
    for (size_t row = 1; row < b->grid.rows; row++)
        strbuf_printf(&ids, " %lld", (long long)b->rows[row].id);
    draft_begin(&b->draft, arena_printf(&arena, "%s%s", DRAFT_GRID, b->kind));
    draft_add(&b->draft, "@ids", ids.text);
    draft_add(&b->draft, "@sheet", arena_printf(&arena, "%lld", (long long)b->sheet));
    draft_add_grid(&b->draft, &b->grid);
    draft_end(b->app, &b->draft);
    strbuf_done(&ids);
    arena_done(&arena);
}

/* The same rows on paper: what is written there is typed back in the same order. */
static void batch_print(struct batch *b)
{
    struct err e;
    struct arena arena;
    struct sheet sheet;
    int64_t *ids = memory_new(b->grid.rows * sizeof *ids);
    for (size_t row = 1; row < b->grid.rows; row++)
        ids[row - 1] = b->rows[row].id;
    arena_init(&arena);
    if ((b->sheet || entry_sheet_keep(b->app->herd, b->kind, ids, (int)b->grid.rows - 1, &b->sheet, &e)) &&
        entry_paper(b->app->herd, b->sheet, &arena, &sheet, &e))
        paper_ask(&sheet);
    else
        screen_error(&e);
    arena_done(&arena);
    memory_free(ids);
}

static void batch_leave(struct batch *b)
{
    draft_drop(b->app, &b->draft);
    screen_pop(); /* b is gone */
}

static void batch_saved(struct batch *b)
{
    struct err e;
    struct strbuf words;
    if (b->sheet && !entry_sheet_typed(b->app->herd, b->sheet, &e))
        screen_error(&e);
    size_t count = filled(b), left = b->grid.rows - 1 - count;
    strbuf_init(&words);
    app_newest_words(b->app, 0, &words);
    if (left)
        strbuf_printf(&words, _(", %zu left empty"), left);
    batch_leave(b);
    app_saved(words.text);
    strbuf_done(&words);
}

static bool batch_input(void *state, const struct input *input, int command)
{
    struct batch *b = state;
    if (draft_due(&b->draft)) /* also while keys come without a pause */
        batch_keep(b);
    if (input->kind == INPUT_TICK)
        return false;
    if (command == APP_SEARCH || command == APP_PRINT) {
        command == APP_PRINT ? batch_print(b) : ask_row(b);
        return true;
    }
    switch (grid_input(&b->grid, input)) {
    case WIDGET_SAVED:
        batch_saved(b);
        return true;
    case WIDGET_LEFT:
        batch_leave(b);
        return true;
    case WIDGET_IGNORED:
        return false;
    default:
        b->draft.behind = b->draft.behind || b->grid.changed;
        return true;
    }
}

static void batch_language(void *state)
{
    struct batch *b = state;
    fields_language(&b->set);
    b->grid.columns = make_columns(b);
    for (size_t row = 1; row < b->grid.rows; row++) {
        struct arena arena;
        struct animal a;
        struct err e;
        arena_init(&arena);
        if (animal_load(b->app->herd, b->rows[row].id, &arena, &a, &e))
            describe(b, row, &a);
        arena_done(&arena);
    }
}

static void batch_hangup(void *state)
{
    struct batch *b = state;
    if (!b->grid.changed)
        return;
    batch_keep(b);
    b->app->interrupted = true; /* what is kept between the keys is no interruption */
}

static void batch_close(void *state)
{
    struct batch *b = state;
    grid_done(&b->grid);
    arena_done(&b->arena);
    memory_free(b);
}

static const char *const contexts[] = { "batch", "grid", NULL };
static const struct screen_operations screen = {
    .contexts = contexts,
    .tick = TICK,
    .title = batch_title,
    .draw = batch_draw,
    .input = batch_input,
    .language = batch_language,
    .hangup = batch_hangup,
    .close = batch_close,
    .parts = batch_parts,
};

/* ---- making one ---- */
static bool batch_make(struct batch *b, const char *code, struct err *e)
{
    const struct field *fields;
    int count;
    struct herd *herd = b->app->herd;
    const struct event_kind *kind = dictionary_kind(&herd->dictionary, code);
    if (!event_fields(herd, code, &b->arena, &fields, &count, e))
        return false;
    struct field *ordered = arena_new(&b->arena, (size_t)count * sizeof *ordered);
    b->kind = arena_text(&b->arena, code);
    fields_make(b->app, ordered, order_fields(fields, count, ordered), kind->species, "", &b->arena, &b->set);
    grid_init(&b->grid, make_columns(b), leading_count(b) + b->set.count, 1, BATCH_MOST + 1, &operations, b);
    b->grid.shared = true;
    b->grid.fixed = 1;
    grid_set(&b->grid, 0, "date", app_day(herd->today, DATE_DAY));
    grid_set(&b->grid, 0, "operator", herd->operator_name);
    return true;
}

/* Behind the last animal that has something of its own. */
static void to_where_it_was(struct batch *b)
{
    size_t next = 1;
    for (size_t row = 1; row < b->grid.rows; row++)
        for (size_t i = 0; i < b->set.count; i++)
            if (*grid_get(&b->grid, row, b->set.fields[i].name))
                next = row + 1;
    if (next > 1 && b->grid.rows > 1)
        grid_go(&b->grid, next < b->grid.rows ? next : b->grid.rows - 1, b->grid.column);
}

static void batch_begin(struct batch *b)
{
    bool of_all;
    size_t column = first_column(b, &of_all);
    grid_go(&b->grid, of_all || b->grid.rows == 1 ? 0 : 1, column);
    b->grid.changed = false;
}

static void push(struct batch *b, bool good, struct err *e)
{
    if (good && screen_push(&screen, b, e))
        return;
    screen_error(e);
    batch_close(b);
}

static struct batch *batch_new(struct app *app)
{
    struct batch *b = memory_new(sizeof *b);
    b->app = app;
    draft_start(&b->draft);
    arena_init(&b->arena);
    return b;
}

void batch_push(struct app *app, const char *kind, const int64_t *animals, int count, int64_t sheet)
{
    struct err e = { 0 };
    struct batch *b = batch_new(app);
    b->sheet = sheet;
    bool good = batch_make(b, kind, &e);
    for (int i = 0; good && i < count; i++)
        good = add_row(b, animals[i], &e);
    if (good)
        batch_begin(b);
    push(b, good, &e);
}

void app_push_grid(struct app *app, const char *kind, const int64_t *animals, int count)
{
    batch_push(app, kind, animals, count, 0);
}

void batch_push_draft(struct app *app, const char *kind)
{
    struct err e = { 0 };
    struct batch *b = batch_new(app);
    b->draft.number = app->draft;
    const char *ids = draft_value(app, app->draft, "@ids", &b->arena);
    const char *sheet = draft_value(app, app->draft, "@sheet", &b->arena);
    b->sheet = sheet ? strtoll(sheet, NULL, 10) : 0;
    bool good = batch_make(b, kind, &e);
    char *at = (char *)(ids ? ids : "");
    while (good && *at) {
        int64_t id = strtoll(at, &at, 10);
        good = id > 0 && add_row(b, id, &e);
    }
    if (good) {
        draft_take_grid(app, app->draft, &b->grid);
        batch_begin(b);
        to_where_it_was(b);
        b->grid.changed = true;
    }
    push(b, good, &e);
}

void app_push_grid_with(struct app *app, const char *kind, const char *name, const char *value, const int64_t *animals,
                        int count)
{
    struct err e = { 0 };
    struct batch *b = batch_new(app);
    bool good = batch_make(b, kind, &e);
    if (good)
        grid_set(&b->grid, 0, name, value);
    for (int i = 0; good && i < count; i++)
        good = add_row(b, animals[i], &e);
    if (good)
        batch_begin(b);
    push(b, good, &e);
}

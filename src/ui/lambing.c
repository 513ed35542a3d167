/* lambing.c - a birth: the dam above, one line per lamb below. Sex gives the next free number, dead ones get none. */
#include "lambing.h"

#include <string.h>

enum { TICK = 1000 };

/* ---- the dam ---- */
static bool find_dam(struct lambing *l, struct err *e)
{
    struct arena arena;
    struct animal dam;
    int64_t id;
    static const struct find_wanted expecting = { "F", "pregnant" };
    arena_init(&arena);
    if (!find_one(l->app, form_get(&l->form, "animal"), "animal", &expecting, &id, e) ||
        !animal_load(l->app->herd, id, &arena, &dam, e)) {
        arena_done(&arena);
        strbuf_clear(&l->about); /* it is of no dam */
        return false;
    }
    if (dam.sex && strcmp(dam.sex, "F") != 0) {
        arena_done(&arena);
        strbuf_clear(&l->about);
        return err_set(e, ERR_DATA, "animal", "%s", _("Only a female gives birth."));
    }
    arena_done(&l->dam_arena);
    l->dam_arena = arena;
    l->dam = dam;
    strbuf_clear(&l->about);
    struct strbuf words;
    strbuf_init(&words);
    animal_words(l->app, &dam, &words);
    strbuf_printf(&l->about, _("%s  %s  parity %d"), dam.number ? dam.number : "", words.text, dam.parity);
    if (dam.last_birth != DATE_NONE)
        strbuf_printf(&l->about, _("  last birth %s"), app_day(dam.last_birth, DATE_DAY));
    strbuf_done(&words);
    if (dam.number)
        form_set(&l->form, "animal", dam.number);
    return true;
}

static void to_grid(struct lambing *l)
{
    int64_t wanted;
    struct err e;
    const char *litter = form_get(&l->form, "litter");
    if (*litter && number_parse_int(litter, 1, LAMBS_MOST, &wanted, &e))
        grid_resize(&l->grid, (size_t)wanted);
    l->in_grid = true;
}

static bool form_check(void *context, struct form *form, size_t field, struct err *e)
{
    struct lambing *l = context;
    const char *name = form->fields[field].name;
    int64_t count;
    if (strcmp(name, "animal") == 0)
        return find_dam(l, e);
    if (strcmp(name, "litter") == 0)
        return number_parse_int(form_get(form, name), 1, LAMBS_MOST, &count, e);
    return true;
}

static void form_lookup(void *context, struct form *form, size_t field)
{
    struct lambing *l = context;
    fields_lookup(&l->set, form, field);
}

/* ---- saving ---- */
static void fingerprint(const struct record *r, struct strbuf *out)
{
    strbuf_clear(out);
    for (int i = 0; i < r->count; i++)
        strbuf_printf(out, "%s=%s\n", r->values[i].name, r->values[i].text);
}

/* A soft rule is confirmed by saving the same once more. */
static void confirm_if_same(struct lambing *l, const struct record *r)
{
    struct strbuf now;
    strbuf_init(&now);
    fingerprint(r, &now);
    if (strcmp(now.text, l->asked.text) != 0)
        strbuf_clear(&l->confirmed);
    else if (*l->pending)
        strbuf_printf(&l->confirmed, " %s", l->pending);
    l->pending[0] = 0;
    strbuf_clear(&l->asked);
    strbuf_add(&l->asked, now.text);
    strbuf_done(&now);
}

static bool lambing_save(struct lambing *l, struct err *e)
{
    struct arena arena;
    struct record r;
    arena_init(&arena);
    record_init(&r, &arena);
    fields_record(&l->set, &l->form, NULL, &r);
    record_set(&r, "litter", NULL);
    lambs_record(l, &r);
    confirm_if_same(l, &r);
    r.confirmed = l->confirmed.text;
    bool good = event_add(l->app->herd, l->kind, &r, &l->event, e);
    if (!good && e->code == ERR_SOFT)
        snprintf(l->pending, sizeof l->pending, "%s", e->rule);
    arena_done(&arena);
    return good;
}

/* A refusal quotes what is wrong: the cell that says so is gone to, and marked. */
static void point_at_cell(struct lambing *l, struct err *e)
{
    size_t longest = 0, row = 0, column = 0;
    for (size_t i = 0; i < l->grid.rows * l->grid.column_count; i++) {
        const struct form_field *field = &l->grid.columns[i % l->grid.column_count];
        const char *text = grid_get(&l->grid, i / l->grid.column_count, field->name);
        if (field->kind == FIELD_CHOICE || strlen(text) <= longest || !strstr(e->message, text))
            continue;
        longest = strlen(text);
        row = i / l->grid.column_count;
        column = i % l->grid.column_count;
    }
    if (!longest)
        return;
    grid_go(&l->grid, row, column);
    snprintf(e->field, sizeof e->field, "%s", l->grid.columns[column].name);
}

/* What the form lacks is shown at the form, whichever part had the keys. */
static bool save(void *context, struct err *e)
{
    struct lambing *l = context;
    if (lambing_save(l, e))
        return true;
    if (e->code == ERR_SOFT) {
        size_t length = strlen(e->message);
        snprintf(e->message + length, sizeof e->message - length, " %s", _("Save again if it is right."));
        screen_message(ROLE_WARNING, "%s", _("Unusual. Save again (F2) if it is right."));
    }
    l->in_grid = !fields_has(&l->set, e->field);
    if (l->in_grid)
        point_at_cell(l, e);
    else
        form_error(&l->form, e);
    return false;
}

static bool form_save_all(void *context, struct form *form, struct err *e)
{
    (void)form;
    return save(context, e);
}

static bool grid_save_all(void *context, struct grid *grid, struct err *e)
{
    (void)grid;
    return save(context, e);
}

static const struct form_operations form_operations = { form_check, form_save_all, form_lookup };
static const struct grid_operations grid_operations = { .lookup = lambs_look_up,
                                                        .check = lambs_check,
                                                        .save = grid_save_all };

/* ---- the screen ---- */
static void lambing_title(void *state, struct screen_title *title)
{
    struct lambing *l = state;
    const struct event_kind *kind = dictionary_kind(&l->app->herd->dictionary, l->kind);
    strbuf_add(&title->crumb, herd_label(l->app->herd, kind->zh, kind->en));
    if (!l->once)
        strbuf_printf(&title->count, _("record %d"), l->records + 1);
}

static void lambing_draw(void *state, struct area body)
{
    struct lambing *l = state;
    int lines = body.columns >= 100 ? ((int)l->set.count + 1) / 2 : (int)l->set.count;
    int most = body.rows - 6, form_rows = lines + 2 < most ? lines + 2 : most;
    cell(body.y, body.x + 1, body.columns - 2, l->about.text, ALIGN_LEFT, ROLE_GOOD);
    struct area upper = { body.y + 1, body.x, form_rows, body.columns };
    struct area lower = { body.y + 1 + form_rows, body.x, body.rows - 1 - form_rows, body.columns };
    if (l->in_grid)
        form_draw(&l->form, upper);
    grid_draw(&l->grid, lower);
    if (!l->in_grid)
        form_draw(&l->form, upper); /* last, so that the cursor rests there */
}

static void lambing_parts(void *state, struct screen_parts *parts)
{
    struct lambing *l = state;
    parts->form = &l->form;
    parts->grid = &l->grid;
    strbuf_add(parts->about, l->about.text);
}

static void saved(struct lambing *l)
{
    struct strbuf words;
    draft_drop(l->app, &l->draft);
    strbuf_init(&words);
    app_newest_words(l->app, l->event, &words);
    if (l->once) {
        screen_pop(); /* l is gone */
        app_saved(words.text);
    } else {
        form_next(&l->form);
        lambs_clear(l);
        strbuf_clear(&l->about);
        strbuf_clear(&l->confirmed);
        strbuf_clear(&l->asked);
        l->dam = (struct animal){ 0 };
        l->in_grid = false;
        l->form.at = 0;
        l->records++;
        app_saved_on(words.text);
    }
    strbuf_done(&words);
}

static void left(struct lambing *l)
{
    draft_drop(l->app, &l->draft);
    screen_pop(); /* l is gone */
}

static bool use_result(struct lambing *l, enum widget_result result)
{
    l->draft.behind = l->draft.behind || l->form.changed || l->grid.changed;
    if (result == WIDGET_SAVED)
        saved(l);
    else if (result == WIDGET_LEFT)
        left(l);
    return result != WIDGET_IGNORED;
}

/* Enter at the count of lambs goes to the lambs; the rest of the form is for those who go there. */
static bool leaves_form(const struct lambing *l, const struct input *input)
{
    int command = key_command(&key_term, "form", input);
    bool at_litter = strcmp(l->set.fields[l->form.at].name, "litter") == 0, at_end = l->form.at + 1 == l->set.count;
    return (at_litter && command == COMMAND_CHOOSE) ||
           (at_end && (command == COMMAND_CHOOSE || command == COMMAND_NEXT || command == COMMAND_DOWN));
}

static bool form_part(struct lambing *l, const struct input *input)
{
    struct input tab = { .kind = INPUT_KEY, .key = KEY_TAB, .folded = KEY_TAB };
    if (leaves_form(l, input)) {
        size_t at = l->form.at;
        form_input(&l->form, &tab); /* checks the field */
        if (!*l->form.problem.message || l->form.problem.code == ERR_SOFT) {
            l->form.at = at;
            to_grid(l);
        }
        return true;
    }
    int command = key_command(&key_term, "grid", input);
    if (command == COMMAND_ADD_ROW || command == COMMAND_REMOVE_ROW)
        return use_result(l, grid_input(&l->grid, input));
    return use_result(l, form_input(&l->form, input));
}

static bool grid_part(struct lambing *l, const struct input *input)
{
    int command = key_command(&key_term, "grid", input);
    enum widget_result result = grid_input(&l->grid, input);
    if (result == WIDGET_IGNORED && (command == COMMAND_UP || command == COMMAND_PREVIOUS)) {
        l->in_grid = false;
        return true;
    }
    return use_result(l, result);
}

static bool lambing_input(void *state, const struct input *input, int command)
{
    struct lambing *l = state;
    (void)command;
    if (draft_due(&l->draft))
        draft_keep(l->app, &l->draft, l->kind, &l->form, &l->grid);
    if (input->kind == INPUT_MOUSE || input->kind == INPUT_TICK)
        return false;
    /* Form and lines are one record: leaving either asks for both. */
    l->form.changed = l->grid.changed = l->form.changed || l->grid.changed;
    return l->in_grid ? grid_part(l, input) : form_part(l, input);
}

static void lambing_language(void *state)
{
    struct lambing *l = state;
    fields_language(&l->set);
    l->grid.columns = lambs_columns(l);
    struct err ignored;
    if (l->dam.id && !find_dam(l, &ignored))
        strbuf_clear(&l->about);
}

static void lambing_hangup(void *state)
{
    struct lambing *l = state;
    if (!l->form.changed && !l->grid.changed)
        return;
    draft_keep(l->app, &l->draft, l->kind, &l->form, &l->grid);
    l->app->interrupted = true;
}

static void lambing_close(void *state)
{
    struct lambing *l = state;
    form_done(&l->form);
    grid_done(&l->grid);
    strbuf_done(&l->about);
    strbuf_done(&l->confirmed);
    strbuf_done(&l->asked);
    arena_done(&l->dam_arena);
    arena_done(&l->arena);
    memory_free(l);
}

static const char *const contexts[] = { "lambing", "grid", NULL };
static const struct screen_operations operations = {
    .contexts = contexts,
    .tick = TICK,
    .title = lambing_title,
    .draw = lambing_draw,
    .input = lambing_input,
    .language = lambing_language,
    .hangup = lambing_hangup,
    .close = lambing_close,
    .parts = lambing_parts,
};

/* ---- making it ---- */
/* dam, date, how many; then the rest. */
static int order_fields(const struct field *from, int count, struct field *to)
{
    static const char *const first[] = { "animal", "date", "lamb" };
    int used = 0;
    for (size_t k = 0; k < COUNT(first); k++)
        for (int i = 0; i < count; i++)
            if (strcmp(from[i].name, first[k]) == 0)
                to[used++] = from[i];
    for (int i = 0; i < count; i++)
        if (strcmp(from[i].name, "animal") != 0 && strcmp(from[i].name, "date") != 0 &&
            strcmp(from[i].name, "lamb") != 0)
            to[used++] = from[i];
    for (int i = 0; i < used; i++)
        if (to[i].type == FIELD_OF_LAMBS) {
            to[i].name = "litter";
            to[i].type = FIELD_OF_COUNT;
            to[i].required = false;
            to[i].help = N_("How many, dead ones too; Enter goes to their lines");
        }
    return used;
}

static bool make_form(struct lambing *l, struct err *e)
{
    const struct field *fields;
    int count;
    const struct event_kind *kind = dictionary_kind(&l->app->herd->dictionary, l->kind);
    if (!event_fields(l->app->herd, l->kind, &l->arena, &fields, &count, e))
        return false;
    struct field *ordered = arena_new(&l->arena, (size_t)count * sizeof *ordered);
    count = order_fields(fields, count, ordered);
    fields_make(l->app, ordered, count, kind->species, "", &l->arena, &l->set);
    form_init(&l->form, l->set.fields, l->set.count, &form_operations, l);
    form_set(&l->form, "date", app_day(l->app->herd->today, DATE_DAY));
    if (fields_has(&l->set, "operator"))
        form_set(&l->form, "operator", l->app->herd->operator_name);
    l->form.records = 1;
    return true;
}

static void set_dam(struct lambing *l, int64_t dam)
{
    struct err e;
    struct animal a;
    if (!animal_load(l->app->herd, dam, &l->arena, &a, &e) || !a.number)
        return;
    form_set(&l->form, "animal", a.number);
    if (!find_dam(l, &e))
        return;
    for (size_t i = 0; i < l->set.count; i++)
        if (strcmp(l->set.fields[i].name, "litter") == 0)
            l->form.at = i;
}

void app_push_lambing(struct app *app, const char *kind, int64_t dam)
{
    struct err e;
    struct lambing *l = memory_new(sizeof *l);
    l->app = app;
    l->once = dam != 0;
    arena_init(&l->arena);
    l->kind = arena_text(&l->arena, kind); /* the caller's may go before this screen */
    arena_init(&l->dam_arena);
    draft_start(&l->draft);
    strbuf_init(&l->about);
    strbuf_init(&l->confirmed);
    strbuf_init(&l->asked);
    grid_init(&l->grid, lambs_columns(l), LAMB_COLUMNS, 1, LAMBS_MOST, &grid_operations, l);
    bool good = make_form(l, &e);
    if (good && dam)
        set_dam(l, dam);
    if (good && draft_take(app, &l->draft, &l->form, &l->grid)) {
        if (*form_get(&l->form, "animal") && !find_dam(l, &e))
            form_error(&l->form, &e);
    } else if (good) {
        form_fresh(&l->form);
    }
    if (good && screen_push(&operations, l, &e))
        return;
    screen_error(&e);
    lambing_close(l);
}

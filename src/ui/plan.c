/* plan.c - breeding plans: the list, and a new one from a form whose defaults are already good. */
#include "screens.h"

#include "mupu/plan.h"

#include <string.h>

struct plans {
    struct app *app;
    struct arena arena;
    struct plan *rows;
    int count;
    struct list list;
    int64_t generation; /* of the book when the rows were read */
};

static const struct list_column columns[] = {
    { N_("Plan"), 14, 1, 0, ALIGN_LEFT },    { N_("Species"), 10, 0, 4, ALIGN_LEFT },
    { N_("Rams in"), 10, 0, 1, ALIGN_LEFT }, { N_("Served"), 13, 0, 2, ALIGN_RIGHT },
    { N_("Mean F"), 8, 0, 3, ALIGN_RIGHT },  { N_("Proof"), 10, 0, 5, ALIGN_LEFT },
    { N_("Status"), 10, 0, 0, ALIGN_LEFT },
};

static void plans_fill(void *context, int64_t row, struct list_row *out)
{
    struct plans *p = context;
    const struct plan *plan = &p->rows[row];
    const struct species *species = dictionary_species(&p->app->herd->dictionary, plan->species);
    char day[DATE_TEXT];
    strbuf_add(&out->cell[0], plan->code);
    if (species)
        strbuf_add(&out->cell[1], herd_label(p->app->herd, species->zh, species->en));
    strbuf_add(&out->cell[2], date_format(plan->from, DATE_DAY, day));
    strbuf_printf(&out->cell[3], "%d / %d", plan->served, plan->ewes);
    if (plan->served)
        strbuf_add(&out->cell[4], app_f((double)plan->f_total / plan->served / 1e6));
    strbuf_add(&out->cell[5], plan->objective == plan->bound ? _("proven") : _("open gap"));
    strbuf_add(&out->cell[6], herd_code_label(p->app->herd, "plan_status", plan->status));
    if (strcmp(plan->status, "approved") == 0)
        out->role[6] = ROLE_GOOD;
}

static const struct list_operations rows = { .fill = plans_fill };

static bool plans_load(struct plans *p, struct err *e)
{
    struct arena arena;
    struct plan *found;
    int count;
    arena_init(&arena);
    p->generation = store_generation(p->app->herd->store);
    if (!plan_list(p->app->herd, &arena, &found, &count, e)) {
        arena_done(&arena);
        return false;
    }
    arena_done(&p->arena);
    p->arena = arena;
    p->rows = found;
    p->count = count;
    list_reload(&p->list, count);
    return true;
}

static bool plans_open(void *state, struct err *e)
{
    struct plans *p = state;
    list_init(&p->list, columns, COUNT(columns), &rows, p);
    p->list.empty = _("No plan yet. a makes one.");
    return plans_load(p, e);
}

static void plans_title(void *state, struct screen_title *title)
{
    struct plans *p = state;
    strbuf_add(&title->crumb, _("Plans"));
    strbuf_printf(&title->count, "%d", p->count);
}

static void plans_draw(void *state, struct area body)
{
    list_draw(&((struct plans *)state)->list, body);
}

static void plans_parts(void *state, struct screen_parts *parts)
{
    parts->list = &((struct plans *)state)->list;
}

static void plans_void(struct plans *p)
{
    struct err e;
    struct strbuf reason;
    char prompt[160];
    if (p->list.row < 0 || p->list.row >= p->count)
        return;
    const struct plan *plan = &p->rows[p->list.row];
    strbuf_init(&reason);
    snprintf(prompt, sizeof prompt, _("Why is plan %s void? "), plan->code);
    if (app_ask_reason(prompt, &reason)) {
        if (plan_void(p->app->herd, plan->id, reason.text, &e) && plans_load(p, &e))
            app_after_change(p->app);
        else
            screen_error(&e);
    }
    strbuf_done(&reason);
}

static bool plans_input(void *state, const struct input *input, int command)
{
    struct plans *p = state;
    struct err e;
    if (input->kind == INPUT_TICK) { /* undone, or another clerk's */
        if (store_generation(p->app->herd->store) != p->generation && !plans_load(p, &e))
            screen_error(&e);
        return true;
    }
    if (command == APP_ADD) {
        app_push_plan_form(p->app);
        return true;
    }
    if (command == APP_VOID) {
        plans_void(p);
        return true;
    }
    enum widget_result result = list_input(&p->list, input);
    if (result == WIDGET_CHOSEN && p->list.row >= 0 && p->list.row < p->count)
        app_push_matings(p->app, p->rows[p->list.row].id);
    return result != WIDGET_IGNORED;
}

static void plans_reveal(void *state)
{
    struct err e;
    if (!plans_load(state, &e))
        screen_error(&e);
}

static void plans_close(void *state)
{
    struct plans *p = state;
    list_done(&p->list);
    arena_done(&p->arena);
    memory_free(p);
}

static const char *const plans_contexts[] = { "plans", "list", NULL };
static const struct screen_operations plans_operations = {
    .contexts = plans_contexts,
    .tick = 500,
    .open = plans_open,
    .title = plans_title,
    .draw = plans_draw,
    .input = plans_input,
    .reveal = plans_reveal,
    .close = plans_close,
    .parts = plans_parts,
};

bool app_push_plans(struct app *app, struct err *e)
{
    struct plans *p = memory_new(sizeof *p);
    p->app = app;
    arena_init(&p->arena);
    if (screen_push(&plans_operations, p, e))
        return true;
    plans_close(p);
    return false;
}

/* ---- a new plan ---- */

/* What takes a list, or has another field here to say it. */
static const char *const not_here = "season days rams lock forbid again";

struct plan_form {
    struct app *app;
    struct arena arena;
    struct field_set set;
    struct form form;
    int64_t made;
};

static bool plan_save(void *context, struct form *form, struct err *e)
{
    struct plan_form *f = context;
    struct arena arena;
    struct record asked;
    (void)form;
    arena_init(&arena);
    record_init(&asked, &arena);
    fields_record(&f->set, &f->form, NULL, &asked);
    fields_percent(&f->set, &asked);
    bool good = plan_make(f->app->herd, &asked, screen_progress(), &f->made, e);
    if (!good)
        snprintf(e->message, sizeof e->message, "%s", fields_words(&f->set, e->message, &arena));
    arena_done(&arena);
    return good;
}

static bool plan_check(void *context, struct form *form, size_t field, struct err *e)
{
    return fields_resolve(&((struct plan_form *)context)->set, form, field, e);
}

static void plan_lookup(void *context, struct form *form, size_t field)
{
    fields_lookup(&((struct plan_form *)context)->set, form, field);
}

static const struct form_operations form_operations = { .check = plan_check, .save = plan_save, .lookup = plan_lookup };

static bool plan_form_open(void *state, struct err *e)
{
    struct plan_form *f = state;
    (void)e;
    fields_make(f->app, plan_options, plan_option_count, NULL, not_here, &f->arena, &f->set);
    form_init(&f->form, f->set.fields, f->set.count, &form_operations, f);
    form_set(&f->form, "species", f->app->herd->dictionary.species[0].code);
    form_set(&f->form, "method", "pen");
    form_fresh(&f->form);
    return true;
}

static void plan_form_language(void *state)
{
    fields_language(&((struct plan_form *)state)->set);
}

static void plan_form_title(void *state, struct screen_title *title)
{
    (void)state;
    strbuf_add(&title->crumb, _("New plan"));
    strbuf_add(&title->context, _("F2 solves; Esc leaves"));
}

static void plan_form_draw(void *state, struct area body)
{
    form_draw(&((struct plan_form *)state)->form, body);
}

static void plan_form_parts(void *state, struct screen_parts *parts)
{
    parts->form = &((struct plan_form *)state)->form;
}

static bool plan_form_input(void *state, const struct input *input, int command)
{
    struct plan_form *f = state;
    (void)command;
    enum widget_result result = form_input(&f->form, input);
    if (result == WIDGET_SAVED) {
        struct app *app = f->app;
        int64_t made = f->made;
        screen_pop();
        app_push_matings(app, made);
    } else if (result == WIDGET_LEFT) {
        screen_pop();
    }
    return result != WIDGET_IGNORED;
}

static bool plan_form_leave(void *state)
{
    return form_leave(&((struct plan_form *)state)->form);
}

static void plan_form_close(void *state)
{
    struct plan_form *f = state;
    form_done(&f->form);
    arena_done(&f->arena);
    memory_free(f);
}

static const char *const form_contexts[] = { "form", NULL };
static const struct screen_operations plan_form_operations = {
    .contexts = form_contexts,
    .open = plan_form_open,
    .title = plan_form_title,
    .draw = plan_form_draw,
    .input = plan_form_input,
    .leave = plan_form_leave,
    .language = plan_form_language,
    .close = plan_form_close,
    .parts = plan_form_parts,
};

void app_push_plan_form(struct app *app)
{
    struct err e;
    struct plan_form *f = memory_new(sizeof *f);
    f->app = app;
    arena_init(&f->arena);
    if (screen_push(&plan_form_operations, f, &e))
        return;
    screen_error(&e);
    plan_form_close(f);
}

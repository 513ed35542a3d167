/* plan.c - breeding plans: the list, and a new one from a form whose defaults are already good. */
#include "screens.h"

#include <string.h>

struct plans {
    struct app *app;
    struct arena arena;
    struct plan *rows;
    int count;
    struct list list;
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
        strbuf_add(&out->cell[4], app_f((double)plan->objective / plan->served / 1e6));
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

static bool plans_input(void *state, const struct input *input, int command)
{
    struct plans *p = state;
    if (command == APP_ADD) {
        app_push_plan_form(p->app);
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

enum { MOST_CHOICES = 16 };

struct plan_form {
    struct app *app;
    struct form form;
    struct form_choice species[MOST_CHOICES], methods[MOST_CHOICES];
    struct form_field fields[7];
    int64_t made;
};

static const struct form_choice yes_no[] = { { "no", N_("no") }, { "yes", N_("yes") } };

static size_t species_choices(const struct herd *herd, struct form_choice *choices)
{
    size_t count = 0;
    for (int i = 0; i < herd->dictionary.species_count && count < MOST_CHOICES; i++) {
        const struct species *s = &herd->dictionary.species[i];
        choices[count++] = (struct form_choice){ s->code, herd_label(herd, s->zh, s->en) };
    }
    return count;
}

static size_t code_choices(const struct herd *herd, const char *list, struct form_choice *choices)
{
    size_t count = 0;
    for (int i = 0; i < herd->dictionary.code_count && count < MOST_CHOICES; i++) {
        const struct code *c = &herd->dictionary.codes[i];
        if (strcmp(c->list, list) == 0)
            choices[count++] = (struct form_choice){ c->code, herd_label(herd, c->zh, c->en) };
    }
    return count;
}

static bool request_read(const struct plan_form *f, struct plan_request *request, struct err *e)
{
    const struct form *form = &f->form;
    *request = (struct plan_request){ .from = DATE_NONE, .max_f = -1 };
    request->species = form_get(form, "species");
    request->method = form_get(form, "method");
    request->everywhere = strcmp(form_get(form, "everywhere"), "yes") == 0;
    if (*form_get(form, "holding") && !holding_find(f->app->herd, form_get(form, "holding"), &request->holding, e))
        return false;
    enum date_precision precision;
    if (*form_get(form, "from") && !date_parse(form_get(form, "from"), &request->from, &precision, e))
        return false;
    int64_t number;
    if (*form_get(form, "max-f")) {
        if (!number_parse_thousandths(form_get(form, "max-f"), &number, e)) {
            snprintf(e->field, sizeof e->field, "%s", "max-f");
            return false;
        }
        request->max_f = number * 10; /* thousandths of a percent to millionths */
    }
    if (*form_get(form, "capacity")) {
        if (!number_parse_int(form_get(form, "capacity"), 1, 1000000, &number, e)) {
            snprintf(e->field, sizeof e->field, "%s", "capacity");
            return false;
        }
        request->capacity = (int)number;
    }
    return true;
}

static bool plan_save(void *context, struct form *form, struct err *e)
{
    struct plan_form *f = context;
    struct plan_request request;
    (void)form;
    return request_read(f, &request, e) && plan_make(f->app->herd, &request, screen_progress(), &f->made, e);
}

static bool set_holding(struct plan_form *f, struct form *form, int64_t id, struct err *e)
{
    struct arena arena;
    struct holding holding;
    arena_init(&arena);
    bool good = holding_load(f->app->herd, id, &arena, &holding, e);
    if (good && strcmp(form_get(form, "holding"), holding.code) != 0)
        form_set(form, "holding", holding.code);
    arena_done(&arena);
    return good;
}

static bool plan_check(void *context, struct form *form, size_t field, struct err *e)
{
    struct plan_form *f = context;
    int64_t id;
    return strcmp(f->fields[field].name, "holding") != 0 ||
           (find_holding(f->app, form_get(form, "holding"), &id, e) && set_holding(f, form, id, e));
}

static void plan_lookup(void *context, struct form *form, size_t field)
{
    struct plan_form *f = context;
    int64_t id;
    struct err e;
    if (strcmp(f->fields[field].name, "holding") == 0 && app_pick_holding(f->app, form_get(form, "holding"), &id) &&
        !set_holding(f, form, id, &e))
        screen_error(&e);
}

static const struct form_operations form_operations = { .check = plan_check, .save = plan_save, .lookup = plan_lookup };

static bool plan_form_open(void *state, struct err *e)
{
    struct plan_form *f = state;
    (void)e;
    const struct herd *herd = f->app->herd;
    size_t species = species_choices(herd, f->species), methods = code_choices(herd, "mating_method", f->methods);
    const struct form_field fields[] = {
        { "species", N_("Species"), "", FIELD_CHOICE, true, false, 14, 0, f->species, species },
        { "holding", N_("Holding"), N_("its animals and those below it; empty: the whole book; F4 picks"), FIELD_LOOKUP,
          false, false, 16, 0, NULL, 0 },
        { "from", N_("Rams in"), N_("empty: the next day in season"), FIELD_DATE, false, false, 12, 0, NULL, 0 },
        { "max-f", N_("Most F, %"), N_("of a lamb; empty: each tier's own limit"), FIELD_NUMBER, false, false, 10, 0,
          NULL, 0 },
        { "method", N_("Method"), "", FIELD_CHOICE, true, false, 12, 0, f->methods, methods },
        { "capacity", N_("Ewes a ram"), N_("empty: the method's usual number"), FIELD_NUMBER, false, false, 8, 0, NULL,
          0 },
        { "everywhere", N_("Rams of other keepers"), N_("yes: rams are moved, or semen is"), FIELD_CHOICE, false, false,
          8, 0, yes_no, COUNT(yes_no) },
    };
    memcpy(f->fields, fields, sizeof fields);
    form_init(&f->form, f->fields, COUNT(fields), &form_operations, f);
    form_set(&f->form, "species", f->species[0].value);
    form_set(&f->form, "method", f->methods[0].value);
    form_set(&f->form, "everywhere", "no");
    form_fresh(&f->form);
    return true;
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
    .close = plan_form_close,
    .parts = plan_form_parts,
};

void app_push_plan_form(struct app *app)
{
    struct err e;
    struct plan_form *f = memory_new(sizeof *f);
    f->app = app;
    if (screen_push(&plan_form_operations, f, &e))
        return;
    screen_error(&e);
    plan_form_close(f);
}

/* lambs.c - the lines of the young in a birth: columns, proposed numbers, foster dams, their texts in the record. */
#include "lambing.h"

#include <string.h>

/* ---- numbers ---- */
static bool row_is_alive(const struct grid *grid, size_t row)
{
    const char *status = grid_get(grid, row, "status");
    return !*status || strcmp(status, "alive") == 0;
}

static int taken_before(const struct grid *grid, size_t row, const char *sex)
{
    int taken = 0;
    for (size_t i = 0; i < row; i++)
        if (strcmp(grid_get(grid, i, "sex"), sex) == 0 && row_is_alive(grid, i))
            taken++;
    return taken;
}

/* A number the user typed stays; one that was only proposed follows sex and status. */
static void propose_row(struct lambing *l, size_t row, date_day birth, struct arena *arena)
{
    struct err e;
    const char *number = "", *sex = grid_get(&l->grid, row, "sex"), *now = grid_get(&l->grid, row, "number");
    if (*now && strcmp(now, l->proposed[row]) != 0)
        return;
    if (*sex && row_is_alive(&l->grid, row) && l->dam.keeper &&
        !identifier_propose(l->app->herd, l->dam.keeper, l->dam.species, sex, birth, taken_before(&l->grid, row, sex),
                            arena, &number, &e))
        number = "";
    snprintf(l->proposed[row], NUMBER_SIZE, "%s", number ? number : "");
    grid_set(&l->grid, row, "number", l->proposed[row]);
}

static void propose_all(struct lambing *l)
{
    struct err e;
    struct arena arena;
    date_day birth;
    enum date_precision precision;
    if (!date_parse(form_get(&l->form, "date"), &birth, &precision, &e))
        return;
    arena_init(&arena);
    for (size_t row = 0; row < l->grid.rows; row++)
        propose_row(l, row, birth, &arena);
    arena_done(&arena);
}

/* The number as the book writes it. */
static bool check_foster(struct lambing *l, size_t row, struct err *e)
{
    struct arena arena;
    struct animal dam;
    int64_t id;
    static const struct find_wanted suckling = { "F", "lactating" };
    arena_init(&arena);
    bool good = find_one(l->app, grid_get(&l->grid, row, "foster"), "foster", &suckling, &id, e) &&
                animal_load(l->app->herd, id, &arena, &dam, e);
    if (good && dam.number)
        grid_set(&l->grid, row, "foster", dam.number);
    if (good && l->dam.keeper && dam.keeper != l->dam.keeper)
        screen_message(ROLE_WARNING, _("%s is not kept where the dam is."), dam.number ? dam.number : "-");
    arena_done(&arena);
    return good;
}

bool lambs_check(void *context, struct grid *grid, size_t row, size_t column, struct err *e)
{
    const char *name = grid->columns[column].name;
    if (strcmp(name, "foster") == 0)
        return check_foster(context, row, e);
    if (strcmp(name, "sex") == 0 || strcmp(name, "status") == 0)
        propose_all(context);
    return true;
}

void lambs_record(struct lambing *l, struct record *r)
{
    static const char *const parts[] = { "sex", "number", "weight", "status" };
    for (size_t row = 0; row < l->grid.rows; row++) {
        struct strbuf text;
        bool empty = true;
        strbuf_init(&text);
        for (size_t i = 0; i < COUNT(parts); i++) {
            const char *value = grid_get(&l->grid, row, parts[i]);
            empty = empty && !*value;
            strbuf_printf(&text, "%s%s", i ? "," : "", value);
        }
        if (!empty)
            record_add(r, "lamb", arena_text(r->arena, text.text));
        strbuf_done(&text);
    }
}

void lambs_look_up(void *context, struct grid *grid, size_t row, size_t column)
{
    struct lambing *l = context;
    struct err e;
    struct arena arena;
    struct animal dam;
    int64_t id;
    arena_init(&arena);
    if (app_pick_animal(l->app, "F", &id) && animal_load(l->app->herd, id, &arena, &dam, &e))
        grid_set(grid, row, grid->columns[column].name, dam.number);
    arena_done(&arena);
}

void lambs_clear(struct lambing *l)
{
    for (size_t row = 0; row < l->grid.rows; row++)
        for (size_t i = 0; i < l->grid.column_count; i++)
            grid_set(&l->grid, row, l->grid.columns[i].name, "");
    memset(l->proposed, 0, sizeof l->proposed);
    grid_resize(&l->grid, 1);
    grid_go(&l->grid, 0, 0);
    l->grid.changed = false;
}

static const struct form_choice *status_choices(struct app *app, struct arena *arena, size_t *ret_count)
{
    const struct dictionary *d = &app->herd->dictionary;
    struct form_choice *choices = arena_new(arena, (size_t)d->code_count * sizeof *choices);
    size_t count = 0;
    for (int i = 0; i < d->code_count; i++)
        if (strcmp(d->codes[i].list, "lamb_status") == 0)
            choices[count++] =
                (struct form_choice){ d->codes[i].code, herd_label(app->herd, d->codes[i].zh, d->codes[i].en) };
    *ret_count = count;
    return choices;
}

const struct form_field *lambs_columns(struct lambing *l)
{
    struct herd *herd = l->app->herd;
    struct form_choice *sexes = arena_new(&l->arena, 2 * sizeof *sexes);
    struct form_field *columns = arena_new(&l->arena, LAMB_COLUMNS * sizeof *columns);
    size_t statuses;
    sexes[0] = (struct form_choice){ "M", herd_code_label(herd, "sex", "M") };
    sexes[1] = (struct form_choice){ "F", herd_code_label(herd, "sex", "F") };
    columns[0] = (struct form_field){ .name = "sex",
                                      .label = N_("Sex"),
                                      .kind = FIELD_CHOICE,
                                      .width = 8,
                                      .choices = sexes,
                                      .choice_count = 2,
                                      .help = N_("1 male, 2 female, or the first letter; Enter goes down") };
    columns[1] = (struct form_field){ .name = "number",
                                      .label = N_("Number"),
                                      .width = 18,
                                      .most = NUMBER_SIZE - 1,
                                      .help = N_("The next free number is proposed; type over it") };
    columns[2] = (struct form_field){ .name = "weight",
                                      .label = N_("Weight kg"),
                                      .kind = FIELD_NUMBER,
                                      .width = 10,
                                      .help = N_("Birth weight; may stay empty") };
    columns[3] = (struct form_field){ .name = "status",
                                      .label = N_("Status"),
                                      .kind = FIELD_CHOICE,
                                      .width = 12,
                                      .help = N_("Empty is alive; dead ones get no number") };
    columns[3].choices = status_choices(l->app, &l->arena, &statuses);
    columns[3].choice_count = statuses;
    columns[4] = (struct form_field){ .name = "foster",
                                      .label = N_("Foster dam"),
                                      .kind = FIELD_LOOKUP,
                                      .width = 15,
                                      .help = N_("Only if another dam is to suckle it: any of her numbers") };
    return columns;
}

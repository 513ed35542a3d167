/* batch_save.c - the rows of a batch as records: together or not at all, soft rules asked once. */
#include "batch.h"

#include <string.h>

bool batch_counts(void *context, struct grid *grid, size_t row)
{
    const struct batch *b = context;
    bool own = false, complete = true;
    for (size_t i = 0; i < b->set.count; i++) {
        const struct form_field *field = &b->set.fields[i];
        own = own || *grid_get(grid, row, field->name);
        complete = complete && (!field->required || *grid_value(grid, row, field->name));
    }
    return b->rows[row].id && (own || complete);
}

/* "M,,3.2 F,,2.9" is two young: each a value of its own. */
static void add_young(struct record *r, const char *text)
{
    for (text += strspn(text, " ;"); *text; text += strspn(text, " ;")) {
        size_t length = strcspn(text, " ;");
        record_add(r, "lamb", arena_text_n(r->arena, text, length));
        text += length;
    }
}

static void fill_record(const struct batch *b, size_t row, struct arena *arena, struct record *r)
{
    record_init(r, arena);
    record_set(r, "animal", b->rows[row].number);
    for (size_t i = 0; i < b->set.count; i++) {
        const char *name = b->set.fields[i].name, *text = grid_value(&b->grid, row, name);
        if (b->set.source[i].repeated)
            add_young(r, text);
        else if (*text)
            record_set(r, name, arena_text(arena, text));
    }
}

/* The last digits of the number, one up; false if it ends without one or they are all 9. */
static bool next_number(char *number)
{
    for (size_t at = strlen(number); at-- > 0 && number[at] >= '0' && number[at] <= '9';) {
        if (number[at] != '9') {
            number[at]++;
            return true;
        }
        number[at] = '0';
    }
    return false;
}

bool batch_own_number(const struct batch *b, const char *name)
{
    return strcmp(b->kind, "retag") == 0 && strcmp(name, "number") == 0;
}

/* A number is of one animal: the one given for all is the first of a block, for those that have none yet. */
static void number_block(struct grid *grid, const char *name)
{
    char number[64];
    int64_t given = 0;
    snprintf(number, sizeof number, "%s", grid_get(grid, 0, name));
    bool more = *number != 0;
    for (size_t row = 1; more && row < grid->rows; row++) {
        if (*grid_get(grid, row, name))
            continue;
        grid_set(grid, row, name, number);
        given++;
        more = next_number(number);
    }
    grid_set(grid, 0, name, "");
    screen_message(ROLE_NORMAL, _("%s animals numbered one after the other."), app_count(given));
}

/* While the animal is still on the scale: what saving would say of its row. It holds nothing up. */
void batch_left(void *context, struct grid *grid, size_t row)
{
    struct batch *b = context;
    struct err e;
    struct arena arena;
    struct record r;
    if (!row) { /* it is of no animal */
        const char *name = grid->columns[grid->column].name;
        if (batch_own_number(b, name))
            number_block(grid, name);
        return;
    }
    for (size_t i = 0; i < b->set.count; i++)
        if (b->set.fields[i].required && !*grid_value(grid, row, b->set.fields[i].name))
            return; /* not complete yet */
    grid_forget_row(grid, row);
    arena_init(&arena);
    fill_record(b, row, &arena, &r);
    r.confirmed = b->rows[row].rules;
    if (!event_judge(b->app->herd, b->kind, &r, &e)) {
        grid_problem(grid, row, &e);
        screen_message(e.code == ERR_SOFT ? ROLE_WARNING : ROLE_ERROR, "%zu: %s", row, e.message);
        terminal_beep();
    }
    arena_done(&arena);
}

static const char *fingerprint(const struct record *r, struct arena *arena)
{
    struct strbuf out;
    strbuf_init(&out);
    for (int i = 0; i < r->count; i++)
        strbuf_printf(&out, "%s=%s\n", r->values[i].name, r->values[i].text);
    const char *text = arena_text(arena, out.text);
    strbuf_done(&out);
    return text;
}

/* What a soft rule said of the same record last time is said yes to by saving again. */
static void confirm(struct batch *b, struct batch_row *row, struct record *r)
{
    const char *now = fingerprint(r, &b->arena);
    if (!row->asked || strcmp(row->asked, now) != 0)
        row->rules = "";
    row->asked = now;
    r->confirmed = row->rules;
}

static void take_faults(struct batch *b, const struct event_faults *faults, const int *row_of)
{
    int soft = 0;
    for (int i = 0; i < faults->count; i++) {
        const struct event_fault *fault = &faults->all[i];
        size_t row = (size_t)row_of[fault->row];
        grid_problem(&b->grid, row, &fault->err);
        if (fault->err.code != ERR_SOFT)
            continue;
        b->rows[row].rules = arena_printf(&b->arena, "%s %s", b->rows[row].rules, fault->err.rule);
        soft++;
    }
    int hard = faults->count - soft;
    if (hard)
        screen_message(ROLE_ERROR, _("Nothing is saved: %d rows are wrong, %d unusual. Ctrl-G goes to the next."), hard,
                       soft);
    else
        screen_message(ROLE_WARNING, _("%d rows are unusual (Ctrl-G goes to the next). If they are right, F2 again."),
                       soft);
}

bool batch_save(void *context, struct grid *grid, struct err *e)
{
    struct batch *b = context;
    for (size_t i = 0; i < b->set.count; i++)
        if (batch_own_number(b, b->set.fields[i].name) && *grid_get(grid, 0, b->set.fields[i].name))
            number_block(grid, b->set.fields[i].name);
    struct arena arena;
    struct event_faults faults = { 0 };
    arena_init(&arena);
    struct record *records = arena_new(&arena, grid->rows * sizeof *records);
    int *row_of = arena_new(&arena, grid->rows * sizeof *row_of), count = 0;
    for (size_t row = 1; row < grid->rows; row++) {
        if (!batch_counts(b, grid, row))
            continue;
        fill_record(b, row, &arena, &records[count]);
        confirm(b, &b->rows[row], &records[count]);
        row_of[count++] = (int)row;
    }
    bool good = count || err_set(e, ERR_DATA, "", _("Nothing is filled in yet."));
    if (good && !event_add_many(b->app->herd, b->kind, records, count, screen_progress(), &faults, e)) {
        good = false;
        if (faults.count) {
            take_faults(b, &faults, row_of);
            e->message[0] = 0;
        }
    }
    memory_free(faults.all);
    arena_done(&arena);
    return good;
}

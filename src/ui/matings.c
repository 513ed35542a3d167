/* matings.c - one plan: every female with her male, the F of their lamb, the reserve and the reason; lock, forbid,
 * solve again, approve, schedule, print. */
#include "app.h"

#include "mupu/command.h"
#include "mupu/plan.h"

#include <math.h>
#include <string.h>

enum view { VIEW_MATED, VIEW_UNMATED, VIEW_RAMS, VIEW_STEPS, VIEWS };
enum {
    REASON_WIDE = 120,  /* columns from which the reason stands in its row, */
    REASON_BESIDE = 84, /* and those of the others there */
    FOOTER_WHOLE = 80,  /* columns from which the footer has the letters, too */
};

struct matings {
    struct app *app;
    int64_t plan_id;
    struct arena arena;
    struct plan plan;
    struct plan_mating *all;
    int all_count, mated; /* the first `mated` have a male */
    struct plan_ram *rams;
    int ram_count;
    struct plan_step *steps;
    int step_count;
    enum view view;
    struct list list;
};

static const struct list_column mated_columns[] = {
    { N_("Ewe"), 14, 1, 0, ALIGN_LEFT },   { N_("Ram"), 14, 1, 0, ALIGN_LEFT },
    { N_("F"), 8, 0, 0, ALIGN_RIGHT },     { N_("Reserve"), 14, 1, 2, ALIGN_LEFT },
    { N_("Its F"), 8, 0, 3, ALIGN_RIGHT }, { N_("Where"), 8, 0, 5, ALIGN_LEFT },
    { N_("Why"), 20, 3, 4, ALIGN_LEFT },
};
static const struct list_column unmated_columns[] = {
    { N_("Ewe"), 14, 1, 0, ALIGN_LEFT },
    { N_("Where"), 8, 0, 1, ALIGN_LEFT },
    { N_("Why not, and what would help"), 36, 4, 0, ALIGN_LEFT },
};
static const struct list_column ram_columns[] = {
    { N_("Ram"), 14, 1, 0, ALIGN_LEFT },
    { N_("Where"), 8, 0, 2, ALIGN_LEFT },
    { N_("Ewes"), 8, 0, 0, ALIGN_RIGHT },
    { N_("Places"), 8, 0, 0, ALIGN_RIGHT },
    { N_("One more place saves"), 22, 1, 1, ALIGN_RIGHT },
};
static const struct list_column step_columns[] = {
    { N_("Day"), 10, 0, 0, ALIGN_LEFT },   { N_("To"), 10, 0, 1, ALIGN_LEFT },    { N_("Step"), 17, 0, 0, ALIGN_LEFT },
    { N_("Heads"), 6, 0, 2, ALIGN_RIGHT }, { N_("Words"), 20, 3, 3, ALIGN_LEFT },
};

static void add_f(struct strbuf *out, int64_t millionths)
{
    if (millionths < 0)
        strbuf_add_char(out, '-');
    else
        strbuf_add(out, app_millionths(millionths));
}

static const char *or_blank(const char *text)
{
    return text ? text : "";
}

static void fill_mated(struct matings *m, int64_t row, struct list_row *out)
{
    const struct plan_mating *one = &m->all[row];
    strbuf_add(&out->cell[0], or_blank(one->ewe_number));
    strbuf_add(&out->cell[1], or_blank(one->ram_number));
    add_f(&out->cell[2], one->f);
    strbuf_add(&out->cell[3], or_blank(one->reserve_number));
    if (one->reserve)
        add_f(&out->cell[4], one->reserve_f);
    strbuf_add(&out->cell[5], or_blank(one->ewe_holding));
    strbuf_add(&out->cell[6], or_blank(one->words));
    if (strcmp(one->reason, "locked") == 0)
        out->role[1] = ROLE_KEY;
}

static void fill_unmated(struct matings *m, int64_t row, struct list_row *out)
{
    const struct plan_mating *one = &m->all[m->mated + row];
    strbuf_add(&out->cell[0], or_blank(one->ewe_number));
    strbuf_add(&out->cell[1], or_blank(one->ewe_holding));
    strbuf_add(&out->cell[2], or_blank(one->words));
}

static void fill_ram(struct matings *m, int64_t row, struct list_row *out)
{
    const struct plan_ram *ram = &m->rams[row];
    strbuf_add(&out->cell[0], or_blank(ram->number));
    strbuf_add(&out->cell[1], or_blank(ram->holding_code));
    strbuf_printf(&out->cell[2], "%d", ram->used);
    strbuf_printf(&out->cell[3], "%d", ram->capacity);
    if (ram->price > 0)
        strbuf_printf(&out->cell[4], _("%s F"), app_millionths(ram->price));
    if (ram->used == ram->capacity)
        out->role[2] = ROLE_WARNING;
}

static void fill_step(struct matings *m, int64_t row, struct list_row *out)
{
    const struct plan_step *step = &m->steps[row];
    char day[DATE_TEXT];
    strbuf_add(&out->cell[0], date_format(step->day, DATE_DAY, day));
    if (step->to != DATE_NONE && step->to != step->day)
        strbuf_add(&out->cell[1], date_format(step->to, DATE_DAY, day));
    strbuf_add(&out->cell[2], herd_code_label(m->app->herd, "plan_step", step->step));
    strbuf_printf(&out->cell[3], "%d", step->heads);
    strbuf_add(&out->cell[4], or_blank(step->words));
}

static const struct {
    const char *name;
    const struct list_column *columns;
    size_t count;
    void (*fill)(struct matings *m, int64_t row, struct list_row *out);
} views[VIEWS] = {
    [VIEW_MATED] = { N_("matings"), mated_columns, COUNT(mated_columns), fill_mated },
    [VIEW_UNMATED] = { N_("not mated"), unmated_columns, COUNT(unmated_columns), fill_unmated },
    [VIEW_RAMS] = { N_("rams"), ram_columns, COUNT(ram_columns), fill_ram },
    [VIEW_STEPS] = { N_("schedule"), step_columns, COUNT(step_columns), fill_step },
};

static void matings_fill(void *context, int64_t row, struct list_row *out)
{
    struct matings *m = context;
    views[m->view].fill(m, row, out);
}

static const struct list_operations rows = { .fill = matings_fill };

static void show_view(struct matings *m, enum view view)
{
    const int counts[VIEWS] = { m->mated, m->all_count - m->mated, m->ram_count, m->step_count };
    m->view = view;
    list_done(&m->list);
    list_init(&m->list, views[view].columns, views[view].count, &rows, m);
    list_reload(&m->list, counts[view]);
}

static bool matings_read(struct matings *m, struct arena *arena, struct err *e)
{
    struct herd *herd = m->app->herd;
    return plan_load(herd, m->plan_id, arena, &m->plan, e) &&
           plan_matings(herd, m->plan_id, arena, &m->all, &m->all_count, e) &&
           plan_rams(herd, m->plan_id, arena, &m->rams, &m->ram_count, e) &&
           plan_schedule(herd, m->plan_id, arena, &m->steps, &m->step_count, e);
}

static bool matings_load(struct matings *m, struct err *e)
{
    struct arena arena;
    arena_init(&arena);
    struct matings fresh = *m;
    if (!matings_read(&fresh, &arena, e)) {
        arena_done(&arena);
        return false;
    }
    arena_done(&m->arena);
    *m = fresh;
    m->arena = arena;
    for (m->mated = 0; m->mated < m->all_count && m->all[m->mated].ram; m->mated++)
        ;
    show_view(m, m->view);
    return true;
}

static bool matings_open(void *state, struct err *e)
{
    struct matings *m = state;
    list_init(&m->list, mated_columns, COUNT(mated_columns), &rows, m);
    return matings_load(m, e);
}

static void matings_title(void *state, struct screen_title *title)
{
    struct matings *m = state;
    strbuf_add(&title->crumb, m->plan.code);
    strbuf_printf(&title->context, "%s, %s", herd_code_label(m->app->herd, "plan_status", m->plan.status),
                  _(views[m->view].name));
    strbuf_printf(&title->count, _("%d of %d"), m->plan.served, m->plan.ewes);
}

/* The proof, where it can be seen: value, bound, gap. */
static void add_proof(const struct matings *m, struct strbuf *out)
{
    const struct plan *p = &m->plan;
    double gap = p->served ? (double)(p->objective - p->bound) / p->served / 1e6 : 0;
    if (p->objective == p->bound)
        strbuf_printf(out, _("Proven best: value = bound = %lld; %lld allowed pairs checked."), (long long)p->objective,
                      (long long)p->pairs);
    else
        strbuf_printf(out, _("Value %lld, bound %lld: at most %s F a ewe above the best."), (long long)p->objective,
                      (long long)p->bound, number_format_percent(gap, 4, (char[NUMBER_TEXT]){ 0 }));
    if (p->changed_since)
        strbuf_printf(out, _("  %d changes since; s solves again."), p->changed_since);
}

static void matings_parts(void *state, struct screen_parts *parts)
{
    struct matings *m = state;
    add_proof(m, parts->about);
    parts->list = &m->list;
}

static int draw_proof(struct matings *m, struct area body)
{
    const struct plan *p = &m->plan;
    struct strbuf text;
    strbuf_init(&text);
    add_proof(m, &text);
    if (strcmp(p->status, "draft") == 0 && body.columns < FOOTER_WHOLE)
        strbuf_printf(&text, "  %s", _("a approves it."));
    int lines = cell_rows(text.text, body.columns - 1);
    cell_wrapped((struct area){ body.y, body.x + 1, lines, body.columns - 1 }, text.text,
                 p->objective == p->bound && !p->changed_since ? ROLE_GOOD : ROLE_WARNING);
    strbuf_done(&text);
    return lines;
}

/* Columns the reason has in its row, at least. */
static int reason_room(const struct matings *m, struct area body)
{
    if (m->view == VIEW_MATED)
        return body.columns >= REASON_WIDE ? body.columns - REASON_BESIDE : 0;
    if (m->view == VIEW_STEPS)
        return body.columns - 48;
    return body.columns - 25 > 36 ? body.columns - 25 : 36;
}

/* Why the selected one has this male, or none, or what a step is for: in full, where the column for it is narrow or
 * gone. */
static int draw_reason(struct matings *m, struct area body)
{
    int64_t row = m->list.row;
    const char *words = row < 0                   ? NULL
                        : m->view == VIEW_MATED   ? m->all[row].words
                        : m->view == VIEW_UNMATED ? m->all[m->mated + row].words
                        : m->view == VIEW_STEPS   ? m->steps[row].words
                                                  : NULL;
    if (!words || utf8_width(words) <= reason_room(m, body))
        return 0;
    int lines = cell_rows(words, body.columns - 1);
    cell_wrapped((struct area){ body.y + body.rows - lines, body.x + 1, lines, body.columns - 1 }, words, ROLE_DIM);
    return lines;
}

static void matings_draw(void *state, struct area body)
{
    struct matings *m = state;
    int above = draw_proof(m, body), below = draw_reason(m, body);
    list_draw(&m->list, (struct area){ body.y + above, body.x, body.rows - above - below, body.columns });
}

static void matings_again(struct matings *m)
{
    struct err e;
    struct record asked;
    int64_t made;
    record_init(&asked, &m->arena);
    record_set(&asked, "again", m->plan.code);
    if (!plan_make(m->app->herd, &asked, screen_progress(), &made, &e)) {
        screen_error(&e);
        return;
    }
    m->plan_id = made;
    if (!matings_load(m, &e)) {
        screen_error(&e);
        return;
    }
    screen_message(ROLE_GOOD, _("Solved again as %s."), m->plan.code);
}

/* l and x need a pair: the selected ewe with her present ram. */
static void matings_rule(struct matings *m, const char *what)
{
    struct err e;
    if (m->view != VIEW_MATED || m->list.row < 0 || m->list.row >= m->mated)
        return;
    const struct plan_mating *one = &m->all[m->list.row];
    if (!plan_rule(m->app->herd, m->plan_id, one->ewe, one->ram, what, &e)) {
        screen_error(&e);
        return;
    }
    const char *ewe = or_blank(one->ewe_number), *ram = or_blank(one->ram_number);
    if (strcmp(what, "lock") == 0)
        screen_message(ROLE_GOOD, _("Locked: %s with %s. s solves again."), ewe, ram);
    else if (strcmp(what, "forbid") == 0)
        screen_message(ROLE_GOOD, _("Forbidden: %s with %s. s solves again."), ewe, ram);
    else
        screen_message(ROLE_GOOD, _("Free again: %s with %s."), ewe, ram);
}

static void matings_approve(struct matings *m)
{
    struct err e;
    if (!question_yes(_("Approve %s: %d matings?"), m->plan.code, m->plan.served))
        return;
    if (!plan_approve(m->app->herd, m->plan_id, &e) || !matings_load(m, &e)) {
        screen_error(&e);
        return;
    }
    screen_message(ROLE_GOOD, _("Approved: %s"), m->plan.code);
}

static void matings_paper(struct matings *m, void (*use)(const struct sheet *sheet))
{
    struct err e;
    struct arena arena;
    struct sheet sheet;
    arena_init(&arena);
    if (plan_sheet(m->app->herd, m->plan_id, &arena, &sheet, &e))
        use(&sheet);
    else
        screen_error(&e);
    arena_done(&arena);
}

static void matings_card(struct matings *m)
{
    int64_t row = m->list.row, id = 0;
    if (row < 0)
        return;
    if (m->view == VIEW_MATED)
        id = m->all[row].ewe;
    else if (m->view == VIEW_UNMATED)
        id = m->all[m->mated + row].ewe;
    else if (m->view == VIEW_RAMS)
        id = m->rams[row].ram;
    if (id)
        app_push_animal(m->app, id);
}

static bool matings_command(struct matings *m, int command)
{
    switch (command) {
    case APP_VIEW:
        show_view(m, (enum view)((m->view + 1) % VIEWS));
        return true;
    case APP_LOCK:
        matings_rule(m, "lock");
        return true;
    case APP_FORBID:
        matings_rule(m, "forbid");
        return true;
    case APP_FREE:
        matings_rule(m, "free");
        return true;
    case APP_SOLVE:
        matings_again(m);
        return true;
    case APP_APPROVE:
        matings_approve(m);
        return true;
    case APP_PRINT:
        matings_paper(m, paper_print);
        return true;
    case APP_SAVE_PAPER:
        matings_paper(m, paper_save);
        return true;
    default:
        return false;
    }
}

static bool matings_input(void *state, const struct input *input, int command)
{
    struct matings *m = state;
    if (matings_command(m, command))
        return true;
    enum widget_result result = list_input(&m->list, input);
    if (result == WIDGET_CHOSEN)
        matings_card(m);
    return result != WIDGET_IGNORED;
}

static void matings_close(void *state)
{
    struct matings *m = state;
    list_done(&m->list);
    arena_done(&m->arena);
    memory_free(m);
}

static const char *const contexts[] = { "matings", "list", NULL };
static const struct screen_operations operations = {
    .contexts = contexts,
    .open = matings_open,
    .title = matings_title,
    .draw = matings_draw,
    .input = matings_input,
    .close = matings_close,
    .parts = matings_parts,
};

void app_push_matings(struct app *app, int64_t plan)
{
    struct err e;
    struct matings *m = memory_new(sizeof *m);
    m->app = app;
    m->plan_id = plan;
    arena_init(&m->arena);
    if (screen_push(&operations, m, &e))
        return;
    screen_error(&e);
    matings_close(m);
}

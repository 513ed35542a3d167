/* answers.c - what can be asked about the herd's genetics: a list of the commands that answer, a form of what each
 * needs to know, and the answer as a sheet. A new command is here as soon as it is in the table. */
#include "screens.h"

#include "mupu/command.h"

#include <string.h>

enum { QUESTIONS_MOST = 64 };

/* Options that only a command line has a use for; merit comes from files alone. */
static const char *const not_here = "pedigree candidates out format merit most-kinship rate frontier lock forbid max-f";

/* ---- one question ---- */

struct question {
    struct app *app;
    const struct command *command;
    struct arena arena;
    struct field_set set;
    struct form form;
};

static bool ask(struct question *q, struct err *e)
{
    struct arena arena;
    struct record r;
    struct sheet sheet;
    arena_init(&arena);
    record_init(&r, &arena);
    fields_record(&q->set, &q->form, NULL, &r);
    fields_percent(&q->set, &r);
    if (command_answer(q->app->herd, q->command, &r, screen_progress(), &arena, &sheet, e)) {
        app_push_sheet(&sheet, &arena);
        return true;
    }
    snprintf(e->message, sizeof e->message, "%s", fields_words(&q->set, e->message, &arena));
    arena_done(&arena);
    return false;
}

static bool question_check(void *context, struct form *form, size_t field, struct err *e)
{
    return fields_resolve(&((struct question *)context)->set, form, field, e);
}

static bool question_save(void *context, struct form *form, struct err *e)
{
    (void)form;
    return ask(context, e);
}

static void question_lookup(void *context, struct form *form, size_t field)
{
    fields_lookup(&((struct question *)context)->set, form, field);
}

static const struct form_operations form_operations = { question_check, question_save, question_lookup };

static void question_title(void *state, struct screen_title *title)
{
    struct question *q = state;
    strbuf_add(&title->crumb, _(q->command->summary));
}

static void question_draw(void *state, struct area body)
{
    form_draw(&((struct question *)state)->form, body);
}

static void question_parts(void *state, struct screen_parts *parts)
{
    parts->form = &((struct question *)state)->form;
}

/* The form stays below the answer: another question of the same kind is one change away. */
static bool question_input(void *state, const struct input *input, int command)
{
    struct question *q = state;
    (void)command;
    enum widget_result result = form_input(&q->form, input);
    if (result == WIDGET_SAVED)
        form_fresh(&q->form);
    else if (result == WIDGET_LEFT)
        screen_pop();
    return result != WIDGET_IGNORED;
}

static void question_language(void *state)
{
    struct question *q = state;
    fields_language(&q->set);
}

static void question_close(void *state)
{
    struct question *q = state;
    form_done(&q->form);
    arena_done(&q->arena);
    memory_free(q);
}

static const char *const question_contexts[] = { "question", "form", NULL };
static const struct screen_operations question_operations = {
    .contexts = question_contexts,
    .title = question_title,
    .draw = question_draw,
    .input = question_input,
    .language = question_language,
    .close = question_close,
    .parts = question_parts,
};

static void push_question(struct app *app, const struct command *command)
{
    struct err e;
    struct question *q = memory_new(sizeof *q);
    q->app = app;
    q->command = command;
    arena_init(&q->arena);
    fields_make(app, command->arguments, command_argument_count(command), NULL, not_here, &q->arena, &q->set);
    form_init(&q->form, q->set.fields, q->set.count, &form_operations, q);
    form_fresh(&q->form);
    if (screen_push(&question_operations, q, &e))
        return;
    question_close(q);
    screen_error(&e);
}

/* ---- the list ---- */

struct answers {
    struct app *app;
    const struct command *rows[QUESTIONS_MOST];
    int count;
    struct list list;
};

static const struct list_column columns[] = {
    { N_("What it tells"), 30, 1, 0, ALIGN_LEFT },
    { N_("Command"), 18, 0, 1, ALIGN_LEFT },
};

static void answers_fill(void *context, int64_t row, struct list_row *out)
{
    struct answers *a = context;
    strbuf_add(&out->cell[0], _(a->rows[row]->summary));
    strbuf_add(&out->cell[1], a->rows[row]->verb);
    out->role[1] = ROLE_DIM;
}

static const struct list_operations rows = { .fill = answers_fill };

static bool answers_open(void *state, struct err *e)
{
    struct answers *a = state;
    (void)e;
    for (const struct command *c = command_next(NULL); c && a->count < QUESTIONS_MOST; c = command_next(c))
        if (c->answers)
            a->rows[a->count++] = c;
    list_init(&a->list, columns, COUNT(columns), &rows, a);
    list_reload(&a->list, a->count);
    return true;
}

static void answers_title(void *state, struct screen_title *title)
{
    (void)state;
    strbuf_add(&title->crumb, _("Genetics"));
}

static void answers_draw(void *state, struct area body)
{
    list_draw(&((struct answers *)state)->list, body);
}

static void answers_parts(void *state, struct screen_parts *parts)
{
    parts->list = &((struct answers *)state)->list;
}

static bool answers_input(void *state, const struct input *input, int command)
{
    struct answers *a = state;
    (void)command;
    enum widget_result result = list_input(&a->list, input);
    if (result == WIDGET_CHOSEN && a->list.row >= 0 && a->list.row < a->count)
        push_question(a->app, a->rows[a->list.row]);
    return result != WIDGET_IGNORED;
}

static void answers_close(void *state)
{
    struct answers *a = state;
    list_done(&a->list);
    memory_free(a);
}

static const char *const contexts[] = { "answers", "list", NULL };
static const struct screen_operations operations = {
    .contexts = contexts,
    .open = answers_open,
    .title = answers_title,
    .draw = answers_draw,
    .input = answers_input,
    .close = answers_close,
    .parts = answers_parts,
};

bool app_push_answers(struct app *app, struct err *e)
{
    struct answers *a = memory_new(sizeof *a);
    a->app = app;
    if (screen_push(&operations, a, e))
        return true;
    answers_close(a);
    return false;
}

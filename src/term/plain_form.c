/* plain_form.c - a form and its rows as prompts. Each answer is put where the cursor would stand and followed by Tab,
 * as if typed, so that checks, proposals and saving are the screen's own. */
#include "form.h"
#include "plain.h"

#include <stdlib.h>
#include <string.h>

/* What a prompt led to. */
enum outcome {
    AGAIN,
    ANSWERED,
    BACKWARDS,
    NEXT_ROW,
    CURSOR, /* go on where the cursor is */
    SAVE_NOW,
    GONE, /* the screen is, or the input */
};

struct filling {
    const struct screen_entry *entry;
    int64_t serial;
    struct screen_parts parts;
    struct strbuf about, told; /* what the screen says beside the fields */
};

/* One place to fill: a field of the form or a cell of the grid. */
struct place {
    struct form *form;
    struct grid *grid;
    size_t at, row; /* field, or column and row */
};

static const struct form_field *field_of(const struct place *p)
{
    return p->form ? &p->form->fields[p->at] : &p->grid->columns[p->at];
}

static struct lineedit *edit_of(const struct place *p)
{
    return p->form ? &p->form->values[p->at].edit : grid_cell(p->grid, p->row, p->at);
}

/* NULL = nothing is wrong. */
static const struct err *problem_of(const struct place *p)
{
    if (p->form)
        return *p->form->problem.message ? &p->form->problem : NULL;
    const struct grid_problem *problem = grid_problem_at(p->grid, p->row, p->at);
    return problem ? &problem->err : NULL;
}

static void stand_at(const struct place *p)
{
    if (p->form) {
        p->form->at = p->at;
        p->form->problem = (struct err){ 0 };
    } else {
        grid_go(p->grid, p->row, p->at);
    }
}

static void set(const struct place *p, const char *text)
{
    struct lineedit *edit = edit_of(p);
    if (strcmp(lineedit_text(edit), text) == 0)
        return;
    lineedit_set(edit, text);
    if (p->form)
        form_touch(p->form);
    else
        grid_touch(p->grid);
}

/* false: the screen is no longer there. */
static bool still_there(const struct filling *f)
{
    const struct screen_entry *top = screen_top();
    return top && top->serial == f->serial && !plain_ended();
}

static void press(uint32_t key)
{
    const struct input input = { .kind = INPUT_KEY, .key = key, .folded = key };
    screen_deliver(&input);
}

static void read_parts(struct filling *f)
{
    strbuf_clear(&f->about);
    f->parts = (struct screen_parts){ .about = &f->about };
    f->entry->operations->parts(f->entry->state, &f->parts);
}

static void tell_about(struct filling *f)
{
    read_parts(f);
    if (f->about.length && strcmp(f->about.text, f->told.text) != 0)
        plain_say("%s", f->about.text);
    strbuf_clear(&f->told);
    strbuf_add(&f->told, f->about.text);
}

/* ---- one prompt ---- */
/* Which row: its number, and what cannot be changed in it. */
static void add_row(const struct grid *grid, size_t row, struct strbuf *out)
{
    if (grid->shared && row == 0) {
        strbuf_add(out, _("All"));
        return;
    }
    strbuf_printf(out, "%zu", grid->shared ? row : row + 1);
    for (size_t i = 0; i < grid->column_count; i++)
        if (grid->columns[i].kind == FIELD_SHOWN && *grid_get(grid, row, grid->columns[i].name))
            strbuf_printf(out, " %s", grid_get(grid, row, grid->columns[i].name));
}

static void prompt(const struct place *p)
{
    const struct form_field *field = field_of(p);
    const char *now = p->form ? lineedit_text(edit_of(p)) : grid_value(p->grid, p->row, field->name);
    struct strbuf text;
    strbuf_init(&text);
    if (p->grid)
        add_row(p->grid, p->row, &text);
    strbuf_printf(&text, "%s%s%s", p->grid ? " " : "", _(field->label), field->required ? "*" : "");
    if (*now)
        strbuf_printf(&text, " [%s]", field_shown(field, now));
    strbuf_add(&text, ": ");
    plain_write(text.text);
    strbuf_done(&text);
}

static void tell_choices(const struct form_field *field)
{
    for (size_t i = 0; field->kind == FIELD_CHOICE && i < field->choice_count; i++)
        plain_say("  %zu. %s", i + 1, _(field->choices[i].text));
}

static void explain(const struct form_field *field)
{
    if (field->kind != FIELD_CHOICE && field->help && *field->help) /* of choices it only tells the keys */
        plain_say("  %s", _(field->help));
    tell_choices(field);
    plain_say("  %s", _("F2 saves now, F4 chooses from a list, F5 takes what the record before had."));
}

static bool begins(const char *text, const char *start)
{
    return strncasecmp(text, start, strlen(start)) == 0;
}

/* A choice is answered by its number, its words, its code, or the beginning of just one. */
static const char *choice_value(const struct form_field *field, const char *answer)
{
    char *end;
    unsigned long number = strtoul(answer, &end, 10);
    const char *only = NULL;
    int count = 0;
    for (size_t i = 0; i < field->choice_count; i++) {
        const struct form_choice *c = &field->choices[i];
        if (strcasecmp(answer, c->value) == 0 || strcasecmp(answer, _(c->text)) == 0)
            return c->value;
        if (begins(c->value, answer) || begins(_(c->text), answer)) {
            only = c->value;
            count++;
        }
    }
    if (!*end && number >= 1 && number <= field->choice_count)
        return field->choices[number - 1].value;
    return count == 1 ? only : answer;
}

/* The answer goes where it belongs; false: it cannot. */
static bool take(const struct place *p, const char *line, const char *folded)
{
    const struct form_field *field = field_of(p);
    const char *text = strcmp(folded, "-") == 0      ? ""
                       : !*folded                    ? lineedit_text(edit_of(p))
                       : field->kind == FIELD_CHOICE ? choice_value(field, folded)
                                                     : line;
    struct err e = { 0 };
    bool fits = strlen(text) <= field_most(field);
    if (!fits)
        plain_say("! %s", _("That is too long."));
    else
        set(p, text);
    if (fits && p->form && !field_required(field, lineedit_text(edit_of(p)), &e)) {
        plain_say("! %s", e.message);
        return false;
    }
    return fits;
}

/* true: wrong in a way that must be mended here. */
static bool is_wrong(const struct place *p)
{
    const struct err *problem = problem_of(p);
    if (!problem)
        return false;
    plain_say("! %s", problem->message);
    tell_choices(field_of(p));
    return problem->code != ERR_SOFT;
}

static enum outcome leave(struct filling *f)
{
    press(KEY_ESCAPE);
    return still_there(f) ? CURSOR : GONE;
}

/* Keys that the help texts name may be typed by name. */
static bool function_key(struct filling *f, const char *folded, enum outcome *ret)
{
    uint32_t key = plain_key(folded);
    if (!key)
        return false;
    *ret = SAVE_NOW;
    if (key != KEY_FN(2)) {
        press(key);
        *ret = still_there(f) ? CURSOR : GONE;
    }
    return true;
}

/* false: it is not right, and the place is as it was. */
static bool answer(struct filling *f, const struct place *p, const char *line, const char *folded)
{
    char *before = memory_text(lineedit_text(edit_of(p)));
    bool good = take(p, line, folded);
    if (good) {
        press(KEY_TAB);
        good = !still_there(f) || !is_wrong(p);
    }
    if (!good)
        set(p, before);
    else if (still_there(f))
        tell_about(f);
    memory_free(before);
    return good;
}

static enum outcome ask(struct filling *f, const struct place *p)
{
    struct strbuf line, folded;
    enum outcome outcome = AGAIN;
    strbuf_init(&line);
    strbuf_init(&folded);
    while (outcome == AGAIN) {
        stand_at(p);
        prompt(p);
        if (!plain_read(&line)) {
            outcome = GONE;
            break;
        }
        plain_fold(line.text, &folded);
        if (strcmp(folded.text, "?") == 0)
            explain(field_of(p));
        else if (strcasecmp(folded.text, "q") == 0)
            outcome = leave(f);
        else if (strcmp(folded.text, "<") == 0)
            outcome = BACKWARDS;
        else if (strcmp(folded.text, ">") == 0)
            outcome = NEXT_ROW;
        else if (!function_key(f, folded.text, &outcome) && answer(f, p, line.text, folded.text))
            outcome = ANSWERED;
        if (!still_there(f))
            outcome = GONE;
    }
    strbuf_done(&line);
    strbuf_done(&folded);
    return outcome;
}

/* ---- all prompts ---- */
static size_t cells_of(const struct filling *f)
{
    return f->parts.grid ? f->parts.grid->rows * f->parts.grid->column_count : 0;
}

/* The nth place; false past the end. The grid grows while the form is filled. */
static bool place_at(const struct filling *f, size_t n, struct place *ret)
{
    size_t fields = f->parts.form ? f->parts.form->count : 0;
    if (n < fields)
        *ret = (struct place){ .form = f->parts.form, .at = n };
    else if (n - fields < cells_of(f))
        *ret = (struct place){ .grid = f->parts.grid,
                               .at = (n - fields) % f->parts.grid->column_count,
                               .row = (n - fields) / f->parts.grid->column_count };
    else
        return false;
    return true;
}

/* What a person is asked: not what only stands there, nor in a row what all rows have from the first. */
static bool is_asked(const struct place *p)
{
    if (field_of(p)->kind == FIELD_SHOWN)
        return false;
    return p->form || !p->grid->shared || !p->row || !*lineedit_text(grid_cell(p->grid, 0, p->at));
}

static size_t step_back(const struct filling *f, size_t n)
{
    struct place p;
    size_t to = n;
    while (to > 0)
        if (place_at(f, --to, &p) && is_asked(&p))
            return to;
    return n;
}

/* Behind the form its rows begin. */
static size_t next_row(const struct filling *f, size_t n)
{
    size_t fields = f->parts.form ? f->parts.form->count : 0;
    size_t columns = f->parts.grid ? f->parts.grid->column_count : 1;
    return n < fields ? fields : n + columns - (n - fields) % columns;
}

/* Where the cursor of this part is. */
static size_t cursor_of(const struct filling *f, const struct place *part)
{
    if (part->form)
        return part->form->at;
    size_t fields = f->parts.form ? f->parts.form->count : 0;
    return fields + part->grid->row * part->grid->column_count + part->grid->column;
}

static enum outcome ask_from(struct filling *f, size_t n)
{
    struct place p, to;
    while (place_at(f, n, &p)) {
        enum outcome outcome = is_asked(&p) ? ask(f, &p) : ANSWERED;
        if (outcome == SAVE_NOW || outcome == GONE)
            return outcome;
        size_t next = outcome == BACKWARDS  ? step_back(f, n)
                      : outcome == NEXT_ROW ? next_row(f, n)
                      : outcome == CURSOR   ? cursor_of(f, &p)
                                            : n + 1;
        if (next < n && p.grid && place_at(f, next, &to) && to.form)
            press(KEY_BACK_TAB);             /* the screen goes along from its rows to its form */
        if (outcome == NEXT_ROW && p.form) { /* and from its form to its rows */
            p.form->at = p.form->count - 1;
            press(KEY_TAB);
        }
        n = next;
    }
    return SAVE_NOW;
}

/* ---- saving ---- */
static void press_save(const struct filling *f)
{
    if (f->parts.form)
        f->parts.form->problem = (struct err){ 0 };
    if (f->parts.grid)
        grid_forget_problems(f->parts.grid);
    press(KEY_FN(2));
}

static void tell_row_problems(const struct grid *grid)
{
    enum { MOST_TOLD = 20 };
    for (size_t i = 0; i < grid->problem_count && i < MOST_TOLD; i++) {
        struct strbuf row;
        strbuf_init(&row);
        add_row(grid, grid->problems[i].row, &row);
        plain_say("! %s: %s", row.text, grid->problems[i].err.message);
        strbuf_done(&row);
    }
}

static bool has_problem(const struct filling *f)
{
    return (f->parts.form && *f->parts.form->problem.message) || (f->parts.grid && f->parts.grid->problem_count);
}

/* Tells what is wrong; gives the one that must be mended first and where. */
static const struct err *tell_problems(const struct filling *f, size_t *ret_place)
{
    struct form *form = f->parts.form;
    struct grid *grid = f->parts.grid;
    if (form && *form->problem.message) {
        plain_say("! %s", form->problem.message);
        for (*ret_place = 0; *ret_place < form->count; ++*ret_place)
            if (strcmp(form->fields[*ret_place].name, form->problem.field) == 0)
                return &form->problem;
        *ret_place = 0;
        return &form->problem;
    }
    tell_row_problems(grid);
    const struct err *here = grid_problem_here(grid);
    const struct grid_problem *worst = &grid->problems[0];
    for (size_t i = 0; i < grid->problem_count; i++)
        if (&grid->problems[i].err == here)
            worst = &grid->problems[i];
    size_t column = worst->column < grid->column_count ? worst->column : 0; /* the whole row: from its beginning */
    *ret_place = (form ? form->count : 0) + worst->row * grid->column_count + column;
    return &worst->err;
}

static bool names_place(const struct filling *f, size_t n, const struct err *problem)
{
    struct place p;
    return place_at(f, n, &p) && strcmp(field_of(&p)->name, problem->field) == 0;
}

/* Asks there; what is wrong with the whole may be anywhere from there on. */
static enum outcome ask_again(struct filling *f, size_t n, bool whole)
{
    struct place p;
    enum outcome outcome = !whole && place_at(f, n, &p) ? ask(f, &p) : ask_from(f, n);
    return outcome == BACKWARDS ? ask_from(f, step_back(f, n)) : outcome;
}

/* false: the screen is gone, or the input. */
static bool save(struct filling *f)
{
    for (;;) {
        size_t n = 0;
        press_save(f);
        if (!still_there(f))
            return false;
        if (!has_problem(f))
            return true;
        plain_quiet(); /* it speaks of keys */
        const struct err *problem = tell_problems(f, &n);
        if (problem->code == ERR_SOFT && question_yes("%s", _("Save all the same?")))
            continue;
        if (plain_ended() || ask_again(f, n, !names_place(f, n, problem)) == GONE)
            return false;
    }
}

void plain_fill(void)
{
    struct filling f = { .entry = screen_top(), .serial = screen_top()->serial };
    bool open = true;
    strbuf_init(&f.about);
    strbuf_init(&f.told);
    plain_say("%s", _("Enter keeps what is in [ ], - empties, ? explains, < goes back, > skips the rest, q leaves."));
    while (open) {
        tell_about(&f);
        open = ask_from(&f, 0) == SAVE_NOW && save(&f);
    }
    strbuf_done(&f.about);
    strbuf_done(&f.told);
}

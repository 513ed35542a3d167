/* plain_form.c - a form and its rows as prompts. Each answer is put where the cursor would stand and followed by Tab,
 * as if typed, so that checks, proposals and saving are the screen's own. */
#include "form.h"
#include "plain.h"

#include <stdlib.h>
#include <string.h>

/* What a prompt led to. */
enum outcome { ANSWERED, BACKWARDS, SAVE_NOW, GONE };

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
    return p->form ? &p->form->values[p->at].edit : &p->grid->cells[p->row * p->grid->column_count + p->at];
}

static const struct err *problem_of(const struct place *p)
{
    return p->form ? &p->form->problem : &p->grid->problem;
}

static void stand_at(const struct place *p)
{
    if (p->form) {
        p->form->at = p->at;
        p->form->problem = (struct err){ 0 };
    } else {
        p->grid->row = p->row;
        p->grid->column = p->at;
        p->grid->problem = (struct err){ 0 };
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
        p->grid->changed = true;
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
static void prompt(const struct place *p)
{
    const struct form_field *field = field_of(p);
    const char *now = lineedit_text(edit_of(p));
    struct strbuf text;
    strbuf_init(&text);
    if (p->grid) { /* which row: its number, and what cannot be changed in it */
        strbuf_printf(&text, "%zu ", p->row + 1);
        for (size_t i = 0; i < p->grid->column_count; i++)
            if (p->grid->columns[i].kind == FIELD_SHOWN)
                strbuf_printf(&text, "%s ", grid_get(p->grid, p->row, p->grid->columns[i].name));
    }
    strbuf_printf(&text, "%s%s", _(field->label), field->required ? "*" : "");
    if (*now)
        strbuf_printf(&text, " [%s]", field_shown(field, now));
    strbuf_add(&text, ": ");
    plain_write(text.text);
    strbuf_done(&text);
}

static void explain(const struct form_field *field)
{
    if (field->help && *field->help)
        plain_say("  %s", _(field->help));
    for (size_t i = 0; field->kind == FIELD_CHOICE && i < field->choice_count; i++)
        plain_say("  %zu. %s", i + 1, _(field->choices[i].text));
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
    if (fits && !field_required(field, lineedit_text(edit_of(p)), &e)) {
        plain_say("! %s", e.message);
        return false;
    }
    return fits;
}

/* true: wrong in a way that must be mended here. */
static bool is_wrong(const struct place *p)
{
    const struct err *problem = problem_of(p);
    if (!*problem->message)
        return false;
    plain_say("! %s", problem->message);
    return problem->code != ERR_SOFT;
}

static enum outcome leave(struct filling *f)
{
    press(KEY_ESCAPE);
    return still_there(f) ? ANSWERED : GONE;
}

/* Keys that the help texts name may be typed by name. */
static bool function_key(struct filling *f, const struct place *p, const char *folded, enum outcome *ret)
{
    uint32_t key = plain_key(folded);
    if (key < KEY_FN(1) || key > KEY_FN(12))
        return false;
    *ret = SAVE_NOW;
    if (key == KEY_FN(2))
        return true;
    press(key);
    *ret = !still_there(f) ? GONE : ANSWERED;
    if (*ret == ANSWERED && key == KEY_FN(5) && !is_wrong(p))
        return true;
    if (*ret == ANSWERED)
        *ret = BACKWARDS; /* here again, to see what came of it */
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
    enum outcome outcome = GONE;
    strbuf_init(&line);
    strbuf_init(&folded);
    for (bool again = true; again;) {
        again = false;
        stand_at(p);
        prompt(p);
        if (!plain_read(&line))
            break;
        plain_fold(line.text, &folded);
        outcome = ANSWERED;
        if (strcmp(folded.text, "?") == 0) {
            explain(field_of(p));
            again = true;
        } else if (strcasecmp(folded.text, "q") == 0) {
            outcome = leave(f);
            again = outcome == ANSWERED;
        } else if (strcmp(folded.text, "<") == 0) {
            outcome = BACKWARDS;
        } else if (function_key(f, p, folded.text, &outcome)) {
            again = outcome == BACKWARDS;
        } else {
            again = !answer(f, p, line.text, folded.text);
            if (!still_there(f))
                outcome = GONE;
        }
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

static size_t step_back(const struct filling *f, size_t n)
{
    struct place p;
    size_t to = n;
    while (to > 0)
        if (place_at(f, --to, &p) && field_of(&p)->kind != FIELD_SHOWN)
            return to;
    return n;
}

static enum outcome ask_from(struct filling *f, size_t n)
{
    struct place p;
    while (place_at(f, n, &p)) {
        enum outcome outcome = field_of(&p)->kind == FIELD_SHOWN ? ANSWERED : ask(f, &p);
        if (outcome == SAVE_NOW || outcome == GONE)
            return outcome;
        size_t next = outcome == BACKWARDS ? step_back(f, n) : n + 1;
        struct place to;
        if (next < n && p.grid && place_at(f, next, &to) && to.form)
            press(KEY_BACK_TAB); /* the screen goes along from its rows to its form */
        n = next;
    }
    return SAVE_NOW;
}

/* ---- saving ---- */
/* Where the fault is, else the first place. */
static size_t fault_place(const struct filling *f, const struct err *problem)
{
    struct place p;
    for (size_t n = 0; place_at(f, n, &p); n++)
        if (strcmp(field_of(&p)->name, problem->field) == 0 && (p.form || p.row == f->parts.grid->problem_row))
            return n;
    return 0;
}

static const struct err *problem_now(const struct filling *f)
{
    if (f->parts.form && *f->parts.form->problem.message)
        return &f->parts.form->problem;
    return f->parts.grid && *f->parts.grid->problem.message ? &f->parts.grid->problem : NULL;
}

static void press_save(const struct filling *f)
{
    if (f->parts.form)
        f->parts.form->problem = (struct err){ 0 };
    if (f->parts.grid)
        f->parts.grid->problem = (struct err){ 0 };
    press(KEY_FN(2));
}

/* false: the screen is gone, or the input. */
static bool save(struct filling *f)
{
    for (;;) {
        press_save(f);
        if (!still_there(f))
            return false;
        const struct err *problem = problem_now(f);
        if (!problem)
            return true;
        plain_quiet(); /* it speaks of keys */
        plain_say("! %s", problem->message);
        if (problem->code == ERR_SOFT && plain_yes(_("Save all the same?")))
            continue;
        size_t n = fault_place(f, problem);
        struct place p;
        enum outcome outcome = GONE;
        if (!plain_ended() && place_at(f, n, &p) && n)
            outcome = ask(f, &p);
        else if (!plain_ended())
            outcome = ask_from(f, 0);
        if (outcome == GONE)
            return false;
    }
}

void plain_fill(void)
{
    struct filling f = { .entry = screen_top(), .serial = screen_top()->serial };
    bool open = true;
    strbuf_init(&f.about);
    strbuf_init(&f.told);
    plain_say("%s", _("Enter keeps what is in [ ], - empties, ? explains, < goes back, q leaves."));
    while (open) {
        tell_about(&f);
        open = ask_from(&f, 0) == SAVE_NOW && save(&f);
    }
    strbuf_done(&f.about);
    strbuf_done(&f.told);
}

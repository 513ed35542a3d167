/* plain.c - the same forms and lists on stdin and stdout, one prompt per line: for screen readers, TERM=dumb, pipes. */
#include "form.h"

#include <stdlib.h>
#include <string.h>

struct plain {
    struct form *form;
    FILE *in, *out;
    char *line;
    size_t capacity;
};

static void say(struct plain *plain, const char *text)
{
    struct strbuf safe;
    strbuf_init(&safe);
    utf8_printable(&safe, text);
    fputs(safe.text, plain->out);
    strbuf_done(&safe);
}

static bool read_answer(struct plain *plain, struct err *e)
{
    fflush(plain->out);
    ssize_t length = getline(&plain->line, &plain->capacity, plain->in);
    if (length < 0)
        return err_set(e, ERR_CANCELLED, "", _("the input ended before the record was saved"));
    while (length && (plain->line[length - 1] == '\n' || plain->line[length - 1] == '\r'))
        plain->line[--length] = 0;
    return strcmp(plain->line, "\\q") != 0 || err_set(e, ERR_CANCELLED, "", _("not saved"));
}

static void prompt(struct plain *plain, size_t i)
{
    const struct form_field *field = &plain->form->fields[i];
    const char *now = lineedit_text(&plain->form->values[i].edit);
    say(plain, _(field->label));
    say(plain, field->required ? "*" : "");
    if (*now) {
        say(plain, " [");
        say(plain, field_shown(field, now));
        say(plain, "]");
    }
    say(plain, ": ");
}

static void explain(struct plain *plain, const struct form_field *field)
{
    if (field->help && *field->help)
        fprintf(plain->out, "  %s\n", _(field->help));
    for (size_t i = 0; field->kind == FIELD_CHOICE && i < field->choice_count; i++)
        fprintf(plain->out, "  %zu %s\n", i + 1, _(field->choices[i].text));
}

/* A choice is answered by its number, its words or its value. */
static const char *choice_value(const struct form_field *field, const char *answer)
{
    char *end;
    unsigned long number = strtoul(answer, &end, 10);
    for (size_t i = 0; i < field->choice_count; i++)
        if (!strcmp(answer, field->choices[i].value) || !strcmp(answer, _(field->choices[i].text)) ||
            (!*end && number == i + 1))
            return field->choices[i].value;
    return answer;
}

static bool check(struct form *form, size_t i, struct err *e)
{
    struct lineedit *edit = &form->values[i].edit;
    if (!field_check(&form->fields[i], edit, e) || !field_required(&form->fields[i], lineedit_text(edit), e))
        return false;
    return !*lineedit_text(edit) || !form->operations || !form->operations->check ||
           form->operations->check(form->context, form, i, e);
}

static void complain(struct plain *plain, const struct err *e)
{
    say(plain, "! ");
    say(plain, e->message);
    say(plain, "");
    fputc('\n', plain->out);
}

/* Asks until the answer passes; a soft rule is told and passes. */
static bool ask_field(struct plain *plain, size_t i, struct err *e)
{
    const struct form_field *field = &plain->form->fields[i];
    struct lineedit *edit = &plain->form->values[i].edit;
    for (;;) {
        struct err problem = { 0 };
        prompt(plain, i);
        if (!read_answer(plain, e))
            return false;
        if (!strcmp(plain->line, "?")) {
            explain(plain, field);
            continue;
        }
        if (!strcmp(plain->line, "-"))
            lineedit_set(edit, "");
        else if (*plain->line)
            lineedit_set(edit, field->kind == FIELD_CHOICE ? choice_value(field, plain->line) : plain->line);
        if (check(plain->form, i, &problem))
            return true;
        complain(plain, &problem);
        if (problem.code == ERR_SOFT)
            return true;
    }
}

static bool ask_yes(struct plain *plain, const char *question, bool *ret_yes, struct err *e)
{
    fprintf(plain->out, "%s (y/n) ", question);
    if (!read_answer(plain, e))
        return false;
    struct strbuf folded;
    strbuf_init(&folded);
    utf8_fold_width(&folded, plain->line);
    *ret_yes = folded.text[0] == 'y' || folded.text[0] == 'Y';
    strbuf_done(&folded);
    return true;
}

static bool ask_all(struct plain *plain, struct err *e)
{
    for (size_t i = 0; i < plain->form->count; i++)
        if (plain->form->fields[i].kind != FIELD_SHOWN && !ask_field(plain, i, e))
            return false;
    return true;
}

static bool ask_and_save(struct plain *plain, struct err *e)
{
    if (!ask_all(plain, e))
        return false;
    for (;;) {
        struct err problem = { 0 };
        bool yes = false;
        if (form_save(plain->form, &problem))
            return true;
        complain(plain, &problem);
        if (problem.code == ERR_SOFT && !ask_yes(plain, _("Save all the same?"), &yes, e))
            return false;
        if (!yes && !ask_all(plain, e))
            return false;
    }
}

bool plain_form(struct form *form, FILE *in, FILE *out, struct err *e)
{
    struct plain plain = { .form = form, .in = in, .out = out };
    bool saved = ask_and_save(&plain, e);
    free(plain.line);
    return saved;
}

/* ---- list ---- */
static void fetch(struct list *list, int64_t row)
{
    for (size_t i = 0; i < list->column_count; i++) {
        strbuf_clear(&list->buffer.cell[i]);
        list->buffer.wanted[i] = true;
        if (row < 0 && *list->columns[i].title)
            strbuf_add(&list->buffer.cell[i], _(list->columns[i].title));
    }
    if (row >= 0)
        list->operations->fill(list->context, row, &list->buffer);
}

static void print_row(const struct list *list, const int *widths, FILE *out)
{
    struct strbuf line, safe;
    strbuf_init(&line);
    strbuf_init(&safe);
    for (size_t i = 0; i < list->column_count; i++) {
        strbuf_clear(&safe);
        utf8_printable(&safe, list->buffer.cell[i].text);
        int pad = widths[i] - utf8_width(safe.text);
        bool right = list->columns[i].align == ALIGN_RIGHT;
        strbuf_printf(&line, "%s%*s%s%*s", i ? "  " : "", right ? pad : 0, "", safe.text, right ? 0 : pad, "");
    }
    while (line.length && line.text[line.length - 1] == ' ')
        line.text[--line.length] = 0;
    fprintf(out, "%s\n", line.text);
    strbuf_done(&line);
    strbuf_done(&safe);
}

void plain_list(struct list *list, FILE *out)
{
    int widths[LIST_COLUMNS] = { 0 };
    for (int64_t row = -1; row < list->rows; row++) {
        fetch(list, row);
        for (size_t i = 0; i < list->column_count; i++) {
            int width = utf8_width(list->buffer.cell[i].text);
            widths[i] = width > widths[i] ? width : widths[i];
        }
    }
    for (int64_t row = -1; row < list->rows; row++) {
        fetch(list, row);
        print_row(list, widths, out);
    }
}

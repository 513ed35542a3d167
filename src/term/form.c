/* form.c - an array of fields: what keys do. How it looks is in form_draw.c. */
#include "form.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void form_init(struct form *form, const struct form_field *fields, size_t count,
               const struct form_operations *operations, void *context)
{
    *form = (struct form){ .fields = fields, .count = count, .operations = operations, .context = context };
    form->values = memory_new((count ? count : 1) * sizeof *form->values);
    for (size_t i = 0; i < count; i++)
        lineedit_init(&form->values[i].edit, field_most(&fields[i]));
    form->at = form_step(form, (size_t)-1, 1);
}

void form_done(struct form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        lineedit_done(&form->values[i].edit);
        memory_free(form->values[i].previous);
        memory_free(form->values[i].scanned);
    }
    memory_free(form->values);
    memory_free(form->before);
    *form = (struct form){ 0 };
}

static size_t find(const struct form *form, const char *name)
{
    size_t i = 0;
    while (i < form->count && strcmp(form->fields[i].name, name) != 0)
        i++;
    return i;
}

void form_set(struct form *form, const char *name, const char *text)
{
    size_t i = find(form, name);
    assert(i < form->count);
    lineedit_set(&form->values[i].edit, text ? text : "");
}

/* Blanks at the ends go when the field is left; here they are simply not given. */
const char *form_get(const struct form *form, const char *name)
{
    size_t i = find(form, name);
    assert(i < form->count);
    const char *text = lineedit_text(&form->values[i].edit);
    return text + strspn(text, " ");
}

bool form_skips(const struct form *form, size_t i)
{
    return form->fields[i].kind == FIELD_SHOWN ||
           (form->fields[i].carried && form->records && *lineedit_text(&form->values[i].edit));
}

size_t form_step(const struct form *form, size_t from, int direction)
{
    for (size_t i = from + (size_t)direction; i < form->count; i += (size_t)direction)
        if (!form_skips(form, i))
            return i;
    return from < form->count ? from : 0;
}

void form_error(struct form *form, const struct err *e)
{
    form->problem = *e;
    size_t i = find(form, e->field);
    if (i < form->count && form->fields[i].kind != FIELD_SHOWN)
        form->at = i;
}

void form_touch(struct form *form)
{
    form->changed = true;
    form->problem = (struct err){ 0 };
    form->confirmed[0] = form->pending[0] = 0;
}

void form_fresh(struct form *form)
{
    form_touch(form);
    form->changed = false;
}

void form_next(struct form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        struct form_value *value = &form->values[i];
        memory_free(value->previous);
        value->previous = memory_text(lineedit_text(&value->edit));
        memory_free(value->scanned);
        value->scanned = NULL;
        if (!form->fields[i].carried)
            lineedit_set(&value->edit, "");
    }
    form->records++;
    form_fresh(form);
    form->at = form_step(form, (size_t)-1, 1);
    form->top = 0;
}

/* ---- rules that ask twice: ",rule,rule," ---- */
bool form_confirmed(const struct form *form, const char *rule)
{
    char quoted[40];
    snprintf(quoted, sizeof quoted, ",%s,", rule);
    return strstr(form->confirmed, quoted) != NULL;
}

static void confirm_pending(struct form *form)
{
    size_t length = strlen(form->confirmed);
    if (*form->pending && !form_confirmed(form, form->pending))
        snprintf(form->confirmed + length, sizeof form->confirmed - length, "%s%s,", length ? "" : ",", form->pending);
    form->pending[0] = 0;
}

/* ---- leaving a field, saving ---- */
static bool check_field(struct form *form, size_t i, struct err *e)
{
    struct form_value *value = &form->values[i];
    if (!field_check(&form->fields[i], &value->edit, e))
        return false;
    if (!*lineedit_text(&value->edit) || !form->operations || !form->operations->check)
        return true;
    return form->operations->check(form->context, form, i, e);
}

/* A soft rule speaks up but does not hold anyone. */
static bool leave_field(struct form *form)
{
    struct err e = { 0 };
    if (!form->count || check_field(form, form->at, &e)) {
        form->problem = (struct err){ 0 };
        return true;
    }
    if (!*e.field)
        snprintf(e.field, sizeof e.field, "%s", form->fields[form->at].name);
    form->problem = e;
    if (e.code == ERR_SOFT)
        return true;
    terminal_beep();
    return false;
}

static bool check_all(struct form *form, struct err *e)
{
    for (size_t i = 0; i < form->count; i++)
        if (!check_field(form, i, e) && !(e->code == ERR_SOFT && form_confirmed(form, e->rule))) {
            if (!*e->field)
                snprintf(e->field, sizeof e->field, "%s", form->fields[i].name);
            return false;
        }
    for (size_t i = 0; i < form->count; i++)
        if (!field_required(&form->fields[i], lineedit_text(&form->values[i].edit), e))
            return false;
    return true;
}

static bool form_save(struct form *form, struct err *e)
{
    const struct form_operations *operations = form->operations;
    confirm_pending(form);
    if (check_all(form, e) && (!operations || !operations->save || operations->save(form->context, form, e))) {
        form_fresh(form);
        return true;
    }
    snprintf(form->pending, sizeof form->pending, "%s", e->code == ERR_SOFT ? e->rule : "");
    return false;
}

static enum widget_result save(struct form *form)
{
    struct err e = { 0 };
    if (form_save(form, &e))
        return WIDGET_SAVED;
    form_error(form, &e);
    terminal_beep();
    return WIDGET_USED;
}

bool form_leave(struct form *form)
{
    return !form->changed || question_yes("%s", _("Leave without saving?"));
}

/* ---- keys ---- */
static enum widget_result forward(struct form *form, bool save_at_end)
{
    if (!leave_field(form))
        return WIDGET_USED;
    size_t next = form_step(form, form->at, 1);
    if (next == form->at && save_at_end)
        return save(form);
    form->at = next;
    return WIDGET_USED;
}

/* The arrows also reach carried fields. */
static void move(struct form *form, int direction)
{
    size_t i = form->at + (size_t)direction;
    while (i < form->count && form->fields[i].kind == FIELD_SHOWN)
        i += (size_t)direction;
    if (i >= form->count || (direction > 0 && !leave_field(form)))
        return;
    form->at = i;
}

static void pick(struct form *form)
{
    const struct form_field *field = &form->fields[form->at];
    if (field->kind == FIELD_LOOKUP && form->operations && form->operations->lookup) {
        form->operations->lookup(form->context, form, form->at);
        form_touch(form);
    } else if (field_pick(field, &form->values[form->at].edit)) {
        form_touch(form);
    }
}

static void take_previous(struct form *form)
{
    const char *previous = form->values[form->at].previous;
    if (!previous || !*previous) {
        terminal_beep();
        return;
    }
    lineedit_set(&form->values[form->at].edit, previous);
    form_touch(form);
    forward(form, false);
}

static enum widget_result edit(struct form *form, const struct input *input)
{
    struct form_value *value = &form->values[form->at];
    char *before = memory_text(lineedit_text(&value->edit));
    if (!form->typed && input_is_text(input) && form->fields[form->at].kind != FIELD_CHOICE)
        lineedit_set(&value->edit, "");
    bool used = field_input(&form->fields[form->at], &value->edit, input);
    if (used && strcmp(before, lineedit_text(&value->edit)) != 0)
        form_touch(form);
    memory_free(before);
    form->typed = form->typed || used;
    return used ? WIDGET_USED : WIDGET_IGNORED;
}

static enum widget_result click(struct form *form, const struct input *input)
{
    for (size_t i = 0; i < form->count && input->mouse == MOUSE_CLICK; i++) {
        const struct form_value *value = &form->values[i];
        if (input->y == value->y && input->x >= value->x && input->x < value->x + value->width &&
            form->fields[i].kind != FIELD_SHOWN) {
            form->at = i;
            form->typed = false;
            return WIDGET_USED;
        }
    }
    return WIDGET_IGNORED;
}

/* ---- readings ---- */
static bool takes_text(const struct form *form, size_t i)
{
    return form->fields[i].kind == FIELD_TEXT || form->fields[i].kind == FIELD_LOOKUP;
}

/* The field of that name; but with the ewe filled in and the cursor at the empty ram, a tag is the ram's. */
static size_t field_of_reading(const struct form *form, const struct input *reading)
{
    size_t named = find(form, reading->field), at = form->at;
    bool tag = !strcmp(reading->field, READING_TAG) && takes_text(form, at);
    if (named == form->count)
        return tag ? at : named;
    bool filled = *lineedit_text(&form->values[named].edit), waiting = !*lineedit_text(&form->values[at].edit);
    if (tag && filled && waiting && form->fields[at].kind == FIELD_LOOKUP)
        return at;
    return form->fields[named].kind == FIELD_SHOWN ? form->count : named;
}

/* Has anything but this field and the carried ones been entered? */
static bool has_others(const struct form *form, size_t but)
{
    for (size_t i = 0; i < form->count; i++)
        if (i != but && form->fields[i].kind != FIELD_SHOWN && !form->fields[i].carried &&
            *lineedit_text(&form->values[i].edit))
            return true;
    return false;
}

static enum widget_result take_reading(struct form *form, const struct input *reading)
{
    size_t i = field_of_reading(form, reading);
    if (i == form->count) {
        terminal_beep(); /* nothing here is measured or scanned */
        return WIDGET_USED;
    }
    struct form_value *value = &form->values[i];
    bool filled = *lineedit_text(&value->edit);
    if (filled && value->scanned && !strcmp(value->scanned, reading->text))
        return WIDGET_USED;
    if (*form->pending) { /* a rule has asked: F2 answers it, a scan does not */
        terminal_beep();
        return WIDGET_USED;
    }
    if (filled && !strcmp(form->fields[i].name, READING_TAG) && form->changed && has_others(form, i)) {
        enum widget_result result = save(form);
        if (result == WIDGET_SAVED)
            input_again(reading);
        return result;
    }
    lineedit_set(&value->edit, reading->text);
    memory_free(value->scanned);
    value->scanned = memory_text(reading->text);
    form_touch(form);
    form->at = i;
    return forward(form, true);
}

/* A slow scanner types into whatever field is open: what stood there comes back, and the tag goes to its own. */
static enum widget_result next(struct form *form, const struct input *input, bool save_at_end)
{
    if (!input->text || !form->before || form->before_at != form->at)
        return forward(form, save_at_end);
    lineedit_set(&form->values[form->at].edit, form->before);
    return take_reading(form, &(struct input){ .kind = INPUT_READING, .field = READING_TAG, .text = input->text });
}

static void remember(struct form *form)
{
    memory_free(form->before);
    form->before = memory_text(lineedit_text(&form->values[form->at].edit));
    form->before_at = form->at;
}

enum widget_result form_input(struct form *form, const struct input *input)
{
    if (input->kind == INPUT_MOUSE)
        return click(form, input);
    if (!form->count)
        return WIDGET_IGNORED;
    if (input->kind == INPUT_READING)
        return take_reading(form, input);
    if (input->begins)
        remember(form);
    int command = key_command(&key_term, "form", input);
    if (command != COMMAND_NONE && command != COMMAND_CLEAR)
        form->typed = false;
    switch (command) {
    case COMMAND_CHOOSE:
        return next(form, input, true);
    case COMMAND_NEXT:
        return next(form, input, false);
    case COMMAND_PREVIOUS:
        form->at = form_step(form, form->at, -1);
        return WIDGET_USED;
    case COMMAND_DOWN:
        move(form, 1);
        return WIDGET_USED;
    case COMMAND_UP:
        move(form, -1);
        return WIDGET_USED;
    case COMMAND_PICK:
        pick(form);
        return WIDGET_USED;
    case COMMAND_SAME:
        take_previous(form);
        return WIDGET_USED;
    case COMMAND_SAVE:
        return save(form);
    case COMMAND_BACK:
        return form_leave(form) ? WIDGET_LEFT : WIDGET_USED;
    default:
        return edit(form, input);
    }
}

/* field.c - what form, grid and the plain form share: one value of one kind. */
#include "private.h"

#include <ctype.h>
#include <string.h>

#define MOST_BYTES 200
#define MOST_WHOLE 999999

size_t field_most(const struct form_field *field)
{
    return field->most ? field->most : MOST_BYTES;
}

static size_t choice_of(const struct form_field *field, const char *value)
{
    size_t i = 0;
    while (i < field->choice_count && strcmp(field->choices[i].value, value) != 0)
        i++;
    return i;
}

const char *field_shown(const struct form_field *field, const char *value)
{
    if (field->kind != FIELD_CHOICE)
        return value;
    size_t i = choice_of(field, value);
    return i < field->choice_count ? _(field->choices[i].text) : value;
}

/* Blanks around are nobody's intention, full-width ones included. */
static void trim(struct strbuf *text)
{
    static const char wide_blank[] = "\u3000";
    char *start = text->text;
    for (;; start++) {
        if (!strncmp(start, wide_blank, 3))
            start += 2;
        else if (*start != ' ')
            break;
    }
    size_t length = strlen(start);
    for (;;) {
        if (length && start[length - 1] == ' ')
            length--;
        else if (length >= 3 && !strncmp(start + length - 3, wide_blank, 3))
            length -= 3;
        else
            break;
    }
    if (length == text->length)
        return; /* an empty buffer is not ours to write into */
    memmove(text->text, start, length);
    text->text[length] = 0;
    text->length = length;
}

static bool check_date(struct lineedit *edit, struct err *e)
{
    date_day day;
    enum date_precision precision;
    char text[DATE_TEXT];
    if (!date_parse_near(lineedit_text(edit), clock_today(), &day, &precision, e))
        return false;
    lineedit_set(edit, date_format(day, precision, text));
    return true;
}

static bool check_number(const struct form_field *field, struct lineedit *edit, struct err *e)
{
    struct strbuf folded;
    int64_t value;
    strbuf_init(&folded);
    utf8_fold_width(&folded, lineedit_text(edit));
    bool good = field->kind == FIELD_WHOLE ? number_parse_int(folded.text, 0, MOST_WHOLE, &value, e)
                                           : number_parse_thousandths(folded.text, &value, e);
    if (good)
        lineedit_set(edit, folded.text);
    strbuf_done(&folded);
    return good;
}

static bool check_choice(const struct form_field *field, struct lineedit *edit, struct err *e)
{
    const char *text = lineedit_text(edit);
    return choice_of(field, text) < field->choice_count ||
           err_set(e, ERR_DATA, field->name, _("\"%s\" is none of the choices; press F4 for the list"), text);
}

bool field_check(const struct form_field *field, struct lineedit *edit, struct err *e)
{
    bool good = true;
    trim(&edit->text);
    if (edit->at > edit->text.length)
        edit->at = edit->text.length;
    edit->left = 0;
    if (!edit->text.length)
        return true;
    if (field->kind == FIELD_DATE)
        good = check_date(edit, e);
    else if (field->kind == FIELD_NUMBER || field->kind == FIELD_WHOLE)
        good = check_number(field, edit, e);
    else if (field->kind == FIELD_CHOICE)
        good = check_choice(field, edit, e);
    if (!good)
        snprintf(e->field, sizeof e->field, "%s", field->name);
    return good;
}

bool field_required(const struct form_field *field, const char *text, struct err *e)
{
    return !field->required || *text || field->kind == FIELD_SHOWN ||
           err_set(e, ERR_DATA, field->name, _("%s is needed"), _(field->label));
}

static void choose(const struct form_field *field, struct lineedit *edit, size_t i)
{
    lineedit_set(edit, field->choices[i].value);
}

/* A digit takes the choice of that number, a letter or a character the next one that begins with it. */
static bool choose_by_character(const struct form_field *field, struct lineedit *edit, uint32_t key)
{
    uint32_t folded = key_fold(key);
    size_t count = field->choice_count, now = choice_of(field, lineedit_text(edit));
    if (folded >= '1' && folded <= '9' && folded - '1' < count) {
        choose(field, edit, folded - '1');
        return true;
    }
    for (size_t step = 1; step <= count; step++) {
        size_t i = (now == count ? step - 1 : now + step) % count;
        const char *text = _(field->choices[i].text), *value = field->choices[i].value;
        if (utf8_next(&text) == key || (folded < 128 && tolower((int)folded) == tolower((unsigned char)*value))) {
            choose(field, edit, i);
            return true;
        }
    }
    return false;
}

static bool choice_input(const struct form_field *field, struct lineedit *edit, const struct input *input)
{
    size_t count = field->choice_count, now = choice_of(field, lineedit_text(edit));
    if (!count || input->kind != INPUT_KEY)
        return false;
    switch (input->key) {
    case KEY_SPACE:
    case KEY_TO_RIGHT:
        choose(field, edit, now >= count ? 0 : (now + 1) % count);
        return true;
    case KEY_TO_LEFT:
        choose(field, edit, now >= count || !now ? count - 1 : now - 1);
        return true;
    case KEY_ERASE:
    case KEY_DELETE:
    case KEY_CTRL('U'):
        lineedit_set(edit, "");
        return true;
    default:
        if (!input_is_text(input))
            return false;
        if (!choose_by_character(field, edit, input->key))
            terminal_beep();
        return true;
    }
}

bool field_input(const struct form_field *field, struct lineedit *edit, const struct input *input)
{
    if (field->kind == FIELD_SHOWN)
        return false;
    return field->kind == FIELD_CHOICE ? choice_input(field, edit, input) : lineedit_input(edit, input);
}

void field_draw(const struct form_field *field, struct lineedit *edit, int y, int x, int width, enum cell_role role,
                bool focus)
{
    if (field->kind != FIELD_CHOICE && field->kind != FIELD_SHOWN) {
        lineedit_draw(edit, y, x, width, role, focus);
        return;
    }
    cell(y, x, width, field_shown(field, lineedit_text(edit)), ALIGN_LEFT, role);
    if (focus)
        terminal_cursor(y, x);
}

bool field_pick(const struct form_field *field, struct lineedit *edit)
{
    if (field->kind == FIELD_DATE) {
        char text[DATE_TEXT];
        lineedit_set(edit, date_format(clock_today(), DATE_DAY, text));
        return true;
    }
    if (field->kind != FIELD_CHOICE || !field->choice_count)
        return false;
    const char **texts = memory_new(field->choice_count * sizeof *texts);
    size_t chosen;
    for (size_t i = 0; i < field->choice_count; i++)
        texts[i] = _(field->choices[i].text);
    bool picked = pick_text(_(field->label), texts, field->choice_count, &chosen);
    memory_free(texts);
    if (picked)
        choose(field, edit, chosen);
    return picked;
}

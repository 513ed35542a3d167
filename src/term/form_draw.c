/* form_draw.c - how a form looks: label, value, and what is wrong, at the field. */
#include "form.h"

#include <string.h>

#define WIDE 100 /* columns from which a form has two */
#define LABEL_MOST 24
#define HELP_MOST 4   /* lines of help */
#define MORE_WIDTH 14 /* columns of "1-15 / 24" */

static int label_width(const struct form *form, size_t from, size_t to)
{
    int most = 4;
    for (size_t i = from; i < to; i++) {
        int width = utf8_width(_(form->fields[i].label)) + (form->fields[i].required ? 1 : 0);
        most = width > most ? width : most;
    }
    return most < LABEL_MOST ? most : LABEL_MOST;
}

static bool has_problem(const struct form *form, size_t i)
{
    return *form->problem.message && !strcmp(form->problem.field, form->fields[i].name);
}

static enum cell_role problem_role(const struct form *form)
{
    return form->problem.code == ERR_SOFT ? ROLE_WARNING : ROLE_ERROR;
}

static void draw_label(const struct form *form, size_t i, int y, int x, int width)
{
    char label[128];
    bool focus = i == form->at;
    snprintf(label, sizeof label, "%s%s", _(form->fields[i].label), form->fields[i].required ? "*" : "");
    const char *sign = has_problem(form, i) ? "!" : focus ? ">" : "";
    cell(y, x, 1, sign, ALIGN_LEFT, has_problem(form, i) ? problem_role(form) : focus ? ROLE_KEY : ROLE_NORMAL);
    cell(y, x + 1, width, label, ALIGN_LEFT, focus ? ROLE_KEY : ROLE_LABEL);
}

/* What is wrong stands beside the field if there is room for it; true = it does. */
static bool draw_field(struct form *form, size_t i, struct area place, int label)
{
    const struct form_field *field = &form->fields[i];
    struct form_value *value = &form->values[i];
    int x = place.x + label + 2, room = place.x + place.columns - x;
    int width = field->width > 0 && field->width < room ? field->width : room;
    bool focus = i == form->at, shown = field->kind == FIELD_SHOWN;
    draw_label(form, i, place.y, place.x, label);
    value->y = place.y;
    value->x = x;
    value->width = width;
    enum cell_role role = has_problem(form, i)           ? problem_role(form)
                          : shown || form_skips(form, i) ? ROLE_DIM
                                                         : ROLE_VALUE;
    field_draw(field, &value->edit, place.y, x, width, shown && !focus ? ROLE_NORMAL : role, focus);
    x += width + 1;
    room = place.x + place.columns - x;
    if (!has_problem(form, i) || utf8_width(form->problem.message) > room)
        return false;
    cell_text(place.y, x, room, form->problem.message, problem_role(form));
    return true;
}

/* About the field one is in, or what is wrong if that does not stand at the field. Returns its role. */
static enum cell_role help_text(const struct form *form, bool told, struct strbuf *out)
{
    const char *help = form->count ? form->fields[form->at].help : NULL;
    bool soft = form->problem.code == ERR_SOFT;
    strbuf_clear(out);
    if (*form->problem.message && (soft || !told)) {
        strbuf_add(out, told ? "" : form->problem.message);
        strbuf_printf(out, "%s%s", told || !soft ? "" : "  ", soft ? _("Save again if it is right.") : "");
        return problem_role(form);
    }
    strbuf_add(out, help && *help ? _(help) : "");
    return ROLE_DIM;
}

/* Lines for what help_text may say; the end of the last is kept for "1-15 / 24" where not all fields are seen. */
static int help_rows(const struct form *form, struct area area, int lines)
{
    struct strbuf text;
    int most = 1;
    strbuf_init(&text);
    for (int told = 0; told < 2; told++) {
        help_text(form, told, &text);
        int rows = cell_rows(text.text, area.columns - 1);
        if (lines + rows > area.rows)
            rows = cell_rows(text.text, area.columns - 1 - MORE_WIDTH);
        most = rows > most ? rows : most;
    }
    strbuf_done(&text);
    return most < HELP_MOST ? most : HELP_MOST;
}

static void draw_help(const struct form *form, struct area area, int lines, bool told)
{
    char more[32] = "";
    struct strbuf text;
    strbuf_init(&text);
    if (lines > form->page)
        snprintf(more, sizeof more, "%d-%d / %d", form->top + 1, form->top + form->page, lines);
    enum cell_role role = help_text(form, told, &text);
    struct area place = { area.y, area.x + 1, area.rows, area.columns - 1 - (*more ? MORE_WIDTH : 0) };
    cell_wrapped(place, text.text, role);
    cell(area.y + area.rows - 1, place.x + place.columns, *more ? MORE_WIDTH : 0, more, ALIGN_RIGHT, ROLE_LABEL);
    strbuf_done(&text);
}

static bool draw_fields(struct form *form, struct area area, size_t columns, size_t lines)
{
    bool told = false;
    for (size_t c = 0; c < columns; c++) {
        size_t from = c * lines, to = from + lines < form->count ? from + lines : form->count;
        int label = label_width(form, from, to), width = area.columns / (int)columns;
        for (size_t i = from; i < to; i++) {
            int y = (int)(i - from) - form->top;
            form->values[i].y = -1;
            if (y < 0 || y >= form->page)
                continue;
            struct area place = { area.y + y, area.x + (int)c * width, 1, width - (c + 1 < columns ? 2 : 0) };
            told = draw_field(form, i, place, label) || told;
        }
    }
    return told;
}

void form_draw(struct form *form, struct area area)
{
    size_t columns = area.columns >= WIDE && !form->single_column && form->count > 4 ? 2 : 1;
    size_t lines = (form->count + columns - 1) / columns;
    int rows = help_rows(form, area, (int)lines), line = lines ? (int)(form->at % lines) : 0;
    form->page = area.rows - rows > 0 ? area.rows - rows : 1;
    if (form->top > line)
        form->top = line;
    if (line >= form->top + form->page)
        form->top = line - form->page + 1;
    bool told = draw_fields(form, area, columns, lines);
    /* the help follows the fields closely, so that eye and magnifier find it */
    int below = (int)lines - form->top < form->page ? (int)lines - form->top + 1 : form->page;
    if (below > area.rows - rows)
        below = area.rows - rows;
    draw_help(form, (struct area){ area.y + below, area.x, rows, area.columns }, (int)lines, told);
}

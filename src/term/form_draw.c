/* form_draw.c - how a form looks: label, value, and what is wrong, at the field. */
#include "form.h"

#include <string.h>

#define WIDE 100 /* columns from which a form has two */
#define LABEL_MOST 24
#define NOTE_LEAST 8 /* columns below which no note is begun */

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

/* true = what is wrong with the field stands beside it in full. */
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
    if (!has_problem(form, i) || room < NOTE_LEAST)
        return false;
    cell_text(place.y, x, room, form->problem.message, problem_role(form));
    return utf8_width(form->problem.message) <= room;
}

/* The last line tells about the field one is in, or what is wrong if that did not fit at the field. */
static void draw_help(const struct form *form, int y, struct area area, bool told)
{
    const char *help = form->count && form->fields[form->at].help ? form->fields[form->at].help : "";
    bool soft = form->problem.code == ERR_SOFT;
    if (*form->problem.message && (soft || !told)) {
        char text[600];
        snprintf(text, sizeof text, "%s%s%s", told ? "" : form->problem.message, told || !soft ? "" : "  ",
                 soft ? _("Save again if it is right.") : "");
        cell(y, area.x + 1, area.columns - 1, text, ALIGN_LEFT, problem_role(form));
    } else if (*help) {
        cell(y, area.x + 1, area.columns - 1, _(help), ALIGN_LEFT, ROLE_DIM);
    }
}

void form_draw(struct form *form, struct area area)
{
    size_t columns = area.columns >= WIDE && !form->single_column && form->count > 4 ? 2 : 1;
    size_t lines = (form->count + columns - 1) / columns;
    int page = area.rows - 1 > 0 ? area.rows - 1 : 1, line = lines ? (int)(form->at % lines) : 0;
    bool told = false;
    form->page = page;
    if (form->top > line)
        form->top = line;
    if (line >= form->top + page)
        form->top = line - page + 1;
    for (size_t c = 0; c < columns; c++) {
        size_t from = c * lines, to = from + lines < form->count ? from + lines : form->count;
        int label = label_width(form, from, to), width = area.columns / (int)columns;
        for (size_t i = from; i < to; i++) {
            int y = (int)(i - from) - form->top;
            form->values[i].y = -1;
            if (y < 0 || y >= page)
                continue;
            struct area place = { area.y + y, area.x + (int)c * width, 1, width - (c + 1 < columns ? 2 : 0) };
            told = draw_field(form, i, place, label) || told;
        }
    }
    /* the help line follows the fields closely, so that eye and magnifier find it */
    int below = (int)lines - form->top < page ? (int)lines - form->top + 1 : page;
    if (below > area.rows - 1)
        below = area.rows - 1;
    draw_help(form, area.y + below, area, told);
}

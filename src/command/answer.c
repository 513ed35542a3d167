/* answer.c - a command that answers, run for a screen: the sheet it fills is looked at, printed or saved there. */
#include "inner.h"

#include <stdlib.h>
#include <string.h>

static const char *shown(const struct herd *herd, const struct field *field, const char *value)
{
    if (field->type == FIELD_OF_FLAG)
        return _("yes");
    if (field->type != FIELD_OF_CODE || !field->list)
        return value;
    if (strcmp(field->list, "species") == 0) {
        const struct species *species = dictionary_species(&herd->dictionary, value);
        return species ? herd_label(herd, species->zh, species->en) : value;
    }
    return herd_code_label(herd, field->list, value);
}

/* What was asked, so that the paper can be made again. */
static void add_facts(const struct herd *herd, const struct command *command, const struct record *r,
                      struct sheet *sheet)
{
    char day[DATE_TEXT];
    sheet_add_fact(sheet, _("Day"), date_format(herd->today, DATE_DAY, day));
    for (int i = 0; i < command_argument_count(command); i++) {
        const struct field *field = &command->arguments[i];
        const char *value = record_text(r, field->name);
        if (value && *value)
            sheet_add_fact(sheet, herd_label(herd, field->zh, field->en), shown(herd, field, value));
    }
}

/* What was written without a table, line by line. */
static void add_lines(struct sheet *sheet, char *text)
{
    char *line;
    while ((line = strsep(&text, "\n")))
        if (*line)
            sheet_add_text(sheet, line);
}

bool command_answer(struct herd *herd, const struct command *command, const struct record *r,
                    const struct progress *progress, struct arena *arena, struct sheet *ret, struct err *e)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (!out)
        return err_set(e, ERR_INTERNAL, "", _("There is not enough memory"));
    sheet_init(ret, arena, arena_printf(arena, "%s_%s", command->subject, command->verb), _(command->summary));
    ret->made_by = herd->operator_name;
    ret->made_on = herd->today;
    struct command_context c = { .herd = herd,
                                 .chinese = herd->chinese,
                                 .out = out,
                                 .words = out,
                                 .progress = progress,
                                 .arena = arena,
                                 .into = ret };
    add_facts(herd, command, r, ret);
    bool good = command->run(&c, r, e);
    fclose(out);
    if (good)
        add_lines(ret, text);
    free(text); /* the stream's own */
    return good;
}

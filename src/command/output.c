/* output.c - what a command prints: data on one stream, words on the other, made safe to show. */
#include "inner.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { ROWS_SHOWN = 2000 };

static bool is_terminal(FILE *file)
{
    int handle = fileno(file);
    return handle >= 0 && isatty(handle);
}

/* Text for eyes loses what could drive a terminal; data for programs keeps its bytes. */
static void put(struct command_context *c, const char *text, bool data)
{
    if (data && !is_terminal(c->out)) {
        fputs(text, c->out);
        return;
    }
    CLEANUP(strbuf_done) struct strbuf safe;
    strbuf_init(&safe);
    while (*text) {
        size_t line = strcspn(text, "\n");
        CLEANUP(strbuf_done) struct strbuf one;
        strbuf_init(&one);
        strbuf_add_n(&one, text, line);
        utf8_printable(&safe, one.text);
        text += line;
        if (*text == '\n') {
            strbuf_add_char(&safe, '\n');
            text++;
        }
    }
    fputs(safe.text, c->out);
}

bool command_for_eyes(const struct command_context *c, const struct record *r)
{
    const char *format = record_text(r, "format");
    return format ? strcmp(format, "text") == 0 : !c->json;
}

/* The parts of a JSON array are joined where the brackets stood; of CSV only the first keeps its head. */
static void cut_part(enum report_format format, bool first, bool last, struct strbuf *text)
{
    if (format == REPORT_JSON && !last)
        text->text[text->length -= strlen("\n]\n")] = 0;
    const char *from = format == REPORT_JSON  ? text->text + 1
                       : format == REPORT_CSV ? strchr(text->text, '\n') + 1
                                              : "";
    if (first || format == REPORT_TEXT)
        return;
    size_t length = text->length - (size_t)(from - text->text);
    memmove(text->text, from, length + 1);
    text->length = length;
}

/* For a screen. What nobody reads to the end on one would only fill the memory: the rest is told of. */
static bool keep_table(struct command_context *c, const struct table *t)
{
    struct table *kept = arena_new(c->arena, sizeof *kept);
    *kept = *t;                         /* its rows are in an arena of its own, or in this one */
    sheet_drop_text(c->into, t->title); /* said on the command line, where a table shows no title */
    sheet_add_table(c->into, kept);
    if (t->row_count > ROWS_SHOWN) {
        size_t cells = (size_t)t->column_count, last = (size_t)t->row_count - 1, end = ROWS_SHOWN - 1;
        if (t->kinds[last] == TABLE_TOTAL) {
            memcpy(&kept->cells[end * cells], &t->cells[last * cells], cells * sizeof *t->cells);
            kept->kinds[end] = TABLE_TOTAL;
        }
        kept->row_count = ROWS_SHOWN;
        sheet_add_text(c->into, arena_printf(c->arena, _("The first %d of %d lines; the command line has all."),
                                             ROWS_SHOWN, t->row_count));
    }
    return true;
}

bool command_print_part(struct command_context *c, const struct record *r, const struct table *t, bool first, bool last,
                        struct err *e)
{
    if (c->into)
        return keep_table(c, t);
    enum report_format format = c->json ? REPORT_JSON : REPORT_TEXT;
    const char *named = r ? record_text(r, "format") : NULL;
    if (named && !report_format_named(named, &format, e))
        return false;
    CLEANUP(strbuf_done) struct strbuf text;
    strbuf_init(&text);
    switch (format) {
    case REPORT_TEXT:
        text_table(t, 0, &text);
        break;
    case REPORT_CSV:
        csv_table(t, false, &text);
        break;
    case REPORT_JSON:
        json_table(t, &text);
        break;
    case REPORT_PDF:
        return err_set(e, ERR_USAGE, "format", _("a list is printed as text, csv or json"));
    }
    cut_part(format, first, last, &text);
    if (format == REPORT_JSON && !first && t->row_count)
        put(c, ",", true);
    put(c, text.text, format != REPORT_TEXT);
    return true;
}

bool command_print(struct command_context *c, const struct record *r, const struct table *t, struct err *e)
{
    return command_print_part(c, r, t, true, true, e);
}

void command_say(struct command_context *c, const char *format, ...)
{
    CLEANUP(strbuf_done) struct strbuf safe;
    strbuf_init(&safe);
    char line[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    utf8_printable(&safe, line);
    if (c->into)
        sheet_add_text(c->into, safe.text);
    else
        fprintf(c->words, "%s\n", safe.text);
}

/* csv.c - tables for people's spreadsheets and for other programs */
#include "private.h"

#include <string.h>

enum { LONG_DIGITS = 12 }; /* from here on a spreadsheet shows 1.56E+14 and saves that */

/* Would a spreadsheet calculate it? Some take the full-width signs too. */
static bool starts_formula(const char *text)
{
    static const char *const starts[] = { "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠" };
    text += strspn(text, " ");
    for (size_t i = 0; i < COUNT(starts); i++)
        if (!strncmp(text, starts[i], strlen(starts[i])))
            return true;
    return false;
}

/* An ear tag a spreadsheet would take for a number and lose digits of: the first zeros or the last ones. */
static bool is_long_digits(const char *text)
{
    size_t length = strspn(text, "0123456789");
    return !text[length] && (length >= LONG_DIGITS || (length > 1 && text[0] == '0'));
}

static void add_quoted(struct strbuf *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n") && text[0] != ' ' && text[strlen(text) - (*text != '\0')] != ' ') {
        strbuf_add(out, text);
        return;
    }
    strbuf_add_char(out, '"');
    for (; *text; text++) {
        if (*text == '"')
            strbuf_add_char(out, '"');
        strbuf_add_char(out, *text);
    }
    strbuf_add_char(out, '"');
}

static void add_text(struct strbuf *out, const char *text, bool spreadsheet)
{
    struct strbuf safe;
    strbuf_init(&safe);
    if (starts_formula(text))
        strbuf_add_char(&safe, '\'');
    strbuf_add(&safe, text);
    if (spreadsheet && is_long_digits(text))
        strbuf_add_char(&safe, '\t'); /* unseen, and enough to make it text */
    add_quoted(out, safe.text);
    strbuf_done(&safe);
}

static void add_cell(const struct table *t, int row, int column, bool spreadsheet, struct strbuf *out)
{
    const struct table_cell *cell = table_cell(t, row, column);
    enum table_type type = table_cell_type(t, row, column);
    if (!cell->known)
        return;
    if (type == TABLE_TEXT)
        add_text(out, cell->as.text, spreadsheet);
    else if (type == TABLE_DAY || (type == TABLE_PERCENT && spreadsheet))
        table_cell_text(t, row, column, out);
    else
        table_exact(t, row, column, out);
}

void csv_table(const struct table *t, bool spreadsheet, struct strbuf *out)
{
    if (spreadsheet && !out->length)
        strbuf_add(out, "\xEF\xBB\xBF");
    for (int column = 0; column < t->column_count; column++) {
        strbuf_add(out, column ? "," : "");
        add_quoted(out, spreadsheet ? t->columns[column].title : t->columns[column].name);
    }
    strbuf_add(out, "\r\n");
    for (int row = 0; row < t->row_count; row++) {
        for (int column = 0; column < t->column_count; column++) {
            strbuf_add(out, column ? "," : "");
            add_cell(t, row, column, spreadsheet, out);
        }
        strbuf_add(out, "\r\n");
    }
}

void csv_sheet(const struct sheet *s, bool spreadsheet, struct strbuf *out)
{
    for (int i = 0; i < s->block_count; i++) {
        if (s->blocks[i].kind != SHEET_TABLE)
            continue;
        strbuf_add(out, out->length ? "\r\n" : "");
        csv_table(s->blocks[i].table, spreadsheet, out);
    }
}

/* json.c - tables and sheets for other programs (RFC 8259) */
#include "private.h"

#include <string.h>

static void add_escaped(struct strbuf *out, const char **text)
{
    static const char names[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *start = *text;
    uint32_t code = utf8_next(text);
    const char *known = code < 0x80 ? strchr(names, (int)code) : NULL;
    if (known)
        strbuf_printf(out, "\\%c", letters[known - names]);
    else if (code < 0x20 || code == 0x7F)
        strbuf_printf(out, "\\u%04x", (unsigned)code);
    else if (code == UTF8_BAD)
        strbuf_add(out, "\xEF\xBF\xBD"); /* a reader would refuse the whole document for the bad byte */
    else
        strbuf_add_n(out, start, (size_t)(*text - start));
}

void json_text(struct strbuf *out, const char *text)
{
    if (!text) {
        strbuf_add(out, "null");
        return;
    }
    strbuf_add_char(out, '"');
    while (*text)
        add_escaped(out, &text);
    strbuf_add_char(out, '"');
}

static void add_cell(const struct table *t, int row, int column, struct strbuf *out)
{
    const struct table_cell *cell = table_cell(t, row, column);
    enum table_type type = table_cell_type(t, row, column);
    char day[DATE_TEXT];
    if (!cell->known)
        strbuf_add(out, "null");
    else if (type == TABLE_TEXT)
        json_text(out, cell->as.text);
    else if (type == TABLE_DAY)
        json_text(out, date_format((date_day)cell->as.integer, DATE_DAY, day));
    else
        table_exact(t, row, column, out);
}

/* A group's or total's row says what it is, or a reader would count animals twice. */
static void add_row(const struct table *t, int row, struct strbuf *out)
{
    static const char *const kinds[] = { NULL, "group", "subtotal", "total" };
    const char *kind = kinds[t->kinds[row]];
    strbuf_add_char(out, '{');
    if (kind)
        strbuf_printf(out, "\"row_kind\":\"%s\",", kind);
    for (int column = 0; column < t->column_count; column++) {
        strbuf_add(out, column ? "," : "");
        json_text(out, t->columns[column].name);
        strbuf_add_char(out, ':');
        add_cell(t, row, column, out);
    }
    strbuf_add_char(out, '}');
}

static void add_rows(const struct table *t, struct strbuf *out)
{
    strbuf_add_char(out, '[');
    for (int row = 0; row < t->row_count; row++) {
        strbuf_add(out, row ? ",\n" : "\n");
        add_row(t, row, out);
    }
    strbuf_add(out, t->row_count ? "\n]" : "]");
}

void json_table(const struct table *t, struct strbuf *out)
{
    add_rows(t, out);
    strbuf_add_char(out, '\n');
}

static void add_facts(const struct sheet *s, struct strbuf *out)
{
    strbuf_add_char(out, '{');
    for (int i = 0; i < s->fact_count; i++) {
        strbuf_add(out, i ? "," : "");
        json_text(out, s->facts[i].label);
        strbuf_add_char(out, ':');
        json_text(out, s->facts[i].value);
    }
    strbuf_add_char(out, '}');
}

static void add_sheet_table(const struct table *t, struct strbuf *out)
{
    strbuf_add(out, "{\"name\":");
    json_text(out, t->name);
    strbuf_add(out, ",\"title\":");
    json_text(out, t->title);
    strbuf_add(out, ",\"rows\":");
    add_rows(t, out);
    strbuf_add_char(out, '}');
}

void json_sheet(const struct sheet *s, struct strbuf *out)
{
    strbuf_add(out, "{\"name\":");
    json_text(out, s->name);
    strbuf_add(out, ",\"title\":");
    json_text(out, s->title);
    strbuf_add(out, ",\"facts\":");
    add_facts(s, out);
    strbuf_add(out, ",\"tables\":[");
    bool first = true;
    for (int i = 0; i < s->block_count; i++) {
        if (s->blocks[i].kind != SHEET_TABLE)
            continue;
        strbuf_add(out, first ? "" : ",");
        add_sheet_table(s->blocks[i].table, out);
        first = false;
    }
    strbuf_add(out, "]}\n");
}

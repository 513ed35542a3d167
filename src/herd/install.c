/* install.c - the shipped dictionary (db/dictionary) into a file */
#include "inner.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 16

/* In the order the references between them ask for. */
static const struct {
    const char *file, *query;
} tables[] = {
    { "dictionary/species.tsv", "dictionary_add_species" },
    { "dictionary/breed.tsv", "dictionary_add_breed" },
    { "dictionary/township.tsv", "dictionary_add_township" },
    { "dictionary/code.tsv", "dictionary_add_code" },
    { "dictionary/event_kind.tsv", "dictionary_add_event_kind" },
    { "dictionary/event_field.tsv", "dictionary_add_event_field" },
    { "dictionary/param.tsv", "dictionary_add_param" },
    { "dictionary/rule.tsv", "dictionary_add_rule" },
    { "dictionary/protocol.tsv", "dictionary_add_protocol" },
};

/* Columns that hold numbers; an empty one of them is NULL, an empty text is ''. */
static bool is_number(const char *column)
{
    static const char *const numbers[] = {
        ":serves", ":sort",     ":decimals",  ":required", ":carried",   ":override",
        ":value",  ":warn_low", ":warn_high", ":hard_low", ":hard_high",
    };
    for (size_t i = 0; i < COUNT(numbers); i++)
        if (strcmp(numbers[i], column) == 0)
            return true;
    return false;
}

/* Cuts a line at its tabs, in place; *line moves to the next one. */
static int split_line(char **line, char *cells[COLUMNS])
{
    char *end = *line + strcspn(*line, "\n");
    char *next = *end ? end + 1 : end;
    *end = '\0';
    int count = 0;
    for (char *cell = *line; cell; count++) {
        assert(count < COLUMNS);
        cells[count] = cell;
        cell = strchr(cell, '\t');
        if (cell)
            *cell++ = '\0';
    }
    *line = next;
    return count;
}

static bool add_row(struct query *q, char names[COLUMNS][32], char *cells[COLUMNS], int count, struct err *e)
{
    for (int i = 0; i < count; i++) {
        if (!is_number(names[i]))
            query_bind_text(q, names[i], cells[i]);
        else if (*cells[i])
            query_bind_int(q, names[i], strtoll(cells[i], NULL, 10));
        else
            query_bind_null(q, names[i]);
    }
    return query_run(q, e);
}

static bool install_table(struct herd *herd, const char *file, const char *query, struct err *e)
{
    const struct embedded *shipped = embedded_find(file);
    struct query *q CLEANUP(query_done) = NULL;
    if (!shipped)
        return err_set(e, ERR_INTERNAL, "", _("This mupu has no file \"%s\"."), file);
    if (!store_query(herd->store, query, &q, e))
        return false;
    char *copy CLEANUP(memory_free_text) = memory_text(shipped->text);
    char *line = copy, *cells[COLUMNS], names[COLUMNS][32];
    int columns = split_line(&line, cells);
    for (int i = 0; i < columns; i++)
        snprintf(names[i], sizeof(names[i]), ":%s", cells[i]);
    while (*line) {
        if (split_line(&line, cells) != columns)
            return err_set(e, ERR_INTERNAL, "", _("\"%s\" has a line of other columns than its head: \"%s\"."), file,
                           cells[0]);
        if (!add_row(q, names, cells, columns, e))
            return err_prefix(e, "%s, \"%s\": ", file, cells[0]);
    }
    return true;
}

bool install_rows(struct herd *herd, struct err *e)
{
    for (size_t i = 0; i < COUNT(tables); i++)
        if (!install_table(herd, tables[i].file, tables[i].query, e))
            return false;
    return true;
}

/* FNV-1a over all of it: told apart, not protected. */
const char *install_fingerprint(char out[20])
{
    uint64_t sum = 14695981039346656037u;
    for (size_t i = 0; i < COUNT(tables); i++) {
        const struct embedded *shipped = embedded_find(tables[i].file);
        for (size_t j = 0; shipped && j < shipped->length; j++)
            sum = (sum ^ (unsigned char)shipped->text[j]) * 1099511628211u;
    }
    snprintf(out, 20, "%016" PRIx64, sum);
    return out;
}

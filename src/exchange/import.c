/* import.c - a file of animals: read whole, judged whole, written whole or not at all */
#include "import.h"

#include <string.h>

enum { MOST_FAULTS = 1000 };

const enum heading import_fact_headings[TEXT_FACTS] = { HEADING_BREED, HEADING_FAMILY, HEADING_COAT,
                                                        HEADING_FECB,  HEADING_ORIGIN, HEADING_NOTE };
const enum heading import_further_headings[FURTHERS] = { HEADING_OFFICIAL, HEADING_RFID, HEADING_BRAND, HEADING_NAME };

/* ---- what is wrong, and what is odd ---- */

struct notes {
    struct import_fault **list;
    int *count;
    int64_t *total;
};

static const char *column_title(const struct import *i, enum heading column)
{
    if (column < HEADINGS)
        return arena_text(i->arena, headings_title(&i->headings, column));
    return arena_printf(i->arena, "%s, %s", headings_title(&i->headings, HEADING_SIRE),
                        headings_title(&i->headings, HEADING_DAM));
}

static void note(struct import *i, struct notes notes, int64_t line, enum heading column, const char *value,
                 const char *format, va_list args) __attribute__((format(printf, 6, 0)));
static void note(struct import *i, struct notes notes, int64_t line, enum heading column, const char *value,
                 const char *format, va_list args)
{
    char reason[600];
    ++*notes.total;
    if (*notes.count == MOST_FAULTS)
        return;
    if (!*notes.list)
        *notes.list = arena_new(i->arena, MOST_FAULTS * sizeof **notes.list);
    vsnprintf(reason, sizeof reason, format, args);
    (*notes.list)[(*notes.count)++] = (struct import_fault){ line, column_title(i, column), arena_text(i->arena, value),
                                                             arena_text(i->arena, reason) };
}

void import_fault(struct import *i, int64_t line, enum heading column, const char *value, const char *format, ...)
{
    struct import_result *r = &i->result;
    va_list args;
    va_start(args, format);
    note(i, (struct notes){ &r->faults, &r->fault_count, &r->fault_total }, line, column, value, format, args);
    va_end(args);
}

void import_doubt(struct import *i, int64_t line, enum heading column, const char *value, const char *format, ...)
{
    struct import_result *r = &i->result;
    va_list args;
    va_start(args, format);
    note(i, (struct notes){ &r->doubts, &r->doubt_count, &r->doubt_total }, line, column, value, format, args);
    va_end(args);
}

bool import_step(const struct import *i, const char *what, int64_t done, int64_t total, struct err *e)
{
    return progress_step(i->progress, what, done, total) ||
           err_set(e, ERR_CANCELLED, "", _("Stopped; nothing was changed"));
}

/* ---- the whole ---- */

const char *import_species(const struct import *i, const struct node *node)
{
    int32_t child = node->as_sire >= 0 ? node->as_sire : node->as_dam;
    if (node->book_species)
        return node->book_species;
    if (node->row >= 0 && i->rows[node->row].species)
        return i->rows[node->row].species;
    if (node->row < 0 && child >= 0 && i->rows[child].species)
        return i->rows[child].species;
    return i->request->species ? i->request->species : i->herd->dictionary.species[0].code;
}

static bool look_at_book(struct import *i, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int64_t count;
    if (!store_query(i->herd->store, "pedigree_extent", &q, e) || !query_one_int(q, 0, &count, e))
        return false;
    i->book_empty = count == 0;
    return true;
}

static void count_up(struct import *i)
{
    struct import_result *r = &i->result;
    for (int32_t n = 0; n < i->names.count; n++) {
        const struct node *node = &i->nodes[n];
        if (node->row < 0)
            r->parents_added += !node->id && node->same_as < 0;
        else if (!node->id)
            r->added++;
        else if (i->rows[node->row].completes)
            r->completed++;
        else
            r->unchanged++;
    }
}

/* By row, and those of a row as they were found. */
static void sort_faults(struct import_fault *faults, int count)
{
    for (int i = 1; i < count; i++) {
        struct import_fault fault = faults[i];
        int at = i;
        for (; at > 0 && faults[at - 1].row > fault.row; at--)
            faults[at] = faults[at - 1];
        faults[at] = fault;
    }
}

static bool refuse(struct import *i, struct err *e)
{
    struct import_result *r = &i->result;
    sort_faults(r->faults, r->fault_count);
    const struct import_fault *first = &r->faults[0];
    return err_set(e, ERR_DATA, "file",
                   _("%lld faults in the file, nothing was changed. The first: row %lld, %s \"%s\": %s"),
                   (long long)r->fault_total, (long long)first->row, first->column, first->value, first->reason);
}

static bool import_run(struct import *i, struct err *e)
{
    if (!look_at_book(i, e) || !import_read(i, e) || !import_find(i, e) || !import_numbers(i, e) ||
        !import_judge(i, e) || !import_compare(i, e))
        return false;
    if (i->result.fault_total > 0)
        return refuse(i, e);
    count_up(i);
    return i->request->dry_run || import_write(i, e);
}

bool import_animals(struct herd *herd, const struct import_request *request, struct arena *arena,
                    struct import_result *ret, const struct progress *progress, struct err *e)
{
    struct import i = { .herd = herd, .request = request, .arena = arena, .progress = progress };
    memset(ret, 0, sizeof *ret);
    if (!csv_open(request->path, &i.csv, e))
        return false;
    arena_init(&i.texts);
    names_init(&i.names, (int32_t)(i.csv.text.length / 32));
    names_init(&i.holding_names, 64);
    bool good = import_run(&i, e);
    *ret = i.result;
    headings_done(&i.headings);
    names_done(&i.names);
    names_done(&i.holding_names);
    memory_free(i.holdings);
    memory_free(i.nodes);
    memory_free(i.rows);
    arena_done(&i.texts);
    csv_close(&i.csv);
    return good;
}

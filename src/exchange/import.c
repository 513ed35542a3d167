/* import.c - a file of animals: read whole, judged whole, written whole or not at all */
#include "import.h"

#include <string.h>

enum { MOST_FAULTS = 1000 };

static void note(struct import *i, struct import_fault **list, int *count, int64_t *total, struct import_fault fault,
                 const char *format, va_list args) __attribute__((format(printf, 6, 0)));
static void note(struct import *i, struct import_fault **list, int *count, int64_t *total, struct import_fault fault,
                 const char *format, va_list args)
{
    char reason[600];
    ++*total;
    if (*count == MOST_FAULTS)
        return;
    if (!*list)
        *list = arena_new(i->arena, MOST_FAULTS * sizeof **list);
    vsnprintf(reason, sizeof reason, format, args);
    (*list)[(*count)++] = (struct import_fault){ fault.row, arena_text(i->arena, fault.column),
                                                 arena_text(i->arena, fault.value), arena_text(i->arena, reason) };
}

void import_fault(struct import *i, int64_t line, const char *column, const char *value, const char *format, ...)
{
    struct import_result *r = &i->result;
    va_list args;
    va_start(args, format);
    note(i, &r->faults, &r->fault_count, &r->fault_total, (struct import_fault){ line, column, value, NULL }, format,
         args);
    va_end(args);
}

void import_doubt(struct import *i, int64_t line, const char *column, const char *value, const char *format, ...)
{
    struct import_result *r = &i->result;
    va_list args;
    va_start(args, format);
    note(i, &r->doubts, &r->doubt_count, &r->doubt_total, (struct import_fault){ line, column, value, NULL }, format,
         args);
    va_end(args);
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

/* What would be written, for --dry-run. */
static void count_only(struct import *i)
{
    for (int32_t n = 0; n < i->names.count; n++) {
        const struct node *node = &i->nodes[n];
        if (node->row >= 0)
            *(node->id ? &i->result.unchanged : &i->result.added) += 1;
        else if (!node->id)
            i->result.parents_added++;
    }
}

static bool import_run(struct import *i, struct err *e)
{
    if (!look_at_book(i, e) || !import_read(i, e) || !import_judge(i, e))
        return false;
    if (i->result.fault_total > 0) {
        const struct import_fault *first = &i->result.faults[0];
        return err_set(e, ERR_DATA, first->column,
                       _("%lld faults in the file, nothing was changed. The first: row %lld, %s \"%s\": %s"),
                       (long long)i->result.fault_total, (long long)first->row, first->column, first->value,
                       first->reason);
    }
    if (i->request->dry_run) {
        count_only(i);
        return true;
    }
    return import_write(i, e);
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
    bool good = import_run(&i, e);
    *ret = i.result;
    headings_done(&i.headings);
    names_done(&i.names);
    memory_free(i.nodes);
    memory_free(i.rows);
    memory_free(i.holdings);
    arena_done(&i.texts);
    csv_close(&i.csv);
    return good;
}

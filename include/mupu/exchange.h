/* mupu/exchange.h - what comes in from files: CSV in any Chinese encoding, pedigrees, animals. */
#ifndef MUPU_EXCHANGE_H
#define MUPU_EXCHANGE_H

#include "mupu/herd.h"

/* ---- csv: RFC 4180, the separator told from the head line ---- */
struct csv {
    struct strbuf text; /* decoded to UTF-8; cells point into it */
    size_t at;
    char separator;
    int64_t line;       /* the row last read begins there, from 1 */
    int64_t lines;      /* read so far */
    const char **cells; /* of the row last read */
    int count, capacity;
    bool finished;
};
/* UTF-8 with or without BOM, UTF-16 with BOM, else GB18030. ERR_DATA names the first byte that is none of them. */
bool csv_open(const char *path, struct csv *ret, struct err *e) MUST_USE;
bool csv_open_text(const char *bytes, size_t length, struct csv *ret, struct err *e) MUST_USE;
void csv_close(struct csv *csv);
/* The next row that is not empty; *ret_row false at the end. Cells are trimmed; a leading apostrophe and ="..." are
 * taken off, as a trailing tab is. ERR_DATA for a quote that is never closed. */
bool csv_next(struct csv *csv, bool *ret_row, struct err *e) MUST_USE;

/* ---- a pedigree file: id, sire, dam and perhaps sex; no book needed ---- */
struct pedigree_fault { /* a row that was left out */
    int64_t row;
    int32_t animal; /* whose row stands above; -1 = the row names nobody */
    bool same;      /* it gives the same parents */
};
struct pedigree_file {
    struct csv csv; /* owns the texts */
    struct name_table *names;
    int32_t count;  /* animals, implied parents included */
    int32_t listed; /* animals with a row of their own: they come first, in order of the file */
    const char **id;
    int32_t *sire, *dam;
    double *f; /* after pedigree_file_inbreeding */
    int column_count;
    const char ***column; /* [column_count] of those asked for: NULL = the file has none, else [count], "" = unknown */
    struct pedigree_fault *fault; /* in order of the rows; none unless read by pedigree_file_read_faulty */
    int32_t fault_count;
};
bool pedigree_file_read(const char *path, struct pedigree_file *ret, const struct progress *progress,
                        struct err *e) MUST_USE;
/* With further columns, by the names of our fields ("sex", "birth", "breed", "fecb": any heading known for them) or as
 * the file heads them. */
bool pedigree_file_read_columns(const char *path, const char *const *columns, int column_count,
                                struct pedigree_file *ret, const struct progress *progress, struct err *e) MUST_USE;
/* The same for who wants to know all that is wrong: rows without a number and second rows of an animal are listed as
 * faults instead of being refused. */
bool pedigree_file_read_faulty(const char *path, const char *const *columns, int column_count,
                               struct pedigree_file *ret, const struct progress *progress, struct err *e) MUST_USE;
void pedigree_file_close(struct pedigree_file *file);
int32_t pedigree_file_find(const struct pedigree_file *file, const char *id); /* -1 if absent */
/* Refuses loops, naming the animals. */
bool pedigree_file_inbreeding(struct pedigree_file *file, const struct progress *progress, struct err *e) MUST_USE;

/* ---- animals into the book ---- */
struct import_request {
    const char *path;
    const char *species; /* NULL: the file's column, else the first of the dictionary */
    const char *map;     /* "number=Tag,sire=Father": our name = the file's heading; NULL = by known headings */
    int64_t holding;     /* for rows without one; 0 = they stand nowhere */
    bool dry_run;
};
struct import_fault {
    int64_t row;
    const char *column, *value, *reason;
};
struct import_result {
    int64_t rows, added, parents_added;
    int64_t completed, unchanged; /* of animals the book had: it learned something, it knew all */
    struct import_fault *faults;  /* in the arena, at most 1,000 */
    int fault_count;
    int64_t fault_total;
    struct import_fault *doubts; /* what is odd but does not stand in the way; at most 1,000 */
    int doubt_count;
    int64_t doubt_total;
    const char *ignored; /* headings nobody knows, ", " between; "" = none */
};
/* All or nothing. With faults: returns false with ERR_DATA and the faults listed, nothing changed. */
bool import_animals(struct herd *herd, const struct import_request *request, struct arena *arena,
                    struct import_result *ret, const struct progress *progress, struct err *e) MUST_USE;

/* ---- events of one kind into the book: a scale's file, or a grid that was filled in elsewhere ---- */
/* Headings are the fields' names in either language; the animal's column any heading of a number. Rows without any
 * value but the animal are left out. All or nothing, by event_add_many; `confirmed`: soft rules said yes to. */
struct import_events_request {
    const char *path, *kind, *confirmed;
    bool dry_run;
};
bool import_events(struct herd *herd, const struct import_events_request *request, struct arena *arena,
                   struct import_result *ret, const struct progress *progress, struct err *e) MUST_USE;

#endif

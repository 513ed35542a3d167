/* pedigree_file.c - id, sire and dam of a file, straight to the kernels: no book, no rules but that nobody is his own
 * ancestor. */
#include "headings.h"

#include <string.h>

struct filling {
    struct pedigree_file *file;
    struct headings headings;
    int32_t capacity;
    int32_t *own_row; /* [animal]: which row is its own, from 1; 0 = none */
    int32_t rows;
    int *cell; /* [column]: where it stands in a row, -1 = nowhere */
    bool faulty;
    int32_t fault_capacity;
};

static void grow(struct filling *f, int32_t need)
{
    struct pedigree_file *file = f->file;
    if (need <= f->capacity)
        return;
    int32_t old = f->capacity;
    f->capacity = need > old * 2 ? need : old * 2;
    file->sire = memory_resize(file->sire, (size_t)f->capacity, sizeof *file->sire);
    file->dam = memory_resize(file->dam, (size_t)f->capacity, sizeof *file->dam);
    f->own_row = memory_resize(f->own_row, (size_t)f->capacity, sizeof *f->own_row);
    for (int i = 0; i < file->column_count; i++)
        if (f->cell[i] >= 0)
            file->column[i] = memory_resize(file->column[i], (size_t)f->capacity, sizeof **file->column);
}

static void take_columns(struct filling *f, int32_t at)
{
    struct pedigree_file *file = f->file;
    for (int i = 0; i < file->column_count; i++) {
        int cell = f->cell[i];
        if (cell >= 0)
            file->column[i][at] =
                cell < file->csv.count && !headings_unknown(file->csv.cells[cell]) ? file->csv.cells[cell] : "";
    }
}

static int32_t position_of(struct filling *f, const char *id)
{
    bool fresh;
    if (headings_unknown(id))
        return GENETICS_UNKNOWN;
    int32_t at = names_add(f->file->names, id, &fresh);
    if (fresh) {
        grow(f, at + 1);
        f->file->sire[at] = f->file->dam[at] = GENETICS_UNKNOWN;
        f->own_row[at] = 0;
        for (int i = 0; i < f->file->column_count; i++)
            if (f->cell[i] >= 0)
                f->file->column[i][at] = "";
    }
    return at;
}

static bool same_parent(const struct filling *f, enum heading heading, int32_t parent)
{
    const char *id = headings_cell(&f->headings, &f->file->csv, heading);
    return headings_unknown(id) ? parent < 0 : parent >= 0 && names_find(f->file->names, id) == parent;
}

static void note_fault(struct filling *f, int32_t animal)
{
    struct pedigree_file *file = f->file;
    if (file->fault_count == f->fault_capacity) {
        f->fault_capacity = f->fault_capacity * 2 + 16;
        file->fault = memory_resize(file->fault, (size_t)f->fault_capacity, sizeof *file->fault);
    }
    file->fault[file->fault_count++] =
        (struct pedigree_fault){ file->csv.line, animal,
                                 animal >= 0 && same_parent(f, HEADING_SIRE, file->sire[animal]) &&
                                     same_parent(f, HEADING_DAM, file->dam[animal]) };
}

static bool take_row(struct filling *f, struct err *e)
{
    struct csv *csv = &f->file->csv;
    const char *id = headings_cell(&f->headings, csv, HEADING_NUMBER);
    if (headings_unknown(id) && !f->faulty)
        return err_set(e, ERR_DATA, "id", _("Row %lld: the number is missing"), (long long)csv->line);
    int32_t at = position_of(f, id);
    if (at >= 0 && f->own_row[at] && !f->faulty)
        return err_set(e, ERR_DATA, "id", _("Row %lld: number \"%s\" stands twice in the file"), (long long)csv->line,
                       id);
    if (at < 0 || f->own_row[at]) {
        note_fault(f, at);
        return true;
    }
    f->own_row[at] = ++f->rows;
    int32_t sire = position_of(f, headings_cell(&f->headings, csv, HEADING_SIRE));
    int32_t dam = position_of(f, headings_cell(&f->headings, csv, HEADING_DAM));
    f->file->sire[at] = sire;
    f->file->dam[at] = dam;
    take_columns(f, at);
    return true;
}

static bool read_rows(struct filling *f, const struct progress *progress, struct err *e)
{
    struct csv *csv = &f->file->csv;
    bool row;
    for (int64_t count = 0;; count++) {
        if (!csv_next(csv, &row, e))
            return false;
        if (!row)
            return true;
        if (count % 16384 == 0 && !progress_step(progress, _("Reading"), count, 0))
            return err_set(e, ERR_CANCELLED, "", _("Stopped; nothing was changed"));
        if (!take_row(f, e))
            return false;
    }
}

static int cell_headed(const struct filling *f, const char *name)
{
    const struct csv *csv = &f->file->csv;
    for (int i = 0; i < HEADINGS; i++)
        if (f->headings.column[i] >= 0 && headings_same(heading_name((enum heading)i), name))
            return f->headings.column[i];
    for (int i = 0; i < csv->count; i++)
        if (headings_same(csv->cells[i], name))
            return i;
    return -1;
}

static void find_columns(struct filling *f, const char *const *columns)
{
    struct pedigree_file *file = f->file;
    for (int i = 0; i < file->column_count; i++) {
        f->cell[i] = cell_headed(f, columns[i]);
        if (f->cell[i] >= 0)
            file->column[i] = memory_resize(NULL, (size_t)f->capacity, sizeof **file->column);
    }
}

/* Animals with a row of their own first, in order of the file: what a user expects back. */
static void order_by_row(struct filling *f)
{
    struct pedigree_file *file = f->file;
    int32_t n = file->count, next = f->rows;
    int32_t *to = memory_resize(NULL, (size_t)n + 1, sizeof *to);
    for (int32_t i = 0; i < n; i++)
        to[i] = f->own_row[i] ? f->own_row[i] - 1 : next++;
    int32_t *sire = memory_resize(NULL, (size_t)n + 1, sizeof *sire),
            *dam = memory_resize(NULL, (size_t)n + 1, sizeof *dam);
    file->id = memory_resize(NULL, (size_t)n + 1, sizeof *file->id);
    for (int32_t i = 0; i < n; i++) {
        file->id[to[i]] = file->names->text[i];
        sire[to[i]] = file->sire[i] < 0 ? GENETICS_UNKNOWN : to[file->sire[i]];
        dam[to[i]] = file->dam[i] < 0 ? GENETICS_UNKNOWN : to[file->dam[i]];
    }
    for (int32_t k = 0; k < file->fault_count; k++)
        file->fault[k].animal = file->fault[k].animal < 0 ? -1 : to[file->fault[k].animal];
    for (int c = 0; c < file->column_count; c++) {
        if (!file->column[c])
            continue;
        const char **column = memory_resize(NULL, (size_t)n + 1, sizeof *column);
        for (int32_t i = 0; i < n; i++)
            column[to[i]] = file->column[c][i];
        memory_free(file->column[c]);
        file->column[c] = column;
    }
    memory_free(file->sire);
    memory_free(file->dam);
    file->sire = sire;
    file->dam = dam;
    file->listed = f->rows;
    memory_free(to);
}

static bool read_file(const char *path, const char *const *columns, int column_count, bool faulty,
                      struct pedigree_file *ret, const struct progress *progress, struct err *e)
{
    struct pedigree_file file = { 0 };
    struct filling f = { .file = &file, .faulty = faulty };
    bool row;
    if (!csv_open(path, &file.csv, e))
        return false;
    file.names = memory_new(sizeof *file.names);
    names_init(file.names, (int32_t)(file.csv.text.length / 24 + 64));
    grow(&f, 1024);
    bool good = csv_next(&file.csv, &row, e) && (row || err_set(e, ERR_DATA, "file", _("The file is empty")));
    bool headed = good && headings_read(&file.csv, NULL, &f.headings, e);
    if (headed && column_count) {
        file.column = memory_new((size_t)column_count * sizeof *file.column);
        f.cell = memory_new((size_t)column_count * sizeof *f.cell);
        file.column_count = column_count;
        find_columns(&f, columns);
    }
    good = headed && read_rows(&f, progress, e);
    if (headed)
        headings_done(&f.headings);
    file.count = file.names->count;
    if (good)
        order_by_row(&f);
    memory_free(f.own_row);
    memory_free(f.cell);
    if (!good) {
        pedigree_file_close(&file);
        return false;
    }
    *ret = file;
    return true;
}

bool pedigree_file_read(const char *path, struct pedigree_file *ret, const struct progress *progress, struct err *e)
{
    return read_file(path, NULL, 0, false, ret, progress, e);
}

bool pedigree_file_read_columns(const char *path, const char *const *columns, int column_count,
                                struct pedigree_file *ret, const struct progress *progress, struct err *e)
{
    return read_file(path, columns, column_count, false, ret, progress, e);
}

bool pedigree_file_read_faulty(const char *path, const char *const *columns, int column_count,
                               struct pedigree_file *ret, const struct progress *progress, struct err *e)
{
    return read_file(path, columns, column_count, true, ret, progress, e);
}

void pedigree_file_close(struct pedigree_file *file)
{
    csv_close(&file->csv);
    if (file->names)
        names_done(file->names);
    memory_free(file->names);
    memory_free(file->id);
    memory_free(file->sire);
    memory_free(file->dam);
    memory_free(file->f);
    for (int i = 0; i < file->column_count; i++)
        memory_free(file->column[i]);
    memory_free(file->column);
    memory_free(file->fault);
    *file = (struct pedigree_file){ 0 };
}

int32_t pedigree_file_find(const struct pedigree_file *file, const char *id)
{
    for (int32_t i = 0; i < file->count; i++)
        if (strcmp(file->id[i], id) == 0)
            return i;
    return GENETICS_UNKNOWN;
}

static bool refuse_loops(const struct pedigree_file *file, struct err *e)
{
    int32_t *members, *start, groups;
    struct pedigree p = { file->count, file->sire, file->dam };
    if (!order_find_loops(p, &members, &start, &groups, e))
        return false;
    CLEANUP(strbuf_done) struct strbuf names;
    strbuf_init(&names);
    for (int32_t g = 0; g < groups && names.length < 300; g++) {
        strbuf_add(&names, g ? "; " : "");
        for (int32_t i = start[g]; i < start[g + 1] && names.length < 300; i++)
            strbuf_printf(&names, "%s%s", i > start[g] ? ", " : "", file->id[members[i]]);
    }
    memory_free(members);
    memory_free(start);
    if (groups == 0)
        return true;
    return err_set(e, ERR_DATA, "id",
                   _("The pedigree runs in %d loops; these are their own ancestors: %s. Correct their parents."),
                   groups, names.text);
}

bool pedigree_file_inbreeding(struct pedigree_file *file, const struct progress *progress, struct err *e)
{
    if (!refuse_loops(file, e))
        return false;
    memory_free(file->f);
    file->f = memory_resize(NULL, (size_t)file->count + 1, sizeof *file->f);
    return inbreeding_all((struct pedigree){ file->count, file->sire, file->dam }, file->f, progress, e);
}

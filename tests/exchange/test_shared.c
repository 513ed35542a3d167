/* test_shared.c - every pedigree of $MUPU_SHARED/data (else ../shared/data beside the source) that comes with answers:
 * read as a file alone, and imported into a fresh book; every F agrees to 1e-12. Sets in which one id is both sire and
 * dam (plants) only as a file: a book of animals refuses them. Sets whose sexes contradict their pedigree are refused
 * first, and then taken without their sexes. Two sets are broken and have to be refused by name.
 * Without the folder this says so and skips, unless MUPU_DEMAND_SHARED=1. One TAP case per set. */
#include "mupu/exchange.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define MOST_DIFFERENCE 1e-12

static char said[2000]; /* why the present case failed */

static bool fails(const char *format, ...) PRINTF_LIKE(1, 2);
static bool fails(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(said, sizeof said, format, args);
    va_end(args);
    return false;
}

/* ---- the answers: id,F,... with the F of each number looked up by `look_up` ---- */

typedef bool (*look_up_function)(void *context, const char *id, double *ret_f);

static bool compare(const char *path, look_up_function look_up, void *context)
{
    struct csv csv;
    struct err e;
    bool row, good = true;
    if (!csv_open(path, &csv, &e))
        return fails("%s", e.message);
    good = csv_next(&csv, &row, &e) && row;
    while (good && csv_next(&csv, &row, &e) && row) {
        double wanted = strtod(csv.cells[1], NULL), found = NAN;
        if (strncasecmp(csv.cells[0], "unk", 3) == 0) /* darwin: there founders, here words for none */
            continue;
        if (!look_up(context, csv.cells[0], &found))
            good = fails("%s is not there", csv.cells[0]);
        else if (!(fabs(found - wanted) <= MOST_DIFFERENCE))
            good = fails("F of %s is %.17g, not %.17g", csv.cells[0], found, wanted);
    }
    csv_close(&csv);
    return good;
}

/* ---- as a file alone ---- */

struct sorted {
    struct pedigree_file file;
    int32_t *order;
};

static const struct pedigree_file *sorting;
static int by_id(const void *a, const void *b)
{
    return strcmp(sorting->id[*(const int32_t *)a], sorting->id[*(const int32_t *)b]);
}

static bool f_of_file(void *context, const char *id, double *ret_f)
{
    const struct sorted *s = context;
    int32_t low = 0, high = s->file.count - 1;
    while (low <= high) {
        int32_t middle = low + (high - low) / 2;
        int order = strcmp(s->file.id[s->order[middle]], id);
        if (order == 0) {
            *ret_f = s->file.f[s->order[middle]];
            return true;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return false;
}

/* Also tells whether somebody is sire and dam. */
static bool check_file(const char *path, const char *answers, bool *ret_both)
{
    struct sorted s = { 0 };
    struct err e;
    if (!pedigree_file_read(path, &s.file, NULL, &e))
        return fails("%s", e.message);
    int32_t n = s.file.count;
    bool good = pedigree_file_inbreeding(&s.file, NULL, &e) || fails("%s", e.message);
    s.order = calloc((size_t)n + 1, sizeof *s.order);
    char *sires = calloc((size_t)n + 1, 1);
    *ret_both = false;
    for (int32_t i = 0; i < n; i++) {
        s.order[i] = i;
        if (s.file.sire[i] >= 0)
            sires[s.file.sire[i]] = 1;
    }
    for (int32_t i = 0; i < n; i++)
        *ret_both |= s.file.dam[i] >= 0 && sires[s.file.dam[i]];
    sorting = &s.file;
    qsort(s.order, (size_t)n, sizeof *s.order, by_id);
    good = good && compare(answers, f_of_file, &s);
    free(sires);
    free(s.order);
    pedigree_file_close(&s.file);
    return good;
}

/* ---- through a book ---- */

struct book {
    struct herd *herd;
    char path[300];
    struct herd_pedigree pedigree;
    struct arena arena;
};

static bool book_open(struct book *b)
{
    const char *folder = getenv("TMPDIR");
    struct err e;
    snprintf(b->path, sizeof b->path, "%s/mupu-shared-%d.mupu", folder ? folder : "/tmp", (int)getpid());
    unlink(b->path);
    arena_init(&b->arena);
    return herd_open(b->path, STORE_CREATE, true, &b->herd, &e) || fails("%s", e.message);
}

static void book_close(struct book *b)
{
    pedigree_done(&b->pedigree);
    herd_close(b->herd);
    arena_done(&b->arena);
    static const char *const ends[] = { "", "-wal", "-shm", ".lock" };
    for (size_t i = 0; i < COUNT(ends); i++) {
        char path[320];
        snprintf(path, sizeof path, "%s%s", b->path, ends[i]);
        unlink(path);
    }
}

static bool f_of_book(void *context, const char *id, double *ret_f)
{
    struct book *b = context;
    int64_t animal;
    struct err e;
    if (!identifier_one(b->herd, id, "id", &animal, &e))
        return fails("%s", e.message);
    int32_t at = pedigree_position(&b->pedigree, animal);
    if (at >= 0)
        *ret_f = b->pedigree.f[at];
    return at >= 0;
}

/* The same file with another word over its sexes. */
static bool without_sexes(const char *path, const char *copy)
{
    CLEANUP(strbuf_done) struct strbuf text;
    struct err e;
    strbuf_init(&text);
    if (!file_read(path, 1 << 30, &text, &e))
        return fails("%s", e.message);
    char *sex = strstr(text.text, ",sex,"), *line_end = strchr(text.text, '\n');
    if (!sex || !line_end || sex > line_end)
        return fails("no column of sexes");
    memcpy(sex, ",---,", 5);
    return file_write(copy, text.text, text.length, &e) || fails("%s", e.message);
}

static bool contradicts_itself(const struct import_result *r)
{
    for (int i = 0; i < r->fault_count; i++)
        if (!strstr(r->faults[i].reason, "cannot be a sire") && !strstr(r->faults[i].reason, "cannot be a dam"))
            return false;
    return r->fault_count > 0;
}

static bool take(struct book *b, const char *path, bool *ret_without)
{
    struct import_request request = { .path = path, .species = "hu_sheep" };
    struct import_result result;
    struct err e;
    char copy[320];
    *ret_without = false;
    if (import_animals(b->herd, &request, &b->arena, &result, NULL, &e))
        return true;
    if (!contradicts_itself(&result))
        return fails("%s", e.message);
    *ret_without = true;
    snprintf(copy, sizeof copy, "%s.csv", b->path);
    request.path = copy;
    bool good = without_sexes(path, copy) &&
                (import_animals(b->herd, &request, &b->arena, &result, NULL, &e) || fails("%s", e.message));
    unlink(copy);
    return good;
}

static bool check_import(const char *path, const char *answers, bool *ret_without)
{
    struct book b = { 0 };
    struct err e;
    if (!book_open(&b))
        return false;
    bool good =
        take(&b, path, ret_without) &&
        ((pedigree_refresh(b.herd, NULL, &e) && pedigree_load(b.herd, &b.pedigree, &e)) || fails("%s", e.message)) &&
        compare(answers, f_of_book, &b);
    book_close(&b);
    return good;
}

/* ---- one case ---- */

static bool verdict(bool good, int number, const char *name, const char *what)
{
    if (!good)
        printf("# %s\n", said);
    printf("%s %d - %s%s\n", good ? "ok" : "not ok", number, name, what);
    fflush(stdout);
    return good;
}

static bool run_set(const char *folder, const char *name, int number)
{
    char *path, *answers;
    bool both = false, without = false;
    if (asprintf(&path, "%s/%s.csv", folder, name) < 0 || asprintf(&answers, "%s/%s.F.csv", folder, name) < 0)
        abort();
    bool good = check_file(path, answers, &both) && (both || check_import(path, answers, &without));
    free(path);
    free(answers);
    return verdict(good, number, name,
                   both      ? " (as a file: somebody is sire and dam)"
                   : without ? " (its sexes are refused)"
                             : "");
}

/* ---- the broken sets ---- */

struct broken {
    const char *name;
    const char *faults[12]; /* "value: part of the reason" that have to be told */
    bool loop_in_file;      /* the file alone is refused, too */
};

static bool told(const struct import_result *r, const char *wanted)
{
    const char *part = strstr(wanted, ": ");
    for (int i = 0; i < r->fault_count; i++)
        if (strncmp(r->faults[i].value, wanted, (size_t)(part - wanted)) == 0 && !r->faults[i].value[part - wanted] &&
            strstr(r->faults[i].reason, part + 2) && r->faults[i].row > 1)
            return true;
    return false;
}

static bool refused(const char *path, const struct broken *set)
{
    struct book b = { 0 };
    struct import_request request = { .path = path, .species = "hu_sheep" };
    struct import_result result;
    struct err e = { 0 };
    struct pedigree_file file;
    if (!book_open(&b))
        return false;
    bool good =
        (!import_animals(b.herd, &request, &b.arena, &result, NULL, &e) && e.code == ERR_DATA) || fails("it was taken");
    for (int i = 0; good && i < (int)COUNT(set->faults) && set->faults[i]; i++)
        good = told(&result, set->faults[i]) || fails("not told: %s", set->faults[i]);
    good =
        good && ((pedigree_load(b.herd, &b.pedigree, &e) && b.pedigree.count == 0) || fails("something was written"));
    book_close(&b);
    if (!good || !pedigree_file_read(path, &file, NULL, &e))
        return good && fails("%s", e.message);
    good = !pedigree_file_inbreeding(&file, NULL, &e) == set->loop_in_file || fails("the file alone: %s", e.message);
    pedigree_file_close(&file);
    return good;
}

static bool run_broken(const char *folder, const struct broken *set, int number)
{
    char *path;
    if (asprintf(&path, "%s/%s.csv", folder, set->name) < 0)
        abort();
    bool good = refused(path, set);
    free(path);
    return verdict(good, number, set->name, " is refused");
}

static const struct broken broken[] = {
    { "vis_loop",
      { "A: loop: A, F, E, C", "C: loop", "E: loop", "F: loop", "M: loop: V, M, P, R, T", "P: loop", "R: loop",
        "T: loop", "V: loop" },
      true },
    { "optisel_witherrors_raw",
      { "276000810087663: is female in row 1678 and cannot be a sire",
        "276000811476506: is its own ancestor; the loop: 276000811476506", "276000802875148: is its own ancestor",
        "276000802918754: is its own ancestor", "276000802938197: is its own ancestor",
        "276000890878480: is its own ancestor" },
      true },
};

static int has_answers(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 6 && strcmp(entry->d_name + length - 6, ".F.csv") == 0;
}

static bool run_all(const char *folder, struct dirent **entries, int count)
{
    bool good = true;
    int number = 0;
    printf("1..%d\n", count + (int)COUNT(broken));
    for (int i = 0; i < count; i++) {
        entries[i]->d_name[strlen(entries[i]->d_name) - 6] = '\0';
        good &= run_set(folder, entries[i]->d_name, ++number);
        free(entries[i]);
    }
    for (size_t i = 0; i < COUNT(broken); i++)
        good &= run_broken(folder, &broken[i], ++number);
    free(entries);
    return good;
}

int main(void)
{
    char *folder;
    struct dirent **entries;
    const char *shared = getenv("MUPU_SHARED"), *source = getenv("MUPU_SOURCE"), *demand = getenv("MUPU_DEMAND_SHARED");
    int made =
        shared ? asprintf(&folder, "%s/data", shared) : asprintf(&folder, "%s/../shared/data", source ? source : ".");
    if (made < 0)
        abort();
    text_start("en");
    int count = scandir(folder, &entries, has_answers, alphasort);
    bool demanded = demand && strcmp(demand, "1") == 0, good = true;
    if (count > 0) {
        good = run_all(folder, entries, count);
    } else {
        printf(demanded ? "1..1\nnot ok 1 - no pedigrees in %s\n" : "1..0 # SKIP no pedigrees with answers in %s\n",
               folder);
        good = !demanded;
    }
    free(folder);
    return !good;
}

/* genetics_source.c - the pedigree of a "genetics" command, from the book or from a file */
#include "genetics_source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- a file ---- */

static void add_column(struct genetics_source *s, const char *word)
{
    if (s->column_count < (int)COUNT(s->column))
        s->column[s->column_count++] = word;
}

const char **genetics_source_column(const struct genetics_source *s, const char *word)
{
    for (int i = 0; i < s->column_count; i++)
        if (strcmp(s->column[i], word) == 0)
            return s->file.column[i];
    return NULL;
}

/* Male and female as files write them; the rest is unknown. */
static char sex_of(const char *text)
{
    static const char *const males[] = { "M", "male", "1", "C", "公", "雄", "公羊", "公驼", "羯" };
    static const char *const females[] = { "F", "female", "2", "母", "雌", "母羊", "母驼" };
    for (size_t i = 0; i < COUNT(males); i++)
        if (strcasecmp(text, males[i]) == 0)
            return 'M';
    for (size_t i = 0; i < COUNT(females); i++)
        if (strcasecmp(text, females[i]) == 0)
            return 'F';
    return 0;
}

static void read_sexes(struct genetics_source *s)
{
    const char **text = genetics_source_column(s, "sex");
    s->sex = memory_new((size_t)s->p.count + 1);
    for (int32_t i = 0; text && i < s->p.count; i++)
        s->sex[i] = sex_of(text[i]);
}

static void births_init(struct genetics_source *s)
{
    s->birth = memory_resize(NULL, (size_t)s->p.count + 1, sizeof *s->birth);
    s->birth_last = memory_resize(NULL, (size_t)s->p.count + 1, sizeof *s->birth_last);
    for (int32_t i = 0; i < s->p.count; i++)
        s->birth[i] = s->birth_last[i] = DATE_NONE;
}

static void set_birth(struct genetics_source *s, int32_t animal, date_day day, enum date_precision precision)
{
    int months = precision == DATE_YEAR ? 12 : precision == DATE_MONTH ? 1 : 0;
    s->birth[animal] = day;
    s->birth_last[animal] = months && day != DATE_NONE ? date_add_months(day, months) - 1 : day;
}

static bool read_births(struct genetics_source *s, bool faults, struct err *e)
{
    const char **text = genetics_source_column(s, "birth");
    births_init(s);
    for (int32_t i = 0; text && i < s->p.count; i++) {
        struct err why;
        date_day day;
        enum date_precision precision;
        if (*text[i] && date_parse(text[i], &day, &precision, &why))
            set_birth(s, i, day, precision);
        else if (*text[i] && !faults)
            return err_set(e, ERR_DATA, "birth", _("Animal %s: %s"), s->file.id[i], why.message);
    }
    return true;
}

static bool reference_is_years(const char *text)
{
    return text && *text && strspn(text, "0123456789.") == strlen(text);
}

static bool open_file(struct genetics_source *s, const struct record *r, unsigned wants, const char *const *factors,
                      struct err *e)
{
    const char *reference = record_text(r, "reference");
    bool years = reference_is_years(reference);
    add_column(s, "sex");
    add_column(s, "birth");
    for (; factors && *factors; factors++)
        add_column(s, *factors);
    if (reference && !years && *reference != '@')
        add_column(s, reference);
    if (!(wants & GENETICS_FAULTS ? pedigree_file_read_faulty : pedigree_file_read_columns)(
            record_text(r, "pedigree"), s->column, s->column_count, &s->file, s->c->progress, e))
        return false;
    s->p = (struct pedigree){ s->file.count, s->file.sire, s->file.dam };
    s->listed = s->file.listed;
    s->name = s->file.id;
    if ((wants & GENETICS_F) && !pedigree_file_inbreeding(&s->file, s->c->progress, e))
        return false;
    s->f = s->file.f;
    if (wants & GENETICS_SEX)
        read_sexes(s);
    return !((wants & GENETICS_BIRTH) || years) || read_births(s, wants & GENETICS_FAULTS, e);
}

/* ---- a book ---- */

static bool read_facts(struct genetics_source *s, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    s->sex = memory_new((size_t)s->p.count + 1);
    births_init(s);
    if (!store_query(s->c->herd->store, "genetics_facts", &q, e))
        return false;
    for (int32_t i = 0;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        while (i < s->p.count && s->id[i] < query_int(q, 0))
            i++;
        if (i == s->p.count || s->id[i] != query_int(q, 0))
            continue; /* added by somebody else meanwhile */
        const char *sex = query_text(q, 1);
        s->sex[i] = (char)(!sex ? 0 : *sex == 'F' ? 'F' : 'M');
        const char *precision = query_text(q, 3);
        set_birth(s, i, query_day(q, 2), precision ? (enum date_precision) * precision : DATE_DAY);
    }
}

static bool read_names(struct genetics_source *s, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    unsigned char *rank = memory_resize(NULL, (size_t)s->p.count + 1, 1);
    memset(rank, 0xff, (size_t)s->p.count + 1);
    s->name = memory_new(((size_t)s->p.count + 1) * sizeof *s->name);
    bool good = store_query(s->c->herd->store, "genetics_names", &q, e);
    while (good && (good = query_next(q, &row, e)) && row) {
        int32_t i = pedigree_position(&s->book, query_int(q, 0));
        unsigned char here = (unsigned char)query_int(q, 2);
        if (i < 0 || here > rank[i])
            continue;
        rank[i] = here; /* of two alike the later: it comes later */
        s->name[i] = arena_text(s->c->arena, query_text(q, 1));
    }
    for (int32_t i = 0; i < s->p.count; i++)
        if (!s->name[i])
            s->name[i] = "";
    memory_free(rank);
    return good;
}

static bool open_book(struct genetics_source *s, unsigned wants, struct err *e)
{
    struct command_context *c = s->c;
    if (!c->herd && !herd_open(c->path, STORE_WRITE, c->chinese, &c->herd, e))
        return false;
    if (((wants & GENETICS_F) && !pedigree_refresh(c->herd, c->progress, e)) || !pedigree_load(c->herd, &s->book, e))
        return false;
    s->p = (struct pedigree){ s->book.count, s->book.sire, s->book.dam };
    s->listed = s->book.count;
    s->id = s->book.id;
    s->f = s->book.f;
    return (!(wants & (GENETICS_SEX | GENETICS_BIRTH)) || read_facts(s, e)) &&
           (!(wants & GENETICS_NAMES) || read_names(s, e));
}

bool genetics_source_open(struct command_context *c, const struct record *r, unsigned wants, const char *const *factors,
                          struct genetics_source *ret, struct err *e)
{
    *ret = (struct genetics_source){ .c = c, .of_file = record_text(r, "pedigree") != NULL };
    if (ret->of_file ? open_file(ret, r, wants, factors, e) : open_book(ret, wants, e))
        return true;
    genetics_source_close(ret);
    return false;
}

void genetics_source_close(struct genetics_source *s)
{
    if (s->of_file)
        pedigree_file_close(&s->file);
    else
        memory_free(s->name);
    pedigree_done(&s->book);
    memory_free(s->sex);
    memory_free(s->birth);
    memory_free(s->birth_last);
    *s = (struct genetics_source){ 0 };
}

/* ---- names ---- */

const char *genetics_source_name(struct genetics_source *s, int32_t animal)
{
    if (s->name)
        return s->name[animal];
    CLEANUP(query_done) struct query *q = NULL;
    struct err ignored;
    bool row = false;
    if (!store_query(s->c->herd->store, "animal_number", &q, &ignored))
        return "";
    query_bind_int(q, ":animal", s->id[animal]);
    return query_next(q, &row, &ignored) && row ? arena_text(s->c->arena, query_text(q, 0)) : "";
}

bool genetics_source_find(struct genetics_source *s, const char *typed, const char *field, int32_t *ret, struct err *e)
{
    if (s->of_file) {
        *ret = names_find(s->file.names, typed) < 0 ? GENETICS_UNKNOWN : pedigree_file_find(&s->file, typed);
        return *ret >= 0 || err_set(e, ERR_NO_INPUT, field, _("The file has no animal \"%s\""), typed);
    }
    int64_t id;
    if (!identifier_one(s->c->herd, typed, field, &id, e))
        return false;
    *ret = pedigree_position(&s->book, id);
    return *ret >= 0 || err_set(e, ERR_NO_INPUT, field, _("The pedigree has no animal \"%s\""), typed);
}

/* ---- factors ---- */

static void factor_init(struct genetics_source *s, struct genetics_factor *factor, struct name_table *names)
{
    *factor = (struct genetics_factor){ .level = memory_resize(NULL, (size_t)s->p.count + 1, sizeof(int32_t)) };
    memset(factor->level, 0xff, ((size_t)s->p.count + 1) * sizeof(int32_t));
    names_init(names, 64);
}

/* The names stay with the command: the table is given up, its list of texts is copied. */
static void factor_end(struct genetics_source *s, struct genetics_factor *factor, struct name_table *names)
{
    factor->count = names->count;
    factor->name = arena_new(s->c->arena, ((size_t)names->count + 1) * sizeof *factor->name);
    memcpy(factor->name, names->text, (size_t)names->count * sizeof *factor->name);
    names_done(names);
}

static bool factor_of_file(struct genetics_source *s, const char *word, struct genetics_factor *ret, struct err *e)
{
    const char **text = genetics_source_column(s, word);
    struct name_table names;
    bool fresh;
    if (!text)
        return err_set(e, ERR_USAGE, word, _("The file has no column \"%s\""), word);
    factor_init(s, ret, &names);
    for (int32_t i = 0; i < s->p.count; i++)
        if (*text[i])
            ret->level[i] = names_add(&names, text[i], &fresh);
    factor_end(s, ret, &names);
    return true;
}

static bool factor_of_book(struct genetics_source *s, const char *word, struct genetics_factor *ret, struct err *e)
{
    static const char *const words[] = { "breed", "fecb", "family",  "species",  "keeper",
                                         "owner", "tier", "born_at", "born_tier" };
    CLEANUP(query_done) struct query *q = NULL;
    struct name_table names;
    bool row, fresh, known = false;
    for (size_t i = 0; i < COUNT(words); i++)
        known = known || strcmp(words[i], word) == 0;
    if (!known)
        return err_set(e, ERR_USAGE, word,
                       _("\"%s\" is none of: breed, fecb, family, species, keeper, owner, tier, born_at, born_tier"),
                       word);
    if (!store_query(s->c->herd->store, arena_printf(s->c->arena, "genetics_%s", word), &q, e))
        return false;
    factor_init(s, ret, &names);
    bool good;
    while ((good = query_next(q, &row, e)) && row) {
        int32_t i = pedigree_position(&s->book, query_int(q, 0)), level = names_find(&names, query_text(q, 1));
        if (level < 0)
            level = names_add(&names, arena_text(s->c->arena, query_text(q, 1)), &fresh);
        if (i >= 0)
            ret->level[i] = level;
    }
    factor_end(s, ret, &names);
    if (!good)
        genetics_factor_done(ret);
    return good;
}

bool genetics_source_factor(struct genetics_source *s, const char *word, struct genetics_factor *ret, struct err *e)
{
    return s->of_file ? factor_of_file(s, word, ret, e) : factor_of_book(s, word, ret, e);
}

void genetics_factor_done(struct genetics_factor *factor)
{
    memory_free(factor->level);
    *factor = (struct genetics_factor){ 0 };
}

/* ---- the reference ---- */

static int year_of(date_day day)
{
    int year, month, in_month;
    date_to_ymd(day, &year, &month, &in_month);
    return year;
}

static bool choose_years(const struct genetics_source *s, const char *text, bool *in, struct err *e)
{
    int first, last;
    char end;
    int got = sscanf(text, "%d..%d%c", &first, &last, &end);
    if (got == 1 && !strchr(text, '.'))
        last = first;
    else if (got != 2)
        return err_set(e, ERR_USAGE, "reference", _("Years \"%s\": write 2024 or 2020..2024"), text);
    for (int32_t i = 0; i < s->listed; i++) {
        int year = s->birth[i] == DATE_NONE ? INT32_MIN : year_of(s->birth[i]);
        in[i] = year >= first && year <= last;
    }
    return true;
}

static bool choose_column(const struct genetics_source *s, const char *word, bool *in, struct err *e)
{
    static const char *const yes[] = { "1", "yes", "y", "true", "是", "√" };
    const char **text = genetics_source_column(s, word);
    if (!text)
        return err_set(e, ERR_USAGE, "reference", _("The file has no column \"%s\""), word);
    for (int32_t i = 0; i < s->p.count; i++)
        for (size_t k = 0; k < COUNT(yes); k++)
            in[i] = in[i] || strcasecmp(text[i], yes[k]) == 0;
    return true;
}

/* Numbers in the first column of a file; a first line "id" is a heading. */
static bool choose_listed(struct genetics_source *s, const char *path, bool *in, struct err *e)
{
    struct csv csv;
    bool row, good = true;
    if (!csv_open(path, &csv, e))
        return false;
    while ((good = csv_next(&csv, &row, e)) && row) {
        int32_t at;
        if (!*csv.cells[0] || (csv.line == 1 && strcasecmp(csv.cells[0], "id") == 0))
            continue;
        if (!(good = genetics_source_find(s, csv.cells[0], "reference", &at, e)))
            break;
        in[at] = true;
    }
    csv_close(&csv);
    return good;
}

static const char *main_species(struct genetics_source *s, const struct record *r)
{
    const char *asked = record_text(r, "species");
    CLEANUP(query_done) struct query *q = NULL;
    struct err ignored;
    bool row;
    if (asked)
        return asked;
    return store_query(s->c->herd->store, "genetics_main_species", &q, &ignored) && query_next(q, &row, &ignored) && row
               ? arena_text(s->c->arena, query_text(q, 0))
               : NULL;
}

static bool choose_filter(struct genetics_source *s, const struct record *r, const char *text, bool *in,
                          const char **ret_words, struct err *e)
{
    struct list_filter filter;
    int64_t *ids, count;
    const char *species = main_species(s, r);
    text = arena_printf(s->c->arena, "%s%s%s%s", text ? text : "", text && species ? " " : "",
                        species ? "species=" : "", species ? species : "");
    if (!list_filter_parse(s->c->herd, text, s->c->arena, &filter, e) ||
        !list_ids(s->c->herd, &filter, LIST_NEWEST, false, &ids, &count, e))
        return false;
    for (int64_t i = 0; i < count; i++) {
        int32_t at = pedigree_position(&s->book, ids[i]);
        if (at >= 0)
            in[at] = true;
    }
    memory_free(ids);
    CLEANUP(strbuf_done) struct strbuf words;
    strbuf_init(&words);
    list_filter_text(s->c->herd, &filter, &words);
    *ret_words = arena_text(s->c->arena, words.text);
    return true;
}

static bool choose(struct genetics_source *s, const struct record *r, bool *in, const char **ret_words, struct err *e)
{
    const char *text = record_text(r, "reference");
    *ret_words = text;
    if (text && *text == '@' && (s->of_file || strchr(text, '.') || strchr(text, '/')))
        return choose_listed(s, text + 1, in, e);
    if (!s->of_file)
        return choose_filter(s, r, text, in, ret_words, e);
    if (text)
        return reference_is_years(text) ? choose_years(s, text, in, e) : choose_column(s, text, in, e);
    *ret_words = _("all animals of the file");
    for (int32_t i = 0; i < s->listed; i++)
        in[i] = true;
    return true;
}

bool genetics_source_reference(struct genetics_source *s, const struct record *r, int32_t **ret, int32_t *ret_count,
                               const char **ret_words, struct err *e)
{
    bool *in = memory_new((size_t)s->p.count + 1);
    int32_t count = 0;
    if (!choose(s, r, in, ret_words, e)) {
        memory_free(in);
        return false;
    }
    for (int32_t i = 0; i < s->p.count; i++)
        count += in[i];
    *ret = memory_resize(NULL, (size_t)count + 1, sizeof **ret);
    *ret_count = 0;
    for (int32_t i = 0; i < s->p.count; i++)
        if (in[i])
            (*ret)[(*ret_count)++] = i;
    memory_free(in);
    if (count)
        return true;
    memory_free(*ret);
    return err_set(e, ERR_NO_INPUT, "reference", _("Nobody is in the reference \"%s\""), *ret_words);
}

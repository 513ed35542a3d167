/* import_read.c - from cells to facts; every cell that cannot be one is named, and reading goes on */
#include "import.h"

#include <stdlib.h>
#include <string.h>

static int32_t node_add(struct import *i, const char *column, const char *number)
{
    struct identifier_form form;
    struct err why;
    bool fresh;
    if (!identifier_parse(i->herd, NULL, number, &form, &why)) {
        import_fault(i, i->csv.line, column, number, "%s", why.message);
        return -1;
    }
    int32_t at = names_find(&i->names, form.normal);
    if (at >= 0)
        return at;
    at = names_add(&i->names, arena_text(&i->texts, form.normal), &fresh);
    if (at >= i->node_capacity) {
        i->node_capacity = i->node_capacity ? i->node_capacity * 2 : 1024;
        i->nodes = memory_resize(i->nodes, (size_t)i->node_capacity, sizeof *i->nodes);
    }
    i->nodes[at] = (struct node){ number, form.kind, -1, -1, -1, -1, -1, 0 };
    return at;
}

static int32_t read_parent(struct import *i, enum heading heading)
{
    const char *text = headings_cell(&i->headings, &i->csv, heading);
    return names_unknown(text) ? -1 : node_add(i, heading_name(heading), text);
}

/* A spreadsheet's bare day number: 45362 is 2024-03-11. */
static bool serial_day(const char *text, date_day *ret)
{
    if (strlen(text) != 5 || strspn(text, "0123456789") != 5)
        return false;
    long serial = strtol(text, NULL, 10);
    if (serial < 20000 || serial > 80000)
        return false;
    *ret = (date_day)(serial - 25569); /* 1970-01-01 */
    return true;
}

static void read_birth(struct import *i, struct incoming *row)
{
    const char *text = headings_cell(&i->headings, &i->csv, HEADING_BIRTH);
    struct err why;
    row->birth = DATE_NONE;
    row->precision = DATE_DAY;
    if (names_unknown(text))
        return;
    if (!serial_day(text, &row->birth) && !date_parse(text, &row->birth, &row->precision, &why)) {
        row->birth = DATE_NONE;
        import_fault(i, row->line, "birth", text, "%s", why.message);
    } else if (row->birth > i->herd->today) {
        import_fault(i, row->line, "birth", text, "%s", _("the date is in the future"));
        row->birth = DATE_NONE;
    }
}

static void read_sex(struct import *i, struct incoming *row)
{
    const char *text = headings_cell(&i->headings, &i->csv, HEADING_SEX);
    if (names_unknown(text))
        return;
    /* 1 and 2, as pedigree programs write it */
    const char *said = strcmp(text, "1") == 0 ? "M" : strcmp(text, "2") == 0 ? "F" : text;
    const struct code *code = dictionary_code(&i->herd->dictionary, "sex", said);
    if (code)
        row->sex = code->code;
    else
        import_fault(i, row->line, "sex", text, "%s", _("is no sex; write M, F or C"));
}

static void read_species(struct import *i, struct incoming *row)
{
    const char *text = headings_cell(&i->headings, &i->csv, HEADING_SPECIES);
    const struct species *species = *text ? dictionary_species(&i->herd->dictionary, text) : NULL;
    if (*text && !species)
        import_fault(i, row->line, "species", text, "%s", _("is no species of the dictionary"));
    row->species = species ? species->code : i->request->species;
}

static void read_facts(struct import *i, struct incoming *row)
{
    static const struct {
        enum heading heading;
        const char *list;
    } facts[TEXT_FACTS] = {
        [FACT_BREED] = { HEADING_BREED, NULL },   [FACT_FAMILY] = { HEADING_FAMILY, NULL },
        [FACT_COAT] = { HEADING_COAT, "coat" },   [FACT_FECB] = { HEADING_FECB, "fecb" },
        [FACT_ORIGIN] = { HEADING_ORIGIN, NULL }, [FACT_NOTE] = { HEADING_NOTE, NULL },
    };
    for (int f = 0; f < TEXT_FACTS; f++) {
        const char *text = headings_cell(&i->headings, &i->csv, facts[f].heading);
        if (!*text)
            continue;
        const struct code *code = facts[f].list ? dictionary_code(&i->herd->dictionary, facts[f].list, text) : NULL;
        if (facts[f].list && !code)
            import_fault(i, row->line, heading_name(facts[f].heading), text, "%s",
                         _("is not in the list of the dictionary"));
        row->facts[f] = code ? code->code : text;
    }
    const char *breed = row->facts[FACT_BREED];
    if (!breed)
        return;
    const struct breed *known = dictionary_breed(&i->herd->dictionary, row->species, breed);
    row->facts[FACT_BREED] = known ? known->code : NULL;
    if (known)
        return;
    import_doubt(i, row->line, "breed", breed, "%s",
                 _("is no breed of this species in the dictionary; kept in the note"));
    if (!row->facts[FACT_NOTE])
        row->facts[FACT_NOTE] = arena_printf(&i->texts, "breed=%s", breed);
}

static int64_t find_holding(struct import *i, int64_t line, enum heading heading)
{
    const char *text = headings_cell(&i->headings, &i->csv, heading);
    struct err why;
    int64_t id = 0;
    if (!*text)
        return 0;
    for (int h = i->holding_count - 1; h >= 0 && h >= i->holding_count - 64; h--)
        if (strcmp(i->holdings[h].text, text) == 0)
            return i->holdings[h].id;
    if (!holding_find(i->herd, text, &id, &why)) {
        import_fault(i, line, heading_name(heading), text, "%s", why.message);
        return 0;
    }
    i->holdings = memory_resize(i->holdings, (size_t)i->holding_count + 1, sizeof *i->holdings);
    i->holdings[i->holding_count++] = (struct holding_seen){ text, id };
    return id;
}

static void read_holdings(struct import *i, struct incoming *row)
{
    int64_t both = find_holding(i, row->line, HEADING_HOLDING);
    int64_t owner = find_holding(i, row->line, HEADING_OWNER), keeper = find_holding(i, row->line, HEADING_KEEPER);
    if (!both && !keeper && !owner)
        both = i->request->holding;
    row->keeper = keeper ? keeper : both;
    row->owner = owner ? owner : both ? both : keeper;
}

static void read_birth_type(struct import *i, struct incoming *row)
{
    const char *text = headings_cell(&i->headings, &i->csv, HEADING_BIRTH_TYPE);
    struct err why;
    int64_t value = 0;
    if (*text && !number_parse_int(text, 1, 12, &value, &why))
        import_fault(i, row->line, "birth-type", text, "%s", why.message);
    row->birth_type = (int)value;
}

static struct incoming *row_add(struct import *i)
{
    if (i->row_count == i->row_capacity) {
        i->row_capacity = i->row_capacity ? i->row_capacity * 2 : 1024;
        i->rows = memory_resize(i->rows, (size_t)i->row_capacity, sizeof *i->rows);
    }
    struct incoming *row = &i->rows[i->row_count++];
    *row = (struct incoming){ .line = i->csv.line, .node = -1 };
    return row;
}

static const char *cell_or_null(const struct import *i, enum heading heading)
{
    const char *text = headings_cell(&i->headings, &i->csv, heading);
    return *text ? text : NULL;
}

static void read_row(struct import *i)
{
    struct incoming *row = row_add(i);
    row->number = headings_cell(&i->headings, &i->csv, HEADING_NUMBER);
    if (!*row->number) {
        import_fault(i, row->line, "number", "", "%s", _("the number is missing"));
        return;
    }
    read_species(i, row);
    read_sex(i, row);
    read_birth(i, row);
    read_facts(i, row);
    read_holdings(i, row);
    read_birth_type(i, row);
    row->official = cell_or_null(i, HEADING_OFFICIAL);
    row->rfid = cell_or_null(i, HEADING_RFID);
    row->brand = cell_or_null(i, HEADING_BRAND);
    row->name = cell_or_null(i, HEADING_NAME);
    int32_t at = node_add(i, "number", row->number), sire = read_parent(i, HEADING_SIRE),
            dam = read_parent(i, HEADING_DAM);
    if (at < 0)
        return;
    if (i->nodes[at].row >= 0) {
        import_fault(i, row->line, "number", row->number, _("stands in row %lld already"),
                     (long long)i->rows[i->nodes[at].row].line);
        return;
    }
    int32_t self = i->row_count - 1;
    row->node = at;
    i->nodes[at].row = self;
    i->nodes[at].number = row->number;
    i->nodes[at].sire = sire;
    i->nodes[at].dam = dam;
    if (sire >= 0 && i->nodes[sire].as_sire < 0)
        i->nodes[sire].as_sire = self;
    if (dam >= 0 && i->nodes[dam].as_dam < 0)
        i->nodes[dam].as_dam = self;
}

bool import_read(struct import *i, struct err *e)
{
    bool row;
    if (!csv_next(&i->csv, &row, e))
        return false;
    if (!row)
        return err_set(e, ERR_DATA, "file", _("The file is empty"));
    if (!headings_read(&i->csv, i->request->map, &i->headings, e))
        return false;
    for (int64_t count = 0;; count++) {
        if (!csv_next(&i->csv, &row, e))
            return false;
        if (!row)
            break;
        if (count % 8192 == 0 && !progress_step(i->progress, _("Reading"), count, 0))
            return err_set(e, ERR_CANCELLED, "", _("Stopped; nothing was changed"));
        read_row(i);
    }
    i->result.rows = i->row_count;
    i->result.ignored = arena_text(i->arena, i->headings.ignored.text);
    return true;
}

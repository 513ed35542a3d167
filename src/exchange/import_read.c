/* import_read.c - from cells to facts; every cell that cannot be one is named, and reading goes on */
#include "import.h"

#include <stdlib.h>
#include <string.h>

static int32_t node_add(struct import *i, enum heading column, const char *number)
{
    struct identifier_form form;
    struct err why;
    bool fresh;
    int32_t at = names_find(&i->names, number); /* a number as it is compared reads as itself */
    if (at >= 0)
        return at;
    if (!identifier_parse(i->herd, NULL, number, &form, &why)) {
        import_fault(i, i->csv.line, column, number, "%s", why.message);
        return -1;
    }
    at = names_find(&i->names, form.normal);
    if (at >= 0)
        return at;
    /* nearly all are written as they are compared: then the text of the file serves for both */
    bool same = strcmp(form.normal, number) == 0;
    at = names_add(&i->names, same ? number : arena_text(&i->texts, form.normal), &fresh);
    if (at >= i->node_capacity) {
        i->node_capacity = i->node_capacity ? i->node_capacity * 2 : 1024;
        i->nodes = memory_resize(i->nodes, (size_t)i->node_capacity, sizeof *i->nodes);
    }
    i->nodes[at] = (struct node){ .number = number,
                                  .kind = form.kind,
                                  .row = -1,
                                  .sire = -1,
                                  .dam = -1,
                                  .as_sire = -1,
                                  .as_dam = -1,
                                  .same_as = -1 };
    return at;
}

static int32_t read_parent(struct import *i, enum heading heading)
{
    const char *text = headings_cell(&i->headings, &i->csv, heading);
    return headings_unknown(text) ? -1 : node_add(i, heading, text);
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
    if (headings_unknown(text))
        return;
    if (!serial_day(text, &row->birth) && !date_parse(text, &row->birth, &row->precision, &why)) {
        row->birth = DATE_NONE;
        import_fault(i, row->line, HEADING_BIRTH, text, "%s", why.message);
    } else if (row->birth > i->herd->today) {
        import_fault(i, row->line, HEADING_BIRTH, text, "%s", _("the date is in the future"));
        row->birth = DATE_NONE;
    }
}

static void read_sex(struct import *i, struct incoming *row)
{
    const char *text = headings_cell(&i->headings, &i->csv, HEADING_SEX);
    if (headings_unknown(text))
        return;
    /* 1 and 2, as pedigree programs write it */
    const char *said = strcmp(text, "1") == 0 ? "M" : strcmp(text, "2") == 0 ? "F" : text;
    const struct code *code = dictionary_code(&i->herd->dictionary, "sex", said);
    if (code)
        row->sex = code->code;
    else
        import_fault(i, row->line, HEADING_SEX, text, "%s", _("is no sex; write M, F or C"));
}

static void read_species(struct import *i, struct incoming *row)
{
    const char *text = headings_cell(&i->headings, &i->csv, HEADING_SPECIES);
    const struct species *species = *text ? dictionary_species(&i->herd->dictionary, text) : NULL;
    if (*text && !species)
        import_fault(i, row->line, HEADING_SPECIES, text, "%s", _("is no species of the dictionary"));
    row->species = species ? species->code : i->request->species;
    row->species_said = row->species != NULL;
}

/* A breed tells the species where nothing else does; one nobody knows is kept in the note. */
static void read_breed(struct import *i, struct incoming *row)
{
    const char *breed = row->facts[FACT_BREED];
    const struct breed *known = breed ? dictionary_breed(&i->herd->dictionary, row->species, breed) : NULL;
    row->facts[FACT_BREED] = known ? known->code : NULL;
    if (known && !row->species)
        row->species = known->species;
    if (!breed || known)
        return;
    import_doubt(i, row->line, HEADING_BREED, breed, "%s",
                 _("is no breed of this species in the dictionary; kept in the note"));
    if (!row->facts[FACT_NOTE])
        row->facts[FACT_NOTE] = arena_printf(&i->texts, "breed=%s", breed);
}

static void read_facts(struct import *i, struct incoming *row)
{
    static const char *const lists[TEXT_FACTS] = { [FACT_COAT] = "coat", [FACT_FECB] = "fecb" };
    for (int f = 0; f < TEXT_FACTS; f++) {
        const char *text = headings_cell(&i->headings, &i->csv, import_fact_headings[f]);
        if (f == FACT_NOTE ? !*text : headings_unknown(text))
            continue;
        const struct code *code = lists[f] ? dictionary_code(&i->herd->dictionary, lists[f], text) : NULL;
        if (lists[f] && !code)
            import_fault(i, row->line, import_fact_headings[f], text, "%s", _("is not in the list of the dictionary"));
        row->facts[f] = code ? code->code : lists[f] ? NULL : text;
    }
    read_breed(i, row);
}

static int64_t find_holding(struct import *i, int64_t line, enum heading heading)
{
    const char *text = headings_cell(&i->headings, &i->csv, heading);
    struct err why;
    bool fresh;
    int64_t id = 0;
    if (!*text)
        return 0;
    int32_t at = names_find(&i->holding_names, text);
    if (at >= 0)
        id = i->holdings[at];
    else if (holding_find_printed(i->herd, text, &id, &why)) {
        at = names_add(&i->holding_names, text, &fresh);
        i->holdings = memory_resize(i->holdings, (size_t)at + 1, sizeof *i->holdings);
        i->holdings[at] = id;
    } else {
        import_fault(i, line, heading, text, "%s", why.message);
    }
    return id;
}

static void read_holdings(struct import *i, struct incoming *row)
{
    int64_t both = find_holding(i, row->line, HEADING_HOLDING);
    int64_t owner = find_holding(i, row->line, HEADING_OWNER), keeper = find_holding(i, row->line, HEADING_KEEPER);
    row->keeper_said = keeper || both;
    row->owner_said = owner || both;
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
    if (!headings_unknown(text) && !number_parse_int(text, 1, 12, &value, &why))
        import_fault(i, row->line, HEADING_BIRTH_TYPE, text, "%s", why.message);
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
    return headings_unknown(text) ? NULL : text;
}

/* The animal of the row is the one of its number, unless another row has it. */
static void read_lineage(struct import *i, struct incoming *row)
{
    int32_t self = i->row_count - 1, sire = read_parent(i, HEADING_SIRE), dam = read_parent(i, HEADING_DAM);
    int32_t at = headings_unknown(row->number) ? -1 : node_add(i, HEADING_NUMBER, row->number);
    if (at < 0)
        return;
    struct node *node = &i->nodes[at];
    if (node->row >= 0) {
        import_fault(i, row->line, HEADING_NUMBER, row->number, _("stands in row %lld already"),
                     (long long)i->rows[node->row].line);
        return;
    }
    row->node = at;
    node->row = self;
    node->number = row->number;
    node->sire = sire;
    node->dam = dam;
    if (sire >= 0 && i->nodes[sire].as_sire < 0)
        i->nodes[sire].as_sire = self;
    if (dam >= 0 && i->nodes[dam].as_dam < 0)
        i->nodes[dam].as_dam = self;
}

static void read_row(struct import *i)
{
    struct incoming *row = row_add(i);
    row->number = headings_cell(&i->headings, &i->csv, HEADING_NUMBER);
    if (headings_unknown(row->number))
        import_fault(i, row->line, HEADING_NUMBER, row->number, "%s", _("the number is missing"));
    read_species(i, row);
    read_sex(i, row);
    read_birth(i, row);
    read_facts(i, row);
    read_holdings(i, row);
    read_birth_type(i, row);
    for (int f = 0; f < FURTHERS; f++)
        row->further[f] = cell_or_null(i, import_further_headings[f]);
    read_lineage(i, row);
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
        if (count % 8192 == 0 && !import_step(i, _("Reading"), (int64_t)i->csv.at, (int64_t)i->csv.text.length, e))
            return false;
        read_row(i);
    }
    i->result.rows = i->row_count;
    i->result.ignored = arena_text(i->arena, i->headings.ignored.text);
    return true;
}

/* herd_sheet.c - the herd summary as it goes to the county: heads by group, the month's flow, the age structure */
#include "inner.h"

#include "paper.h"

#include <string.h>

static const char *const by_titles[] = {
    [STOCK_BY_TIER] = N_("Tier"), [STOCK_BY_HOLDING] = N_("Holding"), [STOCK_BY_TOWNSHIP] = N_("Township"),
    [STOCK_BY_SEX] = N_("Sex"),   [STOCK_BY_STAGE] = N_("Stage"),
};
static const char *const counting_titles[] = {
    [LIST_BY_KEEPER] = N_("by keeper"),
    [LIST_BY_OWNER] = N_("by owner"),
    [LIST_BY_PLACE] = N_("by place"),
};

struct summary_sheet {
    struct herd *herd;
    enum stock_by by;
    enum list_counting counting;
    int64_t holding;
    date_day day;
    struct sheet *sheet;
};

static const char *species_label(const struct herd *herd, const char *code)
{
    const struct species *species = dictionary_species(&herd->dictionary, code);
    return species ? herd_label(herd, species->zh, species->en) : code;
}

static void stock_line(struct table *t, const struct stock_row *row)
{
    int at = table_add_row(t, TABLE_ROW);
    table_set_text(t, at, 0, row->label);
    table_set_integer(t, at, 1, row->heads);
    table_set_integer(t, at, 2, row->breeding_females);
    table_set_integer(t, at, 3, row->breeding_males);
    table_set_integer(t, at, 4, row->growing);
    table_set_integer(t, at, 5, row->young);
}

/* Rows of one species; returns how many, so that the caller goes on behind them. */
static int add_species(struct summary_sheet *m, const struct stock_row *rows, int count)
{
    const struct table_column columns[] = {
        { "group", _(by_titles[m->by]), TABLE_TEXT, 0, 1, false },
        { "heads", _("Heads"), TABLE_COUNT, 0, 0, true },
        { "breeding_females", _("Breeding females"), TABLE_COUNT, 0, 0, true },
        { "breeding_males", _("Breeding males"), TABLE_COUNT, 0, 0, true },
        { "growing", _("Growing"), TABLE_COUNT, 0, 0, true },
        { "young", _("Young"), TABLE_COUNT, 0, 0, true },
    };
    int used = 0;
    const char *title = species_label(m->herd, rows[0].species);
    struct table *t = sheet_new_table(m->sheet, rows[0].species, title, columns, COUNT(columns));
    while (used < count && strcmp(rows[used].species, rows[0].species) == 0)
        stock_line(t, &rows[used++]);
    table_add_total(t, _("Total"));
    sheet_add_table(m->sheet, t);
    return used;
}

static bool add_ages(struct summary_sheet *m, const char *species, struct err *e)
{
    enum { MOST_YEARS = 25 };
    struct stock_age *ages;
    struct arena *a = m->sheet->arena;
    int count, top = 0;
    if (!stock_ages(m->herd, species, m->counting, m->holding, m->day, a, &ages, &count, e))
        return false;
    double *females = arena_new(a, MOST_YEARS * sizeof *females), *males = arena_new(a, MOST_YEARS * sizeof *males);
    const char **labels = arena_new(a, MOST_YEARS * sizeof *labels);
    for (int i = 0; i < count; i++) {
        int year = ages[i].years < 0 ? -1 : ages[i].years >= MOST_YEARS ? MOST_YEARS - 1 : ages[i].years;
        if (year < 0)
            continue; /* unknown ages stand in no bar; the table's heads have them */
        females[year] += (double)ages[i].females;
        males[year] += (double)ages[i].males;
        if (year + 1 > top)
            top = year + 1;
    }
    if (top == 0)
        return true;
    for (int i = 0; i < top; i++)
        labels[i] = arena_printf(a, _("%d y"), i);
    struct chart *chart = arena_new(a, sizeof *chart);
    *chart = (struct chart){ .kind = CHART_PYRAMID,
                             .title = arena_printf(a, _("Age structure: %s"), species_label(m->herd, species)),
                             .count = top,
                             .labels = labels,
                             .values = females,
                             .right = males,
                             .left_title = _("females"),
                             .right_title = _("males") };
    sheet_add_chart(m->sheet, chart);
    return true;
}

/* ---- how the stock came and went ---- */

enum { FLOW_COLUMNS = 13 };

static struct table *flow_table(struct summary_sheet *m, const char *name, const char *title, const char *first,
                                const char *first_title)
{
    const struct table_column columns[FLOW_COLUMNS] = {
        { first, first_title, TABLE_TEXT, 0, 0, false },
        { "opening", _("Opening"), TABLE_COUNT, 0, 0, true },
        { "born", _("Born"), TABLE_COUNT, 0, 0, true },
        { "bought", _("Bought"), TABLE_COUNT, 0, 0, true },
        { "moved_in", _("In"), TABLE_COUNT, 0, 0, true },
        { "found", _("Found"), TABLE_COUNT, 0, 0, true },
        { "moved_out", _("Out"), TABLE_COUNT, 0, 0, true },
        { "slaughtered", _("Marketed"), TABLE_COUNT, 0, 0, true },
        { "home", _("Home slaughter"), TABLE_COUNT, 0, 0, true },
        { "sold", _("Sold"), TABLE_COUNT, 0, 0, true },
        { "died", _("Died"), TABLE_COUNT, 0, 0, true },
        { "missing", _("Missing"), TABLE_COUNT, 0, 0, true },
        { "closing", _("Closing"), TABLE_COUNT, 0, 0, true },
    };
    return sheet_new_table(m->sheet, name, title, columns, FLOW_COLUMNS);
}

static void flow_line(struct table *t, const char *label, const struct stock_flow *f)
{
    const int64_t values[FLOW_COLUMNS - 1] = { f->opening, f->born,      f->bought,      f->moved_in,
                                               f->found,   f->moved_out, f->slaughtered, f->home,
                                               f->sold,    f->died,      f->missing,     f->closing };
    int row = table_add_row(t, TABLE_ROW);
    table_set_text(t, row, 0, label);
    for (int k = 0; k < FLOW_COLUMNS - 1; k++)
        table_set_integer(t, row, k + 1, values[k]);
}

static const char *flow_title(struct summary_sheet *m, date_day first, date_day last)
{
    char from[DATE_TEXT], to[DATE_TEXT];
    return arena_printf(m->sheet->arena, _("Flow from %s to %s"), date_format(first, DATE_DAY, from),
                        date_format(last, DATE_DAY, to));
}

/* From the first of these days to the end of the last. */
static bool add_flow(struct summary_sheet *m, date_day first, date_day last, struct err *e)
{
    struct stock_flow *flows;
    int count;
    if (!stock_flow(m->herd, m->counting, m->holding, first - 1, last, m->sheet->arena, &flows, &count, e))
        return false;
    if (count == 0)
        return true;
    struct table *t = flow_table(m, "flow", flow_title(m, first, last), "species", _("Species"));
    for (int i = 0; i < count; i++)
        flow_line(t, species_label(m->herd, flows[i].species), &flows[i]);
    sheet_add_table(m->sheet, t);
    return true;
}

/* A table per species, a row per holding for itself alone. */
static bool add_flow_each(struct summary_sheet *m, date_day first, date_day last, struct err *e)
{
    struct arena *a = m->sheet->arena;
    struct stock_flow *flows;
    struct table *t = NULL;
    int count;
    if (!stock_flow_each(m->herd, m->counting, m->holding, first - 1, last, a, &flows, &count, e))
        return false;
    for (int i = 0; i < count; i++) {
        struct holding h;
        if (!holding_load(m->herd, flows[i].holding, a, &h, e))
            return false;
        if (i == 0 || strcmp(flows[i].species, flows[i - 1].species) != 0)
            t = flow_table(m, flows[i].species, species_label(m->herd, flows[i].species), "holding", _("Holding"));
        flow_line(t, arena_printf(a, "%s %s", h.code, h.name), &flows[i]);
        if (i + 1 < count && strcmp(flows[i].species, flows[i + 1].species) == 0)
            continue;
        table_add_total(t, _("Total"));
        sheet_add_table(m->sheet, t);
    }
    return true;
}

static bool add_scope(struct summary_sheet *m, struct err *e)
{
    struct holding holding;
    struct arena *a = m->sheet->arena;
    const char *where = _("the whole book");
    if (m->holding) {
        if (!holding_load(m->herd, m->holding, a, &holding, e))
            return false;
        where = arena_printf(a, _("%s %s and below"), holding.code, holding.name);
    }
    sheet_add_fact(m->sheet, _("Holding"), where);
    return true;
}

static bool add_facts(struct summary_sheet *m, struct err *e)
{
    char day[DATE_TEXT];
    if (!add_scope(m, e))
        return false;
    sheet_add_fact(m->sheet, _("End of day"), date_format(m->day, DATE_DAY, day));
    sheet_add_fact(m->sheet, _("Counting rule"), _(counting_titles[m->counting]));
    sheet_add_fact(m->sheet, _("Grouped by"), _(by_titles[m->by]));
    return true;
}

static void begin_sheet(struct herd *herd, struct arena *arena, const char *name, const char *title, struct sheet *s)
{
    sheet_init(s, arena, name, title);
    s->made_by = herd->operator_name;
    s->checked_by = "";
    s->made_on = herd->today;
}

bool flow_sheet(struct herd *herd, bool each, enum list_counting counting, int64_t holding, date_day first,
                date_day last, struct arena *arena, struct sheet *ret, struct err *e)
{
    struct sheet s;
    struct summary_sheet m = { herd, STOCK_BY_HOLDING, counting, holding, last, &s };
    begin_sheet(herd, arena, "flow", "", &s);
    s.title = flow_title(&m, first, last);
    s.landscape = true;
    if (!add_scope(&m, e))
        return false;
    sheet_add_fact(&s, _("Counting rule"), _(counting_titles[counting]));
    if (!(each ? add_flow_each(&m, first, last, e) : add_flow(&m, first, last, e)))
        return false;
    if (s.block_count == 0)
        sheet_add_text(&s, _("No animal stands here on this day."));
    *ret = s;
    return true;
}

bool herd_sheet(struct herd *herd, enum stock_by by, enum list_counting counting, int64_t holding, date_day day,
                struct arena *arena, struct sheet *ret, struct err *e)
{
    struct sheet s;
    struct stock_row *rows;
    int count, year, month, of_month;
    begin_sheet(herd, arena, "herd_summary", _("Herd summary"), &s);
    struct summary_sheet m = { herd, by, counting, holding, day, &s };
    if (!add_facts(&m, e) || !stock_summary(herd, by, counting, holding, day, arena, &rows, &count, e))
        return false;
    for (int i = 0; i < count;)
        i += add_species(&m, &rows[i], count - i);
    if (count == 0)
        sheet_add_text(&s, _("No animal stands here on this day."));
    date_to_ymd(day, &year, &month, &of_month);
    if (!add_flow(&m, date_from_ymd(year, month, 1), day, e))
        return false;
    for (int i = 0; i < count; i++)
        if ((i == 0 || strcmp(rows[i].species, rows[i - 1].species) != 0) && !add_ages(&m, rows[i].species, e))
            return false;
    *ret = s;
    return true;
}

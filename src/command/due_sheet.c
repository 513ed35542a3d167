/* due_sheet.c - the work of the next days on one sheet: holding by holding, boxes to tick, room to write */
#include "inner.h"

#include <stdlib.h>
#include <string.h>

/* One holding's part; its groups follow one another once they are sorted. */
struct part {
    int64_t holding;
    const char *code, *label;
    int first, count, heads;
};
struct due_paper {
    struct herd *herd;
    struct due_book *book;
    date_day until;
    struct due_group *groups;
    int group_count;
    struct part *parts;
    int part_count;
    struct sheet *sheet;
};

/* By holding, then by task, whose days follow one another. */
static int compare_holdings(const void *a, const void *b)
{
    const struct due_group *x = a, *y = b;
    if (x->holding != y->holding)
        return x->holding < y->holding ? -1 : 1;
    return x->order != y->order ? x->order - y->order : (x->key > y->key) - (x->key < y->key);
}

static int compare_parts(const void *a, const void *b)
{
    const struct part *x = a, *y = b;
    return strcmp(x->code, y->code);
}

static bool find_parts(struct due_paper *d, struct err *e)
{
    struct arena *a = d->sheet->arena;
    d->parts = arena_new(a, ((size_t)d->group_count + 1) * sizeof *d->parts);
    if (d->group_count)
        qsort(d->groups, (size_t)d->group_count, sizeof *d->groups, compare_holdings);
    for (int i = 0; i < d->group_count; i++) {
        if (i == 0 || d->groups[i].holding != d->groups[i - 1].holding) {
            struct holding h;
            if (!holding_load(d->herd, d->groups[i].holding, a, &h, e))
                return false;
            d->parts[d->part_count++] =
                (struct part){ h.id, h.code, arena_printf(a, "%s %s", h.code, h.name), i, 0, 0 };
        }
        d->parts[d->part_count - 1].count++;
        d->parts[d->part_count - 1].heads += d->groups[i].count;
    }
    if (d->part_count)
        qsort(d->parts, (size_t)d->part_count, sizeof *d->parts, compare_parts);
    return true;
}

static const char *task_words(const struct due_paper *d, const struct due_group *g)
{
    const char *task = herd_code_label(d->herd, "due", g->task);
    return g->vaccine ? arena_printf(d->sheet->arena, "%s %s", task, herd_code_label(d->herd, "vaccine", g->vaccine))
                      : task;
}

static void add_head(const struct due_paper *d, struct table *t, const struct part *part)
{
    table_set_text(t, table_add_row(t, TABLE_GROUP), 0,
                   arena_printf(d->sheet->arena, _("%s: %d to do"), part->label, part->heads));
}

static int add_line(const struct due_paper *d, struct table *t, const struct due_group *g)
{
    int row = table_add_row(t, TABLE_ROW);
    table_set_text(t, row, 0, "[ ]");
    table_set_text(t, row, 1, task_words(d, g));
    return row;
}

/* ---- a line for each animal ---- */
static bool add_animals(const struct due_paper *d, struct table *t, const struct due_group *g, struct err *e)
{
    struct due *due;
    int count;
    if (!due_of_group(d->book, g, d->sheet->arena, &due, &count, e))
        return false;
    for (int i = 0; i < count; i++) {
        int row = add_line(d, t, g);
        table_set_text(t, row, 2, due[i].number);
        table_set_day(t, row, 3, due[i].day);
        if (due[i].overdue > 0)
            table_set_integer(t, row, 4, due[i].overdue);
    }
    return true;
}

static bool add_each(const struct due_paper *d, struct err *e)
{
    const struct table_column columns[] = {
        { "box", "", TABLE_TEXT, 0, 0, false },
        { "task", _("Task"), TABLE_TEXT, 0, 0, false },
        { "number", _("Number"), TABLE_TEXT, 0, 0, false },
        { "day", _("Since or on"), TABLE_DAY, 0, 0, false },
        { "overdue", _("Late, days"), TABLE_COUNT, 0, 0, false },
        { "done", _("Done on"), TABLE_TEXT, 0, 1, false },
        { "note", _("Note"), TABLE_TEXT, 0, 2, false },
    };
    struct table *t = sheet_new_table(d->sheet, "due", "", columns, COUNT(columns));
    sheet_add_table(d->sheet, t);
    for (int p = 0; p < d->part_count; p++) {
        const struct part *part = &d->parts[p];
        add_head(d, t, part);
        for (int i = 0; i < part->count; i++)
            if (!add_animals(d, t, &d->groups[part->first + i], e))
                return false;
    }
    return true;
}

/* ---- a line for each task of a holding, a column for each day, or for several of them ---- */
enum { DAY_COLUMNS = 8, FIRST_DAY = 3 };

static int step_of(const struct due_paper *d)
{
    int days = d->until - d->herd->today + 1;
    return days <= DAY_COLUMNS ? 1 : days <= 7 * DAY_COLUMNS ? 7 : (days + DAY_COLUMNS - 1) / DAY_COLUMNS;
}

/* "11-07", and behind a day of the same month only "08": eight days must fit beside their tasks on 80 columns. */
static const char *short_day(const struct due_paper *d, date_day day)
{
    char text[DATE_TEXT];
    int year, month, number;
    date_format(day, DATE_DAY, text);
    date_to_ymd(day, &year, &month, &number);
    bool goes_on = step_of(d) == 1 && day > d->herd->today && number > 1;
    return arena_text(d->sheet->arena, text + (goes_on ? 8 : 5));
}

static int day_columns(const struct due_paper *d, struct table_column *columns)
{
    struct arena *a = d->sheet->arena;
    int count = 0, step = step_of(d);
    for (date_day day = d->herd->today; day <= d->until; day += step, count++) {
        char iso[DATE_TEXT];
        const char *title = short_day(d, day);
        columns[count] = (struct table_column){
            .name = arena_text(a, date_format(day, DATE_DAY, iso)),
            .title = step > 1 ? arena_printf(a, "%s..", title) : title, /* from then on */
            .type = TABLE_COUNT,
        };
    }
    return count;
}

static void add_weeks(const struct due_paper *d)
{
    struct table_column columns[FIRST_DAY + DAY_COLUMNS + 2] = {
        { "box", "", TABLE_TEXT, 0, 0, false },
        { "task", _("Task"), TABLE_TEXT, 0, 0, false },
        { "overdue", _("Late"), TABLE_COUNT, 0, 0, false },
    };
    int days = day_columns(d, columns + FIRST_DAY), step = step_of(d);
    columns[FIRST_DAY + days] = (struct table_column){ "heads", _("Total"), TABLE_COUNT, 0, 0, false };
    columns[FIRST_DAY + days + 1] = (struct table_column){ "note", _("Note"), TABLE_TEXT, 0, 1, false };
    struct table *t = sheet_new_table(d->sheet, "due", "", columns, FIRST_DAY + days + 2);
    sheet_add_table(d->sheet, t);
    for (int p = 0; p < d->part_count; p++) {
        const struct due_group *g = &d->groups[d->parts[p].first], *end = g + d->parts[p].count;
        add_head(d, t, &d->parts[p]);
        while (g < end) {
            int row = add_line(d, t, g), order = g->order, heads[FIRST_DAY + DAY_COLUMNS] = { 0 }, total = 0;
            for (; g < end && g->order == order; g++) {
                heads[g->day == DATE_NONE ? 2 : FIRST_DAY + (g->day - d->herd->today) / step] += g->count;
                total += g->count;
            }
            for (int c = 2; c < FIRST_DAY + days; c++)
                if (heads[c])
                    table_set_integer(t, row, c, heads[c]);
            table_set_integer(t, row, FIRST_DAY + days, total);
        }
    }
}

static bool add_facts(const struct due_paper *d, const struct due_filter *filter, int64_t total, struct err *e)
{
    struct sheet *s = d->sheet;
    const struct species *species = filter->species ? dictionary_species(&d->herd->dictionary, filter->species) : NULL;
    char day[DATE_TEXT];
    if (filter->holding) {
        struct holding h;
        if (!holding_load(d->herd, filter->holding, s->arena, &h, e))
            return false;
        sheet_add_fact(s, _("Holding"), arena_printf(s->arena, _("%s %s and below"), h.code, h.name));
    }
    if (species)
        sheet_add_fact(s, _("Species"), herd_label(d->herd, species->zh, species->en));
    sheet_add_fact(s, _("Until"), date_format(filter->until, DATE_DAY, day));
    sheet_add_fact(s, _("To do"), arena_printf(s->arena, "%lld", (long long)total));
    return true;
}

bool due_sheet(struct herd *herd, struct due_book *book, const struct due_filter *filter, bool each,
               struct arena *arena, struct sheet *ret, struct err *e)
{
    struct sheet s;
    struct due_paper d = { .herd = herd, .book = book, .until = filter->until, .sheet = &s };
    int64_t total;
    sheet_init(&s, arena, "due", _("To do"));
    s.made_by = herd->operator_name;
    s.checked_by = "";
    s.made_on = herd->today;
    if (!due_groups(book, filter, arena, &d.groups, &d.group_count, &total, e) || !add_facts(&d, filter, total, e) ||
        !find_parts(&d, e))
        return false;
    if (d.group_count == 0)
        sheet_add_text(&s, _("Nothing is due in these days."));
    else if (!each)
        add_weeks(&d);
    else if (!add_each(&d, e))
        return false;
    *ret = s;
    return true;
}

/* animal_list.c - animals by any filter, in any order, with any columns, a part at a time: a million rows need no room
 */
#include "inner.h"

#include <math.h>
#include <string.h>

enum { ROWS_AT_ONCE = 1000, COLUMNS_MOST = 40 };

struct listing {
    struct command_context *c;
    const struct record *r;
    const struct table_column *columns; /* of the table */
    int column_count;
    struct list_columns words; /* those asked for; count 0 = the usual ones */
    int chosen[COLUMNS_MOST];
};

const struct field animal_list_arguments[] = {
    { .name = "filter",
      .zh = "筛选",
      .en = "filter",
      .place = "*",
      .repeated = true,
      .help = N_("as: sex=F state=open,mated age=6m..12m keeper=E01 no:tag @NAME or part of a number") },
    { .name = "sort", .zh = "排序", .en = "sort", .help = N_("any word of \"filter words\", or newest") },
    { .name = "reverse", .zh = "倒序", .en = "backwards", .type = FIELD_OF_FLAG },
    { .name = "columns",
      .zh = "列",
      .en = "columns",
      .help = N_("words of \"filter words\" with commas between, as: number,age,weight,due") },
    { .name = "limit", .zh = "最多", .en = "limit", .type = FIELD_OF_COUNT },
    { .name = "gone", .zh = "含离场", .en = "those that left too", .type = FIELD_OF_FLAG },
    { .name = "reference", .zh = "含祖先档案", .en = "ancestors on paper too", .type = FIELD_OF_FLAG },
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};
const int animal_list_argument_count = COUNT(animal_list_arguments);

/* ---- the usual columns ---- */

static const struct table_column *list_columns(struct arena *arena, int *ret_count)
{
    const struct table_column columns[] = {
        { "number", _("Number"), TABLE_TEXT, 0, 0, false },
        { "species", _("Species"), TABLE_TEXT, 0, 0, false },
        { "sex", _("Sex"), TABLE_TEXT, 0, 0, false },
        { "birth", _("Born"), TABLE_TEXT, 0, 0, false },
        { "family", _("Family"), TABLE_TEXT, 0, 0, false },
        { "stage", _("Stage"), TABLE_TEXT, 0, 0, false },
        { "state", _("State"), TABLE_TEXT, 0, 0, false },
        { "parity", _("Parity"), TABLE_COUNT, 0, 0, false },
        { "sire", _("Sire"), TABLE_TEXT, 0, 0, false },
        { "dam", _("Dam"), TABLE_TEXT, 0, 0, false },
        { "owner", _("Owner"), TABLE_TEXT, 0, 0, false },
        { "keeper", _("Keeper"), TABLE_TEXT, 0, 0, false },
        { "weight_kg", _("Weight"), TABLE_NUMBER, 1, 0, false },
        { "f", _("F"), TABLE_PERCENT, 2, 0, false },
    };
    struct table_column *kept = arena_new(arena, sizeof columns);
    memcpy(kept, columns, sizeof columns);
    *ret_count = COUNT(columns);
    return kept;
}

static void list_row(struct command_context *c, struct table *t, const struct animal *a)
{
    const struct species *species = dictionary_species(&c->herd->dictionary, a->species);
    char birth[DATE_TEXT];
    int row = table_add_row(t, TABLE_ROW);
    table_set_text(t, row, 0, a->number);
    table_set_text(t, row, 1, c->json || !species ? a->species : herd_label(c->herd, species->zh, species->en));
    table_set_text(t, row, 2, !a->sex || c->json ? a->sex : herd_code_label(c->herd, "sex", a->sex));
    table_set_text(t, row, 3, a->birth == DATE_NONE ? NULL : date_format(a->birth, a->birth_precision, birth));
    table_set_text(t, row, 4, a->family);
    table_set_text(t, row, 5, c->json ? a->stage : herd_code_label(c->herd, "stage", a->stage));
    table_set_text(t, row, 6, !a->state || c->json ? a->state : herd_code_label(c->herd, "state", a->state));
    if (a->sex && *a->sex == 'F')
        table_set_integer(t, row, 7, a->parity);
    table_set_text(t, row, 8, a->sire_number);
    table_set_text(t, row, 9, a->dam_number);
    table_set_text(t, row, 10, a->owner_code);
    table_set_text(t, row, 11, a->keeper_code);
    if (a->last_weight_day != DATE_NONE)
        table_set_integer(t, row, 12, a->last_weight);
    table_set_real(t, row, 13, a->f);
}

/* ---- chosen columns ---- */

static enum table_type type_of(int word)
{
    switch (list_words[word].type) {
    case LIST_COUNT:
    case LIST_DAYS:
        return TABLE_COUNT;
    case LIST_WEIGHT:
    case LIST_PERCENT:
        return TABLE_NUMBER;
    default:
        return TABLE_TEXT;
    }
}

static bool choose_columns(struct listing *l, const char *text, struct err *e)
{
    struct table_column *columns = arena_new(l->c->arena, COLUMNS_MOST * sizeof *columns);
    char *rest = arena_text(l->c->arena, text), *name;
    int count = 0;
    while ((name = strsep(&rest, ","))) {
        int word = list_word_find(name);
        if (word < 0)
            return err_set(e, ERR_USAGE, "columns",
                           _("--columns: \"%s\" is no column; \"mupu filter words\" has them all"), name);
        if (count == COLUMNS_MOST)
            return err_set(e, ERR_USAGE, "columns", _("--columns: more than %d"), COLUMNS_MOST);
        columns[count] =
            (struct table_column){ .name = list_words[word].name,
                                   .title = herd_label(l->c->herd, list_words[word].zh, list_words[word].en),
                                   .type = type_of(word),
                                   .decimals = list_words[word].type == LIST_WEIGHT ? 1 : 2 };
        l->chosen[count++] = word;
    }
    l->columns = columns;
    l->column_count = count;
    return list_columns_open(l->c->herd, l->chosen, count, &l->words, e);
}

static bool chosen_row(struct listing *l, int64_t animal, struct table *t, struct err *e)
{
    struct list_cell cells[COLUMNS_MOST];
    if (!list_columns_load(&l->words, animal, t->arena, cells, e))
        return false;
    int row = table_add_row(t, TABLE_ROW);
    for (int i = 0; i < l->column_count; i++) {
        CLEANUP(strbuf_done) struct strbuf text;
        strbuf_init(&text);
        if (!cells[i].known)
            continue;
        if (type_of(l->chosen[i]) != TABLE_TEXT) {
            table_set_integer(t, row, i, cells[i].number);
        } else if (l->c->json && list_words[l->chosen[i]].type == LIST_CODE) {
            table_set_text(t, row, i, cells[i].text);
        } else {
            list_cell_text(l->c->herd, l->chosen[i], &cells[i], &text);
            table_set_text(t, row, i, text.text);
        }
    }
    return true;
}

/* ---- reading and printing ---- */

static bool usual_row(struct listing *l, int64_t animal, struct table *t, struct err *e)
{
    struct animal a;
    if (!animal_load(l->c->herd, animal, t->arena, &a, e))
        return false;
    list_row(l->c, t, &a);
    return true;
}

static bool read_sort(const struct record *r, int *ret, struct err *e)
{
    const char *text = record_text(r, "sort");
    *ret = !text ? LIST_NUMBER : strcmp(text, "newest") == 0 ? LIST_NEWEST : list_word_find(text);
    if (text && *ret < 0 && strcmp(text, "newest") != 0)
        return err_set(e, ERR_USAGE, "sort", _("--sort \"%s\": a word of \"mupu filter words\", or newest"), text);
    return true;
}

/* sex=F state=open may stand in one word or in several. */
static const char *joined_filter(struct command_context *c, const struct record *r)
{
    const char *all = record_text(r, "filter");
    for (int i = 1; i < record_count(r, "filter"); i++)
        all = arena_printf(c->arena, "%s %s", all, record_nth(r, "filter", i));
    return all;
}

/* Rows from `first` on; *ret_last: there are no more. */
static bool print_part(struct listing *l, struct list_cursor *cursor, int64_t first, int64_t limit, bool *ret_last,
                       struct err *e)
{
    struct arena arena;
    struct table t;
    bool good = true;
    while (good && cursor->count < first + ROWS_AT_ONCE && cursor->count < limit && !cursor->done)
        good = list_more(cursor, 20, e) &&
               (progress_step(l->c->progress, _("animals"), first, 0) || err_set(e, ERR_CANCELLED, "", _("Stopped.")));
    if (!good)
        return false;
    int64_t end = cursor->count < limit ? cursor->count : limit,
            to = first + ROWS_AT_ONCE < end ? first + ROWS_AT_ONCE : end;
    *ret_last = to == end && (cursor->done || end == limit);
    arena_init(&arena);
    table_init(&t, &arena, "animals", _("Animals"), l->columns, l->column_count);
    for (int64_t i = first; good && i < to; i++)
        good = l->words.count ? chosen_row(l, cursor->ids[i], &t, e) : usual_row(l, cursor->ids[i], &t, e);
    good = good && command_print_part(l->c, l->r, &t, first == 0, *ret_last, e);
    arena_done(&arena);
    return good;
}

static bool print_all(struct listing *l, const struct list_filter *filter, int sort, int64_t limit, struct err *e)
{
    struct list_cursor cursor;
    bool last = false, good = true;
    if (!list_open(l->c->herd, filter, sort, record_text(l->r, "reverse") != NULL, &cursor, e))
        return false;
    for (int64_t first = 0; good && !last; first += ROWS_AT_ONCE) {
        good = print_part(l, &cursor, first, limit, &last, e);
        if (good && !last && !progress_step(l->c->progress, _("animals"), first, cursor.done ? cursor.count : 0))
            good = err_set(e, ERR_CANCELLED, "", _("Stopped."));
    }
    list_close(&cursor);
    return good;
}

bool animal_list_run(struct command_context *c, const struct record *r, struct err *e)
{
    struct list_filter filter = { 0 };
    struct listing l = { .c = c, .r = r };
    int sort;
    int64_t limit = INT64_MAX;
    const char *words = joined_filter(c, r), *columns = record_text(r, "columns");
    if ((words && !list_filter_parse(c->herd, words, c->arena, &filter, e)) || !read_sort(r, &sort, e) ||
        (record_text(r, "limit") && !number_parse_int(record_text(r, "limit"), 0, INT32_MAX, &limit, e)))
        return false;
    filter.gone = filter.gone || record_text(r, "gone") || record_text(r, "reference");
    filter.reference = filter.reference || record_text(r, "reference");
    l.columns = list_columns(c->arena, &l.column_count);
    if (columns && !choose_columns(&l, columns, e))
        return false;
    bool good = print_all(&l, &filter, sort, limit, e);
    list_columns_close(&l.words);
    return good;
}

/* ---- the language and its saved sentences ---- */

static bool run_words(struct command_context *c, const struct record *r, struct err *e)
{
    static const char *const examples[] = {
        [LIST_TEXT] = "A*",
        [LIST_CODE] = "",
        [LIST_COUNT] = "2 1..3",
        [LIST_WEIGHT] = "40..52.5",
        [LIST_PERCENT] = "6.25%",
        [LIST_DAYS] = "30 6m 2y 6m..1y",
        [LIST_DAY] = "2025 2025-03 today +7 -30",
        [LIST_HOLDING] = "E01",
        [LIST_ANIMAL] = "00131",
    };
    const struct table_column columns[] = {
        { "word", _("Word"), TABLE_TEXT, 0, 0, false },
        { "chinese", _("Chinese"), TABLE_TEXT, 0, 0, false },
        { "english", _("English"), TABLE_TEXT, 0, 0, false },
        { "values", _("Values"), TABLE_TEXT, 0, 0, false },
    };
    struct table t;
    table_init(&t, c->arena, "words", _("Words"), columns, COUNT(columns));
    for (int i = 0; i < list_word_count; i++) {
        const struct list_word *word = &list_words[i];
        int row = table_add_row(&t, TABLE_ROW);
        table_set_text(&t, row, 0, word->name);
        table_set_text(&t, row, 1, word->zh);
        table_set_text(&t, row, 2, word->en);
        table_set_text(&t, row, 3, word->type == LIST_CODE ? word->list : examples[word->type]);
    }
    return command_print(c, r, &t, e);
}

static bool run_saved(struct command_context *c, const struct record *r, struct err *e)
{
    const struct table_column columns[] = {
        { "name", _("Name"), TABLE_TEXT, 0, 0, false },
        { "filter", _("Filter"), TABLE_TEXT, 0, 0, false },
    };
    struct list_saved *all;
    struct table t;
    int count;
    if (!list_saved_all(c->herd, c->arena, &all, &count, e))
        return false;
    table_init(&t, c->arena, "filters", _("Filters"), columns, COUNT(columns));
    for (int i = 0; i < count; i++) {
        struct list_filter filter;
        CLEANUP(strbuf_done) struct strbuf text;
        strbuf_init(&text);
        if (list_filter_parse(c->herd, all[i].text, c->arena, &filter, e))
            list_filter_text(c->herd, &filter, &text);
        int row = table_add_row(&t, TABLE_ROW);
        table_set_text(&t, row, 0, all[i].name);
        table_set_text(&t, row, 1, text.length ? text.text : all[i].text);
    }
    return command_print(c, r, &t, e);
}

static bool run_save(struct command_context *c, const struct record *r, struct err *e)
{
    struct list_filter filter;
    const char *words = joined_filter(c, r);
    if (!words)
        return err_set(e, ERR_USAGE, "filter", _("say which filter"));
    if (!list_filter_parse(c->herd, words, c->arena, &filter, e) ||
        !list_saved_put(c->herd, record_text(r, "name"), words, e))
        return false;
    command_say(c, _("Saved: %s"), record_text(r, "name"));
    return true;
}

static bool run_drop(struct command_context *c, const struct record *r, struct err *e)
{
    if (!list_saved_drop(c->herd, record_text(r, "name"), e))
        return false;
    command_say(c, _("Deleted: %s"), record_text(r, "name"));
    return true;
}

static const struct field words_arguments[] = {
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv or json") },
};
static const struct field save_arguments[] = {
    { .name = "name", .zh = "名称", .en = "name", .place = "1", .required = true },
    { .name = "filter", .zh = "筛选", .en = "filter", .place = "*", .repeated = true },
};
static const struct field drop_arguments[] = {
    { .name = "name", .zh = "名称", .en = "name", .place = "1", .required = true },
};
static const struct command commands[] = {
    { .subject = "filter",
      .verb = "words",
      .summary = N_("the words of filters and columns"),
      .help = N_("Words with blanks between must all hold: state=open,mated parity>=2 age=6m..12m has:pen no:tag\n"
                 "= != < <= > >=, a..b from to, a,b one of them; any and none as values; @NAME a saved filter"),
      .arguments = words_arguments,
      .argument_count = COUNT(words_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_words },
    { .subject = "filter",
      .verb = "list",
      .summary = N_("saved filters"),
      .help = "",
      .arguments = words_arguments,
      .argument_count = COUNT(words_arguments),
      .needs = COMMAND_NEEDS_READ,
      .run = run_saved },
    { .subject = "filter",
      .verb = "save",
      .summary = N_("keeps a filter under a name, for every terminal of the book"),
      .help = N_("Example: mupu filter save ready state=open after-birth>45; then: mupu animal list @ready"),
      .arguments = save_arguments,
      .argument_count = COUNT(save_arguments),
      .needs = COMMAND_NEEDS_WRITE,
      .run = run_save },
    { .subject = "filter",
      .verb = "drop",
      .summary = N_("deletes a saved filter"),
      .help = "",
      .arguments = drop_arguments,
      .argument_count = COUNT(drop_arguments),
      .needs = COMMAND_NEEDS_WRITE,
      .run = run_drop },
};
const struct command_group command_list = { commands, COUNT(commands) };

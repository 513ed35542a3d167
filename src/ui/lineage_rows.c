/* lineage_rows.c - ancestors and descendants as rows that open and close; only open ones exist. */
#include "lineage.h"

#include <math.h>
#include <string.h>

enum { INDENT_MOST = 12, SHALLOW = 4, WIDE = 110, OPEN_AT_ONCE = 40 };

const struct list_column lines_ancestor_columns[ANCESTOR_COLUMNS] = {
    { N_("Ancestor"), 30, 1, 0, ALIGN_LEFT },
    { N_("Gen."), 4, 0, 6, ALIGN_RIGHT },
    { N_("Sex"), 6, 0, 4, ALIGN_LEFT },
    { N_("Birth"), 10, 0, 3, ALIGN_LEFT },
    { N_("Fam."), 4, 0, 5, ALIGN_LEFT },
    { N_("Breed"), 8, 0, 8, ALIGN_LEFT },
    { "F", 7, 0, 0, ALIGN_RIGHT },
    { N_("Eq.gen"), 6, 0, 2, ALIGN_RIGHT },
    { N_("Times"), 8, 0, 1, ALIGN_LEFT },
};
const struct list_column lines_descendant_columns[DESCENDANT_COLUMNS] = {
    { N_("Descendant"), 30, 1, 0, ALIGN_LEFT }, { N_("Gen."), 4, 0, 6, ALIGN_RIGHT },
    { N_("Sex"), 6, 0, 2, ALIGN_LEFT },         { N_("Birth"), 10, 0, 1, ALIGN_LEFT },
    { N_("Fam."), 4, 0, 5, ALIGN_LEFT },        { "F", 7, 0, 3, ALIGN_RIGHT },
    { N_("Its young"), 9, 0, 0, ALIGN_RIGHT },  { N_("State"), 9, 0, 7, ALIGN_LEFT },
    { N_("Keeper"), 6, 0, 4, ALIGN_LEFT },
};

void lines_done(struct lines *l)
{
    memory_free(l->line);
    if (l->loaded)
        lineage_done(&l->lineage);
    l->line = NULL;
    l->count = l->room = l->deepest = 0;
    l->loaded = false;
}

/* Makes room for `count` rows at `at`; the caller fills them. */
static struct line *insert(struct lines *l, int at, int count, int depth)
{
    if (depth > l->deepest)
        l->deepest = depth;
    while (l->count + count > l->room) {
        l->room = l->room ? l->room * 2 : 64;
        l->line = memory_resize(l->line, (size_t)l->room, sizeof *l->line);
    }
    memmove(l->line + at + count, l->line + at, (size_t)(l->count - at) * sizeof *l->line);
    l->count += count;
    return l->line + at;
}

static void close_line(struct lines *l, int row)
{
    int end = row + 1;
    while (end < l->count && l->line[end].depth > l->line[row].depth)
        end++;
    memmove(l->line + row + 1, l->line + end, (size_t)(l->count - end) * sizeof *l->line);
    l->count -= end - row - 1;
    l->line[row].open = false;
}

/* ---- ancestors ---- */

static struct line ancestor(const struct lines *l, enum line_kind kind, int32_t at, int depth)
{
    const struct herd_pedigree *p = &l->lineage.p;
    if (at < 0)
        return (struct line){ .kind = kind, .at = at, .depth = depth };
    return (struct line){
        .kind = kind, .id = p->id[at], .at = at, .depth = depth, .branch = p->sire[at] >= 0 || p->dam[at] >= 0
    };
}

static void open_parents(struct lines *l, int row)
{
    struct line child = l->line[row];
    struct line *parents = insert(l, row + 1, 2, child.depth + 1);
    parents[0] = ancestor(l, LINE_SIRE, l->lineage.p.sire[child.at], child.depth + 1);
    parents[1] = ancestor(l, LINE_DAM, l->lineage.p.dam[child.at], child.depth + 1);
    l->line[row].open = true;
    l->line[row].above = false;
}

/* From top to bottom; shown[at] = to how many generations its ancestors stand open further up. */
static void open_to(struct lines *l, int generations)
{
    int *shown = memory_new((size_t)l->lineage.p.count * sizeof *shown);
    for (int row = 0; row < l->count; row++) {
        struct line *line = &l->line[row];
        int left = generations - line->depth;
        if (!line->branch || left <= 0)
            continue;
        line->above = shown[line->at] >= left;
        if (line->above)
            continue;
        shown[line->at] = left;
        open_parents(l, row);
    }
    memory_free(shown);
}

bool lines_ancestors(struct lines *l, int64_t animal, int generations, struct err *e)
{
    struct lineage lineage;
    if (!lineage_load(l->app->herd, animal, &lineage, e))
        return false;
    lines_done(l);
    l->lineage = lineage;
    l->loaded = true;
    *insert(l, 0, 1, 0) = ancestor(l, LINE_ROOT, lineage.root, 0);
    open_to(l, generations);
    return true;
}

/* ---- descendants ---- */

static bool open_mates(struct lines *l, int row, struct err *e)
{
    struct arena arena;
    struct descent_mate *mates;
    int count, depth = l->line[row].depth + 1;
    int64_t animal = l->line[row].id;
    arena_init(&arena);
    bool good = descent_mates(l->app->herd, animal, &arena, &mates, &count, e);
    if (good) {
        struct line *to = insert(l, row + 1, count, depth);
        for (int i = 0; i < count; i++)
            to[i] = (struct line){ .kind = LINE_MATE,
                                   .id = mates[i].mate,
                                   .whose = animal,
                                   .depth = depth,
                                   .young = mates[i].young,
                                   .branch = true };
        l->line[row].open = true;
    }
    arena_done(&arena);
    return good;
}

static bool open_young(struct lines *l, int row, struct err *e)
{
    struct arena arena;
    struct line mate = l->line[row];
    int64_t *ids;
    int count;
    arena_init(&arena);
    bool good = descent_young(l->app->herd, mate.whose, mate.id, &arena, &ids, &count, e);
    if (good) {
        struct line *to = insert(l, row + 1, count, mate.depth + 1);
        for (int i = 0; i < count; i++)
            to[i] = (struct line){ .kind = LINE_YOUNG, .id = ids[i], .depth = mate.depth + 1, .young = -1 };
        l->line[row].open = true;
    }
    arena_done(&arena);
    return good;
}

bool lines_count_young(struct lines *l, struct line *line, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int64_t young;
    if (line->young >= 0)
        return true;
    if (!store_query(l->app->herd->store, "descent_count", &q, e))
        return false;
    query_bind_int(q, ":animal", line->id);
    if (!query_one_int(q, 0, &young, e))
        return false;
    line->young = (int)young;
    line->branch = young > 0;
    return true;
}

bool lines_descendants(struct lines *l, int64_t animal, struct err *e)
{
    lines_done(l);
    *insert(l, 0, 1, 0) = (struct line){ .kind = LINE_ROOT, .id = animal, .young = -1 };
    if (!open_mates(l, 0, e))
        return false;
    int young = 0;
    for (int row = 1; row < l->count; row++)
        young += l->line[row].young;
    l->line[0].young = young; /* counted already: reading 30,000 once more would be felt */
    l->line[0].branch = young > 0;
    if (young > OPEN_AT_ONCE)
        return true;
    for (int row = l->count - 1; row > 0; row--)
        if (!open_young(l, row, e))
            return false;
    return true;
}

/* ---- opening and closing ---- */

bool lines_fold(struct lines *l, int row, struct err *e)
{
    struct line *line = &l->line[row];
    if (line->kind == LINE_YOUNG && !lines_count_young(l, line, e))
        return false;
    if (line->open) {
        close_line(l, row);
        return true;
    }
    if (!line->branch)
        return true;
    if (l->loaded) {
        open_parents(l, row);
        return true;
    }
    return line->kind == LINE_MATE ? open_young(l, row, e) : open_mates(l, row, e);
}

/* ---- what stands in a row ---- */

const char *lines_f(double f, bool told)
{
    return told ? app_f(f) : _("unknown");
}

static const char *relation(enum line_kind kind)
{
    static const char *const names[] = { "", N_("Sire"), N_("Dam"), N_("Mate"), "" };
    return *names[kind] ? _(names[kind]) : "";
}

/* Deep trees are indented less where there is no room. */
static void head(const struct lines *l, const struct line *line, const char *number, bool repeated, struct strbuf *out)
{
    int indent = line->depth < INDENT_MOST ? line->depth : INDENT_MOST;
    const char *name = relation(line->kind);
    int step = l->deepest > SHALLOW && terminal_columns() < WIDE ? 1 : 2;
    strbuf_printf(out, "%*s%s %s%s%s%s", indent * step, "",
                  !line->branch ? l->loaded && line->id ? "?" : " "
                  : line->open  ? "-"
                                : "+",
                  name, *name ? " " : "", number, repeated ? " =" : "");
}

static void roles(struct list_row *out, int count, enum cell_role role)
{
    for (int i = 0; i < count; i++)
        out->role[i] = role;
}

static const char *breed_of(const struct herd *herd, const struct pedigree_facts *facts)
{
    const struct breed *breed =
        facts->breed && facts->species ? dictionary_breed(&herd->dictionary, facts->species, facts->breed) : NULL;
    return breed ? herd_label(herd, breed->zh, breed->en) : "";
}

void lines_fill_ancestor(const struct lines *l, const struct line *line, struct list_row *out)
{
    const struct lineage *lineage = &l->lineage;
    struct pedigree_facts facts;
    struct arena arena;
    struct err e;
    if (!line->id) {
        head(l, line, _("unknown"), false, &out->cell[0]);
        roles(out, ANCESTOR_COLUMNS, ROLE_DIM);
        return;
    }
    bool repeated = lineage->times[line->at] > 1;
    arena_init(&arena);
    if (pedigree_facts(l->app->herd, line->id, &arena, &facts, &e)) {
        head(l, line, facts.number ? facts.number : "-", repeated, &out->cell[0]);
        strbuf_printf(&out->cell[1], "%d", line->depth);
        strbuf_add(&out->cell[2], herd_code_label(l->app->herd, "sex", facts.sex));
        strbuf_add(&out->cell[3], app_day(facts.birth, facts.birth_precision));
        strbuf_add(&out->cell[4], facts.family ? facts.family : "");
        strbuf_add(&out->cell[5], breed_of(l->app->herd, &facts));
        strbuf_add(&out->cell[6], lines_f(lineage->p.f[line->at], lineage_tells_f(lineage, line->at)));
        strbuf_printf(&out->cell[7], "%.2f", lineage->equivalent[line->at]);
    }
    arena_done(&arena);
    if (!repeated)
        return;
    strbuf_printf(&out->cell[8], _("%s x"), app_count(lineage->times[line->at]));
    if (line->above)
        strbuf_printf(&out->cell[8], " %s", _("above"));
    roles(out, ANCESTOR_COLUMNS, ROLE_WARNING);
}

static void fill_mate(struct lines *l, const struct line *line, struct list_row *out)
{
    struct pedigree_facts facts = { 0 };
    struct arena arena;
    struct err e;
    arena_init(&arena);
    bool known = line->id && pedigree_facts(l->app->herd, line->id, &arena, &facts, &e);
    head(l, line, !known ? _("unknown") : facts.number ? facts.number : "-", false, &out->cell[0]);
    strbuf_add(&out->cell[4], facts.family ? facts.family : "");
    strbuf_add(&out->cell[6], app_count(line->young));
    arena_done(&arena);
    roles(out, DESCENDANT_COLUMNS, ROLE_LABEL);
}

/* A mate stands between two generations: only the young's rows count. */
static int generation(const struct line *line)
{
    return line->depth / 2;
}

void lines_fill_descendant(struct lines *l, struct line *line, struct list_row *out)
{
    const struct herd *herd = l->app->herd;
    struct arena arena;
    struct animal a;
    struct err e;
    if (line->kind == LINE_MATE) {
        fill_mate(l, line, out);
        return;
    }
    arena_init(&arena);
    if (lines_count_young(l, line, &e) && animal_load(l->app->herd, line->id, &arena, &a, &e)) {
        head(l, line, a.number ? a.number : "-", false, &out->cell[0]);
        strbuf_printf(&out->cell[1], "%d", generation(line));
        strbuf_add(&out->cell[2], herd_code_label(herd, "sex", a.sex));
        strbuf_add(&out->cell[3], app_day(a.birth, a.birth_precision));
        strbuf_add(&out->cell[4], a.family ? a.family : "");
        strbuf_add(&out->cell[5], lines_f(a.f, isnan(a.f) || pedigree_tells_f(a.f, a.sire && a.dam, a.completeness)));
        strbuf_add(&out->cell[6], line->young ? app_count(line->young) : "");
        strbuf_add(&out->cell[7], a.left_kind && !a.present ? herd_code_label(herd, "leave", a.left_kind)
                                  : a.state                 ? herd_code_label(herd, "state", a.state)
                                                            : herd_code_label(herd, "stage", a.stage));
        strbuf_add(&out->cell[8], a.keeper_code ? a.keeper_code : "");
        roles(out, DESCENDANT_COLUMNS, a.present ? ROLE_NORMAL : ROLE_DIM);
    }
    arena_done(&arena);
}

/* lineage.c - the ancestors of an animal as a tree with F; Enter goes on from the selected one. */
#include "screens.h"

#include <math.h>
#include <string.h>

enum { TICK = 500, GENERATIONS = 4, GENERATIONS_MOST = 8, INDENT = 3 };

struct lineage {
    struct app *app;
    int64_t animal, first, generation_seen;
    int generations;
    struct arena arena;
    struct animal root;
    struct pedigree_node *nodes;
    int count;
    struct list list;
};

static const struct list_column columns[] = {
    { N_("Ancestor"), 36, 1, 0, ALIGN_LEFT },
    { N_("Birth"), 10, 0, 1, ALIGN_LEFT },
    { "F", 7, 0, 0, ALIGN_RIGHT },
    { "", 14, 3, 2, ALIGN_LEFT },
};

static const char *relation(const struct pedigree_node *node)
{
    size_t length = strlen(node->path);
    if (!length)
        return "";
    return node->path[length - 1] == 'S' ? _("Sire") : _("Dam");
}

static void lineage_fill(void *context, int64_t row, struct list_row *out)
{
    const struct lineage *l = context;
    const struct pedigree_node *node = &l->nodes[row];
    strbuf_printf(&out->cell[0], "%*s%s%s%s", node->generation * INDENT, "", relation(node),
                  node->generation ? "  " : "", node->known && node->number ? node->number : _("unknown"));
    for (int i = 0; i < 4; i++)
        out->role[i] = !node->known ? ROLE_DIM : node->repeated ? ROLE_WARNING : ROLE_NORMAL;
    if (!node->known)
        return;
    strbuf_add(&out->cell[1], app_day(node->birth, node->birth_precision));
    strbuf_add(&out->cell[2], app_f(node->f));
    if (node->repeated)
        strbuf_add(&out->cell[3], _("repeated"));
}

static const struct list_operations rows = { .fill = lineage_fill };

static bool lineage_read(struct lineage *l, struct err *e)
{
    struct arena arena;
    struct animal root;
    struct pedigree_node *nodes;
    int count;
    arena_init(&arena);
    if (!animal_load(l->app->herd, l->animal, &arena, &root, e) ||
        !pedigree_tree(l->app->herd, l->animal, l->generations, &arena, &nodes, &count, e)) {
        arena_done(&arena);
        return false;
    }
    arena_done(&l->arena);
    l->arena = arena;
    l->root = root;
    l->nodes = nodes;
    l->count = count;
    l->generation_seen = store_generation(l->app->herd->store);
    list_reload(&l->list, count);
    return true;
}

static void lineage_again(struct lineage *l)
{
    struct err e;
    if (!lineage_read(l, &e))
        screen_error(&e);
}

static bool lineage_open(void *state, struct err *e)
{
    struct lineage *l = state;
    list_init(&l->list, columns, COUNT(columns), &rows, l);
    return lineage_read(l, e);
}

static void lineage_title(void *state, struct screen_title *title)
{
    struct lineage *l = state;
    strbuf_add(&title->crumb, _("Pedigree"));
    if (l->animal != l->first)
        strbuf_printf(&title->crumb, " %s", l->root.number ? l->root.number : "-");
    if (!isnan(l->root.f))
        strbuf_printf(&title->context, "F %s", app_f(l->root.f));
    if (!isnan(l->root.completeness))
        strbuf_printf(&title->context, _("  known %s"), app_percent(l->root.completeness));
    strbuf_printf(&title->count, _("%d generations"), l->generations);
}

static void lineage_draw(void *state, struct area body)
{
    struct lineage *l = state;
    list_draw(&l->list, body);
}

static void lineage_parts(void *state, struct screen_parts *parts)
{
    parts->list = &((struct lineage *)state)->list;
}

static void root_at(struct lineage *l, int64_t animal)
{
    int64_t before = l->animal;
    struct err e;
    l->animal = animal;
    if (lineage_read(l, &e)) {
        list_select(&l->list, 0);
        return;
    }
    screen_error(&e);
    l->animal = before;
}

static void reach(struct lineage *l, int generations)
{
    if (generations < 1 || generations > GENERATIONS_MOST)
        return;
    l->generations = generations;
    lineage_again(l);
}

static bool lineage_input(void *state, const struct input *input, int command)
{
    struct lineage *l = state;
    int64_t row = l->list.row;
    const struct pedigree_node *node = row >= 0 && row < l->count ? &l->nodes[row] : NULL;
    if (input->kind == INPUT_TICK) {
        if (store_generation(l->app->herd->store) != l->generation_seen)
            lineage_again(l);
        return true;
    }
    if (command == APP_MORE || command == APP_LESS) {
        reach(l, l->generations + (command == APP_MORE ? 1 : -1));
        return true;
    }
    if (command == APP_VIEW && node && node->known) {
        app_push_animal(l->app, node->id);
        return true;
    }
    enum widget_result result = list_input(&l->list, input);
    if (result == WIDGET_CHOSEN && node && node->known)
        root_at(l, node->id);
    return result != WIDGET_IGNORED;
}

static void lineage_close(void *state)
{
    struct lineage *l = state;
    list_done(&l->list);
    arena_done(&l->arena);
    memory_free(l);
}

static const char *const contexts[] = { "lineage", "list", NULL };
static const struct screen_operations operations = {
    .contexts = contexts,
    .tick = TICK,
    .open = lineage_open,
    .title = lineage_title,
    .draw = lineage_draw,
    .input = lineage_input,
    .close = lineage_close,
    .parts = lineage_parts,
};

void app_push_lineage(struct app *app, int64_t animal)
{
    struct err e;
    struct lineage *l = memory_new(sizeof *l);
    l->app = app;
    l->animal = l->first = animal;
    l->generations = GENERATIONS;
    arena_init(&l->arena);
    if (screen_push(&operations, l, &e))
        return;
    screen_error(&e);
    lineage_close(l);
}

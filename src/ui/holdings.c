/* holdings.c - the three tiers as a tree, with live heads at every node by keeper, owner and place. */
#include "app.h"

#include <string.h>

struct holdings {
    struct app *app;
    struct arena arena;
    struct holding *all;
    int count;
    struct holding_count *counts;
    int counts_count;
    const struct holding_count **by_id;
    int64_t most_id;
    struct tree tree;
    int heads_width; /* columns */
    int64_t generation;
};

static const struct holding_count *count_of(const struct holdings *h, int64_t id)
{
    return id <= h->most_id ? h->by_id[id] : NULL;
}

static void index_counts(struct holdings *h)
{
    h->most_id = 0;
    for (int i = 0; i < h->counts_count; i++)
        if (h->counts[i].holding > h->most_id)
            h->most_id = h->counts[i].holding;
    h->by_id = arena_new(&h->arena, ((size_t)h->most_id + 1) * sizeof *h->by_id);
    for (int i = 0; i < h->counts_count; i++)
        h->by_id[h->counts[i].holding] = &h->counts[i];
}

/* In tree order a holding's first child stands right behind it. */
static bool has_children(const struct holdings *h, const struct holding *one)
{
    const struct holding *next = one + 1;
    return next < h->all + h->count && next->parent == one->id;
}

static const char *const headings[] = { N_("kept"), N_("owned"), N_("here") };

/* As wide as the widest number or heading, and a gap. */
static int heads_width(const struct holdings *h)
{
    int most = 0;
    for (size_t i = 0; i < COUNT(headings); i++)
        most = utf8_width(_(headings[i])) > most ? utf8_width(_(headings[i])) : most;
    for (int i = 0; i < h->counts_count; i++) {
        const struct holding_count *c = &h->counts[i];
        const int64_t numbers[] = { c->kept_below, c->owned_below, c->standing_below };
        for (size_t k = 0; k < COUNT(numbers); k++)
            most = utf8_width(app_count(numbers[k])) > most ? utf8_width(app_count(numbers[k])) : most;
    }
    return most + 2;
}

/* At the right of a column of heads. */
static void add_heads(struct strbuf *out, const char *text, int columns)
{
    for (int width = utf8_width(text); width < columns; width++)
        strbuf_add_char(out, ' ');
    strbuf_add(out, text);
}

static void add_node(struct holdings *h, struct tree *tree, const struct holding *one)
{
    struct strbuf left, right;
    strbuf_init(&left);
    strbuf_init(&right);
    const struct holding_count *c = count_of(h, one->id);
    strbuf_printf(&left, "%s  %s", one->code, one->name);
    if (one->person && strcmp(one->person, one->name) != 0) /* a household is called like its head */
        strbuf_printf(&left, "  %s", one->person);
    strbuf_add(&right, herd_code_label(h->app->herd, "tier", one->tier));
    add_heads(&right, app_count(c ? c->kept_below : 0), h->heads_width);
    add_heads(&right, app_count(c ? c->owned_below : 0), h->heads_width);
    add_heads(&right, app_count(c ? c->standing_below : 0), h->heads_width);
    tree_add(tree, one->id, left.text, right.text, has_children(h, one),
             one->closed != DATE_NONE ? ROLE_DIM : ROLE_NORMAL);
    strbuf_done(&left);
    strbuf_done(&right);
}

static void children(void *context, int64_t parent, struct tree *tree)
{
    struct holdings *h = context;
    for (int i = 0; i < h->count; i++)
        if (h->all[i].parent == parent && !h->all[i].voided)
            add_node(h, tree, &h->all[i]);
}

static const struct tree_operations nodes = { .children = children };

static bool holdings_load(struct holdings *h, struct err *e)
{
    struct arena arena;
    arena_init(&arena);
    struct holding *all;
    struct holding_count *counts;
    int count, counts_count;
    if (!holding_all(h->app->herd, &arena, &all, &count, e) ||
        !holding_counts(h->app->herd, NULL, &arena, &counts, &counts_count, e)) {
        arena_done(&arena);
        return false;
    }
    arena_done(&h->arena);
    h->arena = arena;
    h->all = all;
    h->count = count;
    h->counts = counts;
    h->counts_count = counts_count;
    index_counts(h);
    h->heads_width = heads_width(h);
    h->generation = store_generation(h->app->herd->store);
    tree_load(&h->tree);
    tree_expand_to(&h->tree, 2);
    return true;
}

static bool holdings_open(void *state, struct err *e)
{
    struct holdings *h = state;
    tree_init(&h->tree, &nodes, h);
    return holdings_load(h, e);
}

static void holdings_title(void *state, struct screen_title *title)
{
    struct holdings *h = state;
    strbuf_add(&title->crumb, _("Holdings"));
    strbuf_printf(&title->count, _("%d holdings"), h->count);
}

static void add_heading(const struct holdings *h, struct strbuf *out)
{
    for (size_t i = 0; i < COUNT(headings); i++)
        add_heads(out, _(headings[i]), h->heads_width);
}

static void holdings_draw(void *state, struct area body)
{
    struct holdings *h = state;
    struct strbuf head;
    strbuf_init(&head);
    add_heading(h, &head);
    cell(body.y, body.x, body.columns, head.text, ALIGN_RIGHT, ROLE_HEADER);
    cell_text(body.y, body.x + 3, body.columns / 2, _("Holding"), ROLE_HEADER);
    strbuf_done(&head);
    body.y++;
    body.rows--;
    tree_draw(&h->tree, body);
    if (!h->count)
        cell(body.y, body.x + 1, body.columns - 1, _("No holding yet. a adds one."), ALIGN_LEFT, ROLE_DIM);
}

static void holdings_parts(void *state, struct screen_parts *parts)
{
    parts->tree = &((struct holdings *)state)->tree;
    add_heading(state, parts->about);
}

static void holdings_refresh(struct holdings *h)
{
    struct err e;
    if (!holdings_load(h, &e))
        screen_error(&e);
}

static bool holdings_input(void *state, const struct input *input, int command)
{
    struct holdings *h = state;
    int64_t id = tree_selected(&h->tree);
    if (input->kind == INPUT_TICK) {
        if (store_generation(h->app->herd->store) != h->generation)
            holdings_refresh(h);
        return true;
    }
    if (command == APP_ADD) {
        app_push_holding(h->app, 0, id);
        return true;
    }
    if (command == APP_EDIT && id) {
        app_push_holding(h->app, id, 0);
        return true;
    }
    if (command == APP_REPORT && id) {
        struct err e;
        if (!app_push_report(h->app, id, &e))
            screen_error(&e);
        return true;
    }
    if (command == APP_ENTER && id) {
        app_push_grid_start(h->app, id);
        return true;
    }
    enum widget_result result = tree_input(&h->tree, input);
    if (result == WIDGET_CHOSEN && id)
        app_push_herd(h->app, id);
    return result != WIDGET_IGNORED;
}

static void holdings_reveal(void *state)
{
    struct holdings *h = state;
    if (store_generation(h->app->herd->store) != h->generation)
        holdings_refresh(h);
}

static void holdings_close(void *state)
{
    struct holdings *h = state;
    tree_done(&h->tree);
    arena_done(&h->arena);
    memory_free(h);
}

static void holdings_language(void *state)
{
    holdings_refresh(state);
}

static const char *const contexts[] = { "holdings", "tree", NULL };
static const struct screen_operations operations = {
    .contexts = contexts,
    .tick = 500,
    .open = holdings_open,
    .title = holdings_title,
    .draw = holdings_draw,
    .input = holdings_input,
    .language = holdings_language,
    .reveal = holdings_reveal,
    .close = holdings_close,
    .parts = holdings_parts,
};

bool app_push_holdings(struct app *app, struct err *e)
{
    struct holdings *h = memory_new(sizeof *h);
    h->app = app;
    arena_init(&h->arena);
    if (screen_push(&operations, h, e))
        return true;
    holdings_close(h);
    return false;
}

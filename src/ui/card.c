/* card.c - what the card of an animal shows, gathered as texts. */
#include "card.h"

#include <math.h>
#include <string.h>

enum { GENERATIONS = 3, OFFSPRING_SHOWN = 40, FACTS_MOST = 32 };

struct gather {
    struct app *app;
    struct card_data *data;
    struct err *e;
};

/* ---- facts ---- */
static void fact(struct card_data *d, const char *label, const char *value, enum cell_role role)
{
    if (value && *value && d->fact_count < FACTS_MOST)
        d->facts[d->fact_count++] = (struct card_fact){ label, value, role };
}

static const char *two(struct card_data *d, const char *first, const char *second)
{
    if (!first || !*first)
        return second;
    return second && *second ? arena_printf(&d->arena, "%s  %s", first, second) : first;
}

static const char *day_text(struct card_data *d, date_day day, enum date_precision precision)
{
    return arena_text(&d->arena, app_day(day, precision));
}

static const char *species_text(const struct herd *herd, const struct animal *a)
{
    const struct species *s = dictionary_species(&herd->dictionary, a->species ? a->species : "");
    const struct breed *b = a->breed ? dictionary_breed(&herd->dictionary, a->species, a->breed) : NULL;
    if (b)
        return herd_label(herd, b->zh, b->en);
    return s ? herd_label(herd, s->zh, s->en) : a->species;
}

static const char *official_tag(struct gather *g)
{
    struct identifier *all;
    struct err ignored;
    int count;
    if (!identifier_all(g->app->herd, g->data->animal.id, &g->data->arena, &all, &count, &ignored))
        return "";
    for (int i = 0; i < count; i++)
        if (all[i].to == DATE_NONE && strcmp(all[i].kind, "official") == 0)
            return all[i].value;
    return "";
}

static void facts_of_body(struct gather *g)
{
    struct card_data *d = g->data;
    const struct animal *a = &d->animal;
    const struct herd *herd = g->app->herd;
    char weight[NUMBER_TEXT];
    fact(d, _("Sex"), two(d, herd_code_label(herd, "sex", a->sex), herd_code_label(herd, "stage", a->stage)),
         ROLE_NORMAL);
    fact(d, _("Ear tag"), official_tag(g), ROLE_NORMAL);
    fact(d, _("Birth"), day_text(d, a->birth, a->birth_precision), ROLE_NORMAL);
    fact(d, _("State"), two(d, herd_code_label(herd, "state", a->state), day_text(d, a->state_day, DATE_DAY)),
         ROLE_GOOD);
    if (a->left_kind && !a->present)
        fact(d, _("Left"), two(d, herd_code_label(herd, "leave", a->left_kind), day_text(d, a->left_day, DATE_DAY)),
             ROLE_WARNING);
    fact(d, _("Keeper"), two(d, a->keeper_code, a->keeper_name), ROLE_NORMAL);
    fact(d, _("Owner"), two(d, a->owner_code, a->owner_name), ROLE_NORMAL);
    fact(d, _("Place"), two(d, a->place_code, a->pen_code), ROLE_NORMAL);
    if (a->parity)
        fact(d, _("Parity"), arena_printf(&d->arena, "%d", a->parity), ROLE_NORMAL);
    fact(d, _("Last birth"), day_text(d, a->last_birth, DATE_DAY), ROLE_NORMAL);
    if (a->last_weight_day != DATE_NONE)
        fact(d, _("Weight"),
             arena_printf(&d->arena, "%s %s %s", number_format_thousandths(a->last_weight, 1, weight),
                          herd_code_label(herd, "unit", "kg"), app_day(a->last_weight_day, DATE_DAY)),
             ROLE_NORMAL);
}

static void facts_of_blood(struct gather *g)
{
    struct card_data *d = g->data;
    const struct animal *a = &d->animal;
    const struct herd *herd = g->app->herd;
    fact(d, _("Family"), a->family, ROLE_NORMAL);
    bool told = pedigree_tells_f(a->f, a->sire && a->dam, a->completeness);
    fact(d, _("Inbreeding"),
         isnan(a->f) ? ""
         : told      ? arena_text(&d->arena, app_f(a->f))
                     : _("unknown"),
         a->f >= 0.0625 ? ROLE_WARNING : ROLE_NORMAL);
    fact(d, _("Pedigree"), arena_text(&d->arena, app_percent(a->completeness)), ROLE_NORMAL);
    fact(d, _("Breed"), species_text(herd, a), ROLE_NORMAL);
    if (a->birth_type)
        fact(d, _("Born as"), herd_code_label(herd, "birth_type", arena_printf(&d->arena, "%d", a->birth_type)),
             ROLE_NORMAL);
    fact(d, "FecB", a->fecb, ROLE_NORMAL);
    fact(d, _("Coat"), herd_code_label(herd, "coat", a->coat), ROLE_NORMAL);
    fact(d, _("Origin"), a->origin, ROLE_NORMAL);
    fact(d, _("Note"), a->note, ROLE_NORMAL);
    fact(d, _("Void"), a->voided, ROLE_ERROR);
}

/* ---- rows ---- */
static struct card_row *add_row(struct card_data *d, enum card_row_kind kind, int64_t id)
{
    if (d->row_count == d->row_capacity) {
        d->row_capacity = d->row_capacity ? d->row_capacity * 2 : 64;
        d->rows = memory_resize(d->rows, (size_t)d->row_capacity, sizeof *d->rows);
    }
    struct card_row *row = &d->rows[d->row_count++];
    *row = (struct card_row){ .kind = kind, .id = id, .cell = { "", "", "", "" }, .role = ROLE_NORMAL };
    return row;
}

static void heading(struct card_data *d, const char *text, int count)
{
    struct card_row *row = add_row(d, CARD_HEADING, 0);
    row->role = ROLE_HEADER;
    row->cell[0] = text;
    if (count >= 0)
        row->cell[1] = arena_text(&d->arena, app_count(count));
}

static void heading_two(struct card_data *d, const char *first, const char *second)
{
    heading(d, first, -1);
    d->rows[d->row_count - 1].cell[1] = second;
}

static void rows_of_events(struct gather *g)
{
    struct card_data *d = g->data;
    const struct dictionary *dictionary = &g->app->herd->dictionary;
    heading(d, _("Events"), d->event_count);
    for (int i = 0; i < d->event_count; i++) {
        const struct event *event = &d->events[i];
        const struct event_kind *kind = dictionary_kind(dictionary, event->kind);
        struct card_row *row = add_row(d, CARD_EVENT, event->id);
        row->cell[0] = day_text(d, event->day, DATE_DAY);
        row->cell[1] = kind ? herd_label(g->app->herd, kind->zh, kind->en) : event->kind;
        row->cell[2] = two(d, event->voided ? _("void") : "", event->words ? event->words : "");
        row->cell[3] = event->holding_code ? event->holding_code : "";
        if (event->voided)
            row->role = ROLE_DIM;
    }
}

/* "Sire", "  Dam": indented by generation. */
static const char *relation(struct card_data *d, const struct pedigree_node *node)
{
    size_t length = strlen(node->path);
    return arena_printf(&d->arena, "%*s%s", (int)(length ? length - 1 : 0) * 2, "",
                        node->path[length - 1] == 'S' ? _("Sire") : _("Dam"));
}

static bool rows_of_lineage(struct gather *g)
{
    struct card_data *d = g->data;
    struct pedigree_node *nodes;
    int count;
    if (!pedigree_tree(g->app->herd, d->animal.id, GENERATIONS, &d->arena, &nodes, &count, g->e))
        return false;
    heading(d, _("Ancestors"), -1);
    for (int i = 0; i < count; i++) {
        const struct pedigree_node *node = &nodes[i];
        if (!node->generation)
            continue;
        struct card_row *row = add_row(d, CARD_ANIMAL, node->known ? node->id : 0);
        row->cell[0] = relation(d, node);
        row->cell[1] = node->known && node->number ? node->number : _("unknown");
        row->role = !node->known ? ROLE_DIM : node->repeated ? ROLE_WARNING : ROLE_NORMAL;
        if (!node->known)
            continue;
        const char *f = isnan(node->f) || node->f == 0 ? "" : arena_printf(&d->arena, "F %s", app_f(node->f));
        row->cell[2] =
            two(d, two(d, day_text(d, node->birth, node->birth_precision), f), node->repeated ? _("repeated") : "");
    }
    return true;
}

static bool rows_of_offspring(struct gather *g)
{
    struct card_data *d = g->data;
    if (!d->offspring_count)
        return true;
    heading(d, _("Offspring"), d->offspring_count);
    for (int i = d->offspring_count - 1; i >= 0 && d->offspring_count - i <= OFFSPRING_SHOWN; i--) {
        struct animal young;
        struct strbuf words;
        if (!animal_load(g->app->herd, d->offspring[i], &d->arena, &young, g->e))
            return false;
        strbuf_init(&words);
        animal_words(g->app, &young, &words);
        struct card_row *row = add_row(d, CARD_ANIMAL, young.id);
        row->cell[0] = day_text(d, young.birth, young.birth_precision);
        row->cell[1] = young.number ? young.number : "-";
        row->cell[2] = arena_text(&d->arena, words.text);
        row->cell[3] = young.keeper_code ? young.keeper_code : "";
        row->role = young.present ? ROLE_NORMAL : ROLE_DIM;
        strbuf_done(&words);
    }
    return true;
}

static bool rows_of_places(struct gather *g)
{
    struct card_data *d = g->data;
    struct residence *all;
    int count;
    if (!event_residences(g->app->herd, d->animal.id, &d->arena, &all, &count, g->e))
        return false;
    if (count)
        heading_two(d, _("Owner"), _("Keeper"));
    for (int i = 0; i < count; i++) {
        struct card_row *row = add_row(d, CARD_RESIDENCE, 0);
        row->cell[0] = day_text(d, all[i].from, DATE_DAY);
        row->cell[1] = strcmp(all[i].what, "owner") == 0 ? _("owner") : _("keeper");
        row->cell[2] = arena_printf(&d->arena, "%s %s%s%s", all[i].holding_code ? all[i].holding_code : "",
                                    all[i].holding_name ? all[i].holding_name : "",
                                    all[i].to == DATE_NONE ? "" : _("  until "), app_day(all[i].to, DATE_DAY));
        row->cell[3] = all[i].pen_code ? all[i].pen_code : "";
        row->role = all[i].to == DATE_NONE ? ROLE_NORMAL : ROLE_DIM;
    }
    return true;
}

static bool rows_of_numbers(struct gather *g)
{
    struct card_data *d = g->data;
    struct identifier *all;
    int count;
    if (!identifier_all(g->app->herd, d->animal.id, &d->arena, &all, &count, g->e))
        return false;
    if (count)
        heading(d, _("Numbers"), count);
    for (int i = 0; i < count; i++) {
        struct card_row *row = add_row(d, CARD_NUMBER, 0);
        row->cell[0] = day_text(d, all[i].from, DATE_DAY);
        bool former = all[i].to != DATE_NONE;
        const char *kind = herd_code_label(g->app->herd, "identifier_kind", all[i].kind);
        const char *reason = former ? herd_code_label(g->app->herd, "tag_reason", all[i].reason) : "";
        row->cell[1] = former ? arena_printf(&d->arena, _("former %s"), kind) : kind;
        row->cell[2] = two(d, all[i].value, reason);
        row->role = former ? ROLE_DIM : ROLE_NORMAL;
    }
    return true;
}

/* ---- all ---- */
static bool gather_all(struct gather *g, int64_t animal)
{
    struct card_data *d = g->data;
    struct herd *herd = g->app->herd;
    if (!animal_load(herd, animal, &d->arena, &d->animal, g->e) ||
        !event_of_animal(herd, animal, &d->arena, &d->events, &d->event_count, g->e) ||
        !pedigree_offspring(herd, animal, &d->arena, &d->offspring, &d->offspring_count, g->e))
        return false;
    d->facts = arena_new(&d->arena, FACTS_MOST * sizeof *d->facts);
    facts_of_body(g);
    facts_of_blood(g);
    rows_of_events(g);
    return rows_of_lineage(g) && rows_of_offspring(g) && rows_of_places(g) && rows_of_numbers(g);
}

bool card_load(struct app *app, int64_t animal, struct card_data *ret, struct err *e)
{
    *ret = (struct card_data){ 0 };
    struct gather g = { app, ret, e };
    if (gather_all(&g, animal))
        return true;
    card_done(ret);
    return false;
}

void card_done(struct card_data *data)
{
    arena_done(&data->arena);
    memory_free(data->rows);
    *data = (struct card_data){ 0 };
}

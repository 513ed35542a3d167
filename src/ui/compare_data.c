/* compare_data.c - what the comparison shows: the facts of both, the verdict, common ancestors or choices. */
#include "compare.h"
#include "lineage.h"

#include <math.h>
#include <string.h>

const struct list_column compare_source_columns[SOURCE_COLUMNS] = {
    { N_("Common ancestor"), 20, 1, 0, ALIGN_LEFT },
    { N_("Birth"), 10, 0, 2, ALIGN_LEFT },
    { N_("Fam."), 4, 0, 3, ALIGN_LEFT },
    { N_("Left, gen."), 10, 0, 0, ALIGN_RIGHT },
    { N_("Right, gen."), 11, 0, 0, ALIGN_RIGHT },
    { N_("Share"), 7, 0, 0, ALIGN_RIGHT },
    { N_("Of F"), 5, 0, 1, ALIGN_RIGHT },
};
const struct list_column compare_choice_columns[CHOICE_COLUMNS] = {
    { N_("Choice"), 14, 1, 0, ALIGN_LEFT }, { N_("Keeper"), 6, 0, 2, ALIGN_LEFT },
    { N_("Birth"), 10, 0, 5, ALIGN_LEFT },  { N_("Fam."), 4, 0, 4, ALIGN_LEFT },
    { N_("State"), 9, 0, 3, ALIGN_LEFT },   { N_("Young's F"), 9, 0, 0, ALIGN_RIGHT },
    { N_("Limit"), 6, 0, 1, ALIGN_RIGHT },  { N_("Verdict"), 19, 2, 0, ALIGN_LEFT },
};

/* ---- loading ---- */

static bool parent_number(struct compare_data *d, int64_t id, const char **ret, struct err *e)
{
    struct pedigree_facts facts;
    *ret = _("unknown");
    if (!id)
        return true;
    if (!pedigree_facts(d->app->herd, id, &d->arena, &facts, e))
        return false;
    *ret = facts.number ? facts.number : "-";
    return true;
}

static bool load_side(struct compare_data *d, struct compare_side *s, struct err *e)
{
    if (!s->chosen) {
        s->name = _("(type a number)");
        return true;
    }
    if (!s->mate.animal) {
        s->name = _("(imagined)");
        return parent_number(d, s->mate.sire, &s->sire, e) && parent_number(d, s->mate.dam, &s->dam, e);
    }
    if (!animal_load(d->app->herd, s->mate.animal, &d->arena, &s->animal, e))
        return false;
    s->name = s->animal.number ? s->animal.number : "-";
    s->sire = s->animal.sire_number ? s->animal.sire_number : _("unknown");
    s->dam = s->animal.dam_number ? s->animal.dam_number : _("unknown");
    return true;
}

/* An imagined one has the sex that the other needs. */
static void give_sex(struct compare_side *one, const struct compare_side *other)
{
    if (one->mate.animal || !other->mate.animal || !other->animal.sex)
        return;
    one->mate.sex = strcmp(other->animal.sex, "M") == 0 ? "F" : strcmp(other->animal.sex, "F") == 0 ? "M" : NULL;
}

static bool load_all(struct compare_data *d, struct err *e)
{
    enum { MOST = 1000 };
    struct compare_side *s = d->side;
    if (!load_side(d, &s[0], e) || !load_side(d, &s[1], e))
        return false;
    give_sex(&s[0], &s[1]);
    give_sex(&s[1], &s[0]);
    d->both = s[0].chosen && s[1].chosen;
    if (d->both)
        return mating_compare(d->app->herd, &s[0].mate, &s[1].mate, &d->arena, &d->comparison, e);
    const struct mate *one = s[0].chosen ? &s[0].mate : &s[1].mate;
    return !one->animal || mating_choices(d->app->herd, one->animal, d->everywhere, MOST, screen_progress(), &d->arena,
                                          &d->choices, &d->choice_count, &d->choice_total, e);
}

bool compare_load(struct app *app, const struct compare_side *sides, bool everywhere, struct compare_data *ret,
                  struct err *e)
{
    struct compare_data d = { .app = app, .everywhere = everywhere };
    arena_init(&d.arena);
    for (int i = 0; i < 2; i++) {
        d.side[i].chosen = sides[i].chosen;
        d.side[i].mate = sides[i].mate;
    }
    if (!load_all(&d, e)) {
        arena_done(&d.arena);
        return false;
    }
    *ret = d;
    return true;
}

void compare_done(struct compare_data *d)
{
    arena_done(&d->arena);
    *d = (struct compare_data){ 0 };
}

/* ---- the facts of one side ---- */

static void say_sex(const struct compare_data *d, const struct compare_side *s, struct strbuf *out)
{
    struct animal a = s->animal;
    a.keeper_code = NULL; /* it has a line of its own */
    if (s->mate.animal)
        animal_words(d->app, &a, out);
    else
        strbuf_add(out, herd_code_label(d->app->herd, "sex", s->mate.sex));
}

static void say_birth(const struct compare_data *d, const struct compare_side *s, struct strbuf *out)
{
    (void)d;
    if (s->mate.animal)
        strbuf_add(out, app_day(s->animal.birth, s->animal.birth_precision));
}

static void say_breed(const struct compare_data *d, const struct compare_side *s, struct strbuf *out)
{
    const struct animal *a = &s->animal;
    const struct breed *breed =
        a->breed && a->species ? dictionary_breed(&d->app->herd->dictionary, a->species, a->breed) : NULL;
    strbuf_printf(out, "%s%s%s", a->family ? a->family : "", a->family ? "  " : "",
                  breed ? herd_label(d->app->herd, breed->zh, breed->en) : "");
}

static void say_sire(const struct compare_data *d, const struct compare_side *s, struct strbuf *out)
{
    (void)d;
    strbuf_add(out, s->sire);
}

static void say_dam(const struct compare_data *d, const struct compare_side *s, struct strbuf *out)
{
    (void)d;
    strbuf_add(out, s->dam);
}

static void say_keeper(const struct compare_data *d, const struct compare_side *s, struct strbuf *out)
{
    (void)d;
    const struct animal *a = &s->animal;
    if (a->keeper_code)
        strbuf_printf(out, "%s %s", a->keeper_code, a->keeper_name ? a->keeper_name : "");
}

static void say_fecb(const struct compare_data *d, const struct compare_side *s, struct strbuf *out)
{
    (void)d;
    strbuf_add(out, s->animal.fecb ? s->animal.fecb : "");
}

/* Only once both are compared is their own F computed. */
static void say_f(const struct compare_data *d, const struct compare_side *s, struct strbuf *out)
{
    const struct comparison_side *blood = &d->comparison.side[s - d->side];
    if (!d->both)
        return;
    strbuf_printf(out, _("%s  of %.2f gen."), lines_f(blood->f, !isnan(blood->f)), blood->equivalent);
}

static const struct {
    const char *label;
    void (*say)(const struct compare_data *d, const struct compare_side *s, struct strbuf *out);
} facts[] = {
    { N_("Sex"), say_sex }, { N_("Birth"), say_birth },   { N_("Family"), say_breed }, { N_("Sire"), say_sire },
    { N_("Dam"), say_dam }, { N_("Keeper"), say_keeper }, { "FecB", say_fecb },        { "F", say_f },
};

/* A line that is empty on both sides is left out. */
static int draw_fact(const struct compare_data *d, size_t which, int y, struct area body, int label, int half)
{
    struct strbuf text[2];
    for (int i = 0; i < 2; i++) {
        strbuf_init(&text[i]);
        if (d->side[i].chosen)
            facts[which].say(d, &d->side[i], &text[i]);
    }
    bool any = text[0].length || text[1].length;
    if (any) {
        cell(y, body.x + 1, label, _(facts[which].label), ALIGN_LEFT, ROLE_LABEL);
        for (int i = 0; i < 2; i++)
            cell(y, body.x + 1 + label + 2 + i * half, half - 1, text[i].text, ALIGN_LEFT, ROLE_NORMAL);
    }
    strbuf_done(&text[0]);
    strbuf_done(&text[1]);
    return any;
}

/* ---- the verdict ---- */

static const enum cell_role level_roles[] = { ROLE_GOOD, ROLE_WARNING, ROLE_ERROR };
static const char *const level_names[] = { N_("may be mated"), N_("better not"), N_("barred") };

static int draw_line(struct area body, int y, enum cell_role role, struct strbuf *text)
{
    int lines = cell_rows(text->text, body.columns - 1);
    cell_wrapped((struct area){ y, body.x + 1, lines, body.columns - 1 }, text->text, role);
    strbuf_clear(text);
    return lines;
}

/* On one line where it fits, else on two. */
static int draw_young(const struct compare_data *d, int y, struct area body, struct strbuf *text)
{
    const struct comparison *c = &d->comparison;
    struct strbuf known;
    int used = 0;
    strbuf_init(&known);
    strbuf_printf(text, _("kinship = F of the young: %s"), lines_f(c->f, !isnan(c->f)));
    if (c->limit != PARAM_NONE)
        strbuf_printf(text, _(", limit %s (%s)"), app_f((double)c->limit / 1e5),
                      herd_code_label(d->app->herd, "tier", c->tier));
    strbuf_printf(&known, _("known %.2f generations, of three %.0f%%"), c->equivalent, c->completeness * 100);
    if (utf8_width(text->text) + utf8_width(known.text) + 4 > body.columns)
        used += draw_line(body, y, ROLE_NORMAL, text);
    else
        strbuf_add(text, "  ");
    strbuf_add(text, known.text);
    strbuf_done(&known);
    return used + draw_line(body, y + used, ROLE_NORMAL, text);
}

/* A young has one copy of B or + from each parent, either with the same chance. Nothing where one is not tested. */
static void fecb_words(const struct compare_data *d, struct strbuf *out)
{
    double b[2], chance[3];
    static const char *const types[] = { "BB", "B+", "++" };
    for (int i = 0; i < 2; i++) {
        const char *fecb = d->side[i].animal.fecb;
        if (!fecb || strlen(fecb) != 2)
            return;
        b[i] = ((fecb[0] == 'B') + (fecb[1] == 'B')) / 2.0;
    }
    chance[0] = b[0] * b[1];
    chance[2] = (1 - b[0]) * (1 - b[1]);
    chance[1] = 1 - chance[0] - chance[2];
    strbuf_add(out, _("FecB of the young:"));
    for (int i = 0; i < 3; i++)
        if (chance[i] > 0)
            strbuf_printf(out, "  %s %.0f%%", types[i], chance[i] * 100);
}

static int draw_verdict(const struct compare_data *d, int y, struct area body)
{
    enum { REASONS_SHOWN = 3 };
    const struct comparison *c = &d->comparison;
    const struct mating_verdict *v = &c->verdict;
    struct strbuf text;
    int used = 0;
    strbuf_init(&text);
    strbuf_printf(&text, _("%s: %s"), _(level_names[v->level]), c->relation);
    used += draw_line(body, y, level_roles[v->level], &text);
    used += draw_young(d, y + used, body, &text);
    fecb_words(d, &text);
    if (text.length)
        used += draw_line(body, y + used, ROLE_NORMAL, &text);
    for (int i = 0; i < v->reason_count && i < REASONS_SHOWN; i++) {
        strbuf_printf(&text, "- %s", v->reasons[i].words);
        used += draw_line(body, y + used, v->reasons[i].level ? level_roles[v->reasons[i].level] : ROLE_DIM, &text);
    }
    strbuf_done(&text);
    return used;
}

static int draw_choosing(const struct compare_data *d, int y, struct area body)
{
    const struct compare_side *one = d->side[0].chosen ? &d->side[0] : &d->side[1];
    struct strbuf text;
    strbuf_init(&text);
    if (!one->mate.animal)
        strbuf_add(&text, _("Type a number, or imagine an animal."));
    else
        strbuf_printf(&text,
                      d->everywhere ? _("For %s from everywhere: %s, its own place first, least F first")
                                    : _("For %s from its own place: %s, least F first"),
                      one->name, app_count(d->choice_total));
    int used = draw_line(body, y, ROLE_NORMAL, &text);
    strbuf_done(&text);
    return used;
}

int compare_draw(const struct compare_data *d, int active, struct area body)
{
    int label = 7, half = (body.columns - label - 3) / 2, y = body.y;
    cell(y, body.x, body.columns, "", ALIGN_LEFT, ROLE_HEADER);
    for (int i = 0; i < 2; i++) {
        int x = body.x + 1 + label + 2 + i * half;
        cell(y, x - 2, 2, i == active ? ">" : "", ALIGN_LEFT, ROLE_HEADER);
        cell(y, x, half - 2, d->side[i].name, ALIGN_LEFT, i == active ? ROLE_SELECTED : ROLE_HEADER);
    }
    y++;
    for (size_t i = 0; i < COUNT(facts); i++)
        y += draw_fact(d, i, y, body, label, half);
    y += d->both ? draw_verdict(d, y, body) : draw_choosing(d, y, body);
    return y - body.y;
}

void compare_about(const struct compare_data *d, struct strbuf *out)
{
    const struct comparison *c = &d->comparison;
    strbuf_printf(out, "%s | %s\n", d->side[0].name, d->side[1].name);
    for (size_t i = 0; i < COUNT(facts); i++) {
        strbuf_printf(out, "%s: ", _(facts[i].label));
        for (int k = 0; k < 2; k++) {
            strbuf_add(out, k ? " | " : "");
            if (d->side[k].chosen)
                facts[i].say(d, &d->side[k], out);
        }
        strbuf_add_char(out, '\n');
    }
    if (!d->both)
        return;
    strbuf_printf(out, _("%s: %s"), _(level_names[c->verdict.level]), c->relation);
    strbuf_add_char(out, '\n');
    strbuf_printf(out, _("kinship = F of the young: %s"), lines_f(c->f, !isnan(c->f)));
    strbuf_add_char(out, '\n');
    size_t before = out->length;
    fecb_words(d, out);
    if (out->length > before)
        strbuf_add_char(out, '\n');
    for (int i = 0; i < c->verdict.reason_count; i++)
        strbuf_printf(out, "- %s\n", c->verdict.reasons[i].words);
}

/* ---- rows ---- */

static void line_length(int generations, struct strbuf *out)
{
    if (generations == 0)
        strbuf_add(out, _("itself"));
    else
        strbuf_printf(out, "%d", generations);
}

void compare_fill_source(const struct compare_data *d, int64_t row, struct list_row *out)
{
    const struct comparison_source *source = &d->comparison.sources[row];
    struct pedigree_facts f;
    struct arena arena;
    struct err e;
    arena_init(&arena);
    if (pedigree_facts(d->app->herd, source->ancestor, &arena, &f, &e)) {
        strbuf_add(&out->cell[0], f.number ? f.number : _("(imagined)"));
        strbuf_add(&out->cell[1], app_day(f.birth, f.birth_precision));
        strbuf_add(&out->cell[2], f.family ? f.family : "");
    }
    arena_done(&arena);
    line_length(source->lines[0], &out->cell[3]);
    line_length(source->lines[1], &out->cell[4]);
    strbuf_add(&out->cell[5], app_f(source->share));
    strbuf_printf(&out->cell[6], "%.0f%%", source->share / d->comparison.kinship * 100);
}

void compare_fill_choice(const struct compare_data *d, int64_t row, struct list_row *out)
{
    const struct mating_choice *choice = &d->choices[row];
    const struct herd *herd = d->app->herd;
    struct animal a;
    struct arena arena;
    struct err e;
    arena_init(&arena);
    if (animal_load(d->app->herd, choice->animal, &arena, &a, &e)) {
        strbuf_add(&out->cell[0], a.number ? a.number : "-");
        strbuf_add(&out->cell[1], a.keeper_code ? a.keeper_code : "");
        strbuf_add(&out->cell[2], app_day(a.birth, a.birth_precision));
        strbuf_add(&out->cell[3], a.family ? a.family : "");
        strbuf_add(&out->cell[4],
                   a.state ? herd_code_label(herd, "state", a.state) : herd_code_label(herd, "stage", a.stage));
    }
    arena_done(&arena);
    strbuf_add(&out->cell[5], lines_f(choice->f, !isnan(choice->f)));
    if (choice->limit != PARAM_NONE)
        strbuf_add(&out->cell[6], app_f((double)choice->limit / 1e5));
    strbuf_add(&out->cell[7], *choice->brief     ? choice->brief
                              : isnan(choice->f) ? _("cannot be told")
                                                 : _(level_names[choice->level]));
    for (int i = 0; i < CHOICE_COLUMNS; i++)
        out->role[i] = choice->level == MATING_BARRED    ? ROLE_DIM
                       : !choice->here && !d->everywhere ? ROLE_DIM
                                                         : ROLE_NORMAL;
    out->role[7] = !choice->level && isnan(choice->f) ? ROLE_NORMAL : level_roles[choice->level];
}

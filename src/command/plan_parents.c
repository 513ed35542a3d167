/* plan_parents.c - who should be a parent, and of how many: optimal contributions */
#include "genetics_side.h"

#include "mupu/planner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct field parents_arguments[] = {
    { .name = "merit",
      .zh = "育种值",
      .en = "merit",
      .help = N_("with --pedigree: the column of a number to raise; without it kinship alone counts") },
    { .name = "most-kinship",
      .zh = "亲缘上限",
      .en = "most kinship",
      .help = N_("of the next generation, on average: 0.05 or 5%") },
    { .name = "rate",
      .zh = "每代增幅",
      .en = "rate a generation",
      .help = N_("by which kinship may rise instead: 1% keeps an effective size of 50; default with merit") },
    { .name = "matings",
      .zh = "配种数",
      .en = "matings",
      .type = FIELD_OF_COUNT,
      .help = N_("each of one male and one female, every female once at most; without it every female is mated") },
    { .name = "most-of-one",
      .zh = "每公最多配",
      .en = "most of one male",
      .type = FIELD_OF_COUNT,
      .help = N_("how often a male may be mated") },
    { .name = "frontier",
      .zh = "取舍曲线",
      .en = "frontier",
      .type = FIELD_OF_FLAG,
      .help = N_("what less kinship costs in merit, at 8 limits, instead of the animals") },
    GENETICS_FIELD_MALES,
    GENETICS_FIELD_FEMALES,
    GENETICS_FIELD_REFERENCE,
    GENETICS_FIELD_SPECIES,
    GENETICS_FIELD_PEDIGREE,
    GENETICS_FIELD_FORMAT,
};

struct parents {
    struct genetics_source s;
    int32_t *candidate; /* [males + females], males first */
    int32_t males, females, without_merit;
    double *merit, *most; /* [candidates]; merit NULL */
    int64_t matings, most_of_one;
    double now, limit; /* mean kinship of the candidates, each sex one half; < 0: the least */
    struct kinship_product *product;
    struct contribute_problem problem;
    struct contribute_result result;
    int32_t *number; /* [candidates] matings */
};

static void parents_close(struct parents *x)
{
    kinship_product_close(x->product);
    contribute_done(&x->result);
    memory_free(x->candidate);
    memory_free(x->merit);
    memory_free(x->most);
    memory_free(x->number);
    genetics_source_close(&x->s);
}

static int32_t candidates(const struct parents *x)
{
    return x->males + x->females;
}

/* ---- what is asked ---- */

/* "0.05" or "5%". */
static bool read_share(const struct record *r, const char *name, double otherwise, double *ret, struct err *e)
{
    const char *text = record_text(r, name);
    *ret = otherwise;
    if (!text)
        return true;
    size_t length = strlen(text);
    bool percent = length && text[length - 1] == '%';
    char number[32];
    snprintf(number, sizeof number, "%.*s", (int)(length - percent), text);
    if (!number_parse_double(number, ret, e) || !(*ret >= 0.0 && *ret <= (percent ? 100.0 : 1.0)))
        return err_set(e, ERR_USAGE, name, _("--%s \"%s\": give a fraction as 0.05 or a percentage as 5%%"), name,
                       text);
    *ret *= percent ? 0.01 : 1.0;
    return true;
}

static bool read_number(const struct record *r, const char *name, int64_t otherwise, int64_t *ret, struct err *e)
{
    const char *text = record_text(r, name);
    *ret = otherwise;
    return !text || number_parse_int(text, 1, 1000000, ret, e) || err_prefix(e, "--%s: ", name);
}

static bool options_agree(const struct record *r, struct err *e)
{
    if (record_text(r, "most-kinship") && record_text(r, "rate"))
        return err_set(e, ERR_USAGE, "rate", _("give --most-kinship or --rate, not both"));
    if (record_text(r, "merit") && !record_text(r, "pedigree"))
        return err_set(e, ERR_USAGE, "merit",
                       _("The book keeps no breeding values yet: --merit is a column of a --pedigree file."));
    static const char *const of_merit[] = { "most-kinship", "rate", "frontier" };
    for (size_t i = 0; i < COUNT(of_merit); i++)
        if (record_text(r, of_merit[i]) && !record_text(r, "merit"))
            return err_set(e, ERR_USAGE, of_merit[i],
                           _("--%s goes with --merit. Without merit the least kinship is found."), of_merit[i]);
    return true;
}

/* ---- candidates ---- */

static bool choose(struct parents *x, const struct record *asked, struct err *e)
{
    int32_t *male = NULL, *female = NULL;
    bool good = genetics_side_choose(&x->s, asked, "males", 'M', &male, &x->males, e) &&
                genetics_side_choose(&x->s, asked, "females", 'F', &female, &x->females, e);
    if (good) {
        x->candidate = memory_resize(NULL, (size_t)candidates(x) + 1, sizeof *x->candidate);
        memcpy(x->candidate, male, (size_t)x->males * sizeof *male);
        memcpy(x->candidate + x->males, female, (size_t)x->females * sizeof *female);
    }
    memory_free(male);
    memory_free(female);
    return good;
}

/* Whoever has no merit is no candidate. */
static bool read_merit(struct parents *x, const char *word, struct err *e)
{
    struct genetics_factor factor;
    if (!genetics_source_factor(&x->s, word, &factor, e))
        return false;
    bool good = true;
    int32_t kept = 0, males = 0, count = candidates(x);
    x->merit = memory_resize(NULL, (size_t)count + 1, sizeof *x->merit);
    for (int32_t i = 0; good && i < count; i++) {
        int32_t level = factor.level[x->candidate[i]];
        if (level < 0)
            continue;
        good = number_parse_double(factor.name[level], &x->merit[kept], e) ||
               err_set(e, ERR_DATA, "merit", _("Animal %s: \"%s\" in column %s is not a number"),
                       genetics_source_name(&x->s, x->candidate[i]), factor.name[level], word);
        x->candidate[kept++] = x->candidate[i];
        males += i < x->males;
    }
    genetics_factor_done(&factor);
    x->without_merit = count - kept;
    x->males = males;
    x->females = kept - males;
    return good;
}

static void times(void *context, const double *v, double *ret)
{
    kinship_product_times(context, v, ret);
}

static double kinship_now(const struct parents *x)
{
    size_t count = (size_t)candidates(x) + 1;
    double *share = memory_resize(NULL, count, sizeof *share), *with = memory_resize(NULL, count, sizeof *with);
    double sum = 0.0;
    for (int32_t i = 0; i < candidates(x); i++)
        share[i] = 0.5 / (i < x->males ? x->males : x->females);
    kinship_product_times(x->product, share, with);
    for (int32_t i = 0; i < candidates(x); i++)
        sum += share[i] * with[i];
    memory_free(share);
    memory_free(with);
    return sum;
}

static void set_limits(struct parents *x)
{
    double one = 0.5 / (double)x->matings;
    x->most = memory_resize(NULL, (size_t)candidates(x) + 1, sizeof *x->most);
    for (int32_t i = 0; i < candidates(x); i++)
        x->most[i] = i >= x->males ? one : fmin(0.5, (double)x->most_of_one * one);
    x->problem = (struct contribute_problem){ .males = x->males,
                                              .females = x->females,
                                              .merit = x->merit,
                                              .most = x->most,
                                              .product = times,
                                              .context = x->product };
}

static bool enough(const struct parents *x, struct err *e)
{
    if (!x->males || !x->females)
        return err_set(e, ERR_NO_INPUT, "merit", "%s", _("No male or no female has a merit."));
    if (x->matings > x->females)
        return err_set(e, ERR_USAGE, "matings", _("%lld matings are more than the %d females: each is mated once."),
                       (long long)x->matings, x->females);
    if (x->matings > x->most_of_one * x->males)
        return err_set(
            e, ERR_USAGE, "most-of-one",
            _("%d males with %lld matings each cannot serve %lld females. Allow more, or choose more males."), x->males,
            (long long)x->most_of_one, (long long)x->matings);
    return true;
}

static bool parents_open(struct command_context *c, const struct record *r, struct parents *x, struct err *e)
{
    struct record asked = genetics_side_adults(c, r);
    const char *columns[4], *merit = record_text(r, "merit");
    unsigned wants = genetics_side_wants(&asked, columns) | GENETICS_F;
    int at = 0;
    double rate, most;
    while (columns[at])
        at++;
    columns[at] = merit;
    columns[at + (merit != NULL)] = NULL;
    *x = (struct parents){ .limit = -1.0 };
    if (!options_agree(r, e) || !read_share(r, "rate", 0.01, &rate, e) ||
        !read_share(r, "most-kinship", -1, &most, e) || !genetics_source_open(c, r, wants, columns, &x->s, e))
        return false;
    bool good = choose(x, &asked, e) && (!merit || read_merit(x, merit, e)) &&
                read_number(r, "matings", x->females, &x->matings, e) &&
                read_number(r, "most-of-one", x->matings, &x->most_of_one, e) && enough(x, e) &&
                kinship_product_open(x->s.p, x->s.f, x->candidate, candidates(x), &x->product, e);
    if (good) {
        x->now = kinship_now(x);
        x->limit = !merit ? -1.0 : most >= 0.0 ? most : x->now + rate * (1.0 - x->now);
        set_limits(x);
        return true;
    }
    parents_close(x);
    return false;
}

/* ---- the table of animals ---- */

enum { GENERATIONS = 3 }; /* in which the pedigree is known */

struct line {
    int32_t candidate, number;
    double with;
};

/* Males first, each sex by its matings, then the least related. */
static int by_use(const void *left, const void *right)
{
    const struct line *a = left, *b = right;
    if (a->number != b->number)
        return b->number - a->number;
    if (a->with != b->with)
        return a->with < b->with ? -1 : 1;
    return a->candidate - b->candidate;
}

static void add_lines(struct parents *x, int32_t from, int32_t to, bool eyes, struct table *t)
{
    struct line *line = memory_new(((size_t)(to - from) + 1) * sizeof *line);
    int count = 0;
    for (int32_t i = from; i < to; i++)
        if (x->number[i])
            line[count++] = (struct line){ i, x->number[i], x->result.kinship_with[i] };
    qsort(line, (size_t)count, sizeof *line, by_use);
    for (int k = 0; k < count; k++) {
        int32_t i = line[k].candidate;
        int row = table_add_row(t, TABLE_ROW);
        table_set_text(t, row, 0, genetics_source_name(&x->s, x->candidate[i]));
        table_set_text(t, row, 1, !eyes ? (i < x->males ? "M" : "F") : i < x->males ? _("male") : _("female"));
        table_set_integer(t, row, 2, line[k].number);
        table_set_real(t, row, 3, x->result.share[i]);
        if (x->merit)
            table_set_real(t, row, 4, x->merit[i]);
        table_set_real(t, row, 5, line[k].with);
        table_set_real(t, row, 6, completeness_one(x->s.p, x->candidate[i], GENERATIONS));
    }
    memory_free(line);
}

static void animal_table(struct command_context *c, const struct record *r, struct parents *x, struct table *ret)
{
    const struct table_column columns[] = {
        { "animal", _("Animal"), TABLE_TEXT, 0, 1, false },
        { "sex", _("Sex"), TABLE_TEXT, 0, 0, false },
        { "matings", _("Times used"), TABLE_COUNT, 0, 0, false },
        { "contribution", _("Contribution"), TABLE_PERCENT, 3, 0, false },
        { "merit", _("Merit"), TABLE_REAL, 3, 0, false },
        { "kinship", _("Kinship with all"), TABLE_REAL, 5, 0, false },
        { "known", _("Pedigree known"), TABLE_PERCENT, 0, 0, false },
    };
    struct table_column *kept = arena_new(c->arena, sizeof columns);
    memcpy(kept, columns, sizeof columns);
    table_init(ret, c->arena, "parents", _("Who should be a parent, and of how many"), kept, COUNT(columns));
    add_lines(x, 0, x->males, command_for_eyes(c, r), ret);
    add_lines(x, x->males, candidates(x), command_for_eyes(c, r), ret);
}

/* ---- words ---- */

static int32_t used(const struct parents *x, int32_t from, int32_t to)
{
    int32_t count = 0;
    for (int32_t i = from; i < to; i++)
        count += x->number[i] > 0;
    return count;
}

/* Matings of males that look less related than they may be. */
static int64_t of_unknown(const struct parents *x)
{
    int64_t count = 0;
    for (int32_t i = 0; i < x->males; i++)
        if (x->s.p.sire[x->candidate[i]] < 0 || x->s.p.dam[x->candidate[i]] < 0)
            count += x->number[i];
    return count;
}

static double mean_merit(const struct parents *x)
{
    double sum[2] = { 0.0, 0.0 };
    for (int32_t i = 0; i < candidates(x); i++)
        sum[i >= x->males] += x->merit[i];
    return 0.5 * (sum[0] / x->males + sum[1] / x->females);
}

static void say(struct command_context *c, const struct parents *x)
{
    const struct contribute_result *r = &x->result;
    command_say(c, _("%d of %d males and %d of %d females, %lld matings"), used(x, 0, x->males), x->males,
                used(x, x->males, candidates(x)), x->females, (long long)x->matings);
    if (x->without_merit)
        command_say(c, _("Left out for want of a merit: %d"), x->without_merit);
    if (of_unknown(x))
        command_say(c,
                    _("%lld of these matings are of males with an unknown parent: they may be more related than they "
                      "look"),
                    (long long)of_unknown(x));
    command_say(c, _("Mean kinship: %.5f with equal use of all, %.5f in the next generation"), x->now, r->kinship);
    if (x->merit)
        command_say(c, _("Merit: %.4f with equal use of all, %.4f in the next generation"), mean_merit(x), r->merit);
    if (r->end == CONTRIBUTE_LEAST)
        command_say(c, _("No use of these animals, not even in parts of a mating, has less than %.5f: proven"),
                    r->kinship_bound);
    else
        command_say(c,
                    _("No use of these animals within %.5f, not even in parts of a mating, has more than %.4f: proven"),
                    x->limit, r->merit_bound);
    if (r->end == CONTRIBUTE_SLACK)
        command_say(c, _("The limit on kinship does not matter: the best are used as far as each may be."));
}

/* ---- the frontier ---- */

enum { POINTS = 8 };

static bool frontier_table(struct command_context *c, struct parents *x, struct table *ret, struct err *e)
{
    const struct table_column columns[] = {
        { "kinship", _("Mean kinship"), TABLE_REAL, 5, 0, false },
        { "rate", _("Rise"), TABLE_PERCENT, 2, 0, false },
        { "merit", _("Merit"), TABLE_REAL, 4, 0, false },
        { "bound", _("At most"), TABLE_REAL, 4, 0, false },
        { "males", _("Males"), TABLE_COUNT, 0, 0, false },
        { "females", _("Females"), TABLE_COUNT, 0, 0, false },
    };
    struct table_column *kept = arena_new(c->arena, sizeof columns);
    struct contribute_point point[POINTS];
    if (!contribute_frontier(&x->problem, POINTS, point, c->progress, e))
        return false;
    memcpy(kept, columns, sizeof columns);
    table_init(ret, c->arena, "frontier", _("What less kinship costs in merit"), kept, COUNT(columns));
    for (int k = 0; k < POINTS; k++) {
        int row = table_add_row(ret, TABLE_ROW);
        table_set_real(ret, row, 0, point[k].kinship);
        table_set_real(ret, row, 1, (point[k].kinship - x->now) / (1.0 - x->now));
        table_set_real(ret, row, 2, point[k].merit);
        table_set_real(ret, row, 3, point[k].merit_bound);
        table_set_integer(ret, row, 4, point[k].males);
        table_set_integer(ret, row, 5, point[k].females);
    }
    return true;
}

/* ---- verb ---- */

static bool solve(struct command_context *c, struct parents *x, struct err *e)
{
    x->number = memory_new(((size_t)candidates(x) + 1) * sizeof *x->number);
    if (!contribute_whole(&x->problem, x->limit, (int32_t)x->matings, x->number, &x->result, c->progress, e))
        return false;
    if (x->result.end == CONTRIBUTE_UNREACHABLE)
        return err_set(e, ERR_DATA, "most-kinship",
                       _("Mean kinship cannot be as low as %.5f with these animals: no use of them has less than %.5f. "
                         "Raise the limit or choose more animals."),
                       x->limit, x->result.kinship_bound);
    if (x->result.end == CONTRIBUTE_BINDS && x->result.kinship > x->limit)
        return err_set(e, ERR_DATA, "most-kinship",
                       _("No whole numbers of matings were found with a mean kinship of at most %.5f: %.5f is the "
                         "least found. Raise the limit a little."),
                       x->limit, x->result.kinship);
    return true;
}

static bool plan_parents_table(struct command_context *c, const struct record *r, struct table *ret, struct err *e)
{
    struct parents x;
    if (!parents_open(c, r, &x, e))
        return false;
    bool good;
    if (record_text(r, "frontier")) {
        good = frontier_table(c, &x, ret, e);
    } else {
        good = solve(c, &x, e);
        if (good) {
            say(c, &x);
            animal_table(c, r, &x, ret);
        }
    }
    parents_close(&x);
    return good;
}

static bool run_parents(struct command_context *c, const struct record *r, struct err *e)
{
    struct table t;
    return plan_parents_table(c, r, &t, e) && command_print(c, r, &t, e);
}

static const struct command commands[] = {
    { .subject = "plan",
      .verb = "parents",
      .summary = N_("who should be a parent, and of how many: the least mean kinship, or the most merit under a limit"),
      .help =
          N_("Mean kinship is the F expected when the next generation mates at random. An animal whose parents are "
             "not known looks related to nobody.\n"
             "Example: mupu plan parents --males \"number=KP01* stage=adult\" --females keeper=H03 --most-of-one 50\n"
             "Example: mupu plan parents --pedigree flock.csv --merit ebv --rate 0.5% --matings 400"),
      .arguments = parents_arguments,
      .argument_count = COUNT(parents_arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_parents,
      .answers = true },
};
const struct command_group command_plan_parents = { commands, COUNT(commands) };

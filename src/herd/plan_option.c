/* plan_option.c - what may be asked of a plan: the table of options, their reading, and the text kept with the plan. */
#include "plan_inner.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- the table: a new option is a row here, and its use ----
 * First what is asked of every plan: the form has them in this order. */

const struct field plan_options[] = {
    { .name = "species", .zh = "畜种", .en = "species", .type = FIELD_OF_CODE, .list = "species" },
    { .name = "holding",
      .zh = "场户",
      .en = "holding",
      .type = FIELD_OF_HOLDING,
      .help = N_("its animals and those below it") },
    { .name = "season",
      .zh = "配种季",
      .en = "season",
      .type = FIELD_OF_COUNT,
      .help = N_("its year: 2026 is the rut from December 2025; instead of --from") },
    { .name = "from",
      .zh = "公畜入群",
      .en = "from",
      .type = FIELD_OF_DAY,
      .help = N_("default: the next day in season") },
    { .name = "days", .zh = "混群天数", .en = "days", .type = FIELD_OF_COUNT, .param = "joining_days" },
    { .name = "method", .zh = "方式", .en = "method", .type = FIELD_OF_CODE, .list = "mating_method" },
    { .name = "protocol",
      .zh = "配种规程",
      .en = "protocol",
      .type = FIELD_OF_CODE,
      .list = "protocol",
      .help = N_("timed AI, repeat services; the first day is that of the first service; default: natural joining") },
    { .name = "everywhere",
      .zh = "跨场",
      .en = "everywhere",
      .type = FIELD_OF_FLAG,
      .help = N_("males serve females of other keepers too") },
    { .name = "rams", .zh = "公畜", .en = "rams", .type = FIELD_OF_ANIMAL, .repeated = true, .help = N_("only these") },
    { .name = "max-f",
      .zh = "近交上限",
      .en = "most F",
      .type = FIELD_OF_NUMBER,
      .unit = "%",
      .help = N_("0.0625 or 6.25%; default: each tier's own limit") },
    { .name = "capacity",
      .zh = "每公配母数",
      .en = "females a male",
      .type = FIELD_OF_COUNT,
      .param = "capacity_{method}" },
    { .name = "young-share",
      .zh = "青年公畜名额比例",
      .en = "share of a young male",
      .type = FIELD_OF_NUMBER,
      .unit = "%",
      .param = "capacity_young",
      .help = N_("of the places of a full-grown one") },
    { .name = "diversity",
      .zh = "兼顾后代多样性",
      .en = "weight of diversity",
      .type = FIELD_OF_NUMBER,
      .unit = "%",
      .param = "weight_diversity",
      .help = N_("how much the kinship of the next generation's parents counts beside the F of the young: 50%") },
    { .name = "contributions",
      .zh = "按留种份额",
      .en = "by contributions",
      .type = FIELD_OF_FLAG,
      .help = N_("each male gets the matings that keep the next generation least related; the places are the most") },
    { .name = "rate",
      .zh = "每代亲缘增幅",
      .en = "rate a generation",
      .type = FIELD_OF_NUMBER,
      .unit = "%",
      .help = N_("with --contributions: most breeding value while kinship rises by so much, 1%") },
    { .name = "least-use",
      .zh = "每公最少配",
      .en = "least use of a male",
      .type = FIELD_OF_COUNT,
      .help = N_("a wish: each mating he lacks of it costs --least-price") },
    { .name = "least-price",
      .zh = "少配折价",
      .en = "price of lacking use",
      .type = FIELD_OF_NUMBER,
      .unit = "%",
      .param = "price_least",
      .help = N_("in F, for each mating a male lacks of the least use") },
    { .name = "merit-price",
      .zh = "育种值折价",
      .en = "price of merit",
      .type = FIELD_OF_NUMBER,
      .unit = "%",
      .param = "price_merit",
      .help = N_("what one unit of breeding value is worth in F: 0.1%") },
    { .name = "family-price",
      .zh = "同家系折价",
      .en = "price of the same family",
      .type = FIELD_OF_NUMBER,
      .unit = "%",
      .param = "price_family",
      .help = N_("what a pair of one family costs, in F") },
    { .name = "families-apart",
      .zh = "同家系不配",
      .en = "families apart",
      .type = FIELD_OF_FLAG,
      .help = N_("no female goes to a male of her own family") },
    { .name = "fecb",
      .zh = "FecB 规则",
      .en = "FecB rule",
      .type = FIELD_OF_CODE,
      .list = "plan_fecb",
      .help = N_("forbidden, or priced with --fecb-price; unknown genotypes are not judged") },
    { .name = "fecb-price",
      .zh = "FecB 折价",
      .en = "price of FecB",
      .type = FIELD_OF_NUMBER,
      .unit = "%",
      .param = "price_fecb",
      .help = N_("what a lamb of the unwanted genotype costs, in F, by its chance") },
    { .name = "carriers-apart",
      .zh = "携带者不互配",
      .en = "carriers apart",
      .type = FIELD_OF_FLAG,
      .help = N_("two carriers of a defect are not mated (newest carrier test)") },
    { .name = "move-price",
      .zh = "调公畜折价",
      .en = "price of a move",
      .type = FIELD_OF_NUMBER,
      .unit = "%",
      .param = "price_move",
      .help = N_("what a pair of two keepers costs, in F") },
    { .name = "last-price",
      .zh = "上次同公折价",
      .en = "price of her last male",
      .type = FIELD_OF_NUMBER,
      .unit = "%",
      .param = "price_last",
      .help = N_("what going to the male of her last service costs, in F") },
    { .name = "warn-price",
      .zh = "超警戒折价",
      .en = "price above the warning",
      .type = FIELD_OF_NUMBER,
      .unit = "%",
      .param = "price_warn",
      .help = N_("what F above the tier's warning limit costs more") },
    { .name = "lock", .zh = "锁定", .en = "lock", .list = "pair", .repeated = true, .help = N_("FEMALE:MALE") },
    { .name = "forbid", .zh = "禁配", .en = "forbid", .list = "pair", .repeated = true, .help = N_("FEMALE:MALE") },
    { .name = "again",
      .zh = "重排",
      .en = "again",
      .help = N_("a plan's code: start from its parameters, locks and pairs") },
};
const int plan_option_count = COUNT(plan_options);

/* What a plan keeps in columns and rows of its own, or stands for another option. */
static const char *const kept_elsewhere[] = {
    "species", "holding", "season", "from", "days", "lock", "forbid", "again"
};

static int position(const char *name)
{
    for (int i = 0; i < plan_option_count; i++)
        if (strcmp(plan_options[i].name, name) == 0)
            return i;
    assert(!"an option of the table");
    return 0;
}

static bool is_share(const struct field *option)
{
    return option->unit && strcmp(option->unit, "%") == 0;
}

static bool is_kept(const struct field *option)
{
    for (size_t i = 0; i < COUNT(kept_elsewhere); i++)
        if (strcmp(option->name, kept_elsewhere[i]) == 0)
            return false;
    return true;
}

/* ---- values ---- */

const struct plan_value *asked_value(const struct making *m, const char *name)
{
    return &m->asked[position(name)];
}

const char *asked_text(const struct making *m, const char *name)
{
    return asked_value(m, name)->text;
}

/* "capacity_{method}" for the method asked for. */
static const char *param_name(const struct making *m, const char *template, char *out, size_t room)
{
    const char *open = strchr(template, '{'), *close = open ? strchr(open, '}') : NULL;
    if (!close)
        return template;
    char name[32];
    snprintf(name, sizeof name, "%.*s", (int)(close - open - 1), open + 1);
    const char *text = asked_text(m, name);
    snprintf(out, room, "%.*s%s%s", (int)(open - template), template, text ? text : "", close + 1);
    return out;
}

int64_t asked_number(const struct making *m, const char *name, int64_t missing)
{
    const struct field *option = &plan_options[position(name)];
    const struct plan_value *v = asked_value(m, name);
    char room[64];
    if (v->text || !option->param)
        return v->text ? v->number : missing;
    const struct param *p = dictionary_param(&m->herd->dictionary, m->species, param_name(m, option->param, room, 64));
    if (!p || p->value == PARAM_NONE)
        return missing;
    return is_share(option) ? p->value * 10 : p->value / 1000; /* thousandths of a percent to millionths */
}

/* ---- reading what was typed ---- */

struct reading {
    struct making *m;
    const struct record *r;
    const struct field *option;
    struct plan_value *to;
};

/* "0.0625" or "6.25%" to millionths. */
static bool read_share(struct reading *in, const char *text, struct err *e)
{
    CLEANUP(strbuf_done) struct strbuf number;
    double value;
    strbuf_init(&number);
    strbuf_add(&number, text);
    bool percent = number.length && number.text[number.length - 1] == '%';
    if (percent)
        number.text[--number.length] = '\0';
    if (!number_parse_double(number.text, &value, e) || value < 0 || value > (percent ? 100 : 1))
        return err_set(e, ERR_USAGE, in->option->name,
                       _("--%s \"%s\": give a fraction as 0.0625 or a percentage as 6.25%%"), in->option->name, text);
    in->to->number = (int64_t)(value * (percent ? 1e4 : 1e6) + 0.5);
    return true;
}

static bool read_number(struct reading *in, const char *text, struct err *e)
{
    if (is_share(in->option))
        return read_share(in, text, e);
    if (number_parse_int(text, 1, 1000000, &in->to->number, e))
        return true;
    snprintf(e->field, sizeof e->field, "%s", in->option->name);
    return err_prefix(e, "--%s: ", in->option->name);
}

static bool read_day(struct reading *in, const char *text, struct err *e)
{
    enum date_precision precision;
    date_day day;
    if (!date_parse(text, &day, &precision, e))
        return false;
    in->to->number = day;
    return true;
}

static bool read_code(struct reading *in, const char *text, struct err *e)
{
    const struct dictionary *d = &in->m->herd->dictionary;
    if (strcmp(in->option->list, "species") == 0) {
        const struct species *species = dictionary_species(d, text);
        in->to->text = species ? species->code : NULL;
        return species || err_set(e, ERR_DATA, "species", _("There is no species \"%s\""), text);
    }
    const struct code *code = dictionary_code(d, in->option->list, text);
    if (code) {
        in->to->text = code->code;
        return true;
    }
    CLEANUP(strbuf_done) struct strbuf known;
    strbuf_init(&known);
    for (int i = 0; i < d->code_count; i++)
        if (strcmp(d->codes[i].list, in->option->list) == 0)
            strbuf_printf(&known, "%s%s", known.length ? ", " : "", d->codes[i].code);
    return err_set(e, ERR_DATA, in->option->name, _("--%s \"%s\": there are %s"), in->option->name, text, known.text);
}

static bool read_holding(struct reading *in, const char *text, struct err *e)
{
    return holding_find(in->m->herd, text, &in->to->number, e);
}

/* A record has no flag that is not set. */
static bool read_flag(struct reading *in, const char *text, struct err *e)
{
    (void)text, (void)e;
    in->to->number = 1;
    return true;
}

static bool read_pair(struct reading *in, const char *text, int64_t *female, int64_t *male, struct err *e)
{
    const char *name = in->option->name, *colon = strchr(text, ':');
    if (!colon)
        return err_set(e, ERR_USAGE, name, _("--%s \"%s\": write FEMALE:MALE"), name, text);
    return identifier_one(in->m->herd, arena_text_n(&in->m->arena, text, (size_t)(colon - text)), name, female, e) &&
           identifier_one(in->m->herd, colon + 1, name, male, e);
}

/* One or several animals, or pairs of them. */
static bool read_animals(struct reading *in, const char *text, struct err *e)
{
    int count = record_count(in->r, in->option->name);
    int64_t *ids = arena_new(&in->m->arena, ((size_t)count + 1) * sizeof *ids),
            *others = arena_new(&in->m->arena, ((size_t)count + 1) * sizeof *others);
    bool pairs = in->option->list && strcmp(in->option->list, "pair") == 0;
    for (int i = 0; i < count; i++) {
        text = record_nth(in->r, in->option->name, i);
        if (!(pairs ? read_pair(in, text, &ids[i], &others[i], e)
                    : identifier_one(in->m->herd, text, in->option->name, &ids[i], e)))
            return false;
    }
    in->to->ids = ids;
    in->to->others = others;
    in->to->count = count;
    return true;
}

static bool read_text(struct reading *in, const char *text, struct err *e)
{
    return !in->option->list || strcmp(in->option->list, "pair") != 0 || read_animals(in, text, e);
}

static const struct {
    enum field_type type;
    bool (*read)(struct reading *in, const char *text, struct err *e);
} readers[] = {
    { FIELD_OF_NUMBER, read_number }, { FIELD_OF_COUNT, read_number },    { FIELD_OF_DAY, read_day },
    { FIELD_OF_CODE, read_code },     { FIELD_OF_HOLDING, read_holding }, { FIELD_OF_FLAG, read_flag },
    { FIELD_OF_TEXT, read_text },     { FIELD_OF_ANIMAL, read_animals },
};

static bool read_one(struct reading *in, struct err *e)
{
    const char *text = record_text(in->r, in->option->name);
    if (!text)
        return true;
    in->to->text = arena_text(&in->m->arena, text);
    for (size_t i = 0; i < COUNT(readers); i++)
        if (readers[i].type == in->option->type)
            return readers[i].read(in, text, e);
    return true;
}

bool asked_read(struct making *m, const struct record *asked, struct err *e)
{
    m->asked = arena_new(&m->arena, (size_t)plan_option_count * sizeof *m->asked);
    for (int i = 0; i < plan_option_count; i++) {
        struct reading in = { m, asked, &plan_options[i], &m->asked[i] };
        if (!read_one(&in, e))
            return false;
    }
    return true;
}

/* ---- what says nothing without another ---- */

static const struct {
    const char *option, *needs;
} pairs[] = {
    { "rate", "contributions" },
    { "least-price", "least-use" },
    { "fecb-price", "fecb" },
    { "move-price", "everywhere" },
};

bool asked_in_pairs(const struct making *m, struct err *e)
{
    for (size_t i = 0; i < COUNT(pairs); i++)
        if (asked_text(m, pairs[i].option) && !asked_text(m, pairs[i].needs))
            return err_set(e, ERR_USAGE, pairs[i].option, _("--%s goes with --%s"), pairs[i].option, pairs[i].needs);
    return !asked_text(m, "least-use") || asked_number(m, "least-price", 0) > 0 ||
           err_set(e, ERR_USAGE, "least-use", _("--%s goes with --%s"), "least-use", "least-price");
}

/* ---- the text kept with a plan: "method=pen;capacity=14;rams=12,15" ---- */

/* "max_f" of older books is "max-f". */
static bool same_name(const char *kept, size_t length, const char *name)
{
    if (strlen(name) != length)
        return false;
    for (size_t i = 0; i < length; i++)
        if (kept[i] != name[i] && !(kept[i] == '_' && name[i] == '-'))
            return false;
    return true;
}

const char *plan_parameter(const char *parameters, const char *name, struct arena *arena)
{
    for (const char *at = parameters; at && *at;) {
        size_t word = strcspn(at, ";"), equal = strcspn(at, "=");
        if (equal < word && same_name(at, equal, name))
            return arena_text_n(arena, at + equal + 1, word - equal - 1);
        at += word + (at[word] == ';');
    }
    return "";
}

static void keep_one(const struct field *option, const struct plan_value *v, struct strbuf *out)
{
    if (!v->text || !is_kept(option))
        return;
    strbuf_printf(out, "%s%s=", out->length ? ";" : "", option->name);
    if (option->type == FIELD_OF_CODE || option->type == FIELD_OF_TEXT)
        strbuf_add(out, v->text);
    else if (option->type != FIELD_OF_ANIMAL)
        strbuf_printf(out, "%lld", (long long)v->number);
    for (int i = 0; i < v->count; i++)
        strbuf_printf(out, "%s%lld", i ? "," : "", (long long)v->ids[i]);
}

const char *asked_kept(struct making *m)
{
    CLEANUP(strbuf_done) struct strbuf text;
    strbuf_init(&text);
    for (int i = 0; i < plan_option_count; i++)
        keep_one(&plan_options[i], &m->asked[i], &text);
    return arena_text(&m->arena, text.text);
}

static void recall_animals(struct making *m, char *text, struct plan_value *to)
{
    int64_t *ids = arena_new(&m->arena, (strlen(text) + 1) * sizeof *ids);
    for (char *word; (word = strtok_r(text, ",", &text));)
        ids[to->count++] = atoll(word);
    to->ids = ids;
}

/* Older books kept what was not asked for as 0 or -1. */
static void recall_one(struct making *m, const struct field *option, const char *text, struct plan_value *to)
{
    bool words = option->type == FIELD_OF_CODE || option->type == FIELD_OF_TEXT;
    int64_t number = words ? 0 : atoll(text);
    if (!*text || (!words && (number < 0 || (number == 0 && !is_share(option)))))
        return;
    *to = (struct plan_value){ .text = text, .number = number };
    if (option->type == FIELD_OF_ANIMAL)
        recall_animals(m, arena_text(&m->arena, text), to);
}

void asked_recall(struct making *m, const char *parameters)
{
    for (int i = 0; i < plan_option_count; i++)
        if (!m->asked[i].text && is_kept(&plan_options[i]))
            recall_one(m, &plan_options[i], plan_parameter(parameters, plan_options[i].name, &m->arena), &m->asked[i]);
}

void asked_set(struct making *m, const char *name, const char *text, int64_t number)
{
    m->asked[position(name)] = (struct plan_value){ .text = text, .number = number };
}

/* ---- the same in words ---- */

static void say_animals(struct herd *herd, const char *ids, struct arena *arena, struct strbuf *out)
{
    char *rest = arena_text(arena, ids);
    int count = 0;
    for (char *word; (word = strtok_r(rest, ",", &rest)); count++) {
        struct animal a;
        struct err ignored;
        if (animal_load(herd, atoll(word), arena, &a, &ignored) && a.number)
            strbuf_printf(out, "%s%s", count ? _(", ") : " ", a.number);
    }
}

static void say_one(struct herd *herd, const struct field *option, const char *kept, struct arena *arena,
                    struct strbuf *out)
{
    char text[NUMBER_TEXT];
    strbuf_printf(out, "%s%s", out->length ? _("; ") : "", herd_label(herd, option->zh, option->en));
    if (option->type == FIELD_OF_CODE)
        strbuf_printf(out, " %s", herd_code_label(herd, option->list, kept));
    else if (is_share(option))
        strbuf_printf(out, " %s%%", number_format_thousandths(atoll(kept) / 10, 2, text));
    else if (option->type == FIELD_OF_ANIMAL)
        say_animals(herd, kept, arena, out);
    else if (option->type != FIELD_OF_FLAG)
        strbuf_printf(out, " %s", kept);
}

const char *plan_asked_words(struct herd *herd, const char *parameters, struct arena *arena)
{
    CLEANUP(strbuf_done) struct strbuf out;
    strbuf_init(&out);
    for (int i = 0; i < plan_option_count; i++) {
        const struct field *option = &plan_options[i];
        const char *kept = is_kept(option) ? plan_parameter(parameters, option->name, arena) : "";
        bool words = option->type == FIELD_OF_CODE || option->type == FIELD_OF_TEXT;
        if (*kept && (words || atoll(kept) > 0 || (is_share(option) && atoll(kept) == 0)))
            say_one(herd, option, kept, arena, &out);
    }
    return arena_text(arena, out.text);
}

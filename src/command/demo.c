/* demo.c - the demonstration county of Keping: invented people and animals, real townships, a month whose figures
 * balance as in the oracle table; and the same scaled up to any number of animals. */
#include "demo_county.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct place places[] = {
    { "E01", "enterprise", NULL, "柯坪示范种羊有限公司", "张建国", "652929102", "东戈壁村", "KP01", 1260, 310, 0, 22,
      33, 140, 0, 45, 14 },
    { "F01", "farm", "E01", "兴旺养殖场", "热合曼·吾守尔", "652929102", "东戈壁村", "KP02", 420, 96, 0, 0, 0, 60, 0, 10,
      6 },
    { "F02", "farm", "E01", "绿洲养羊合作社", "马建军", "652929101", "西渠村", "KP03", 380, 88, 20, 0, 0, 52, 0, 0, 5 },
    { "F03", "farm", "E01", "驼源养殖场", "艾合买提·买买提", "652929101", "西渠村", "KP04", 60, 12, 0, 0, 0, 8, 0, 0,
      1 },
    { "H01", "household", "F01", "阿里木·吐尔地", "阿里木·吐尔地", "652929102", "东戈壁村", "KP11", 38, 8, 0, 0, 11, 4,
      1, 0, 1 },
    { "H02", "household", "F01", "吐尔逊·艾山", "吐尔逊·艾山", "652929102", "东戈壁村", "KP12", 0, 0, 0, 11, 0, 0, 0, 0,
      0 },
    { "H03", "household", "F01", "古丽努尔·艾则孜", "古丽努尔·艾则孜", "652929102", "东戈壁村", "KP13", 24, 7, 0, 0, 0,
      3, 0, 0, 1 },
    { "H04", "household", "F01", "买买提江·依明", "买买提江·依明", "652929102", "东戈壁村", "KP14", 31, 6, 0, 0, 0, 5,
      1, 0, 0 },
    { "H05", "household", "F01", "帕提古丽·托合提", "帕提古丽·托合提", "652929102", "东戈壁村", "KP15", 6, 0, 0, 11, 0,
      0, 0, 0, 0 },
    { "H06", "household", "F02", "库尔班·赛买提", "库尔班·赛买提", "652929101", "西渠村", "KP16", 41, 10, 0, 0, 11, 6,
      0, 0, 1 },
    { "H07", "household", "F02", "阿依古丽·热西提", "阿依古丽·热西提", "652929101", "西渠村", "KP17", 18, 4, 2, 0, 0, 2,
      1, 0, 0 },
    { "H08", "household", "F02", "王秀兰", "王秀兰", "652929101", "西渠村", "KP18", 27, 5, 0, 0, 0, 4, 0, 0, 2 },
    { "H09", "household", "F02", "玉苏甫·肉孜", "玉苏甫·肉孜", "652929101", "西渠村", "KP19", 0, 0, 0, 11, 0, 0, 0, 0,
      0 },
    { "H10", "household", "F02", "如先古丽·达吾提", "如先古丽·达吾提", "652929101", "西渠村", "KP20", 22, 6, 0, 0, 0, 3,
      1, 0, 0 },
};

static bool add_holding(struct county *c, const struct place *p, int64_t *ret_id, struct err *e)
{
    struct record r;
    record_init(&r, &c->arena);
    r.confirmed = "all";
    record_set(&r, "code", p->code);
    record_set(&r, "tier", p->tier);
    record_set(&r, "parent", p->parent);
    record_set(&r, "name", p->name);
    record_set(&r, "person", p->person);
    record_set(&r, "township", p->township);
    record_set(&r, "village", p->village);
    record_set(&r, "prefix", p->prefix);
    return holding_add(c->herd, &r, ret_id, e);
}

/* ---- the moves of October ---- */

static bool move(struct county *c, const struct beast *b, const char *to, date_day day, int64_t owner, struct err *e)
{
    int64_t holding, event;
    if (!holding_find(c->herd, to, &holding, e))
        return false;
    c->holding = holding;
    return demo_event(c, "transfer", b->id, day, 0, 0, 0, 0, NULL, &event, e) && demo_end(c, b, day, e) &&
           residence_open_stay(c->herd, b->id, holding, holding, 0, day, event, e) &&
           residence_open_ownership(c->herd, b->id, owner ? owner : holding, day, event, e);
}

/* Placements go out on the 18th and stay the enterprise's; returned lambs come in on the 12th and 19th and become its.
 */
static bool moves(struct county *c, struct err *e)
{
    static const char *const takers[] = { "H02", "H05", "H09" };
    c->place = &places[0];
    for (int i = 0; i < c->placed.count; i++)
        if (!move(c, &c->placed.all[i], takers[i / 11 % 3], demo_day("2025-10-18"), c->enterprise, e))
            return false;
    for (int i = 0; i < c->returned.count; i++)
        if (!move(c, &c->returned.all[i], "E01", demo_day(i < 11 ? "2025-10-12" : "2025-10-19"), 0, e))
            return false;
    return true;
}

/* ---- scaled up ---- */

/* Without asking for names like its own: there are none, and asking twenty thousand times takes minutes. */
static bool insert_holding(struct county *c, const struct place *p, int64_t parent, int64_t *ret_id, struct err *e)
{
    CLEANUP(query_done) struct query *holding = NULL, *under = NULL;
    struct uuid uuid = uuid_make();
    if (!store_query(c->herd->store, "demo_holding", &holding, e) ||
        !store_query(c->herd->store, "demo_parent", &under, e))
        return false;
    query_bind_uuid(holding, ":uuid", &uuid);
    query_bind_text(holding, ":code", p->code);
    query_bind_text(holding, ":tier", p->tier);
    query_bind_text(holding, ":name", p->name);
    query_bind_text(holding, ":person", p->person);
    query_bind_text(holding, ":township", p->township);
    query_bind_text(holding, ":prefix", p->prefix);
    if (!query_run(holding, e))
        return false;
    *ret_id = store_last_id(c->herd->store);
    query_bind_int(under, ":holding", *ret_id);
    query_bind_int(under, ":parent", parent);
    return query_run(under, e);
}

/* About ten rows an animal: the log is parted in time for its memory to stay small. */
static bool part(struct county *c, struct err *e)
{
    enum { ANIMALS = 5000 };
    if (c->made - c->parted < ANIMALS)
        return true;
    c->parted = c->made;
    return store_part(c->herd->store, e);
}

/* One more holder of the same kind: a farm of about 600, or a household of about 20. */
static bool one_more(struct county *c, int farm, int household, int64_t *farm_id, struct err *e)
{
    int64_t id;
    struct place p = { .tier = household ? "household" : "farm",
                       .township = farm % 2 ? "652929101" : "652929102",
                       .village = "" };
    const char *parent = arena_printf(&c->arena, "F%03d", farm);
    int64_t left = c->wanted - c->made;
    p.code = household ? arena_printf(&c->arena, "H%03d-%02d", farm, household) : parent;
    p.name = p.person = arena_printf(&c->arena, household ? "户 %d-%d" : "养殖场 %d", farm, household);
    p.prefix = arena_printf(&c->arena, household ? "K%03dH%02d" : "K%03d", farm, household);
    p.opening = household ? demo_between(c, 12, 30) : demo_between(c, 500, 700);
    if (p.opening > left && left > 4)
        p.opening = (int)left;
    p.born = p.opening / 10;
    p.slaughtered = p.opening / 8;
    p.died = p.opening / 60;
    return insert_holding(c, &p, household ? *farm_id : c->enterprise, &id, e) && (household || (*farm_id = id)) &&
           demo_flock(c, &p, id, e) && part(c, e);
}

static bool scale_up(struct county *c, struct err *e)
{
    enum { HOUSEHOLDS = 20 };
    int64_t farm_id = 0;
    for (int farm = 101; c->made < c->wanted; farm++)
        for (int household = 0; household <= HOUSEHOLDS && c->made < c->wanted; household++) {
            if (!progress_step(c->progress, _("Demonstration"), c->made, c->wanted))
                return err_set(e, ERR_CANCELLED, "", _("Stopped; nothing was changed"));
            if (!one_more(c, farm, household, &farm_id, e))
                return false;
        }
    return true;
}

/* ---- all ---- */

static bool county_fill(struct county *c, struct err *e)
{
    int64_t ids[COUNT(places)];
    for (size_t i = 0; i < COUNT(places); i++)
        if (!add_holding(c, &places[i], &ids[i], e))
            return false;
    c->enterprise = ids[0];
    if (!demo_ancestors(c, e))
        return false;
    for (size_t i = 0; i < COUNT(places); i++)
        if (!demo_flock(c, &places[i], ids[i], e))
            return false;
    if (!moves(c, e) || !demo_camels(c, e) || !scale_up(c, e) || !demo_care(c, e))
        return false;
    holding_forget_names(c->herd);
    return true;
}

static bool county_write(struct county *c, struct err *e)
{
    bool bulk = c->wanted > 20000;
    if (!herd_begin(c->herd, e))
        return false;
    bool good = store_query(c->herd->store, "demo_event", &c->event, e) &&
                store_query(c->herd->store, "demo_identifier", &c->number, e) &&
                store_query(c->herd->store, "demo_stay_end", &c->stay_end, e) &&
                store_query(c->herd->store, "demo_ownership_end", &c->owning_end, e) &&
                (!bulk || store_bulk_begin(c->herd->store, e)) && county_fill(c, e) &&
                (!bulk || store_bulk_end(c->herd->store, c->progress, e));
    query_done(&c->event);
    query_done(&c->number);
    query_done(&c->stay_end);
    query_done(&c->owning_end);
    if (!good) {
        herd_rollback(c->herd);
        return false;
    }
    return herd_commit(c->herd, "demo", "hu_sheep", NULL, c->made, 0, 0, NULL, e);
}

static bool county_make(struct command_context *c, int64_t animals, int64_t seed, struct err *e)
{
    struct county county = {
        .herd = c->herd, .random = { (uint64_t)seed }, .progress = c->progress, .wanted = animals
    };
    arena_init(&county.arena);
    bool good = county_write(&county, e) && pedigree_refresh(c->herd, c->progress, e);
    if (good)
        command_say(c, _("The demonstration county: %lld animals, the day is %s"), (long long)county.made, DEMO_TODAY);
    flock_done(&county.ancestors_m);
    flock_done(&county.ancestors_f);
    flock_done(&county.placed);
    flock_done(&county.returned);
    arena_done(&county.arena);
    return good;
}

static const struct field arguments[] = {
    { .name = "animals",
      .zh = "头数",
      .en = "animals",
      .type = FIELD_OF_COUNT,
      .help = N_("at least so many; default: the county as it is") },
    { .name = "seed",
      .zh = "种子",
      .en = "seed",
      .type = FIELD_OF_COUNT,
      .help = N_("another county of the same size") },
    { .name = "fresh",
      .zh = "重做",
      .en = "fresh",
      .type = FIELD_OF_FLAG,
      .help = N_("makes it anew where there is one") },
};

static bool remove_old(struct command_context *c, struct err *e)
{
    static const char *const endings[] = { "", "-wal", "-shm", ".lock" };
    for (size_t i = 0; i < COUNT(endings); i++)
        if (unlink(arena_printf(c->arena, "%s%s", c->path, endings[i])) != 0 && i == 0)
            return err_set(e, ERR_IO, "db", _("\"%s\" cannot be removed"), c->path);
    return true;
}

/* true = there is a demonstration already and it may stay. Anything else of that name is never touched. */
static bool look_at_old(struct command_context *c, bool fresh, bool *ret_keep, struct err *e)
{
    struct herd *old;
    CLEANUP(strbuf_done) struct strbuf demo;
    strbuf_init(&demo);
    *ret_keep = false;
    if (access(c->path, F_OK) != 0)
        return true;
    if (!herd_open(c->path, STORE_READ, c->chinese, &old, e))
        return false;
    bool good = store_meta_get(old->store, "demo", &demo, e);
    herd_close(old);
    if (!good)
        return false;
    if (demo.length == 0)
        return err_set(e, ERR_DATA, "db",
                       _("\"%s\" is a book of its own, no demonstration; name another file with --db"), c->path);
    *ret_keep = !fresh;
    return !fresh || remove_old(c, e);
}

static bool run_demo(struct command_context *c, const struct record *r, struct err *e)
{
    int64_t animals = 0, seed = 1;
    bool keep;
    if ((record_text(r, "animals") && !number_parse_int(record_text(r, "animals"), 1, 10000000, &animals, e)) ||
        (record_text(r, "seed") && !number_parse_int(record_text(r, "seed"), 0, INT32_MAX, &seed, e)))
        return false;
    bool asked = record_text(r, "animals") || record_text(r, "seed") || record_text(r, "fresh");
    if (!look_at_old(c, asked, &keep, e))
        return false;
    if (keep)
        return true;
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)seed + 1);
    setenv("MUPU_SEED", text, 0); /* the same county, identities and all, for the same seed */
    setenv("MUPU_NOW", DEMO_TODAY "T08:30:00", 0);
    return herd_open(c->path, STORE_CREATE, c->chinese, &c->herd, e) &&
           store_meta_set(c->herd->store, "demo", text, e) && store_meta_set(c->herd->store, "today", DEMO_TODAY, e) &&
           (c->herd->today = demo_day(DEMO_TODAY), county_make(c, animals, seed, e));
}

static const struct command commands[] = {
    { .subject = "demo",
      .summary = N_("makes the demonstration county in a file of its own and opens it"),
      .help = N_("Example: mupu demo; mupu --db big.db demo --animals 100000 --no-ui"),
      .arguments = arguments,
      .argument_count = COUNT(arguments),
      .needs = COMMAND_NEEDS_NOTHING,
      .run = run_demo },
};
const struct command_group command_demo = { commands, COUNT(commands) };

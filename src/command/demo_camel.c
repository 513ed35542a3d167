/* demo_camel.c - the camels of F03: 64 head, 26 cows, 2 bulls, 12 cows milking 30 kg on the day the demonstration
 * stands still */
#include "demo_county.h"

#define CAMEL "bactrian_camel"

static bool camel(struct county *c, char sex, date_day birth, const char *number, int64_t sire, int64_t dam,
                  int64_t event, struct beast *ret, struct err *e)
{
    struct birth how = { .species = CAMEL,
                         .breed = "tarim",
                         .sire = sire,
                         .dam = dam,
                         .event = event,
                         .number = number,
                         .type = event ? 1 : 0 };
    return demo_beast(c, sex, birth, 0, &how, ret, e) && demo_stand(c, ret, birth, event, e);
}

/* The first cow is the one of the worked example: served 2025-01-15 and 01-27, due 2026-02-21 to 03-05. */
static bool served(struct county *c, const struct beast *cow, const struct beast *bull, bool example, struct err *e)
{
    date_day first = example ? demo_day("2025-01-15") : demo_day("2025-01-05") + demo_between(c, 0, 50);
    return demo_event(c, "service", cow->id, first, bull->id, 0, 0, 0, "natural", NULL, e) &&
           demo_event(c, "service", cow->id, first + 12, bull->id, 0, 0, 0, "natural", NULL, e) &&
           demo_event(c, "scan", cow->id, first + 75, 0, 0, 0, 0, "pregnant", NULL, e);
}

static bool milking(struct county *c, const struct beast *cow, const struct beast *bull, struct err *e)
{
    int64_t event;
    struct beast calf;
    date_day day = demo_day("2025-02-10") + demo_between(c, 0, 60);
    return demo_event(c, "service", cow->id, day - 402, bull->id, 0, 0, 0, "natural", NULL, e) &&
           demo_event(c, "calving", cow->id, day, bull->id, 0, 1, 0, NULL, &event, e) &&
           camel(c, demo_between(c, 0, 1) ? 'M' : 'F', day, NULL, bull->id, cow->id, event, &calf, e) &&
           demo_event(c, "weigh", calf.id, day, 0, 35500 + 100 * demo_between(c, -20, 20), 0, 0, NULL, NULL, e) &&
           demo_event(c, "milk", cow->id, c->herd->today, 0, 2500, 0, 0, NULL, NULL, e);
}

bool demo_camels(struct county *c, struct err *e)
{
    /* at pasture, without pens: kept like a household's */
    static const struct place farm = {
        .code = "F03", .tier = "household", .prefix = "KT03", .person = "艾合买提·买买提"
    };
    struct beast bulls[2], cows[26], young;
    c->place = &farm;
    if (!holding_find(c->herd, farm.code, &c->holding, e) ||
        !camel(c, 'M', demo_day("2015-02-20"), "KT03-15-0003", 0, 0, 0, &bulls[0], e) ||
        !camel(c, 'M', demo_day("2017-03-02"), "KT03-17-0005", 0, 0, 0, &bulls[1], e))
        return false;
    for (int i = 0; i < 26; i++) {
        date_day birth = i == 0 ? demo_day("2018-02-28")
                                : demo_day("2012-02-10") + demo_between(c, 0, 8) * 365 + demo_between(c, 0, 70);
        if (!camel(c, 'F', birth, i == 0 ? "KT03-18-0014" : NULL, 0, 0, 0, &cows[i], e))
            return false;
    }
    for (int i = 0; i < 13; i++)
        if (!served(c, &cows[i], &bulls[i % 2], i == 0, e))
            return false;
    for (int i = 13; i < 25; i++)
        if (!milking(c, &cows[i], &bulls[i % 2], e))
            return false;
    /* 2 bulls, 26 cows, 12 calves: 24 young stock make it 64 */
    for (int i = 0; i < 24; i++) {
        date_day birth = demo_day(i % 2 ? "2022-02-15" : "2023-02-20") + demo_between(c, 0, 60);
        if (!camel(c, i % 3 ? 'F' : 'M', birth, NULL, bulls[i % 2].id,
                   cows[i % 26].birth < birth - 1600 ? cows[i % 26].id : 0, 0, &young, e))
            return false;
    }
    return true;
}

/* list_word.c - what lists know of an animal: one table for filters, columns and orders.
 *
 * Each word is an expression on animal a and its open stay s. Events are always sought by animal (+e.kind keeps the
 * planner from the index over kinds): a row in view costs a few look-ups, whatever the size of the book. */
#include "list_inner.h"

#include <string.h>

/* clang-format off */
#define LATEST(what, kinds, also) \
    "(SELECT " what " FROM event e WHERE e.animal = a.id AND +e.kind IN (" kinds ") AND e.voided IS NULL" also \
    " ORDER BY e.day DESC, e.id DESC LIMIT 1)"
#define BIRTHS "'lambing', 'calving'"
#define SERVICES "'service', 'ram_in'"
#define LEAVINGS "'sale', 'slaughter_sale', 'home_slaughter', 'death', 'missing'"
#define WEIGHED " AND e.value IS NOT NULL"
#define PARAM(column, name) \
    "(SELECT p." column " / 1000 FROM param p WHERE p.species = a.species AND p.name = '" name "')"
#define NUMBER_OF(animal) \
    "(SELECT n.value FROM identifier n WHERE n.animal = " animal " AND n.voided IS NULL ORDER BY n.to_day IS NOT NULL," \
    " CASE n.kind WHEN 'farm' THEN 0 WHEN 'official' THEN 1 WHEN 'brand' THEN 2 WHEN 'name' THEN 3 ELSE 4 END," \
    " n.id DESC LIMIT 1)"
#define CURRENT(kind) \
    "(SELECT n.value FROM identifier n WHERE n.animal = a.id AND n.kind = '" kind "' AND n.to_day IS NULL" \
    " AND n.voided IS NULL ORDER BY n.id DESC LIMIT 1)"
#define HOLDING(id) "(SELECT h.code || ' ' || h.name FROM holding h WHERE h.id = " id ")"
#define OWNER "(SELECT w.holding FROM ownership w WHERE w.animal = a.id AND w.to_day IS NULL)"
#define IF_FEMALE(x) "CASE WHEN a.sex = 'F' THEN " x " END"

/* as exact as it is known: sorts as the day does */
#define BIRTH_TEXT \
    "strftime(CASE a.birth_precision WHEN 'y' THEN '%Y' WHEN 'm' THEN '%Y-%m' ELSE '%Y-%m-%d' END," \
    " a.birth * 86400, 'unixepoch')"
#define PARITY \
    "(SELECT count(*) FROM event e WHERE e.animal = a.id AND +e.kind IN (" BIRTHS ") AND e.voided IS NULL)"
/* the days below are those of due.sql: what follows a service, and what makes it moot */
#define SCAN_DAY \
    LATEST("CASE e.kind WHEN 'service' THEN e.day WHEN 'ram_out' THEN e.day" \
           " WHEN 'ram_in' THEN e.day + " PARAM("value", "joining_days") " - 1" \
           " WHEN 'scan' THEN CASE e.code WHEN 'doubtful' THEN" \
           " e.day + " PARAM("value", "rescan_after") " - 2 * " PARAM("value", "scan_after") " END END + " \
           PARAM("value", "scan_after"), SERVICES ", 'ram_out', 'scan', 'abortion', " BIRTHS, "")
#define DUE_DAY \
    LATEST("CASE WHEN e.kind IN (" SERVICES ") AND NOT EXISTS (SELECT 1 FROM event x WHERE x.animal = a.id" \
           " AND +x.kind = 'scan' AND x.code = 'open' AND x.voided IS NULL AND x.day >= e.day)" \
           " THEN e.day + " PARAM("value", "gestation") " END", SERVICES ", 'abortion', " BIRTHS, "")
#define WEAN_DAY \
    LATEST("CASE WHEN e.kind IN (" BIRTHS ") AND coalesce(e.count, 1) > coalesce(e.dead, 0) THEN e.day + " \
           PARAM("value", "wean_age") " END", BIRTHS ", 'wean', 'abortion'", "")
#define WITHDRAWAL \
    "(SELECT max(e.day + e.count) FROM event e WHERE e.animal = a.id AND +e.kind IN ('vaccinate', 'deworm', 'treat')" \
    " AND e.voided IS NULL AND e.day + e.count >= :today)"
/* grams of one weighing to the one before it: thousandths of a kg are grams */
#define GAIN \
    "(SELECT (l.value - p.value) / (l.day - p.day) FROM event l JOIN event p ON p.animal = l.animal AND p.day < l.day" \
    " WHERE l.animal = a.id AND +l.kind = 'weigh' AND l.voided IS NULL AND l.value IS NOT NULL" \
    " AND +p.kind = 'weigh' AND p.voided IS NULL AND p.value IS NOT NULL" \
    " ORDER BY l.day DESC, l.id DESC, p.day DESC, p.id DESC LIMIT 1)"
/* Cut, not rounded: it is rounded when shown, to two decimals, and must not be rounded twice. */
#define SHARE(what) "(SELECT CAST(i." what " * 100000 AS INTEGER) FROM inbreeding i WHERE i.animal = a.id)"

const struct list_word list_words[] = {
    { "number", "耳号", "Number", "farm 场内编号", LIST_TEXT, NULL, "", 14, CURRENT("farm"), NUMBER_OF("a.id"),
      NULL, false },
    { "official", "官方耳标", "Official tag", "tag 耳标 耳标号", LIST_TEXT, NULL, "", 15, CURRENT("official"), NULL,
      NULL, false },
    { "rfid", "电子耳标", "RFID", "", LIST_TEXT, NULL, "", 15, CURRENT("rfid"), NULL, NULL, false },
    { "brand", "烙印", "Brand", "", LIST_TEXT, NULL, "", 8, CURRENT("brand"), NULL, NULL, false },
    { "name", "名字", "Name", "", LIST_TEXT, NULL, "", 8, CURRENT("name"), NULL, NULL, false },
    { "species", "畜种", "Species", "", LIST_CODE, "species", "", 8, "a.species", NULL, NULL, false },
    { "breed", "品种", "Breed", "", LIST_CODE, "breed", "", 8, "a.breed", NULL, NULL, false },
    { "family", "家系", "Family", "血统", LIST_TEXT, NULL, "", 4, "a.family", NULL, NULL, false },
    { "born", "出生", "Born", "birth 出生日期", LIST_DAY, NULL, "", 10, "a.birth", BIRTH_TEXT,
      "SELECT id FROM animal WHERE birth", false },
    { "age", "日龄", "Age", "月龄 年龄", LIST_DAYS, NULL, "d", 7, "(:today - a.birth)", NULL,
      "SELECT id FROM animal WHERE birth", false },
    { "sex", "性别", "Sex", "", LIST_CODE, "sex", "", 6, "a.sex", NULL, NULL, false },
    { "stage", "阶段", "Stage", "", LIST_CODE, "stage", "", 7, NOW_STAGE, NULL, NULL, false },
    { "state", "状态", "State", "", LIST_CODE, "state", "", 9, NOW_STATE,
      "coalesce(CASE WHEN s.id IS NULL THEN " LATEST("e.kind", LEAVINGS, "") " END, " NOW_STATE ", " NOW_STAGE ")",
      NULL, false },
    { "state-days", "状态天数", "In state", "", LIST_DAYS, NULL, "d", 8, "(:today - " NOW_STATE_DAY ")", NULL, NULL,
      false },
    { "parity", "胎次", "Parity", "", LIST_COUNT, NULL, "", 4, IF_FEMALE(PARITY), "nullif(" PARITY ", 0)", NULL,
      false },
    { "last-birth", "上次产羔", "Last birth", "产羔日 上次产羔日", LIST_DAY, NULL, "", 10, LATEST("e.day", BIRTHS, ""),
      NULL, NULL, false },
    { "after-birth", "产后", "After birth", "产后天数 postpartum", LIST_DAYS, NULL, "d", 5,
      "(:today - " LATEST("e.day", BIRTHS, "") ")", NULL, NULL, false },
    { "litter", "产羔数", "Litter", "上胎产羔数", LIST_COUNT, NULL, "head", 6, LATEST("e.count", BIRTHS, ""), NULL, NULL,
      false },
    { "served", "配种日", "Served", "mated-day", LIST_DAY, NULL, "", 10, LATEST("e.day", SERVICES, ""), NULL, NULL,
      false },
    { "after-service", "配后", "After service", "配后天数", LIST_DAYS, NULL, "d", 5,
      "(:today - " LATEST("e.day", SERVICES, "") ")", NULL, NULL, false },
    { "mate", "配种公畜", "Mate", "与配公畜", LIST_ANIMAL, NULL, "", 14, LATEST("e.other", SERVICES, ""),
      NUMBER_OF(LATEST("e.other", SERVICES, "")), NULL, false },
    { "scan", "妊检日", "Scan due", "待检", LIST_DAY, NULL, "", 10, IF_FEMALE(SCAN_DAY), NULL, NULL, false },
    { "due", "预产期", "Due", "due-day", LIST_DAY, NULL, "", 10, IF_FEMALE(DUE_DAY), NULL, NULL, false },
    { "wean", "断奶日", "Wean", "断奶", LIST_DAY, NULL, "", 10, IF_FEMALE(WEAN_DAY), NULL, NULL, false },
    { "weight", "体重", "Weight", "", LIST_WEIGHT, NULL, "kg", 6, LATEST("e.value", "'weigh'", WEIGHED), NULL, NULL,
      false },
    { "weighed", "称重日", "Weighed", "", LIST_DAY, NULL, "", 10, LATEST("e.day", "'weigh'", WEIGHED), NULL, NULL,
      false },
    { "gain", "日增重", "Gain g/d", "", LIST_COUNT, NULL, "g/d", 8, GAIN, NULL, NULL, false },
    { "grade", "等级", "Grade", "", LIST_CODE, "grade", "", 6, LATEST("e.code", "'grade'", ""), NULL, NULL, false },
    { "keeper", "饲养", "Keeper", "holding 存放 场户 饲养主体", LIST_HOLDING, NULL, "", 6, "s.keeper", HOLDING("s.keeper"),
      "SELECT animal AS id FROM stay WHERE to_day IS NULL AND keeper", false },
    { "owner", "持有", "Owner", "持有主体", LIST_HOLDING, NULL, "", 6, OWNER, HOLDING(OWNER),
      "SELECT animal AS id FROM ownership WHERE to_day IS NULL AND holding", false },
    { "place", "地点", "Place", "存放地", LIST_HOLDING, NULL, "", 6, "s.place", HOLDING("s.place"),
      "SELECT animal AS id FROM stay WHERE to_day IS NULL AND place", false },
    { "pen", "圈舍", "Pen", "圈", LIST_TEXT, NULL, "", 6, "(SELECT p.code FROM pen p WHERE p.id = s.pen)", NULL,
      "SELECT s.animal AS id FROM stay s JOIN pen p ON p.id = s.pen WHERE s.to_day IS NULL AND p.code", false },
    { "here", "在场天数", "Days here", "在场", LIST_DAYS, NULL, "d", 8, "(:today - s.from_day)", NULL, NULL, false },
    { "sire", "父号", "Sire", "父", LIST_ANIMAL, NULL, "", 14, "a.sire", NUMBER_OF("a.sire"),
      "SELECT id FROM animal WHERE sire", false },
    { "dam", "母号", "Dam", "母亲", LIST_ANIMAL, NULL, "", 14, "a.dam", NUMBER_OF("a.dam"),
      "SELECT id FROM animal WHERE dam", false },
    { "f", "近交", "F", "近交系数 inbreeding", LIST_PERCENT, NULL, "%", 7, SHARE("f"), NULL, NULL, false },
    { "completeness", "系谱", "Pedigree", "系谱完整度", LIST_PERCENT, NULL, "%", 7, SHARE("completeness"), NULL, NULL,
      false },
    { "birth-type", "出生类型", "Born as", "胎型 同胎数", LIST_COUNT, NULL, "head", 8, "a.birth_type", NULL, NULL, false },
    { "withdrawal", "休药期", "Withdrawal", "休药", LIST_DAY, NULL, "", 10, WITHDRAWAL, NULL, NULL, false },
    { "cull", "淘汰", "Cull", "待淘汰", LIST_CODE, "cull_reason", "", 12, LATEST("e.code", "'cull_mark'", ""), NULL, NULL,
      false },
    { "coat", "毛色", "Coat", "", LIST_CODE, "coat", "", 8, "a.coat", NULL, NULL, false },
    { "fecb", "FecB", "FecB", "", LIST_CODE, "fecb", "", 4, "a.fecb", NULL, NULL, false },
    { "origin", "来源", "Origin", "", LIST_TEXT, NULL, "", 10, "a.origin", NULL, NULL, false },
    { "left", "离场日", "Left", "", LIST_DAY, NULL, "", 10, "CASE WHEN s.id IS NULL THEN " LATEST("e.day", LEAVINGS, "")
      " END", NULL, NULL, true },
    { "leave", "离场原因", "How left", "", LIST_CODE, "leave", "", 8,
      "CASE WHEN s.id IS NULL THEN " LATEST("e.kind", LEAVINGS, "") " END", NULL, NULL, true },
    { "note", "备注", "Note", "", LIST_TEXT, NULL, "", 12, "a.note", NULL, NULL, false },
};
/* clang-format on */
const int list_word_count = COUNT(list_words);

/* However it is written: LAST-BIRTH, last_birth, 上次产羔. */
static bool named(const char *wanted, const char *name, size_t length)
{
    CLEANUP(strbuf_done) struct strbuf one, normal;
    strbuf_init(&one);
    strbuf_init(&normal);
    strbuf_add_n(&one, name, length);
    utf8_normalise(&normal, one.text);
    return normal.length && strcmp(normal.text, wanted) == 0;
}

static bool among(const char *wanted, const char *names)
{
    for (const char *at = names; *at; at += strcspn(at, " "), at += *at == ' ')
        if (named(wanted, at, strcspn(at, " ")))
            return true;
    return false;
}

int list_word_find(const char *text)
{
    CLEANUP(strbuf_done) struct strbuf wanted;
    strbuf_init(&wanted);
    utf8_normalise(&wanted, text);
    for (int i = 0; i < list_word_count; i++) {
        const struct list_word *word = &list_words[i];
        if (among(wanted.text, word->name) || named(wanted.text, word->zh, strlen(word->zh)) ||
            named(wanted.text, word->en, strlen(word->en)) || among(wanted.text, word->aliases))
            return i;
    }
    return -1;
}

const char *list_word_shown(int word)
{
    return list_words[word].shown ? list_words[word].shown : list_words[word].sql;
}

bool list_word_is_text(int word)
{
    static const enum list_type texts[] = { LIST_TEXT, LIST_CODE, LIST_HOLDING, LIST_ANIMAL };
    for (size_t i = 0; i < COUNT(texts); i++)
        if (list_words[word].type == texts[i])
            return true;
    return strcmp(list_words[word].name, "born") == 0; /* shown as exact as it is known */
}

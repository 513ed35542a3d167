/* headings.c - headings in Chinese and English, in any order */
#include "headings.h"

#include <string.h>
#include <strings.h>

enum { SPELLINGS = 12 };

static const struct {
    const char *name;
    const char *spellings[SPELLINGS];
} known[HEADINGS] = {
    [HEADING_NUMBER] = { "number",
                         { "id", "耳号", "编号", "个体号", "号码", "animal", "ear", "farm number", "个体编号", "indiv",
                           "label" } },
    [HEADING_SIRE] = { "sire", { "父号", "父", "父本", "父亲", "father", "sire id", "父耳号", "公羊", "父编号" } },
    [HEADING_DAM] = { "dam", { "母号", "母", "母本", "母亲", "mother", "dam id", "母耳号", "母羊", "母编号" } },
    [HEADING_SEX] = { "sex", { "性别", "gender" } },
    [HEADING_BIRTH] = { "birth", { "出生日期", "出生", "生日", "birthdate", "birth date", "born", "dob", "出生年月" } },
    [HEADING_BREED] = { "breed", { "品种" } },
    [HEADING_SPECIES] = { "species", { "畜种", "种类" } },
    [HEADING_HOLDING] = { "holding", { "养殖场", "场户", "存放", "所在场", "养殖主体", "farm", "场", "养殖户" } },
    [HEADING_OWNER] = { "owner", { "持有", "所有者", "畜主" } },
    [HEADING_KEEPER] = { "keeper", { "饲养", "饲养户" } },
    [HEADING_FAMILY] = { "family", { "家系", "血统", "血统(家系)", "血统（家系）" } },
    [HEADING_OFFICIAL] = { "official", { "耳标号", "官方耳标", "official tag", "畜禽标识", "耳标" } },
    [HEADING_RFID] = { "rfid", { "电子耳标", "eid", "电子耳标号" } },
    [HEADING_BRAND] = { "brand", { "烙印" } },
    [HEADING_NAME] = { "name", { "名字", "名称" } },
    [HEADING_COAT] = { "coat", { "毛色" } },
    [HEADING_FECB] = { "fecb", { "FecB基因型", "FecB 基因" } },
    [HEADING_BIRTH_TYPE] = { "birth-type", { "同胎数", "出生类型", "birth_type", "litter size" } },
    [HEADING_ORIGIN] = { "origin", { "来源" } },
    [HEADING_NOTE] = { "note", { "备注", "remark", "notes" } },
};

const char *heading_name(enum heading heading)
{
    return known[heading].name;
}

const char *headings_title(const struct headings *h, enum heading heading)
{
    return h->title[heading] ? h->title[heading] : known[heading].name;
}

/* "Birth_type" and "birth type" are one. */
bool headings_same(const char *a, const char *b)
{
    struct strbuf x, y;
    strbuf_init(&x);
    strbuf_init(&y);
    utf8_normalise(&x, a);
    utf8_normalise(&y, b);
    bool same = x.length && strcmp(x.text, y.text) == 0;
    strbuf_done(&x);
    strbuf_done(&y);
    return same;
}

bool headings_spell(enum heading heading, const char *text)
{
    if (headings_same(known[heading].name, text))
        return true;
    for (int i = 0; i < SPELLINGS && known[heading].spellings[i]; i++)
        if (headings_same(known[heading].spellings[i], text))
            return true;
    return false;
}

static int column_headed(const struct csv *csv, const char *text, size_t length)
{
    for (int i = 0; i < csv->count; i++)
        if (strlen(csv->cells[i]) == length && strncasecmp(csv->cells[i], text, length) == 0)
            return i;
    return -1;
}

/* One "name=Heading" of --map. */
static bool map_one(struct headings *h, const struct csv *csv, const char *pair, size_t length, struct err *e)
{
    const char *equals = memchr(pair, '=', length);
    if (!equals)
        return err_set(e, ERR_USAGE, "map", _("--map \"%.*s\": write NAME=COLUMN"), (int)length, pair);
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)(equals - pair), pair);
    for (int i = 0; i < HEADINGS; i++) {
        if (!headings_spell((enum heading)i, name))
            continue;
        int column = column_headed(csv, equals + 1, length - (size_t)(equals - pair) - 1);
        if (column < 0)
            return err_set(e, ERR_DATA, "map", _("--map \"%.*s\": the file has no such column"), (int)length, pair);
        h->column[i] = column;
        return true;
    }
    return err_set(e, ERR_USAGE, "map", _("--map \"%.*s\": there is no field of that name"), (int)length, pair);
}

static bool map_all(struct headings *h, const struct csv *csv, const char *map, struct err *e)
{
    while (map && *map) {
        size_t length = strcspn(map, ",");
        if (length && !map_one(h, csv, map, length, e))
            return false;
        map += length + (map[length] == ',');
    }
    return true;
}

static bool mapped(const struct headings *h, int column)
{
    for (int i = 0; i < HEADINGS; i++)
        if (h->column[i] == column)
            return true;
    return false;
}

static bool read_columns(struct headings *h, const struct csv *csv, const char *map, struct err *e)
{
    if (!map_all(h, csv, map, e))
        return false;
    struct headings given = *h;
    for (int column = 0; column < csv->count; column++) {
        bool used = mapped(&given, column);
        for (int i = 0; i < HEADINGS && !used; i++) {
            if (h->column[i] >= 0 || !headings_spell((enum heading)i, csv->cells[column]))
                continue; /* of two columns of one meaning the first counts; the other is told as left out */
            h->column[i] = column;
            used = true;
        }
        if (!used && csv->cells[column][0])
            strbuf_printf(&h->ignored, "%s%s", h->ignored.length ? ", " : "", csv->cells[column]);
    }
    if (h->column[HEADING_NUMBER] < 0)
        return err_set(e, ERR_DATA, "number",
                       _("The file has no column of numbers (id ...); name it with --map number=COLUMN"));
    return true;
}

bool headings_read(const struct csv *csv, const char *map, struct headings *ret, struct err *e)
{
    struct headings h;
    strbuf_init(&h.ignored);
    for (int i = 0; i < HEADINGS; i++) {
        h.column[i] = -1;
        h.title[i] = NULL;
    }
    if (!read_columns(&h, csv, map, e)) {
        strbuf_done(&h.ignored);
        return false;
    }
    for (int i = 0; i < HEADINGS; i++)
        if (h.column[i] >= 0)
            h.title[i] = csv->cells[h.column[i]];
    *ret = h;
    return true;
}

void headings_done(struct headings *h)
{
    strbuf_done(&h->ignored);
}

const char *headings_cell(const struct headings *h, const struct csv *csv, enum heading heading)
{
    int column = h->column[heading];
    return column >= 0 && column < csv->count ? csv->cells[column] : "";
}

bool headings_unknown(const char *text)
{
    static const char *const words[] = { "0",    "NA",   "N/A", "-",    ".",    "unknown", "unk",
                                         "null", "none", "?",   "#N/A", "未知", "不详",    "无" };
    if (!*text)
        return true;
    if (strlen(text) > 7 || !strchr("0Nn-.Uu?#\xE6\xE4", *text)) /* no number worth a closer look */
        return false;
    for (size_t i = 0; i < COUNT(words); i++)
        if (strcasecmp(text, words[i]) == 0)
            return true;
    return false;
}

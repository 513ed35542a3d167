/* reader_settings.c - readers.conf: read once at the start, checked as a whole. */
#include "inner.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATTERNS_MOST = 16, FILE_MOST = 1 << 18 };

struct parsing {
    struct reader_settings *settings;
    struct reader_settings_device *device; /* the one being told about; NULL before the first */
    struct reader_pattern *pattern;
    int line;
    struct err *e;
};

static bool refuse(struct parsing *p, const char *reason, const char *value)
{
    return err_set(p->e, ERR_CONFIG, "", _("%s, line %d: %s: \"%s\""), p->settings->path, p->line, reason, value);
}

/* ---- values ---- */
static bool set_device(struct parsing *p, const char *value)
{
    if (*value != '/')
        return refuse(p, _("device is a path that begins with /"), value);
    p->device->path = arena_text(&p->settings->arena, value);
    return true;
}

static bool set_baud(struct parsing *p, const char *value)
{
    int64_t baud;
    speed_t speed;
    struct err ignored;
    if (!number_parse_int(value, 1, INT32_MAX, &baud, &ignored) || !reader_speed((int)baud, &speed))
        return refuse(p, _("no such speed; usual are 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200"), value);
    p->device->baud = (int)baud;
    return true;
}

/* "8N1", as it stands in every manual */
static bool set_format(struct parsing *p, const char *value)
{
    bool good = strlen(value) == 3 && strchr("78", value[0]) && strchr("NEOneo", value[1]) && strchr("12", value[2]);
    if (!good)
        return refuse(p, _("format is data bits 7 or 8, parity N, E or O, stop bits 1 or 2, as 8N1"), value);
    p->device->bits = value[0] - '0';
    p->device->parity = (char)(value[1] & ~0x20);
    p->device->stop = value[2] - '0';
    return true;
}

static bool set_flow(struct parsing *p, const char *value)
{
    static const char *const names[] = {
        [READER_FLOW_NONE] = "none", [READER_FLOW_HARDWARE] = "hardware", [READER_FLOW_SOFTWARE] = "software"
    };
    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(value, names[i])) {
            p->device->flow = (enum reader_flow)i;
            return true;
        }
    return refuse(p, _("flow is none, hardware or software"), value);
}

static bool set_silence(struct parsing *p, const char *value)
{
    int64_t silence;
    struct err ignored;
    if (!number_parse_int(value, 0, 5000, &silence, &ignored))
        return refuse(p, _("silence is milliseconds, 0 to 5000"), value);
    p->device->silence = (int)silence;
    return true;
}

static bool compile(struct parsing *p, const char *value, regex_t **ret)
{
    char why[128];
    regex_t *compiled = memory_new(sizeof *compiled);
    int result = regcomp(compiled, value, REG_EXTENDED);
    if (result == 0 && compiled->re_nsub >= 1) {
        *ret = compiled;
        return true;
    }
    if (result == 0) {
        regfree(compiled);
        refuse(p, _("line needs a group in (round brackets) around the value"), value);
    } else {
        regerror(result, compiled, why, sizeof why);
        refuse(p, why, value);
    }
    memory_free(compiled);
    return false;
}

static bool set_line(struct parsing *p, const char *value)
{
    regex_t *compiled;
    struct reader_settings_device *d = p->device;
    if (d->pattern_count == PATTERNS_MOST)
        return refuse(p, _("too many lines for one device"), value);
    if (p->pattern && !p->pattern->field)
        return refuse(p, _("the line before has no field"), p->pattern->line);
    if (!compile(p, value, &compiled))
        return false;
    p->pattern = &d->patterns[d->pattern_count++];
    *p->pattern = (struct reader_pattern){ .line = arena_text(&p->settings->arena, value), .compiled = compiled };
    return true;
}

static bool set_field(struct parsing *p, const char *value)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    if (!*value || strlen(value) >= READER_FIELD || value[strspn(value, letters)])
        return refuse(p, _("field is animal, weight or another field of the dictionary"), value);
    p->pattern->field = arena_text(&p->settings->arena, value);
    return true;
}

static bool set_unit(struct parsing *p, const char *value)
{
    if (reader_unit(value) < 0)
        return refuse(p, _("unit is kg, lb, g, jin, l or ml"), value);
    p->pattern->unit = arena_text(&p->settings->arena, value);
    return true;
}

static bool set_least(struct parsing *p, const char *value)
{
    struct err ignored;
    if (!number_parse_thousandths(value, &p->pattern->least, &ignored) || p->pattern->least < 0)
        return refuse(p, _("least is a number of kilograms"), value);
    return true;
}

static const struct {
    const char *key;
    bool of_line; /* belongs to the line before */
    bool (*set)(struct parsing *p, const char *value);
} keys[] = {
    { "device", false, set_device }, { "baud", false, set_baud }, { "format", false, set_format },
    { "flow", false, set_flow },     { "line", false, set_line }, { "silence", false, set_silence },
    { "field", true, set_field },    { "unit", true, set_unit },  { "least", true, set_least },
};

/* ---- lines of the file ---- */
static bool is_whole(struct parsing *p)
{
    const struct reader_settings_device *d = p->device;
    if (!d)
        return true;
    if (!d->path)
        return refuse(p, _("the device before has no \"device = /dev/...\""), d->name);
    if (!d->pattern_count || !p->pattern->field)
        return refuse(p, _("the device before needs a \"line = ...\" and then a \"field = ...\""), d->name);
    return true;
}

static bool begin_device(struct parsing *p, char *name)
{
    struct reader_settings *s = p->settings;
    size_t length = strlen(name);
    if (name[length - 1] != ']' || length < 3)
        return refuse(p, _("a device begins with its name in [square brackets]"), name);
    if (!is_whole(p))
        return false;
    name[length - 1] = 0;
    for (int i = 0; i < s->count; i++)
        if (!strcmp(s->devices[i].name, name + 1))
            return refuse(p, _("there are two devices of this name"), name + 1);
    if (s->count == READER_DEVICES)
        return refuse(p, _("too many devices"), name + 1);
    p->device = &s->devices[s->count++];
    p->pattern = NULL;
    *p->device = (struct reader_settings_device){
        .name = arena_text(&s->arena, name + 1), .baud = 9600, .bits = 8, .stop = 1, .parity = 'N'
    };
    p->device->patterns = arena_new(&s->arena, PATTERNS_MOST * sizeof *p->device->patterns);
    return true;
}

static char *trimmed(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length && strchr(" \t\r", text[length - 1]))
        length--;
    text[length] = 0;
    return text;
}

/* Quotes keep blanks at the ends of a pattern. */
static char *unquoted(char *value)
{
    size_t length = strlen(value);
    if (length < 2 || value[0] != '"' || value[length - 1] != '"')
        return value;
    value[length - 1] = 0;
    return value + 1;
}

static bool take_key(struct parsing *p, char *text)
{
    char *equals = strchr(text, '=');
    if (!equals)
        return refuse(p, _("this is neither a [name] nor \"key = value\""), text);
    *equals = 0;
    const char *key = trimmed(text);
    char *value = unquoted(trimmed(equals + 1));
    for (size_t i = 0; i < COUNT(keys); i++) {
        if (strcmp(keys[i].key, key) != 0)
            continue;
        if (!p->device)
            return refuse(p, _("the name of the device in [square brackets] comes first"), key);
        if (keys[i].of_line && !p->pattern)
            return refuse(p, _("it belongs below a \"line = ...\""), key);
        return keys[i].set(p, value);
    }
    return refuse(p, _("unknown key; there are device, baud, format, flow, silence, line, field, unit, least"), key);
}

static bool take_line(struct parsing *p, char *text)
{
    text = trimmed(text);
    if (!*text || *text == '#' || *text == ';')
        return true;
    return *text == '[' ? begin_device(p, text) : take_key(p, text);
}

bool reader_settings_parse(const char *path, const char *text, struct reader_settings *ret, struct err *e)
{
    struct reader_settings settings = { .found = true };
    struct parsing p = { .settings = &settings, .e = e };
    bool good = true;
    arena_init(&settings.arena);
    settings.path = arena_text(&settings.arena, path);
    settings.devices = arena_new(&settings.arena, READER_DEVICES * sizeof *settings.devices);
    char *rest = arena_text(&settings.arena, text);
    if (!strncmp(rest, "\xEF\xBB\xBF", 3))
        rest += 3;
    for (char *line; good && (line = strsep(&rest, "\n"));) {
        p.line++;
        good = take_line(&p, line);
    }
    if (good && is_whole(&p)) {
        *ret = settings;
        return true;
    }
    reader_settings_done(&settings);
    return false;
}

void reader_settings_done(struct reader_settings *settings)
{
    for (int i = 0; i < settings->count; i++)
        for (int k = 0; k < settings->devices[i].pattern_count; k++) {
            regfree(settings->devices[i].patterns[k].compiled);
            memory_free(settings->devices[i].patterns[k].compiled);
        }
    arena_done(&settings->arena);
    *settings = (struct reader_settings){ 0 };
}

/* ---- where it is ---- */
static bool own_path(struct arena *arena, const char **ret)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    if (config && *config)
        *ret = arena_printf(arena, "%s/mupu/readers.conf", config);
    else if (home && *home)
        *ret = arena_printf(arena, "%s/.config/mupu/readers.conf", home);
    else
        return false;
    return true;
}

static bool load(const char *path, struct reader_settings *ret, struct err *e)
{
    struct strbuf text;
    strbuf_init(&text);
    bool good = file_read(path, FILE_MOST, &text, e) && reader_settings_parse(path, text.text, ret, e);
    strbuf_done(&text);
    return good;
}

bool reader_settings_load(struct reader_settings *ret, struct err *e)
{
    static const char everybody[] = "/etc/mupu/readers.conf";
    struct arena arena;
    const char *own = everybody;
    bool good = true;
    arena_init(&arena);
    if (own_path(&arena, &own) && access(own, F_OK) == 0) {
        good = load(own, ret, e);
    } else if (access(everybody, F_OK) == 0) {
        good = load(everybody, ret, e);
    } else {
        *ret = (struct reader_settings){ 0 };
        arena_init(&ret->arena);
        ret->path = arena_text(&ret->arena, own);
    }
    arena_done(&arena);
    return good;
}

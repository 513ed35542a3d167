/* reader_line.c - bytes as they come to whole lines, and what a line says. */
#include "inner.h"

#include <regex.h>
#include <string.h>
#include <strings.h>

/* ---- bytes to lines ---- */
/* What follows STX is a new line and what follows ETX, a check byte for some scales, is not part of the one before. */
static bool is_end(char byte)
{
    return byte == '\r' || byte == '\n' || byte == '\x02' || byte == '\x03' || byte == '\0';
}

void reader_line_clear(struct reader_line *line)
{
    line->length = 0;
    line->too_long = false;
    line->text[0] = 0;
}

bool reader_line_add(struct reader_line *line, char byte)
{
    if (is_end(byte)) {
        if (line->length && !line->too_long)
            return true;
        reader_line_clear(line);
    } else if (line->length == READER_LINE) {
        line->too_long = true;
    } else if ((unsigned char)byte >= ' ' && byte != 127) {
        line->text[line->length++] = (unsigned char)byte < 128 ? byte : '?'; /* noise, or words in another code */
        line->text[line->length] = 0;
    }
    return false;
}

/* ---- a line to values ---- */
static const struct {
    const char *name;
    int64_t times, of; /* the kept unit is times/of of it */
} units[] = {
    { "kg", 1, 1 },
    { "lb", 45359237, 100000000 },
    { "lbs", 45359237, 100000000 },
    { "g", 1, 1000 },
    { "jin", 1, 2 },
    { "l", 1, 1 },
    { "ml", 1, 1000 },
};

int reader_unit(const char *name)
{
    for (size_t i = 0; i < COUNT(units); i++)
        if (!strcasecmp(units[i].name, name))
            return (int)i;
    return -1;
}

static bool take_group(const char *line, const regmatch_t *group, char *out)
{
    const char *start = line + group->rm_so, *end = line + group->rm_eo;
    if (group->rm_so < 0)
        return false;
    while (start < end && *start == ' ')
        start++;
    while (end > start && end[-1] == ' ')
        end--;
    if (start == end || end - start >= READER_VALUE)
        return false;
    memcpy(out, start, (size_t)(end - start));
    out[end - start] = 0;
    return true;
}

/* "+  52.5" of a scale: the sign stands apart. */
static void drop_blanks(char *text)
{
    char *to = text;
    for (const char *from = text + (*text == '+'); *from; from++)
        if (*from != ' ')
            *to++ = *from;
    *to = 0;
}

/* Nothing on the scale is no weight. */
static bool convert(const struct reader_pattern *pattern, const char *unit, char *value)
{
    struct err ignored;
    int64_t amount;
    char text[NUMBER_TEXT];
    int i = reader_unit(unit);
    drop_blanks(value);
    if (i < 0 || !number_parse_thousandths(value, &amount, &ignored) || amount <= 0 || amount > INT32_MAX)
        return false;
    int64_t kept = (amount * units[i].times + units[i].of / 2) / units[i].of;
    if (kept <= 0 || kept < pattern->least)
        return false;
    if (units[i].of == 1)
        return true; /* the scale's own digits */
    snprintf(value, READER_VALUE, "%s", number_format_thousandths(kept, 2, text));
    return true;
}

static bool read_pattern(const struct reader_pattern *pattern, const char *line, char *value)
{
    regmatch_t groups[3];
    char unit[READER_VALUE];
    if (regexec(pattern->compiled, line, COUNT(groups), groups, 0) != 0 || !take_group(line, &groups[1], value))
        return false;
    if (!pattern->unit)
        return true;
    return convert(pattern, take_group(line, &groups[2], unit) ? unit : pattern->unit, value);
}

static bool has_field(const struct reader_reading *readings, int count, const char *field)
{
    for (int i = 0; i < count; i++)
        if (!strcmp(readings[i].field, field))
            return true;
    return false;
}

int reader_line_read(const struct reader_settings_device *device, const char *line, struct reader_reading *ret,
                     int most)
{
    int count = 0;
    for (int i = 0; i < device->pattern_count && count < most; i++) {
        const struct reader_pattern *pattern = &device->patterns[i];
        if (has_field(ret, count, pattern->field) || !read_pattern(pattern, line, ret[count].value))
            continue;
        ret[count].measure = pattern->unit != NULL;
        ret[count++].field = pattern->field;
    }
    return count;
}

/* arguments.c - words of a command line become a record, by the descriptors of the command. Values are not judged here:
 * herd does that for every way in. */
#include "inner.h"

#include <stdlib.h>
#include <string.h>

/* ---- global options ---- */

struct global {
    const char *name;
    size_t text, flag; /* offsets into struct global_options; 0 = not that sort */
};
#define TEXT(name, member)                                   \
    {                                                        \
        name, offsetof(struct global_options, member) + 1, 0 \
    }
#define FLAG(name, member)                                   \
    {                                                        \
        name, 0, offsetof(struct global_options, member) + 1 \
    }
static const struct global globals[] = {
    TEXT("db", path),           TEXT("lang", lang),   TEXT("as", as),
    TEXT("headless", headless), TEXT("keys", keys),   TEXT("override", override_reason),
    FLAG("json", json),         FLAG("yes", yes),     FLAG("dry-run", dry_run),
    FLAG("mono", mono),         FLAG("no-ui", no_ui), FLAG("version", version),
    FLAG("help", help),         FLAG("plain", plain),
};

const char *arguments_global(int index, bool *ret_takes_value)
{
    if (index >= (int)COUNT(globals))
        return NULL;
    *ret_takes_value = globals[index].text != 0;
    return globals[index].name;
}

static const struct global *global_named(const char *name, size_t length)
{
    for (size_t i = 0; i < COUNT(globals); i++)
        if (strlen(globals[i].name) == length && strncmp(globals[i].name, name, length) == 0)
            return &globals[i];
    return NULL;
}

static bool global_take(const struct global *global, int argc, char **argv, int *at, const char *equals,
                        struct global_options *o, struct err *e)
{
    if (global->flag) {
        if (equals)
            return err_set(e, ERR_USAGE, global->name, _("option --%s takes no value"), global->name);
        *(bool *)((char *)o + global->flag - 1) = true;
        return true;
    }
    const char *value = equals ? equals + 1 : *at + 1 < argc ? argv[++*at] : NULL;
    if (!value)
        return err_set(e, ERR_USAGE, global->name, _("option --%s needs a value"), global->name);
    *(const char **)((char *)o + global->text - 1) = value;
    return true;
}

bool arguments_globals(int argc, char **argv, struct global_options *ret, char **words, int *ret_count, struct err *e)
{
    struct global_options o = { 0 };
    int count = 0;
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (strcmp(word, "--") == 0) {
            while (i < argc)
                words[count++] = argv[i++];
            break;
        }
        if (strcmp(word, "-h") == 0) {
            o.help = true;
            continue;
        }
        if (strncmp(word, "--", 2) != 0) {
            words[count++] = argv[i];
            continue;
        }
        const char *equals = strchr(word, '=');
        const struct global *global = global_named(word + 2, equals ? (size_t)(equals - word - 2) : strlen(word + 2));
        if (!global)
            words[count++] = argv[i];
        else if (!global_take(global, argc, argv, &i, equals, &o, e))
            return false;
    }
    if (o.lang && strncmp(o.lang, "zh", 2) != 0 && strncmp(o.lang, "en", 2) != 0)
        return err_set(e, ERR_USAGE, "lang", _("--lang \"%s\": choose zh or en"), o.lang);
    *ret = o;
    *ret_count = count;
    return true;
}

/* ---- nearest word ---- */

static int distance(const char *a, const char *b)
{
    enum { MOST = 32 };
    int row[MOST + 1], n = (int)strlen(b);
    if (n > MOST || strlen(a) > MOST)
        return MOST;
    for (int j = 0; j <= n; j++)
        row[j] = j;
    for (int i = 1; a[i - 1]; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= n; j++) {
            int above = row[j], cost = diagonal + (a[i - 1] != b[j - 1]);
            row[j] = above + 1 < cost ? above + 1 : cost;
            if (row[j - 1] + 1 < row[j])
                row[j] = row[j - 1] + 1;
            diagonal = above;
        }
    }
    return row[n];
}

const char *arguments_nearest(const char *word, const char *const *known, int count)
{
    const char *best = NULL;
    int most = (int)strlen(word) / 2 + 1, least = most < 4 ? most : 4; /* a short word is not any other short word */
    for (int i = 0; i < count; i++) {
        int far = distance(word, known[i]);
        if (far < least) {
            least = far;
            best = known[i];
        }
    }
    return best;
}

const char *arguments_nearest_global(const char *word)
{
    const char *known[COUNT(globals)];
    for (size_t i = 0; i < COUNT(globals); i++)
        known[i] = globals[i].name;
    return arguments_nearest(word, known, COUNT(globals));
}

/* ---- a command's own arguments ---- */

struct reading {
    struct command_context *c;
    const struct command *command;
    struct record *record;
    const struct field *more;
    int more_count;
    int position;
};

bool arguments_positional(const struct field *field)
{
    return field->place && *field->place && (strchr("123456789", field->place[0]) || strcmp(field->place, "*") == 0);
}

static const struct field *option_named(const struct reading *r, const char *name, size_t length)
{
    for (int i = 0; i < command_argument_count(r->command); i++) {
        const struct field *f = &r->command->arguments[i];
        if (strlen(f->name) == length && strncmp(f->name, name, length) == 0)
            return f;
    }
    for (int i = 0; i < r->more_count; i++)
        if (strlen(r->more[i].name) == length && strncmp(r->more[i].name, name, length) == 0)
            return &r->more[i];
    return NULL;
}

static bool unknown_option(const struct reading *r, const char *name, struct err *e)
{
    const char *known[256 + COUNT(globals) + 1];
    int count = 0;
    for (int i = 0; i < command_argument_count(r->command) && count < 128; i++)
        known[count++] = r->command->arguments[i].name;
    for (int i = 0; i < r->more_count && count < 256; i++)
        known[count++] = r->more[i].name;
    for (size_t i = 0; i < COUNT(globals); i++)
        known[count++] = globals[i].name;
    known[count++] = "confirm";
    const char *near = arguments_nearest(name, known, count);
    if (near)
        return err_set(e, ERR_USAGE, "", _("there is no option --%s; did you mean --%s?"), name, near);
    return err_set(e, ERR_USAGE, "", _("there is no option --%s; see: mupu help %s"), name, r->command->subject);
}

/* Alone a flag says yes; no is the same as leaving it out ("" takes it back out of the record). */
static bool flag_value(const char *text, const char **ret)
{
    static const char *const yes[] = { "yes", "true", "1", "是" }, *const no[] = { "no", "false", "0", "否" };
    for (size_t i = 0; text && i < COUNT(no); i++)
        if (strcmp(text, no[i]) == 0) {
            *ret = "";
            return true;
        }
    bool known = !text;
    for (size_t i = 0; text && i < COUNT(yes); i++)
        known = known || strcmp(text, yes[i]) == 0;
    if (known)
        *ret = "yes";
    return known;
}

static bool take_option(struct reading *r, char *const *words, int count, int *at, struct err *e)
{
    const char *word = words[*at] + 2, *equals = strchr(word, '=');
    size_t length = equals ? (size_t)(equals - word) : strlen(word);
    if (length == strlen("confirm") && strncmp(word, "confirm", length) == 0) {
        const char *rule = equals ? equals + 1 : *at + 1 < count ? words[++*at] : "";
        if (!*rule)
            return err_set(e, ERR_USAGE, "confirm", _("option --%s needs a value"), "confirm");
        r->record->confirmed =
            arena_printf(r->c->arena, "%s %s", r->record->confirmed ? r->record->confirmed : "", rule);
        return true;
    }
    const struct field *field = option_named(r, word, length);
    if (!field)
        return unknown_option(r, arena_text_n(r->c->arena, word, length), e);
    const char *value = equals ? equals + 1 : NULL;
    if (field->type == FIELD_OF_FLAG) {
        if (!flag_value(value, &value))
            return err_set(e, ERR_USAGE, field->name, _("--%s=%s: say yes or no"), field->name, value);
    } else if (!value) {
        value = *at + 1 < count ? words[++*at] : NULL;
    }
    if (!value)
        return err_set(e, ERR_USAGE, field->name, _("option --%s needs a value"), field->name);
    if (field->repeated)
        record_add(r->record, field->name, value);
    else
        record_set(r->record, field->name, value);
    return true;
}

static bool take_word(struct reading *r, const char *word, struct err *e)
{
    int position = 0;
    for (int i = 0; i < command_argument_count(r->command); i++) {
        const struct field *field = &r->command->arguments[i];
        if (!arguments_positional(field))
            continue;
        if (strcmp(field->place, "*") == 0 || position == r->position) {
            if (field->repeated)
                record_add(r->record, field->name, word);
            else
                record_set(r->record, field->name, word);
            r->position++;
            return true;
        }
        position++;
    }
    return err_set(e, ERR_USAGE, "", _("\"%s\" is one word too many; see: mupu help %s"), word, r->command->subject);
}

static bool find_more(struct reading *r, struct err *e)
{
    if (!r->command->more_arguments || r->more)
        return true;
    return r->command->more_arguments(r->c, r->record, &r->more, &r->more_count, e);
}

bool arguments_record(struct command_context *c, const struct command *command, char *const *words, int count,
                      struct record *record, struct err *e)
{
    struct reading r = { .c = c, .command = command, .record = record };
    bool only_words = false;
    for (int i = 0; i < count; i++) {
        if (!only_words && strcmp(words[i], "--") == 0) {
            only_words = true;
            continue;
        }
        bool option = !only_words && strncmp(words[i], "--", 2) == 0 && words[i][2];
        if (option && r.position > 0 && !find_more(&r, e))
            return false;
        if (!(option ? take_option(&r, words, count, &i, e) : take_word(&r, words[i], e)))
            return false;
    }
    for (int i = 0; i < command_argument_count(command); i++)
        if (arguments_positional(&command->arguments[i]) && command->arguments[i].required &&
            !record_text(record, command->arguments[i].name))
            return err_set(e, ERR_USAGE, command->arguments[i].name, _("\"%s\" is missing; see: mupu help %s"),
                           command->arguments[i].name, command->subject);
    return true;
}

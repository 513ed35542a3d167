/* script.c - key scripts: text in, input out. The syntax is in mupu/term.h. */
#include "private.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    uint32_t key;
} keys[] = {
    { "Enter", KEY_RETURN },   { "Esc", KEY_ESCAPE },      { "Tab", KEY_TAB },       { "S-Tab", KEY_BACK_TAB },
    { "Space", KEY_SPACE },    { "Up", KEY_TO_UP },        { "Down", KEY_TO_DOWN },  { "Left", KEY_TO_LEFT },
    { "Right", KEY_TO_RIGHT }, { "Home", KEY_TO_HOME },    { "End", KEY_TO_END },    { "PgUp", KEY_PAGE_UP },
    { "PgDn", KEY_PAGE_DOWN }, { "Backspace", KEY_ERASE }, { "Delete", KEY_DELETE }, { "Insert", KEY_INSERT },
};

static const struct {
    const char *name;
    enum input_mouse mouse;
} clicks[] = {
    { "click", MOUSE_CLICK },
    { "double", MOUSE_DOUBLE },
    { "wheelup", MOUSE_WHEEL_UP },
    { "wheeldown", MOUSE_WHEEL_DOWN },
};

static bool key_input(struct script_token *token, uint32_t key)
{
    token->kind = SCRIPT_INPUT;
    token->input = (struct input){ .kind = INPUT_KEY, .key = key };
    return true;
}

/* One character of a quoted text; 0 at its closing quote or at the end of the script. */
static uint32_t quoted_char(const char **at)
{
    if (**at == '"' || !**at)
        return 0;
    if (**at != '\\')
        return utf8_next(at);
    ++*at;
    uint32_t code = utf8_next(at);
    return code == 'n' ? '\n' : code == 't' ? '\t' : code;
}

static void read_quoted(const char *at, struct strbuf *text)
{
    char bytes[4];
    uint32_t code;
    while ((code = quoted_char(&at)))
        strbuf_add_n(text, bytes, utf8_encode(code, bytes));
}

/* `word` is what stands between < and >. */
static bool read_word(const char *word, struct script_token *token)
{
    int first, second, length = 0;
    for (size_t i = 0; i < COUNT(keys); i++)
        if (!strcmp(word, keys[i].name))
            return key_input(token, keys[i].key);
    if (sscanf(word, "F%d%n", &first, &length) == 1 && !word[length] && first >= 1 && first <= 12)
        return key_input(token, KEY_FN((uint32_t)first));
    if (!strncmp(word, "C-", 2) && isalpha((unsigned char)word[2]) && !word[3])
        return key_input(token, KEY_CTRL(word[2]));
    if (sscanf(word, "resize %dx%d%n", &first, &second, &length) == 2 && !word[length] && first > 0 && second > 0 &&
        first <= 1000 && second <= 1000) {
        *token = (struct script_token){ .kind = SCRIPT_RESIZE, .columns = first, .rows = second };
        return true;
    }
    for (size_t i = 0; i < COUNT(clicks); i++) {
        size_t name = strlen(clicks[i].name);
        if (!strncmp(word, clicks[i].name, name) && sscanf(word + name, " %d,%d", &first, &second) == 2) {
            token->kind = SCRIPT_INPUT;
            token->input = (struct input){ .kind = INPUT_MOUSE, .mouse = clicks[i].mouse, .y = first, .x = second };
            return true;
        }
    }
    if (!strcmp(word, "dump")) {
        token->kind = SCRIPT_DUMP;
        return true;
    }
    token->kind = SCRIPT_INPUT;
    token->input.kind = !strcmp(word, "wait") ? INPUT_TICK : !strcmp(word, "hangup") ? INPUT_HANGUP : INPUT_NONE;
    return token->input.kind != INPUT_NONE;
}

static const char *skip_quoted(const char *at)
{
    while (quoted_char(&at))
        ;
    return at;
}

/* <paste "..."> and <reading FIELD "...">: *at is behind the first word and its blank. */
static bool read_text(const char **at, enum input_kind kind, struct script_token *token, struct strbuf *paste,
                      struct err *e)
{
    size_t field = kind == INPUT_READING ? strcspn(*at, " \"\n>") : 0;
    const char *quote = *at + field + (field ? 1 : 0), *end = *quote == '"' ? skip_quoted(quote + 1) : "";
    if (strncmp(end, "\">", 2) != 0 || (kind == INPUT_READING && (!field || field >= READER_FIELD)))
        return err_set(e, ERR_DATA, "", _("the text is not closed; write <paste \"...\"> or <reading FIELD \"...\">"));
    strbuf_clear(paste);
    strbuf_add_n(paste, *at, field);
    strbuf_add_n(paste, "", 1);
    read_quoted(quote + 1, paste);
    token->kind = SCRIPT_INPUT;
    token->input = (struct input){ .kind = kind, .field = paste->text, .text = paste->text + field + 1 };
    *at = end + 2;
    return true;
}

static bool read_angle(const char **at, struct script_token *token, struct strbuf *paste, struct err *e)
{
    char word[40];
    bool reading = !strncmp(*at, "<reading ", 9);
    if (reading || !strncmp(*at, "<paste ", 7)) {
        *at += reading ? 9 : 7;
        return read_text(at, reading ? INPUT_READING : INPUT_PASTE, token, paste, e);
    }
    const char *end = strpbrk(*at, ">\n");
    size_t length = end ? (size_t)(end - *at - 1) : 0;
    if (!end || *end == '\n' || length >= sizeof word)
        return err_set(e, ERR_DATA, "", _("\"%.20s\" is not closed; a key is written <Enter>"), *at);
    memcpy(word, *at + 1, length);
    word[length] = 0;
    *at = end + 1;
    return read_word(word, token) || err_set(e, ERR_DATA, "", _("unknown key <%s>"), word);
}

static void skip_blanks(const char **at)
{
    while (**at == '#' || isspace((unsigned char)**at))
        *at += **at == '#' ? strcspn(*at, "\n") : 1;
}

bool script_next(struct script *script, struct script_token *ret_token, struct strbuf *paste, struct err *e)
{
    struct script_token token = { .kind = SCRIPT_END };
    for (;;) {
        if (script->in_text) {
            uint32_t code = quoted_char(&script->at);
            if (!code && !*script->at)
                return err_set(e, ERR_DATA, "", _("a text is not closed; its last \" is missing"));
            if (!code)
                script->at++;
            script->in_text = code != 0;
            if (code && key_input(&token, code == '\n' ? KEY_RETURN : code))
                break;
        }
        skip_blanks(&script->at);
        if (!*script->at)
            break;
        if (*script->at == '"') {
            script->at++;
            script->in_text = true;
        } else if (*script->at == '<') {
            if (!read_angle(&script->at, &token, paste, e))
                return false;
            break;
        } else {
            return err_set(e, ERR_DATA, "", _("\"%.20s\" is no key; write text in quotes and keys as <Enter>"),
                           script->at);
        }
    }
    *ret_token = token;
    return true;
}

bool script_check(const char *text, struct err *e)
{
    struct script script = { .at = text };
    struct script_token token = { .kind = SCRIPT_INPUT };
    struct strbuf paste;
    bool good = true;
    strbuf_init(&paste);
    while (good && token.kind != SCRIPT_END)
        good = script_next(&script, &token, &paste, e);
    strbuf_done(&paste);
    if (good)
        return true;
    int line = 1;
    for (const char *at = text; at < script.at; at++)
        line += *at == '\n';
    return err_prefix(e, _("key script, line %d: "), line);
}

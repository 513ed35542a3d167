/* plain_ask.c - the modal questions as lines: yes or no, a text, one of a list. */
#include "plain.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_SHOWN = 20 };

/* false: the input has ended. */
static bool ask(const char *prompt, struct strbuf *ret_folded)
{
    struct strbuf line;
    strbuf_init(&line);
    plain_write(prompt);
    bool good = plain_read(&line);
    plain_fold(line.text, ret_folded);
    strbuf_done(&line);
    return good;
}

static bool is_word(const char *text, const char *const *words)
{
    while (*words && strcasecmp(text, *words) != 0)
        words++;
    return *words != NULL;
}

enum answer plain_answer(const char *question, const char *words)
{
    static const char *const yes[] = { "y", "yes", "是", "对", NULL }, *const no[] = { "n", "no", "否", NULL };
    static const char *const none[] = { "q", NULL };
    static const char *const *const meant[] = { none, yes, no }; /* in the order of enum answer */
    char prompt[512];
    enum answer answer = COUNT(meant);
    struct strbuf said;
    strbuf_init(&said);
    snprintf(prompt, sizeof prompt, "%s (%s) ", question, words);
    while (answer == COUNT(meant) && ask(prompt, &said))
        for (answer = ANSWER_NONE; answer < COUNT(meant) && !is_word(said.text, meant[answer]);)
            answer++;
    strbuf_done(&said);
    return answer == COUNT(meant) ? ANSWER_NONE : answer;
}

static void add_without_colon(const char *prompt, struct strbuf *out)
{
    static const char wide[] = "\xEF\xBC\x9A"; /* U+FF1A */
    size_t length = strlen(prompt);
    while (length && (prompt[length - 1] == ' ' || prompt[length - 1] == ':'))
        length--;
    if (length >= 3 && strncmp(prompt + length - 3, wide, 3) == 0)
        length -= 3;
    strbuf_add_n(out, prompt, length);
}

bool plain_text(const char *prompt, struct strbuf *answer, size_t most)
{
    struct strbuf line, folded, asked;
    bool good;
    strbuf_init(&line);
    strbuf_init(&folded);
    strbuf_init(&asked);
    add_without_colon(prompt, &asked);
    if (answer->length)
        strbuf_printf(&asked, " [%s]", answer->text);
    strbuf_add(&asked, ": ");
    do {
        plain_write(asked.text);
        good = plain_read(&line);
        plain_fold(line.text, &folded);
        if (line.length > most)
            plain_say("! %s", _("That is too long."));
    } while (good && line.length > most);
    good = good && strcmp(folded.text, "q") != 0;
    if (good && folded.length) {
        strbuf_clear(answer);
        if (strcmp(folded.text, "-") != 0)
            strbuf_add(answer, strcmp(folded.text, "?") == 0 ? "?" : line.text);
    }
    strbuf_done(&line);
    strbuf_done(&folded);
    strbuf_done(&asked);
    return good;
}

/* ---- one of a list ---- */
static void say_row(const struct pick_operations *operations, void *context, int64_t row)
{
    struct strbuf left, right;
    strbuf_init(&left);
    strbuf_init(&right);
    operations->row(context, row, &left, &right);
    plain_say("%lld. %s%s%s", (long long)row + 1, left.text, right.length ? "; " : "", right.text);
    strbuf_done(&left);
    strbuf_done(&right);
}

/* Tells the next rows; how many are told now. */
static int64_t say_rows(const struct pick_operations *operations, void *context, int64_t from, int64_t rows)
{
    int64_t to = from + ROWS_SHOWN < rows ? from + ROWS_SHOWN : rows;
    for (int64_t row = from; row < to; row++)
        say_row(operations, context, row);
    if (to < rows)
        plain_say(_("%lld of %lld; Enter: more"), (long long)to, (long long)rows);
    return to;
}

struct plain_pick {
    const struct pick_operations *operations;
    void *context;
    struct strbuf *text; /* what is searched for; NULL = all may be shown */
    int64_t rows, shown;
    bool only; /* what was typed fits one row and no other */
};

static void say_none(const struct plain_pick *p)
{
    plain_say("! %s", p->operations->empty ? p->operations->empty(p->context) : _("nothing fits"));
}

/* true: of what is searched for there is no doubt, it is the first row. */
static bool narrow(struct plain_pick *p, const char *text)
{
    p->rows = p->operations->filter(p->context, text);
    p->only = p->rows == 1;
    if (p->rows && p->text && *text && p->operations->sure && p->operations->sure(p->context))
        return true;
    if (!p->rows)
        say_none(p);
    if (!p->rows && !p->text)
        p->rows = p->operations->filter(p->context, "");
    p->shown = say_rows(p->operations, p->context, 0, p->rows);
    return false;
}

/* "12" is a row, "0012" the end of a number. */
static bool is_row(const struct plain_pick *p, const char *said, int64_t *ret_row)
{
    char *end;
    long long number = strtoll(said, &end, 10);
    *ret_row = number - 1;
    return *said && !*end && number >= 1 && number <= p->shown && !(p->text && *said == '0');
}

static bool answered(struct plain_pick *p, const char *said, int64_t *ret_row)
{
    if (is_row(p, said, ret_row))
        return true;
    *ret_row = 0;
    if (*said)
        return narrow(p, said) || p->only;
    p->shown = say_rows(p->operations, p->context, p->shown < p->rows ? p->shown : 0, p->rows);
    return false;
}

bool plain_pick(const char *title, const struct pick_operations *operations, void *context, struct strbuf *text,
                int64_t *ret_row)
{
    struct plain_pick p = { .operations = operations, .context = context, .text = text };
    struct strbuf said;
    int64_t row = 0;
    strbuf_init(&said);
    plain_say("%s", title);
    bool chosen = narrow(&p, text ? text->text : "");
    while (!chosen && ask(_("Number, a word that is in it, or q: "), &said) && strcasecmp(said.text, "q") != 0) {
        chosen = answered(&p, said.text, &row);
        if (text && !chosen) {
            strbuf_clear(text);
            strbuf_add(text, said.text);
        }
    }
    if (chosen)
        *ret_row = row;
    strbuf_done(&said);
    return chosen;
}

/* ---- for loops over input_read ---- */
struct input plain_input(int milliseconds)
{
    static struct strbuf line;
    static const char *at;
    struct input input = { .kind = INPUT_KEY, .key = KEY_RETURN };
    if (at && *at) {
        input.key = utf8_next(&at);
    } else if (at) {
        at = NULL; /* Enter */
    } else if (milliseconds >= 0) {
        input = (struct input){ .kind = INPUT_TICK };
    } else {
        if (!line.text)
            strbuf_init(&line);
        plain_write("> ");
        if (!plain_read(&line))
            return (struct input){ .kind = INPUT_HANGUP };
        at = line.text;
        return plain_input(milliseconds);
    }
    input.folded = key_fold(input.key);
    return input;
}

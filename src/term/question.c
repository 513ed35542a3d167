/* question.c - asked on the message line, over whatever is there. */
#include "plain.h"

#include <string.h>

enum { ANSWER_LEAST = 30 }; /* columns below which an answer gets a line of its own */

/* false = no answer will come. */
static bool next_input(struct input *ret_input)
{
    *ret_input = input_read(-1);
    return ret_input->kind != INPUT_HANGUP && ret_input->kind != INPUT_END;
}

static enum answer ask_yes(const char *question, const char *keys)
{
    for (;;) {
        struct input input;
        screen_compose();
        screen_say(question, keys, ROLE_WARNING);
        terminal_show();
        if (!next_input(&input))
            return ANSWER_NONE;
        if (input.kind != INPUT_KEY)
            continue;
        if (input.folded == 'y' || input.folded == 'Y')
            return ANSWER_YES;
        if (input.folded == 'n' || input.folded == 'N')
            return ANSWER_NO;
        if (input.key == KEY_ESCAPE || input.key == KEY_FN(10))
            return ANSWER_NONE;
        terminal_beep();
    }
}

bool question_yes(const char *format, ...)
{
    char question[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(question, sizeof question, format, arguments);
    va_end(arguments);
    return (plain_started() ? plain_answer(question, "y/n") : ask_yes(question, _("y yes  n no"))) == ANSWER_YES;
}

enum answer question_answer(const char *format, ...)
{
    char question[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(question, sizeof question, format, arguments);
    va_end(arguments);
    return plain_started() ? plain_answer(question, _("y/n, q later")) : ask_yes(question, _("y yes  n no  Esc later"));
}

static bool ask_text(const char *prompt, struct lineedit *edit)
{
    for (;;) {
        struct input input;
        char line[128];
        screen_compose();
        int y = screen_message_row(), columns = terminal_columns();
        snprintf(line, sizeof line, " %s ", prompt);
        int x = utf8_width(line), above = columns - x < ANSWER_LEAST ? 1 : 0;
        cell(y - above, 0, columns, line, ALIGN_LEFT, ROLE_LABEL);
        if (above) {
            cell(y, 0, columns, "", ALIGN_LEFT, ROLE_LABEL);
            x = 1;
        }
        lineedit_draw(edit, y, x, columns - x - 1, ROLE_VALUE, true);
        terminal_show();
        if (!next_input(&input))
            return false;
        if (input.kind == INPUT_READING) { /* a tag is an answer, a weight is none */
            if (!strcmp(input.field, READING_TAG)) {
                lineedit_set(edit, input.text);
                return true;
            }
            terminal_beep();
            continue;
        }
        if (lineedit_input(edit, &input) || input.kind != INPUT_KEY)
            continue;
        if (input.key == KEY_RETURN || input.key == KEY_TAB) /* some scanners end with Tab */
            return true;
        if (input.key == KEY_ESCAPE || input.key == KEY_FN(10))
            return false;
    }
}

bool question_text(const char *prompt, struct strbuf *answer, size_t most)
{
    struct lineedit edit;
    if (plain_started())
        return plain_text(prompt, answer, most);
    lineedit_init(&edit, most);
    lineedit_set(&edit, answer->text);
    bool answered = ask_text(prompt, &edit);
    if (answered) {
        strbuf_clear(answer);
        strbuf_add(answer, lineedit_text(&edit));
    }
    lineedit_done(&edit);
    return answered;
}

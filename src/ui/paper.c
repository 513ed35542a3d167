/* paper.c - from a sheet on the screen to a printer or a file. */
#include "screens.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PAPER_LEAST = 78 }; /* columns of a sheet to write on: narrower ones would cut the words of the task */

/* One queue is used as it is; of several one is picked. false: none, or Esc; a message says so. */
static bool choose_queue(struct arena *arena, const char **ret_name)
{
    struct err e;
    const char *const *names;
    int count;
    if (!print_queues(arena, &names, &count, &e)) {
        screen_error(&e);
        return false;
    }
    size_t at = 0;
    if (count == 0) {
        screen_message(ROLE_WARNING, "%s", _("There is no printer. Save as PDF (s) or set one up."));
        return false;
    }
    if (count > 1 && !pick_text(_("Print on"), names, (size_t)count, &at))
        return false;
    *ret_name = names[at];
    return true;
}

static bool print_on(const struct sheet *sheet, const char *queue, const char *file)
{
    struct err e;
    struct strbuf job;
    strbuf_init(&job);
    bool good = pdf_sheet(sheet, file, screen_progress(), &e) && print_file(file, queue, sheet->title, 1, &job, &e);
    if (good)
        screen_message(ROLE_GOOD, _("Sent to the printer: %s"), job.text);
    else
        screen_error(&e);
    strbuf_done(&job);
    return good;
}

void paper_print(const struct sheet *sheet)
{
    struct arena arena;
    arena_init(&arena);
    const char *queue;
    if (choose_queue(&arena, &queue)) {
        const char *folder = getenv("TMPDIR");
        char *file = arena_printf(&arena, "%s/mupu-print-XXXXXX", folder && *folder ? folder : "/tmp");
        int handle = mkstemp(file);
        if (handle < 0) {
            screen_message(ROLE_ERROR, _("No temporary file can be made in \"%s\"."), folder ? folder : "/tmp");
        } else {
            close(handle);
            print_on(sheet, queue, file);
            unlink(file);
        }
    }
    arena_done(&arena);
}

static bool save_as(const struct sheet *sheet, const char *file, struct err *e)
{
    size_t length = strlen(file);
    bool pdf = length > 4 && strcmp(file + length - 4, ".pdf") == 0;
    if (pdf)
        return pdf_sheet(sheet, file, screen_progress(), e);
    struct strbuf text;
    strbuf_init(&text);
    if (length > 5 && strcmp(file + length - 5, ".json") == 0)
        json_sheet(sheet, &text);
    else if (length > 4 && strcmp(file + length - 4, ".csv") == 0)
        csv_sheet(sheet, true, &text);
    else
        text_sheet(sheet, 0, &text);
    bool good = file_write(file, text.text, text.length, e);
    strbuf_done(&text);
    return good;
}

static void saved_as(const char *file)
{
    char *whole = realpath(file, NULL);
    screen_message(ROLE_GOOD, _("Saved: %s"), whole ? whole : file);
    free(whole); /* realpath's own */
}

void paper_save(const struct sheet *sheet)
{
    struct err e;
    struct strbuf file;
    strbuf_init(&file);
    strbuf_printf(&file, "%s.pdf", sheet->name);
    if (question_text(_("Save as (.pdf .csv .json .txt):"), &file, 200) && file.length) {
        if (access(file.text, F_OK) == 0 && !question_yes(_("\"%s\" exists. Replace it?"), file.text))
            screen_message(ROLE_WARNING, "%s", _("Nothing was saved."));
        else if (save_as(sheet, file.text, &e))
            saved_as(file.text);
        else
            screen_error(&e);
    }
    strbuf_done(&file);
}

int paper_columns(void)
{
    return terminal_columns() - 2 > PAPER_LEAST ? terminal_columns() - 2 : PAPER_LEAST;
}

static void paper_look(const struct sheet *sheet)
{
    struct strbuf text;
    strbuf_init(&text);
    text_sheet(sheet, paper_columns(), &text);
    viewer_push_sheet(sheet->title, text.text);
    strbuf_done(&text);
}

void paper_ask(const struct sheet *sheet)
{
    static void (*const ways[])(const struct sheet *) = { paper_look, paper_print, paper_save };
    struct choice choices[COUNT(ways)] = { { _("Look at it"), "" }, { _("Print"), "" }, { _("Save as a file"), "" } };
    int chosen;
    if (choose(sheet->title, choices, COUNT(choices), &chosen))
        ways[chosen](sheet);
}

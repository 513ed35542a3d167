/* paper_out.c - where a sheet goes */
#include "paper.h"

#include "inner.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool ends_in(const char *path, const char *ending)
{
    size_t a = strlen(path), b = strlen(ending);
    return a > b && strcmp(path + a - b, ending) == 0;
}

static bool find_format(struct command_context *c, const struct record *r, enum report_format *ret, struct err *e)
{
    const char *named = record_text(r, "format"), *out = record_text(r, "out");
    *ret = c->json ? REPORT_JSON : REPORT_TEXT;
    if (named)
        return report_format_named(named, ret, e);
    if (out)
        *ret = ends_in(out, ".pdf")    ? REPORT_PDF
               : ends_in(out, ".csv")  ? REPORT_CSV
               : ends_in(out, ".json") ? REPORT_JSON
                                       : *ret;
    return true;
}

/* A file is a person's, what goes on is a program's. */
static void render(const struct sheet *sheet, enum report_format format, bool file, struct strbuf *out)
{
    if (format == REPORT_JSON)
        json_sheet(sheet, out);
    else if (format == REPORT_TEXT)
        text_sheet(sheet, 0, out);
    else
        csv_sheet(sheet, file, out);
}

static bool print_it(struct command_context *c, const struct sheet *sheet, const char *printer, struct err *e)
{
    const char *folder = getenv("TMPDIR");
    char *path = arena_printf(c->arena, "%s/mupu-print-XXXXXX", folder && *folder ? folder : "/tmp");
    CLEANUP(strbuf_done) struct strbuf job;
    strbuf_init(&job);
    int handle = mkstemp(path);
    if (handle < 0)
        return err_set(e, ERR_CANNOT_CREATE, "print", _("No temporary file can be made in \"%s\"."),
                       folder && *folder ? folder : "/tmp");
    close(handle);
    bool good = pdf_sheet(sheet, path, c->progress, e) && print_file(path, printer, sheet->title, 1, &job, e);
    unlink(path);
    if (good)
        command_say(c, _("Sent to the printer: %s"), job.text);
    return good;
}

bool paper_out(struct command_context *c, const struct record *r, const struct sheet *sheet, struct err *e)
{
    enum report_format format;
    const char *out = record_text(r, "out"), *printer = record_text(r, "print");
    CLEANUP(strbuf_done) struct strbuf text;
    strbuf_init(&text);
    if (printer)
        return print_it(c, sheet, printer, e);
    if (!find_format(c, r, &format, e))
        return false;
    if (format == REPORT_PDF) {
        if (!out)
            return err_set(e, ERR_USAGE, "out", _("a PDF needs a file: --out FILE.pdf"));
        if (!pdf_sheet(sheet, out, c->progress, e))
            return false;
        command_say(c, _("Saved: %s"), out);
        return true;
    }
    render(sheet, format, out != NULL, &text);
    if (out) {
        if (!file_write(out, text.text, text.length, e))
            return false;
        command_say(c, _("Saved: %s"), out);
        return true;
    }
    fwrite(text.text, 1, text.length, c->out);
    return true;
}

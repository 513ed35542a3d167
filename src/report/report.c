/* report.c - the formats by name */
#include "private.h"

#include <string.h>

bool report_format_named(const char *name, enum report_format *ret_format, struct err *e)
{
    static const char *const names[] = {
        [REPORT_TEXT] = "text", [REPORT_CSV] = "csv", [REPORT_JSON] = "json", [REPORT_PDF] = "pdf"
    };
    for (size_t i = 0; i < COUNT(names); i++)
        if (name && !strcmp(name, names[i])) {
            *ret_format = (enum report_format)i;
            return true;
        }
    struct strbuf safe;
    strbuf_init(&safe);
    utf8_printable(&safe, name ? name : "");
    err_set(e, ERR_USAGE, "format", _("there is no format \"%s\"; choose text, csv, json or pdf"), safe.text);
    strbuf_done(&safe);
    return false;
}

/* pdf_none.c - stands in for pdf.c where the program was built without cairo and pango */
#include "mupu/report.h"

bool pdf_sheet(const struct sheet *s, const char *path, const struct progress *progress, struct err *e)
{
    (void)s;
    (void)path;
    (void)progress;
    return err_set(e, ERR_UNAVAILABLE, "",
                   _("this mupu was built without PDF; install libcairo2-dev and libpango1.0-dev and build it again"));
}

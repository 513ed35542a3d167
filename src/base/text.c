/* text.c - words a person reads, through gettext */
#include "mupu/base.h"

#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

static const char domain[] = "mupu";

/* Global because _() is called from everywhere with nothing at hand: whether the domain's folder is known yet. */
static bool bound;

static void bind_domain(void)
{
    const char *folder = getenv("MUPU_LOCALEDIR");
    bindtextdomain(domain, folder && *folder ? folder : LOCALEDIR);
    bind_textdomain_codeset(domain, "UTF-8");
    bound = true;
}

const char *base_text(const char *english)
{
    if (!english || !*english)
        return english; /* gettext answers "" with the catalogue's head */
    if (!bound)
        bind_domain();
    return dgettext(domain, english);
}

void text_start(const char *language)
{
    if (!setlocale(LC_ALL, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_ALL, "C.UTF-8"); /* an unknown locale, or one that cannot write Chinese */
    setlocale(LC_NUMERIC, "C");
    if (language && *language)
        setenv("LANGUAGE", language, 1);
    /* gettext looks at LANGUAGE only when the locale is not plain "C", and C.UTF-8 is in every Debian. */
    if (!strcmp(setlocale(LC_MESSAGES, NULL), "C"))
        setlocale(LC_MESSAGES, "C.UTF-8");
    bind_domain();
}

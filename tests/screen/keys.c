/* keys.c ROOT - docs/KEYS.md is what the key tables say. GENERATE=1 writes it. */
#include "../../src/ui/app.h"

#include <stdlib.h>
#include <string.h>

static void compose(struct strbuf *out)
{
    strbuf_add(out, "# Keys\n\nMade from the tables the program itself reads (src/term/key.c, src/ui/keys.c); the "
                    "nearest table wins:\na screen's own, then its list, form, grid or tree, then anywhere. F1 shows "
                    "the same on every screen.\n\n");
    key_markdown(&app_keys, out);
    strbuf_add_char(out, '\n');
    key_markdown(&key_term, out);
}

int main(int argc, char **argv)
{
    struct err e;
    struct strbuf now, kept;
    char path[500];
    if (argc != 2)
        return 64;
    snprintf(path, sizeof path, "%s/docs/KEYS.md", argv[1]);
    strbuf_init(&now);
    strbuf_init(&kept);
    compose(&now);
    bool good = getenv("GENERATE") ? file_write(path, now.text, now.length, &e)
                                   : file_read(path, 1 << 20, &kept, &e) && strcmp(kept.text, now.text) == 0;
    printf("1..1\n%s 1 - docs/KEYS.md is what the tables say (GENERATE=1 writes it)\n", good ? "ok" : "not ok");
    strbuf_done(&now);
    strbuf_done(&kept);
    return !good;
}

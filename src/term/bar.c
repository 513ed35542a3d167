/* bar.c - bars of text. */
#include "private.h"

#include <math.h>
#include <stdlib.h>
#include <wchar.h>

#define FULL_BLOCK 0x2588 /* U+2589..U+258F are seven eighths down to one */

void bar_text(struct strbuf *out, int width, double value, double most)
{
    char bytes[4];
    bool blocks = wcwidth(FULL_BLOCK) == 1 && !getenv("MUPU_ASCII");
    double share = most > 0 && value > 0 ? value / most : 0;
    int eighths = (int)lround((share > 1 ? 1 : share) * width * 8);
    if (!blocks) {
        for (int i = 0; i < (eighths + 4) / 8; i++)
            strbuf_add_char(out, '#');
        return;
    }
    for (; eighths >= 8; eighths -= 8)
        strbuf_add_n(out, bytes, utf8_encode(FULL_BLOCK, bytes));
    if (eighths)
        strbuf_add_n(out, bytes, utf8_encode((uint32_t)(FULL_BLOCK + 8 - eighths), bytes));
}

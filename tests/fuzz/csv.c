/* csv.c - libFuzzer's entry to the CSV reader: whatever comes is read or refused with ERR_DATA, and every cell is UTF-8
 */
#include "mupu/exchange.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct csv csv;
    struct err e = { 0 };
    bool row = true;
    if (!csv_open_text((const char *)bytes, length, &csv, &e)) {
        if (e.code != ERR_DATA)
            abort();
        return 0;
    }
    while (row && csv_next(&csv, &row, &e))
        for (int i = 0; row && i < csv.count; i++)
            if (!utf8_valid(csv.cells[i], strlen(csv.cells[i]), NULL))
                abort();
    csv_close(&csv);
    return 0;
}

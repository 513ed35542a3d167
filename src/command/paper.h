/* paper.h - a sheet on its way out of a command: text, CSV, JSON or PDF, to the screen, a file or a printer */
#ifndef COMMAND_PAPER_H
#define COMMAND_PAPER_H

#include "mupu/command.h"

#define PAPER_ARGUMENTS                                                                       \
    { .name = "format", .zh = "格式", .en = "format", .help = N_("text, csv, json or pdf") }, \
        { .name = "out",                                                                      \
          .zh = "文件",                                                                       \
          .en = "out",                                                                        \
          .type = FIELD_OF_FILE,                                                              \
          .help = N_("its ending tells the format") },                                        \
    {                                                                                         \
        .name = "print", .zh = "打印机", .en = "print", .help = N_("the name of a printer")   \
    }

/* herd_sheet.c: how the stock came and went, from the first of these days to the end of the last; each: a row per
 * holding for itself alone */
bool flow_sheet(struct herd *herd, bool each, enum list_counting counting, int64_t holding, date_day first,
                date_day last, struct arena *arena, struct sheet *ret, struct err *e) MUST_USE;

bool paper_out(struct command_context *c, const struct record *r, const struct sheet *sheet, struct err *e) MUST_USE;

#endif

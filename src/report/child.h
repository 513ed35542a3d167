/* child.h - another program run to its end, without a shell */
#ifndef MUPU_REPORT_CHILD_H
#define MUPU_REPORT_CHILD_H

#include "mupu/base.h"

enum child_outcome { CHILD_DONE, CHILD_NO_PROGRAM, CHILD_NO_ANSWER, CHILD_FAILED };
struct child_result {
    int status;             /* the exit status; 128 + signal when killed */
    struct strbuf out, err; /* what it wrote */
};
/* arguments end in NULL; [0] is searched on PATH. Standard input is empty, the language is C. It is ended when it has
 * not finished after `seconds`. Init and done are the caller's. */
enum child_outcome child_run(const char *const *arguments, int seconds, struct child_result *ret_result);
void child_init(struct child_result *result);
void child_done(struct child_result *result);

#endif

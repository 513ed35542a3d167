/* session.h - mupu in a real terminal: a pseudo-terminal whose screen is libvterm's. */
#ifndef TEST_SESSION_H
#define TEST_SESSION_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after those: */
#include <cmocka.h>

#include <stdbool.h>
#include <sys/types.h>

enum { SESSION_PATIENCE = 10000 }; /* milliseconds for a loaded machine */

struct session {
    int fd, rows, columns;
    pid_t child;
    struct VTerm *vterm;
    struct VTermScreen *screen;
    char text[64 * 1024];
};
/* A copy of the small book of tests/screen under this name, in a folder of its own that session_clean removes. */
void session_book(char path[static 256], const char *name);
void session_clean(void);
/* TERM and the words to run; in the words, NULL ends. 80x24. */
void session_start(struct session *s, const char *term, const char *const *words);
void session_mupu(struct session *s, const char *term, const char *book);
void session_type(struct session *s, const char *bytes);
void session_pump(struct session *s, int milliseconds); /* shows what comes; back at once when it ends */
void session_resize(struct session *s, int columns, int rows);
const char *session_screen(struct session *s); /* rows of text */
bool session_sees(struct session *s, const char *text, int milliseconds);
void session_expect(struct session *s, const char *text); /* fails with the screen if it does not come */
bool session_is_over(const struct session *s);            /* the child has ended; session_end says how */
/* The way the child ended (as of waitpid), -1 if it does not; the session is closed. */
int session_end(struct session *s);
int session_run(const char *format, ...) __attribute__((format(printf, 1, 2))); /* a command: its exit status */

#endif

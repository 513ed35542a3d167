/* find.c - what each key of the live list costs on a book: find_bench BOOK. CPU, since other work may be running. */
#include "mupu/herd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 9, MOST_FOUND = 60 };

static double cpu(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(struct herd *herd, const char *text)
{
    double spent[ROUNDS], first = 0;
    int count = 0;
    for (int round = -1; round < ROUNDS; round++) {
        struct arena arena;
        struct finding f;
        struct err e;
        arena_init(&arena);
        double start = cpu();
        if (!identifier_find(herd, text, MOST_FOUND, &arena, &f, &e)) {
            fprintf(stderr, "%s\n", e.message);
            exit(1);
        }
        for (int i = 0; i < f.count && i < 12; i++) { /* the rows in view */
            struct animal a;
            if (f.found[i].animal && !animal_load(herd, f.found[i].animal, &arena, &a, &e))
                exit(1);
        }
        if (round < 0)
            first = cpu() - start;
        else
            spent[round] = cpu() - start;
        count = f.count;
        arena_done(&arena);
    }
    qsort(spent, ROUNDS, sizeof *spent, by_value);
    printf("%-16s %3d found  first %6.2f  median %6.2f  most %6.2f ms\n", text, count, first, spent[ROUNDS / 2],
           spent[ROUNDS - 1]);
}

int main(int argc, char **argv)
{
    static const char *const words[] = { "0131",  "3652929000123", "kp01",  "KP12-24-00",
                                         "alimu", "rhm",           "wangj", "吾斯曼" };
    struct herd *herd;
    struct err e;
    if (argc != 2 || !herd_open(argv[1], STORE_READ, true, &herd, &e)) {
        fprintf(stderr, "find_bench BOOK\n");
        return 1;
    }
    for (size_t i = 0; i < COUNT(words); i++) {
        char text[64] = "";
        for (const char *at = words[i]; *at;) { /* key by key */
            const char *before = at;
            utf8_next(&at);
            strncat(text, before, (size_t)(at - before));
            measure(herd, text);
        }
    }
    herd_close(herd);
    return 0;
}

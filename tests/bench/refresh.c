/* refresh.c - what bringing F and completeness of a book up to date takes: refresh_bench BOOK. It writes to the book:
 * give it a copy. CPU and wall, since other work may be running. */
#include "mupu/herd.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void must(bool good, const struct err *e)
{
    if (!good) {
        fprintf(stderr, "%s\n", e->message);
        exit(err_exit_code(e));
    }
}

static void measure(struct herd *herd, const char *what)
{
    struct err e;
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    must(pedigree_refresh(herd, NULL, &e), &e);
    printf("%-40s %8.4f s CPU %8.4f s wall\n", what, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu,
           seconds(CLOCK_MONOTONIC) - wall);
}

static void write_sql(struct herd *herd, const char *sql)
{
    struct query *q;
    struct err e;
    must(herd_begin(herd, &e) && store_query_text(herd->store, sql, &q, &e) && query_run(q, &e), &e);
    query_done(&q);
    must(herd_commit(herd, "bench", NULL, NULL, 1, 0, 0, NULL, &e), &e);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *what, *sql;
    } changes[] = {
        { "a note on one animal", "UPDATE animal SET note = 'n' WHERE id = 1" },
        { "1,000 lambs, full sibs of the newest",
          "INSERT INTO animal (uuid, species, breed, sex, sire, dam, family, reference) SELECT randomblob(16), "
          "species, "
          "breed, sex, sire, dam, family, 0 FROM animal WHERE sire > 0 AND dam > 0 ORDER BY id DESC LIMIT 1000" },
        { "1,000 lambs, all over the county",
          "INSERT INTO animal (uuid, species, breed, sex, sire, dam, family, reference) SELECT randomblob(16), "
          "species, "
          "breed, sex, sire, dam, family, 0 FROM animal WHERE sire > 0 AND dam > 0 AND id % 997 = 1 "
          "ORDER BY id DESC LIMIT 1000" },
        { "another dam for one of each 20,000",
          "UPDATE animal SET dam = (SELECT max(o.dam) FROM animal o WHERE o.id < animal.id AND o.id > animal.id - 50) "
          "WHERE id % 20000 = 77 AND dam > 0" },
    };
    struct herd *herd;
    struct err e;
    if (argc != 2 || !herd_open(argv[1], STORE_WRITE, true, &herd, &e)) {
        fprintf(stderr, "refresh_bench BOOK\n");
        return 1;
    }
    measure(herd, "as it is");
    measure(herd, "nothing new");
    for (size_t i = 0; i < COUNT(changes); i++) {
        write_sql(herd, changes[i].sql);
        measure(herd, changes[i].what);
    }
    write_sql(herd, "DELETE FROM derived");
    measure(herd, "anew");
    herd_close(herd);
    return 0;
}

#include "case.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Each case has a fresh folder, gone afterwards. */
static char folder[512];

static int make_folder(void **state)
{
    (void)state;
    const char *parent = getenv("TMPDIR");
    snprintf(folder, sizeof(folder), "%s/mupu file.XXXXXX", parent ? parent : "/tmp");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    DIR *d = opendir(folder);
    if (!d)
        return -1;
    chmod(folder, 0700);
    for (struct dirent *entry; (entry = readdir(d));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(d), entry->d_name, 0);
    closedir(d);
    return rmdir(folder);
}

static const char *in_folder(char out[1024], const char *name)
{
    snprintf(out, 1024, "%s/%s", folder, name);
    return out;
}

static int count_files(void)
{
    int count = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    for (struct dirent *entry; (entry = readdir(d));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(d);
    return count;
}

static void assert_holds(const char *path, const char *bytes, size_t length)
{
    struct strbuf out;
    struct err e = { 0 };
    strbuf_init(&out);
    strbuf_add(&out, "rest of before");
    if (!file_read(path, 1 << 24, &out, &e))
        fail_msg("%s", e.message);
    assert_int_equal(out.length, length);
    assert_memory_equal(out.text, bytes, length);
    assert_int_equal(out.text[length], '\0');
    strbuf_done(&out);
}

static void test_there_and_back(void **state)
{
    (void)state;
    char path[1024];
    in_folder(path, "羊 群.csv");
    assert_true(file_write(path, "a\0b", 3, NULL));
    assert_holds(path, "a\0b", 3);
    assert_true(file_write(path, "", 0, NULL));
    assert_holds(path, "", 0);
    size_t size = 3 << 20;
    char *big = memory_new(size);
    for (size_t i = 0; i < size; i++)
        big[i] = (char)(i * 31 % 251);
    assert_true(file_write(path, big, size, NULL));
    assert_holds(path, big, size);
    memory_free(big);
    assert_int_equal(count_files(), 1);
}

static void test_relative_path(void **state)
{
    (void)state;
    char before[1024];
    assert_non_null(getcwd(before, sizeof(before)));
    assert_int_equal(chdir(folder), 0);
    bool written = file_write("plain.txt", "x", 1, NULL);
    assert_int_equal(chdir(before), 0);
    assert_true(written);
    char path[1024];
    assert_holds(in_folder(path, "plain.txt"), "x", 1);
}

static void test_missing_folder(void **state)
{
    (void)state;
    char path[1024];
    struct err e = { 0 };
    assert_false(file_write(in_folder(path, "none/a.csv"), "x", 1, &e));
    assert_int_equal(e.code, ERR_CANNOT_CREATE);
    assert_non_null(strstr(e.message, "none/a.csv"));
    assert_int_equal(count_files(), 0);
}

static void test_folder_as_file(void **state)
{
    (void)state;
    struct err e = { 0 };
    assert_false(file_write(folder, "x", 1, &e));
    assert_int_equal(e.code, ERR_CANNOT_CREATE);
    struct strbuf out;
    strbuf_init(&out);
    strbuf_add(&out, "kept");
    assert_false(file_read(folder, 100, &out, &e));
    assert_int_equal(e.code, ERR_NO_INPUT);
    assert_string_equal(out.text, "kept");
    strbuf_done(&out);
}

static void test_full_device(void **state)
{
    (void)state;
    struct err e = { 0 };
    if (access("/dev/full", W_OK) != 0)
        skip();
    assert_false(file_write("/dev/full", "x", 1, &e));
    assert_int_equal(e.code, ERR_IO);
    struct stat still;
    assert_int_equal(stat("/dev/full", &still), 0);
    assert_true(S_ISCHR(still.st_mode));
}

/* A disk that fills in the middle of the write, by way of the process's file size limit: the old file stays whole and
 * no temporary one is left. */
static void test_interrupted_write_keeps_the_old_file(void **state)
{
    (void)state;
    char path[1024];
    in_folder(path, "herd.csv");
    assert_true(file_write(path, "old", 3, NULL));
    pid_t child = fork();
    if (child == 0) {
        struct rlimit limit = { 100000, 100000 };
        struct err e = { 0 };
        char *big = memory_new(1000000);
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        bool written = file_write(path, big, 1000000, &e);
        memory_free(big);
        _exit(!written && e.code == ERR_IO && e.message[0] ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_holds(path, "old", 3);
    assert_int_equal(count_files(), 1);
}

/* A reader that opened the file before keeps the whole old one. */
static void test_replaced_not_rewritten(void **state)
{
    (void)state;
    char path[1024], bytes[8] = "";
    in_folder(path, "a");
    assert_true(file_write(path, "old", 3, NULL));
    int fd = open(path, O_RDONLY);
    assert_true(file_write(path, "newer", 5, NULL));
    assert_int_equal(read(fd, bytes, sizeof(bytes)), 3);
    assert_memory_equal(bytes, "old", 3);
    close(fd);
    assert_holds(path, "newer", 5);
}

static void test_permissions_stay(void **state)
{
    (void)state;
    char path[1024];
    struct stat now;
    in_folder(path, "a");
    mode_t mask = umask(027);
    assert_true(file_write(path, "x", 1, NULL));
    umask(mask);
    assert_int_equal(stat(path, &now), 0);
    assert_int_equal(now.st_mode & 07777, 0640);
    assert_int_equal(chmod(path, 0600), 0);
    assert_true(file_write(path, "y", 1, NULL));
    assert_int_equal(stat(path, &now), 0);
    assert_int_equal(now.st_mode & 07777, 0600);
}

static void test_a_link_goes_on_pointing(void **state)
{
    (void)state;
    char path[1024], link[1024];
    struct stat now;
    in_folder(path, "real");
    in_folder(link, "link");
    assert_true(file_write(path, "x", 1, NULL));
    assert_int_equal(symlink("real", link), 0);
    assert_true(file_write(link, "y", 1, NULL));
    assert_int_equal(lstat(link, &now), 0);
    assert_true(S_ISLNK(now.st_mode));
    assert_holds(path, "y", 1);
}

static void test_longest_name(void **state)
{
    (void)state;
    char name[256], path[1024];
    memset(name, 'n', 255);
    name[255] = '\0';
    assert_true(file_write(in_folder(path, name), "x", 1, NULL));
    assert_holds(path, "x", 1);
}

static void test_a_leftover_temporary_is_no_obstacle(void **state)
{
    (void)state;
    char name[64], path[1024];
    snprintf(name, sizeof(name), ".mupu-%ld-0.tmp", (long)getpid());
    close(open(in_folder(path, name), O_CREAT | O_WRONLY, 0600));
    assert_true(file_write(in_folder(path, "a"), "x", 1, NULL));
    assert_holds(path, "x", 1);
}

static void test_read_missing(void **state)
{
    (void)state;
    char path[1024];
    struct strbuf out;
    struct err e = { 0 };
    strbuf_init(&out);
    strbuf_add(&out, "kept");
    assert_false(file_read(in_folder(path, "no\x1bne"), 100, &out, &e));
    assert_int_equal(e.code, ERR_NO_INPUT);
    assert_string_equal(out.text, "kept");
    assert_non_null(strstr(e.message, "no?ne"));
    strbuf_done(&out);
}

static void test_read_at_most(void **state)
{
    (void)state;
    char path[1024];
    struct strbuf out;
    struct err e = { 0 };
    strbuf_init(&out);
    in_folder(path, "a");
    assert_true(file_write(path, "12345", 5, NULL));
    assert_true(file_read(path, 5, &out, &e));
    assert_string_equal(out.text, "12345");
    assert_false(file_read(path, 4, &out, &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_string_equal(out.text, "12345");
    assert_false(file_read("/dev/zero", 1000000, &out, &e));
    assert_int_equal(e.code, ERR_DATA);
    strbuf_done(&out);
}

static void test_read_standard_input(void **state)
{
    (void)state;
    int ends[2], before = dup(STDIN_FILENO);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "typed", 5), 5);
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    struct strbuf out;
    strbuf_init(&out);
    bool read = file_read("-", 100, &out, NULL);
    if (before >= 0) {
        dup2(before, STDIN_FILENO);
        close(before);
    }
    assert_true(read);
    assert_string_equal(out.text, "typed");
    strbuf_done(&out);
}

/* ---- made piece by piece ---- */

static bool make_lines(void *context, FILE *out, struct err *e)
{
    int lines = *(int *)context;
    for (int i = 0; i < 100000 && i != lines; i++)
        fprintf(out, "%d\n", i);
    return lines < 0 || err_set(e, ERR_CANCELLED, "", "stopped");
}

static void test_made_whole_or_not_at_all(void **state)
{
    (void)state;
    char path[1024];
    struct err e;
    int all = -1, some = 5000;
    struct strbuf out;
    strbuf_init(&out);
    in_folder(path, "made.txt");
    assert_true(file_make(path, make_lines, &all, &e));
    assert_true(file_read(path, 1 << 20, &out, &e));
    assert_int_equal(out.length, 588890);
    assert_false(file_make(path, make_lines, &some, &e));
    assert_int_equal(e.code, ERR_CANCELLED);
    assert_true(file_read(path, 1 << 20, &out, &e));
    assert_int_equal(out.length, 588890);
    assert_int_equal(count_files(), 1);
    assert_false(file_make("/dev/full", make_lines, &all, &e));
    assert_int_equal(e.code, ERR_IO);
    strbuf_done(&out);
}

#define file_case(function) cmocka_unit_test_setup_teardown(function, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        file_case(test_there_and_back),
        file_case(test_relative_path),
        file_case(test_missing_folder),
        file_case(test_folder_as_file),
        file_case(test_full_device),
        file_case(test_interrupted_write_keeps_the_old_file),
        file_case(test_replaced_not_rewritten),
        file_case(test_permissions_stay),
        file_case(test_a_link_goes_on_pointing),
        file_case(test_longest_name),
        file_case(test_a_leftover_temporary_is_no_obstacle),
        file_case(test_made_whole_or_not_at_all),
        file_case(test_read_missing),
        file_case(test_read_at_most),
        file_case(test_read_standard_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* file.c - whole files, safely */
#include "mupu/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The causes a person can do something about, in our own words: libc's may not speak the language. */
static const struct cause {
    int number;
    enum err_code code;
    const char *words;
} causes[] = {
    { ENOENT, ERR_NO_INPUT, N_("there is no such file or folder; check the path") },
    { ENOTDIR, ERR_NO_INPUT, N_("there is no such file or folder; check the path") },
    { EISDIR, ERR_NO_INPUT, N_("it is a folder; name a file") },
    { EACCES, ERR_PERMISSION, N_("permission is denied; ask the owner, or choose another place") },
    { EPERM, ERR_PERMISSION, N_("permission is denied; ask the owner, or choose another place") },
    { EROFS, ERR_PERMISSION, N_("the disk is read-only; choose another place") },
    { ENOSPC, ERR_IO, N_("the disk is full; make room and try again") },
    { EDQUOT, ERR_IO, N_("the disk is full; make room and try again") },
    { EFBIG, ERR_IO, N_("the file is larger than the disk allows") },
    { EIO, ERR_IO, N_("the disk reports a fault; try another one") },
    { ENAMETOOLONG, ERR_CANNOT_CREATE, N_("the name is too long; choose a shorter one") },
};

static const struct cause *find_cause(int number)
{
    for (size_t i = 0; i < COUNT(causes); i++)
        if (causes[i].number == number)
            return &causes[i];
    return NULL;
}

static char *shown(const char *path)
{
    struct strbuf safe;
    strbuf_init(&safe);
    utf8_printable(&safe, path);
    return strbuf_take(&safe);
}

static bool fail_read(const char *path, int number, struct err *e)
{
    const struct cause *cause = find_cause(number);
    CLEANUP(memory_free_text) char *name = shown(path);
    return err_set(e, cause ? cause->code : ERR_IO, "", _("cannot read \"%s\": %s"), name,
                   cause ? _(cause->words) : strerror(number));
}

static bool fail_write(const char *path, int number, struct err *e)
{
    const struct cause *cause = find_cause(number);
    CLEANUP(memory_free_text) char *name = shown(path);
    enum err_code code = cause ? cause->code : ERR_IO;
    return err_set(e, code == ERR_NO_INPUT ? ERR_CANNOT_CREATE : code, "", _("cannot write \"%s\": %s"), name,
                   cause ? _(cause->words) : strerror(number));
}

/* ---- reading ---- */

static int read_all(int fd, size_t most, struct strbuf *whole)
{
    char piece[64 * 1024];
    for (;;) {
        ssize_t count = read(fd, piece, sizeof(piece));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return errno;
        if (count == 0)
            return 0;
        if ((size_t)count > most - whole->length)
            return EFBIG;
        strbuf_add_n(whole, piece, (size_t)count);
    }
}

bool file_read(const char *path, size_t most, struct strbuf *out, struct err *e)
{
    bool standard = !strcmp(path, "-");
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_read(path, errno, e);
    struct strbuf whole;
    strbuf_init(&whole);
    int number = read_all(fd, most, &whole);
    if (!standard)
        close(fd);
    if (number) {
        strbuf_done(&whole);
        if (number != EFBIG)
            return fail_read(path, number, e);
        CLEANUP(memory_free_text) char *name = shown(path);
        return err_set(e, ERR_DATA, "", _("\"%s\" is too large: at most %zu bytes are read; split it"), name, most);
    }
    strbuf_done(out);
    *out = whole;
    return true;
}

/* ---- writing ---- */

/* Opens a new file beside `target`, under a short name: the target's own may be as long as names can be. */
static int open_sibling(const char *target, mode_t mode, char **ret_path)
{
    const char *slash = strrchr(target, '/');
    int folder = slash ? (int)(slash - target + 1) : 0;
    for (int attempt = 0; attempt < 1000; attempt++) {
        struct strbuf path;
        strbuf_init(&path);
        strbuf_printf(&path, "%.*s.mupu-%ld-%d.tmp", folder, target, (long)getpid(), attempt);
        int fd = open(path.text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (fd >= 0) {
            *ret_path = strbuf_take(&path);
            strbuf_done(&path);
            return fd;
        }
        int number = errno;
        strbuf_done(&path);
        if (number != EEXIST) {
            errno = number;
            break;
        }
    }
    return -1;
}

/* The new name is on the disk only once its folder is. Some file systems cannot do it for a folder: no harm. */
static void sync_folder(const char *target)
{
    const char *slash = strrchr(target, '/');
    CLEANUP(memory_free_text) char *folder = memory_text(slash ? target : ".");
    if (slash)
        folder[slash == target ? 1 : slash - target] = '\0';
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

/* 0, an errno, or -1 when the maker has said why. Closes the file. */
static int make_into(int fd, file_maker make, void *context, struct err *e)
{
    FILE *out = fdopen(fd, "w");
    if (!out) {
        int number = errno;
        close(fd);
        return number;
    }
    errno = 0;
    bool made = make(context, out, e);
    int number = 0;
    if (ferror(out))
        number = errno ? errno : EIO;
    else if (made && (fflush(out) || (fsync(fd) < 0 && errno != EINVAL))) /* EINVAL: a device or a pipe */
        number = errno;
    if (fclose(out) && !number)
        number = errno;
    return made ? number : -1;
}

static int make_sibling(const char *target, const struct stat *old, file_maker make, void *context, struct err *e)
{
    CLEANUP(memory_free_text) char *sibling = NULL;
    int fd = open_sibling(target, 0666, &sibling);
    if (fd < 0)
        return errno;
    /* The old one's permissions stay; that it may belong to another user is no reason to fail. */
    int number = old && fchmod(fd, old->st_mode & 07777) < 0 ? errno : 0;
    if (number)
        close(fd);
    else
        number = make_into(fd, make, context, e);
    if (!number && rename(sibling, target) < 0)
        number = errno;
    if (number)
        unlink(sibling);
    else
        sync_folder(target);
    return number;
}

bool file_make(const char *path, file_maker make, void *context, struct err *e)
{
    struct stat old;
    bool exists = stat(path, &old) == 0;
    int number;
    if (exists && S_ISDIR(old.st_mode)) {
        number = EISDIR;
    } else if (exists && !S_ISREG(old.st_mode)) { /* a device or a pipe has no sibling to be exchanged for */
        int fd = open(path, O_WRONLY | O_CLOEXEC);
        number = fd < 0 ? errno : make_into(fd, make, context, e);
    } else if (exists && access(path, W_OK) < 0) {
        number = errno; /* write-protected means: do not replace it either */
    } else {
        char *real = exists ? realpath(path, NULL) : NULL; /* a link goes on pointing to it */
        number = make_sibling(real ? real : path, exists ? &old : NULL, make, context, e);
        free(real);
    }
    return number > 0 ? fail_write(path, number, e) : number == 0;
}

struct bytes {
    const void *bytes;
    size_t length;
};

static bool put_bytes(void *context, FILE *out, struct err *e)
{
    (void)e;
    const struct bytes *whole = context;
    fwrite(whole->bytes, 1, whole->length, out);
    return true;
}

bool file_write(const char *path, const void *bytes, size_t length, struct err *e)
{
    struct bytes whole = { bytes, length };
    return file_make(path, put_bytes, &whole, e);
}

/* backup.c - copies that were looked at before they count */
#include "inner.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail_file(const char *path, struct err *e)
{
    int number = errno;
    enum err_code code = number == EACCES || number == EPERM || number == EROFS  ? ERR_PERMISSION
                         : number == ENOSPC || number == EDQUOT || number == EIO ? ERR_IO
                                                                                 : ERR_CANNOT_CREATE;
    return err_set(e, code, "", _("\"%s\" cannot be made: %s"), path, strerror(number));
}

static bool exists(const char *path)
{
    struct stat file;
    return lstat(path, &file) == 0;
}

char *backup_free_name(const char *base)
{
    struct strbuf name;
    strbuf_init(&name);
    for (int i = 1; i == 1 || exists(name.text); i++) {
        strbuf_clear(&name);
        strbuf_printf(&name, "%s%d", base, i);
    }
    return strbuf_take(&name);
}

static bool sync_path(const char *path, int flags, struct err *e)
{
    int file = open(path, flags | O_RDONLY | O_CLOEXEC);
    bool done = file >= 0 && fsync(file) == 0;
    if (!done)
        fail_file(path, e);
    if (file >= 0)
        close(file);
    return done;
}

static bool sync_folder_of(const char *path, struct err *e)
{
    char *copy = memory_text(path);
    bool done = sync_path(dirname(copy), O_DIRECTORY, e);
    memory_free(copy);
    return done;
}

/* Never over a file that is there, however short ago it came. */
static bool rename_new(const char *from, const char *to, struct err *e)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return true;
    if (errno == EINVAL || errno == ENOSYS) { /* FAT cannot say so in one step */
        if (exists(to))
            errno = EEXIST;
        else if (rename(from, to) == 0)
            return true;
    }
    if (errno == EEXIST)
        return err_set(e, ERR_CANNOT_CREATE, "", _("\"%s\" exists already. Give another name."), to);
    return fail_file(to, e);
}

static bool vacuum_into(struct sqlite *c, const char *to, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!sqlite_prepare(c, "VACUUM INTO :to", NULL, &q, e))
        return false;
    query_bind_text(q, ":to", to);
    return query_run(q, e);
}

static bool verify_copy(const char *path, const struct progress *progress, struct err *e)
{
    struct store *copy;
    if (!store_open_kind(path, STORE_READ, true, NULL, &copy, e))
        return false;
    bool done = store_verify(copy, false, progress, e);
    store_close(copy);
    return done;
}

/* The copy is no WAL file: one file, which can be read where nothing can be written. */
static bool write_copy(struct sqlite *c, const char *temporary, const struct progress *progress, struct err *e)
{
    mode_t mask = umask(077);
    bool done = vacuum_into(c, temporary, e);
    umask(mask);
    return done && sync_path(temporary, 0, e) && verify_copy(temporary, progress, e);
}

bool backup_copy(struct sqlite *c, const char *to, const struct progress *progress, struct err *e)
{
    if (exists(to))
        return err_set(e, ERR_CANNOT_CREATE, "", _("\"%s\" exists already. Give another name."), to);
    struct strbuf base;
    strbuf_init(&base);
    strbuf_printf(&base, "%s.%ld.tmp", to, (long)getpid());
    char *temporary CLEANUP(memory_free_text) = backup_free_name(base.text);
    strbuf_done(&base);
    if (write_copy(c, temporary, progress, e) && rename_new(temporary, to, e))
        return sync_folder_of(to, e);
    unlink(temporary);
    return false;
}

bool store_backup(struct store *store, const char *to, const struct progress *progress, struct err *e)
{
    if (store->writing)
        return err_set(e, ERR_BUSY, "", _("The file cannot be backed up while it is being written."));
    if (!progress_step(progress, _("copying"), 0, 0))
        return err_set(e, ERR_CANCELLED, "", _("Stopped."));
    return backup_copy(&store->file, to, progress, e);
}

/* ---- restoring ---- */

static bool same_file(const char *a, const char *b)
{
    struct stat first, second;
    return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_ino == second.st_ino &&
           first.st_dev == second.st_dev;
}

static char *with_ending(const char *path, const char *ending)
{
    struct strbuf name;
    strbuf_init(&name);
    strbuf_printf(&name, "%s%s", path, ending);
    return strbuf_take(&name);
}

/* The journals go with the file: what is committed in them belongs to it and to no other. */
static bool move_aside(const char *path, struct err *e)
{
    static const char *const endings[] = { "-wal", "-journal", "" };
    char *base CLEANUP(memory_free_text) = with_ending(path, ".before-restore-");
    char *aside CLEANUP(memory_free_text) = backup_free_name(base);
    for (size_t i = 0; i < COUNT(endings); i++) {
        char *from CLEANUP(memory_free_text) = with_ending(path, endings[i]);
        char *to CLEANUP(memory_free_text) = with_ending(aside, endings[i]);
        if (exists(from) && rename(from, to) != 0)
            return fail_file(to, e);
    }
    char *shared CLEANUP(memory_free_text) = with_ending(path, "-shm");
    unlink(shared);
    return true;
}

static bool put_in_place(const char *temporary, const char *to, struct err *e)
{
    struct guard guard;
    if (!guard_open(&guard, to, true, e))
        return false;
    bool done = guard_alone(&guard, e) && guard_lock(&guard, 0, e) && (!exists(to) || move_aside(to, e)) &&
                rename_new(temporary, to, e) && sync_folder_of(to, e);
    guard_unlock(&guard);
    guard_close(&guard);
    return done;
}

bool store_restore(const char *from, const char *to, const struct progress *progress, struct err *e)
{
    struct store *source;
    enum guard_journal journal;
    const char *disk;
    if (same_file(from, to))
        return err_set(e, ERR_USAGE, "", _("\"%s\" cannot be restored onto itself."), from);
    if (!guard_disk(to, &journal, &disk, e) || !store_open_kind(from, STORE_READ, true, NULL, &source, e))
        return false;
    char *base CLEANUP(memory_free_text) = with_ending(to, ".restoring-");
    char *temporary CLEANUP(memory_free_text) = backup_free_name(base);
    bool done = store_verify(source, false, progress, e) && backup_copy(&source->file, temporary, progress, e);
    store_close(source);
    if (done && !put_in_place(temporary, to, e)) {
        unlink(temporary);
        done = false;
    }
    return done;
}

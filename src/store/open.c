/* open.c - from a path to a store: whose file is it, may we write, which journal */
#include "embedded.h"
#include "inner.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* An empty file that only its owner can read; SQLite would make it readable for all. */
static bool make_file(const char *path, struct err *e)
{
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file >= 0)
        return close(file) == 0 || err_set(e, ERR_IO, "", _("\"%s\" cannot be made: %s"), path, strerror(errno));
    if (errno == EEXIST)
        return true;
    return err_set(e, errno == EACCES || errno == EROFS || errno == EPERM ? ERR_PERMISSION : ERR_CANNOT_CREATE, "",
                   _("\"%s\" cannot be made: %s"), path, strerror(errno));
}

static bool check_exists(const char *path, enum store_mode mode, struct err *e)
{
    struct stat file;
    if (stat(path, &file) == 0) {
        if (S_ISREG(file.st_mode))
            return true;
        return err_set(e, ERR_DATA, "", _("\"%s\" is no file."), path);
    }
    if (errno == ENOENT && mode == STORE_CREATE)
        return make_file(path, e);
    if (errno == ENOENT || errno == ENOTDIR)
        return err_set(e, ERR_NO_INPUT, "", _("There is no file \"%s\"."), path);
    return err_set(e, errno == EACCES ? ERR_PERMISSION : ERR_IO, "", _("\"%s\" cannot be opened: %s"), path,
                   strerror(errno));
}

static bool folder_is_writable(const char *path)
{
    char *copy = memory_text(path);
    bool writable = access(dirname(copy), W_OK) == 0;
    memory_free(copy);
    return writable;
}

static bool has_journal(const char *path)
{
    static const char *const endings[] = { "-wal", "-journal" };
    struct strbuf name;
    struct stat file;
    bool found = false;
    strbuf_init(&name);
    for (size_t i = 0; i < COUNT(endings); i++) {
        strbuf_clear(&name);
        strbuf_printf(&name, "%s%s", path, endings[i]);
        found = found || (stat(name.text, &file) == 0 && file.st_size > 0);
    }
    strbuf_done(&name);
    return found;
}

static bool connect_and_check(struct sqlite *c, const char *path, enum sqlite_access access, bool allow_empty,
                              int *ret_step, struct err *e)
{
    return sqlite_open(c, path, access, e) && migrate_check(c, allow_empty, ret_step, e);
}

/* After a crash only a writer can bring a file back to its last commit. */
static bool recover(const char *path, int *ret_step, struct err *e)
{
    struct sqlite c;
    bool done = connect_and_check(&c, path, ACCESS_WRITE, false, ret_step, e);
    sqlite_close(&c);
    return done;
}

static bool connect_reader(struct store *store, int *ret_step, struct err *e)
{
    struct sqlite *c = &store->file;
    if (connect_and_check(c, store->path, ACCESS_READ, false, ret_step, e))
        return true;
    if (!sqlite_recovery_needed(c))
        return false;
    sqlite_close(c);
    if (!folder_is_writable(store->path) && !has_journal(store->path))
        return connect_and_check(c, store->path, ACCESS_READ_IMMUTABLE, false, ret_step, e);
    return recover(store->path, ret_step, e) && connect_and_check(c, store->path, ACCESS_READ, false, ret_step, e);
}

/* A file that is not ours must stay as it is, without side files even: a reader looks first. */
static bool look(const char *path, bool allow_empty, struct err *e)
{
    struct sqlite reader;
    int step;
    bool ours = connect_and_check(&reader, path, ACCESS_READ, allow_empty, &step, e);
    bool unsure = !ours && sqlite_recovery_needed(&reader);
    sqlite_close(&reader);
    return ours || unsure;
}

static bool set_journal(struct store *store, struct err *e)
{
    char mode[16];
    const char *wanted = store->wal ? "wal" : "truncate";
    if (!sqlite_pragma_text(&store->file, "PRAGMA journal_mode", mode, sizeof(mode), e))
        return false;
    if (strcmp(mode, wanted) == 0)
        return true;
    const char *sql = store->wal ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode = TRUNCATE";
    if (!sqlite_pragma_text(&store->file, sql, mode, sizeof(mode), e))
        return false;
    if (strcmp(mode, wanted) != 0)
        return err_set(e, ERR_BUSY, "", _("Someone has the file open. Close mupu everywhere, then try again."));
    return true;
}

/* With the write lock held; another process may have been faster. */
static bool prepare_to_write(struct store *store, struct err *e)
{
    int64_t step;
    if (!set_journal(store, e) || !sqlite_int(&store->file, "PRAGMA user_version", &step, e))
        return false;
    if (step == migrate_newest())
        return true;
    return step == 0 ? migrate_create(store, e) : migrate_upgrade(store, (int)step, e);
}

static bool open_writer(struct store *store, enum guard_journal journal, struct err *e)
{
    int step;
    if (journal == GUARD_REFUSE)
        return err_set(e, ERR_UNAVAILABLE, "",
                       _("\"%s\" is on a network disk (%s), where records can be damaged. Keep the "
                         "file on this computer's own disk."),
                       store->path, store->disk);
    bool allow_empty = store->mode == STORE_CREATE;
    if (!look(store->path, allow_empty, e) || !guard_open(&store->guard, store->path, true, e) ||
        !connect_and_check(&store->file, store->path, ACCESS_WRITE, allow_empty, &step, e) ||
        !guard_lock(&store->guard, store->wait, e))
        return false;
    store->wal = journal == GUARD_WAL;
    bool ready = prepare_to_write(store, e);
    guard_unlock(&store->guard);
    return ready && sqlite_keep_hook(&store->file, e);
}

static bool open_reader(struct store *store, bool allow_older, struct err *e)
{
    int step;
    if (!guard_open(&store->guard, store->path, false, e) || !connect_reader(store, &step, e))
        return false;
    if (step < migrate_newest() && !allow_older)
        return err_set(e, ERR_DATA, "",
                       _("\"%s\" was made by an older mupu. Open it once for writing: it is backed up and "
                         "upgraded."),
                       store->path);
    return true;
}

bool store_open_kind(const char *path, enum store_mode mode, bool allow_older, const enum guard_journal *journal,
                     struct store **ret_store, struct err *e)
{
    enum guard_journal found;
    const char *disk;
    if (!check_exists(path, mode, e) || !guard_disk(path, &found, &disk, e))
        return false;
    struct store *store = memory_new(sizeof(*store));
    store->path = memory_text(path);
    store->mode = mode;
    store->disk = disk;
    store->wait = SQLITE_WAIT;
    store->guard.file = -1;
    store->homes = memory_new((embedded_query_count + 1) * sizeof(store->homes[0]));
    strbuf_init(&store->entry.digests);
    strbuf_init(&store->dropped);
    bool ready =
        mode == STORE_READ ? open_reader(store, allow_older, e) : open_writer(store, journal ? *journal : found, e);
    if (ready)
        *ret_store = store;
    else
        store_close(store);
    return ready;
}

bool store_open(const char *path, enum store_mode mode, struct store **ret_store, struct err *e)
{
    return store_open_kind(path, mode, false, NULL, ret_store, e);
}

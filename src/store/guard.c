/* guard.c - who may write */
#include "guard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

/* ---- the lock beside the file ---- */

/* The same lock whatever link the file was reached by. */
static char *lock_path(const char *path)
{
    char *real = realpath(path, NULL);
    struct strbuf text;
    strbuf_init(&text);
    strbuf_printf(&text, "%s.lock", real ? real : path);
    free(real);
    return strbuf_take(&text);
}

/* Bytes of the lock file that open-file-description locks are set on. */
enum { BYTE_OPEN = 0, BYTE_WAITING = 1, BYTE_CLAIMS = 16 };

#define POLL_LONGEST 5000000 /* nanoseconds between two tries */
#define YIELD 7000000        /* a little longer: every waiting one has asked meanwhile */

static struct flock byte_lock(short kind, off_t byte)
{
    return (struct flock){ .l_type = kind, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };
}

static bool claim_open(struct guard *guard, short kind, struct err *e)
{
    struct flock claim = byte_lock(kind, BYTE_OPEN);
    if (fcntl(guard->file, F_OFD_SETLK, &claim) == 0)
        return true;
    if (errno == EAGAIN || errno == EACCES)
        return err_set(e, ERR_BUSY, "",
                       kind == F_WRLCK ? _("Someone has the file open. Close mupu everywhere, then try again.")
                                       : _("The file is just being restored. Try again."));
    return err_set(e, ERR_IO, "", _("The lock file cannot be used: %s"), strerror(errno));
}

bool guard_open(struct guard *guard, const char *path, bool create, struct err *e)
{
    struct stat of_file;
    mode_t mode = stat(path, &of_file) == 0 ? of_file.st_mode & 0666 : 0600;
    char *name = lock_path(path);
    *guard = (struct guard){ .file = open(name, O_RDWR | O_NOFOLLOW | O_CLOEXEC | (create ? O_CREAT : 0), mode) };
    int number = errno;
    if (guard->file < 0 && !create)
        guard->file = open(name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (guard->file < 0 && create)
        err_set(e, number == EACCES || number == EROFS || number == EPERM ? ERR_PERMISSION : ERR_IO, "",
                _("The lock file \"%s\" cannot be made: %s"), name, strerror(number));
    memory_free(name);
    if (guard->file < 0)
        return !create;
    if (claim_open(guard, F_RDLCK, e))
        return true;
    guard_close(guard);
    return false;
}

void guard_close(struct guard *guard)
{
    if (guard->file >= 0)
        close(guard->file);
    *guard = (struct guard){ .file = -1 };
}

static void nap(int64_t nanoseconds)
{
    struct timespec time = { .tv_sec = 0, .tv_nsec = nanoseconds };
    nanosleep(&time, NULL);
}

static void say_waiting(struct guard *guard, bool waiting)
{
    struct flock lock = byte_lock(waiting ? F_RDLCK : F_UNLCK, BYTE_WAITING);
    fcntl(guard->file, F_OFD_SETLK, &lock);
}

static bool someone_waits(struct guard *guard)
{
    struct flock lock = byte_lock(F_WRLCK, BYTE_WAITING);
    return fcntl(guard->file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

static bool wait_for_lock(struct guard *guard, int64_t until, struct err *e)
{
    int64_t pause = 500000;
    while (flock(guard->file, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return err_set(e, ERR_IO, "", _("The lock file cannot be used: %s"), strerror(errno));
        if (clock_monotonic() >= until)
            return err_set(e, ERR_BUSY, "", _("Someone else is writing to the file: nothing was saved. Try again."));
        nap(pause);
        pause = pause * 2 < POLL_LONGEST ? pause * 2 : POLL_LONGEST;
    }
    return true;
}

bool guard_lock(struct guard *guard, int milliseconds, struct err *e)
{
    int64_t now = clock_monotonic();
    if (now < guard->yield_until)
        nap(guard->yield_until - now);
    guard->held = flock(guard->file, LOCK_EX | LOCK_NB) == 0;
    if (guard->held)
        return true;
    say_waiting(guard, true);
    guard->held = wait_for_lock(guard, now + (int64_t)milliseconds * 1000000, e);
    say_waiting(guard, false);
    return guard->held;
}

void guard_unlock(struct guard *guard)
{
    if (!guard->held)
        return;
    guard->held = false;
    flock(guard->file, LOCK_UN);
    guard->yield_until = someone_waits(guard) ? clock_monotonic() + YIELD : 0;
}

bool guard_alone(struct guard *guard, struct err *e)
{
    return claim_open(guard, F_WRLCK, e);
}

bool guard_claim(struct guard *guard, int64_t number)
{
    struct flock claim = byte_lock(F_WRLCK, BYTE_CLAIMS + number);
    return fcntl(guard->file, F_OFD_SETLK, &claim) == 0;
}

void guard_unclaim(struct guard *guard, int64_t number)
{
    struct flock claim = byte_lock(F_UNLCK, BYTE_CLAIMS + number);
    fcntl(guard->file, F_OFD_SETLK, &claim);
}

/* ---- disks ---- */

static const struct {
    uint32_t type;
    enum guard_journal journal;
    const char *name;
} disks[] = {
    { 0xEF53, GUARD_WAL, "ext4" },          { 0x58465342, GUARD_WAL, "xfs" },
    { 0x9123683E, GUARD_WAL, "btrfs" },     { 0xF2F52010, GUARD_WAL, "f2fs" },
    { 0x01021994, GUARD_WAL, "tmpfs" },     { 0x858458F6, GUARD_WAL, "ramfs" },
    { 0x794C7630, GUARD_WAL, "overlay" },   { 0x2FC12FC1, GUARD_WAL, "zfs" },
    { 0xCA451A4E, GUARD_WAL, "bcachefs" },  { 0x3153464A, GUARD_WAL, "jfs" },
    { 0x52654973, GUARD_WAL, "reiserfs" },  { 0x3434, GUARD_WAL, "nilfs" },
    { 0x4D44, GUARD_TRUNCATE, "fat" },      { 0x2011BAB0, GUARD_TRUNCATE, "exfat" },
    { 0x5346544E, GUARD_TRUNCATE, "ntfs" }, { 0x7366746E, GUARD_TRUNCATE, "ntfs3" },
    { 0x6969, GUARD_REFUSE, "nfs" },        { 0x517B, GUARD_REFUSE, "smb" },
    { 0xFF534D42, GUARD_REFUSE, "cifs" },   { 0xFE534D42, GUARD_REFUSE, "smb2" },
    { 0x01021997, GUARD_REFUSE, "9p" },     { 0x65735546, GUARD_REFUSE, "fuse" },
    { 0x5346414F, GUARD_REFUSE, "afs" },    { 0x6B414653, GUARD_REFUSE, "afs" },
    { 0x00C36400, GUARD_REFUSE, "ceph" },   { 0x73757245, GUARD_REFUSE, "coda" },
    { 0x564C, GUARD_REFUSE, "ncp" },        { 0x01161970, GUARD_REFUSE, "gfs2" },
    { 0x7461636F, GUARD_REFUSE, "ocfs2" },  { 0x0BD00BD0, GUARD_REFUSE, "lustre" },
    { 0x786F4256, GUARD_REFUSE, "vboxsf" },
};

enum guard_journal guard_journal_for(uint32_t disk_type, const char **ret_name)
{
    for (size_t i = 0; i < COUNT(disks); i++) {
        if (disks[i].type == disk_type) {
            *ret_name = disks[i].name;
            return disks[i].journal;
        }
    }
    *ret_name = "?";
    return GUARD_TRUNCATE;
}

/* Asked of the folder, not of the file: opening and closing the file would drop SQLite's locks on it. */
bool guard_disk(const char *path, enum guard_journal *ret_journal, const char **ret_name, struct err *e)
{
    char *real = realpath(path, NULL);
    char *folder = memory_text(real ? real : path);
    free(real);
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    struct statfs disk;
    bool known = statfs(slash ? folder : ".", &disk) == 0;
    int number = errno;
    if (known)
        *ret_journal = guard_journal_for((uint32_t)disk.f_type, ret_name);
    else
        err_set(e, number == ENOENT || number == ENOTDIR ? ERR_NO_INPUT : ERR_IO, "",
                _("The folder \"%s\" cannot be used: %s"), slash ? folder : ".", strerror(number));
    memory_free(folder);
    return known;
}

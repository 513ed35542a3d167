/* failing.c - see failing.h */
#include "failing.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static struct {
    int64_t calls, at;
    bool for_ever, armed;
} points[2];

void failing_arm(enum failing_what what, int64_t at_call, bool for_ever)
{
    points[what].calls = 0;
    points[what].at = at_call;
    points[what].for_ever = for_ever;
    points[what].armed = true;
}

int64_t failing_calls(enum failing_what what)
{
    return points[what].calls;
}

static bool fails(enum failing_what what)
{
    if (!points[what].armed)
        return false;
    int64_t call = ++points[what].calls;
    return points[what].at && (call == points[what].at || (points[what].for_ever && call > points[what].at));
}

/* ---- memory ---- */

static sqlite3_mem_methods memory;

static void *allocate(int bytes)
{
    return fails(FAILING_MEMORY) ? NULL : memory.xMalloc(bytes);
}

static void *reallocate(void *old, int bytes)
{
    return fails(FAILING_MEMORY) ? NULL : memory.xRealloc(old, bytes);
}

/* ---- disk ---- */

struct file {
    sqlite3_file base;
    sqlite3_file *real; /* lies behind it */
};

static sqlite3_vfs *disk;

#define REAL(file) (((struct file *)(file))->real)
#define METHODS(file) (REAL(file)->pMethods)

static int file_close(sqlite3_file *file)
{
    return METHODS(file)->xClose(REAL(file));
}

static int file_read(sqlite3_file *file, void *to, int bytes, sqlite3_int64 at)
{
    return fails(FAILING_DISK) ? SQLITE_IOERR_READ : METHODS(file)->xRead(REAL(file), to, bytes, at);
}

static int file_write(sqlite3_file *file, const void *from, int bytes, sqlite3_int64 at)
{
    return fails(FAILING_DISK) ? SQLITE_IOERR_WRITE : METHODS(file)->xWrite(REAL(file), from, bytes, at);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 bytes)
{
    return fails(FAILING_DISK) ? SQLITE_IOERR_TRUNCATE : METHODS(file)->xTruncate(REAL(file), bytes);
}

static int file_sync(sqlite3_file *file, int flags)
{
    return fails(FAILING_DISK) ? SQLITE_IOERR_FSYNC : METHODS(file)->xSync(REAL(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *bytes)
{
    return fails(FAILING_DISK) ? SQLITE_IOERR_FSTAT : METHODS(file)->xFileSize(REAL(file), bytes);
}

static int file_lock(sqlite3_file *file, int kind)
{
    return METHODS(file)->xLock(REAL(file), kind);
}

static int file_unlock(sqlite3_file *file, int kind)
{
    return METHODS(file)->xUnlock(REAL(file), kind);
}

static int file_check_lock(sqlite3_file *file, int *held)
{
    return METHODS(file)->xCheckReservedLock(REAL(file), held);
}

static int file_control(sqlite3_file *file, int what, void *argument)
{
    return METHODS(file)->xFileControl(REAL(file), what, argument);
}

static int file_sector(sqlite3_file *file)
{
    return METHODS(file)->xSectorSize(REAL(file));
}

static int file_traits(sqlite3_file *file)
{
    return METHODS(file)->xDeviceCharacteristics(REAL(file));
}

static int file_map(sqlite3_file *file, int page, int size, int extend, void volatile **to)
{
    return fails(FAILING_DISK) ? SQLITE_IOERR_SHMMAP : METHODS(file)->xShmMap(REAL(file), page, size, extend, to);
}

static int file_shared_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return METHODS(file)->xShmLock(REAL(file), offset, count, flags);
}

static void file_barrier(sqlite3_file *file)
{
    METHODS(file)->xShmBarrier(REAL(file));
}

static int file_unmap(sqlite3_file *file, int delete)
{
    return METHODS(file)->xShmUnmap(REAL(file), delete);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = file_map,
    .xShmLock = file_shared_lock,
    .xShmBarrier = file_barrier,
    .xShmUnmap = file_unmap,
};

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
    (void)vfs;
    struct file *wrapped = (struct file *)file;
    wrapped->base.pMethods = NULL;
    wrapped->real = (sqlite3_file *)(wrapped + 1);
    memset(wrapped->real, 0, (size_t)disk->szOsFile);
    if (fails(FAILING_DISK))
        return SQLITE_CANTOPEN;
    int code = disk->xOpen(disk, name, wrapped->real, flags, out_flags);
    if (wrapped->real->pMethods)
        wrapped->base.pMethods = &methods;
    return code;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)vfs;
    return fails(FAILING_DISK) ? SQLITE_IOERR_DELETE : disk->xDelete(disk, name, sync);
}

static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    (void)vfs;
    return fails(FAILING_DISK) ? SQLITE_IOERR_ACCESS : disk->xAccess(disk, name, flags, out);
}

void failing_install(void)
{
    static sqlite3_vfs failing;
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory);
    sqlite3_mem_methods wrapped = memory;
    wrapped.xMalloc = allocate;
    wrapped.xRealloc = reallocate;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &wrapped);
    disk = sqlite3_vfs_find(NULL);
    if (!disk)
        abort();
    failing = *disk;
    failing.zName = "failing";
    failing.szOsFile = (int)sizeof(struct file) + disk->szOsFile;
    failing.xOpen = disk_open;
    failing.xDelete = disk_delete;
    failing.xAccess = disk_access;
    sqlite3_vfs_register(&failing, 1);
}

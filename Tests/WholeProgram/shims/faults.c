/* Preloaded into the daemon: makes writing or syncing the database's files fail while a control file says so
 * (criteria R4 and R5).
 *
 * HUZHU_FAULT_DATABASE is the path of the database; HUZHU_FAULT_FILE a file that holds `enospc` (writes fail, the disk is
 * full), `eio` (writes fail), `eio-sync` (syncs fail), or nothing. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static int is_ours(int fd) {
    const char *database = getenv("HUZHU_FAULT_DATABASE");
    if (!database) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    size_t prefix = strlen(database);
    if (strncmp(path, database, prefix) != 0) return 0;
    return path[prefix] == 0 || strcmp(path + prefix, "-wal") == 0 || strcmp(path + prefix, "-journal") == 0;
}

static int fault(int fd, int isSync) {
    const char *control = getenv("HUZHU_FAULT_FILE");
    if (!control || !is_ours(fd)) return 0;
    int file = open(control, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    char word[32] = {0};
    ssize_t length = read(file, word, sizeof word - 1);
    close(file);
    if (length <= 0) return 0;
    if (isSync) return strcmp(word, "eio-sync") == 0 ? EIO : 0;
    if (strcmp(word, "enospc") == 0) return ENOSPC;
    return strcmp(word, "eio") == 0 ? EIO : 0;
}

static ssize_t place(int fd, const void *bytes, size_t count, off64_t offset) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = (ssize_t(*)(int, const void *, size_t, off64_t))next("pwrite64");
    int error = fault(fd, 0);
    if (error) { errno = error; return -1; }
    return real(fd, bytes, count, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return place(fd, bytes, count, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) { return place(fd, bytes, count, offset); }

ssize_t write(int fd, const void *bytes, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = (ssize_t(*)(int, const void *, size_t))next("write");
    int error = fault(fd, 0);
    if (error) { errno = error; return -1; }
    return real(fd, bytes, count);
}

static int sync_with(const char *name, int fd) {
    int (*real)(int) = (int (*)(int))next(name);
    int error = fault(fd, 1);
    if (error) { errno = error; return -1; }
    return real(fd);
}

int fsync(int fd) { return sync_with("fsync", fd); }
int fdatasync(int fd) { return sync_with("fdatasync", fd); }

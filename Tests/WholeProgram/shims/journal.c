/* Preloaded into the daemon: writes down, in order, all that happens to the database's files, so that a test can rebuild
 * them as a power cut would have left them (criterion R3).
 *
 * HUZHU_JOURNAL is the file to write, HUZHU_JOURNAL_DATABASE the path of the database. A record is the header below
 * and, for writes, the bytes. Times are CLOCK_MONOTONIC at the beginning of the call: what was acknowledged before that
 * was acknowledged before the call had any effect. A record is written after the call, so a sync stands in the journal
 * only when it has returned. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE = 2, SYNC = 3, UNLINK = 4, SYNC_FOLDER = 5 };
enum { DATABASE = 0, LOG = 1, ROLLBACK = 2, KEYS = 3, NONE = -1 };

struct record {
    uint32_t operation, file;
    uint64_t begin, offset, length;
};

static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static char database[4096], folder[4096];
static int journal = -1;

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("HUZHU_JOURNAL"), *of = getenv("HUZHU_JOURNAL_DATABASE");
    if (!path || !of) return;
    snprintf(database, sizeof database, "%s", of);
    snprintf(folder, sizeof folder, "%s", of);
    char *slash = strrchr(folder, '/');
    if (slash) *slash = 0;
    journal = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int file_of_path(const char *path) {
    size_t length = strlen(database);
    if (journal < 0 || strncmp(path, database, length) != 0) return NONE;
    if (path[length] == 0) return DATABASE;
    if (strcmp(path + length, "-wal") == 0) return LOG;
    if (strcmp(path + length, "-journal") == 0) return ROLLBACK;
    if (strcmp(path + length, ".keys") == 0) return KEYS;
    return NONE;
}

static int path_of(int fd, char *path, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, size - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return 1;
}

static int file_of(int fd) {
    char path[4096];
    if (journal < 0 || !path_of(fd, path, sizeof path)) return NONE;
    return file_of_path(path);
}

static void note(int operation, int file, uint64_t begin, uint64_t offset, const void *bytes, uint64_t length) {
    struct record record = {(uint32_t)operation, (uint32_t)file, begin, offset, length};
    struct iovec parts[2] = {{&record, sizeof record}, {(void *)bytes, bytes ? length : 0}};
    if (writev(journal, parts, bytes ? 2 : 1) < 0) abort();
}

static ssize_t place(ssize_t (*real)(int, const void *, size_t, off64_t), int fd, const void *bytes, size_t count,
                     off64_t offset) {
    int file = file_of(fd);
    if (file == NONE) return real(fd, bytes, count, offset);
    pthread_mutex_lock(&order);
    uint64_t begin = now();
    ssize_t done = real(fd, bytes, count, offset);
    if (done > 0) note(WRITE, file, begin, (uint64_t)offset, bytes, (uint64_t)done);
    pthread_mutex_unlock(&order);
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    return place((ssize_t(*)(int, const void *, size_t, off64_t))next("pwrite64"), fd, bytes, count, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
    return place((ssize_t(*)(int, const void *, size_t, off64_t))next("pwrite64"), fd, bytes, count, offset);
}

ssize_t write(int fd, const void *bytes, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = (ssize_t(*)(int, const void *, size_t))next("write");
    int file = file_of(fd);
    if (file == NONE) return real(fd, bytes, count);
    pthread_mutex_lock(&order);
    uint64_t begin = now();
    off64_t offset = lseek64(fd, 0, SEEK_CUR);
    ssize_t done = real(fd, bytes, count);
    if (done > 0) note(WRITE, file, begin, (uint64_t)offset, bytes, (uint64_t)done);
    pthread_mutex_unlock(&order);
    return done;
}

static int cut(const char *name, int fd, off64_t length) {
    int (*real)(int, off64_t) = (int (*)(int, off64_t))next(name);
    int file = file_of(fd);
    if (file == NONE) return real(fd, length);
    pthread_mutex_lock(&order);
    uint64_t begin = now();
    int result = real(fd, length);
    if (result == 0) note(TRUNCATE, file, begin, (uint64_t)length, NULL, 0);
    pthread_mutex_unlock(&order);
    return result;
}

int ftruncate(int fd, off_t length) { return cut("ftruncate64", fd, length); }
int ftruncate64(int fd, off64_t length) { return cut("ftruncate64", fd, length); }

static int sync_with(const char *name, int fd) {
    int (*real)(int) = (int (*)(int))next(name);
    char path[4096];
    int isFolder = journal >= 0 && path_of(fd, path, sizeof path) && strcmp(path, folder) == 0;
    int file = file_of(fd);
    if (file == NONE && !isFolder) return real(fd);
    pthread_mutex_lock(&order);
    uint64_t begin = now();
    int result = real(fd);
    if (result == 0) note(isFolder ? SYNC_FOLDER : SYNC, isFolder ? 0 : file, begin, 0, NULL, 0);
    pthread_mutex_unlock(&order);
    return result;
}

int fsync(int fd) { return sync_with("fsync", fd); }
int fdatasync(int fd) { return sync_with("fdatasync", fd); }

int unlink(const char *path) {
    int (*real)(const char *) = (int (*)(const char *))next("unlink");
    int file = file_of_path(path);
    if (file == NONE) return real(path);
    pthread_mutex_lock(&order);
    uint64_t begin = now();
    int result = real(path);
    if (result == 0) note(UNLINK, file, begin, 0, NULL, 0);
    pthread_mutex_unlock(&order);
    return result;
}

/* A rename of one of the files would be a way to lose data that this journal cannot tell: nothing here does it. */
int rename(const char *from, const char *to) {
    int (*real)(const char *, const char *) = (int (*)(const char *, const char *))next("rename");
    if (journal >= 0 && (file_of_path(from) != NONE || file_of_path(to) != NONE)) abort();
    return real(from, to);
}

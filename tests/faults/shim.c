/* Makes the n-th call of one kind fail once, in a process that preloads this: FAULT=compress|write|allocate, FAULT_AT=n from
 * 1. At the end the number of calls is written to FAULT_COUNT, so that a first run without a fault tells how many there are. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Those whose size follows the raster's; small ones fail in no real process before large ones do. */
#define LARGE (1u << 21)

static long calls;

static int is(const char *kind) {
    const char *wanted = getenv("FAULT");
    return wanted && strcmp(wanted, kind) == 0;
}

static int fails(void) {
    const char *at = getenv("FAULT_AT");
    return __sync_add_and_fetch(&calls, 1) == (at ? atol(at) : -1);
}

/* Compression libraries come with GDAL, which is opened late and keeps its symbols to itself. */
#define REAL_OF(library, name) static __typeof__(name) *real; \
    if (!real) { void *l = dlopen(library, RTLD_LAZY); real = l ? (__typeof__(name) *)dlsym(l, #name) : NULL; }

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

/* zlib and libdeflate, whose headers are not needed for this. */
int deflateInit_(void *stream, int level, const char *version, int size);
int deflateInit_(void *stream, int level, const char *version, int size) {
    REAL_OF("libz.so.1", deflateInit_);
    return is("compress") && fails() ? -4 /* Z_MEM_ERROR */ : real(stream, level, version, size);
}

size_t libdeflate_zlib_compress(void *c, const void *in, size_t n, void *out, size_t room);
size_t libdeflate_zlib_compress(void *c, const void *in, size_t n, void *out, size_t room) {
    REAL_OF("libdeflate.so.0", libdeflate_zlib_compress);
    return is("compress") && fails() ? 0 : real(c, in, n, out, room);
}

static int is_file(int fd) {
    struct stat s;
    return fstat(fd, &s) == 0 && S_ISREG(s.st_mode);
}

ssize_t write(int fd, const void *bytes, size_t n) {
    REAL(write);
    if (is("write") && is_file(fd) && fails()) {
        errno = ENOSPC;
        return -1;
    }
    return real(fd, bytes, n);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) {
    REAL(pwrite64);
    if (is("write") && is_file(fd) && fails()) {
        errno = ENOSPC;
        return -1;
    }
    return real(fd, bytes, n, at);
}

size_t fwrite(const void *bytes, size_t size, size_t n, FILE *file) {
    REAL(fwrite);
    if (is("write") && is_file(fileno(file)) && fails()) {
        errno = ENOSPC;
        return 0;
    }
    return real(bytes, size, n, file);
}

void *malloc(size_t n) {
    REAL(malloc);
    if (n >= LARGE && is("allocate") && fails()) {
        errno = ENOMEM;
        return NULL;
    }
    return real(n);
}

__attribute__((destructor)) static void count(void) {
    const char *path = getenv("FAULT_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file) {
        fprintf(file, "%ld", calls);
        fclose(file);
    }
}

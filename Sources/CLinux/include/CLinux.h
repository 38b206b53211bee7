// What Glibc's Swift overlay leaves out: names behind _GNU_SOURCE, and calls whose C declaration
// is variadic or a macro.
#pragma once

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const int clinux_O_PATH = O_PATH;
static const int clinux_O_TMPFILE = O_TMPFILE;
static const int clinux_O_NOFOLLOW = O_NOFOLLOW;
static const int clinux_O_DIRECTORY = O_DIRECTORY;
static const unsigned int clinux_RENAME_NOREPLACE = RENAME_NOREPLACE;

static inline int clinux_open(const char *path, int flags, mode_t mode) {
  return open(path, flags, mode);
}

static inline int clinux_openat(int directory, const char *path, int flags, mode_t mode) {
  return openat(directory, path, flags, mode);
}

static inline int clinux_renameat2(int from, const char *old_path, int to, const char *new_path,
                                   unsigned int flags) {
  return renameat2(from, old_path, to, new_path, flags);
}

static inline int clinux_memfd_create(const char *name) {
  return memfd_create(name, MFD_CLOEXEC);
}

/// An eventfd, close-on-exec and non-blocking.
int clinux_eventfd(void);

/// A pipe, both ends close-on-exec.
int clinux_pipe(int ends[2]);

/// Names the calling thread; at most 15 bytes count.
void clinux_set_thread_name(const char *name);

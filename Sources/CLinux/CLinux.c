#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <malloc.h>
#include <netdb.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

const int clinux_O_PATH = O_PATH;
const int clinux_O_TMPFILE = O_TMPFILE;
const int clinux_O_NOFOLLOW = O_NOFOLLOW;
const int clinux_O_DIRECTORY = O_DIRECTORY;
const long clinux_UTIME_NOW = UTIME_NOW;
const long clinux_UTIME_OMIT = UTIME_OMIT;
const short clinux_POSIX_SPAWN_SETSID = POSIX_SPAWN_SETSID;
const int clinux_EAI_NODATA = EAI_NODATA;
const unsigned int clinux_RENAME_NOREPLACE = RENAME_NOREPLACE;

int clinux_open(const char *path, int flags, uint32_t mode) { return open(path, flags, mode); }

int clinux_openat(int directory, const char *path, int flags, uint32_t mode) {
  return openat(directory, path, flags, mode);
}

int clinux_open_below(int directory, const char *path, int flags) {
  struct open_how how = {.flags = (unsigned)flags, .resolve = RESOLVE_NO_SYMLINKS};
  return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

int clinux_renameat2(int from, const char *old_path, int to, const char *new_path,
                     unsigned int flags) {
  return renameat2(from, old_path, to, new_path, flags);
}

int clinux_memfd_create(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

// The empty path asks for CAP_DAC_READ_SEARCH on older kernels, and fails with ENOENT without it.
int clinux_link_descriptor(int file, int directory, const char *name) {
  const int linked = linkat(file, "", directory, name, AT_EMPTY_PATH);
  if (linked == 0 || errno != ENOENT) {
    return linked;
  }
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  return linkat(AT_FDCWD, path, directory, name, AT_SYMLINK_FOLLOW);
}

int clinux_statx(int directory, const char *name, struct clinux_status *status) {
  struct statx found;
  if (statx(directory, name, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH,
            STATX_BASIC_STATS | STATX_BTIME, &found) != 0) {
    return -1;
  }
  const bool has_birth = (found.stx_mask & STATX_BTIME) != 0;
  *status = (struct clinux_status){
      .device = (uint64_t)found.stx_dev_major << 32 | found.stx_dev_minor,
      .inode = found.stx_ino,
      .size = found.stx_size,
      .blocks = found.stx_blocks,
      .links = found.stx_nlink,
      .is_file = S_ISREG(found.stx_mode),
      .is_directory = S_ISDIR(found.stx_mode),
      .modified_seconds = found.stx_mtime.tv_sec,
      .modified_nanoseconds = found.stx_mtime.tv_nsec,
      .changed_seconds = found.stx_ctime.tv_sec,
      .changed_nanoseconds = found.stx_ctime.tv_nsec,
      .born_seconds = has_birth ? found.stx_btime.tv_sec : 0,
      .born_nanoseconds = has_birth ? found.stx_btime.tv_nsec : 0,
  };
  return 0;
}

int clinux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

void clinux_bound_heap(int arenas, int mapped, int kept) {
  mallopt(M_ARENA_MAX, arenas);
  mallopt(M_MMAP_THRESHOLD, mapped);
  mallopt(M_TRIM_THRESHOLD, kept);
}

size_t clinux_free_heap(void) { return mallinfo2().fordblks; }

void clinux_trim_heap(void) { malloc_trim(0); }

void clinux_set_thread_name(const char *name) { pthread_setname_np(pthread_self(), name); }

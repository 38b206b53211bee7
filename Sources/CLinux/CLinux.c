#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <malloc.h>
#include <netdb.h>
#include <pthread.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

const int clinux_O_DIRECT = O_DIRECT;
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

void clinux_forget_reads(int file) {
  int flags;
  if (ioctl(file, FS_IOC_GETFLAGS, &flags) != 0) return;
  flags |= FS_NOATIME_FL;
  ioctl(file, FS_IOC_SETFLAGS, &flags);
}

int clinux_leads_process(int thread) {
  return syscall(SYS_tgkill, thread, thread, 0) == 0 || errno == EPERM;
}

int clinux_open_process(int process) { return (int)syscall(SYS_pidfd_open, process, 0); }

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

void clinux_bound_heap(int arenas, int mapped, int kept) {
  mallopt(M_ARENA_MAX, arenas);
  mallopt(M_MMAP_THRESHOLD, mapped);
  mallopt(M_TRIM_THRESHOLD, kept);
}

// A large page takes 0.1 to 0.3 ms to be had. On a virtual machine that gave free memory back to
// its host it takes 5, while 512 small pages, of which some are always at hand, take one.
static const long slow_large_page = 1000000;

static long nanoseconds_to_take(volatile char *memory) {
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  *memory = 0;
  clock_gettime(CLOCK_MONOTONIC, &end);
  return (end.tv_sec - start.tv_sec) * 1000000000 + end.tv_nsec - start.tv_nsec;
}

void clinux_keep_heap(size_t reserved, size_t large) {
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  mallopt(M_TOP_PAD, 1 << 20);
  // Freed at once: what it took of the address space stays the heap's.
  void *memory = malloc(reserved);
  if (memory == NULL) return;
  const uintptr_t start = (uintptr_t)memory;
  const uintptr_t first = (start + clinux_large_page_size - 1) & ~(clinux_large_page_size - 1);
  const bool has_large_pages = first + large <= start + reserved &&
                               madvise((void *)first, large, MADV_HUGEPAGE) == 0;
  if (has_large_pages && nanoseconds_to_take((void *)first) > slow_large_page) {
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
  }
  free(memory);
  if (!has_large_pages) return;
  // What lies before the first large page would be in small ones: the heap goes on after it. The
  // compiler asks for memory only where somebody may look at it.
  void *before = malloc(first - start);
  __asm__ volatile("" : : "r"(before) : "memory");
}

size_t clinux_free_heap(void) { return mallinfo2().fordblks; }

void clinux_trim_heap(void) { malloc_trim(0); }

struct start {
  void (*body)(void *);
  void *argument;
  cpu_set_t processors;
};

static void *run(void *argument) {
  const struct start start = *(struct start *)argument;
  free(argument);
  sched_setaffinity(0, sizeof start.processors, &start.processors);
  start.body(start.argument);
  return NULL;
}

static int processor_after(const cpu_set_t *processors, int number) {
  int processor = sched_getcpu();
  if (processor < 0) processor = 0;
  for (int steps = number % CPU_COUNT(processors); steps > 0; steps--) {
    do {
      processor = (processor + 1) % CPU_SETSIZE;
    } while (!CPU_ISSET(processor, processors));
  }
  return processor;
}

int clinux_start_thread(unsigned long *thread, int number, void (*body)(void *), void *argument) {
  struct start *start = malloc(sizeof *start);
  if (start == NULL) return ENOMEM;
  *start = (struct start){.body = body, .argument = argument};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  // It fails on machines of more processors than a set has.
  if (sched_getaffinity(0, sizeof start->processors, &start->processors) == 0) {
    cpu_set_t first;
    CPU_ZERO(&first);
    CPU_SET(processor_after(&start->processors, number), &first);
    pthread_attr_setaffinity_np(&attributes, sizeof first, &first);
  }
  int result = pthread_create(thread, &attributes, run, start);
  pthread_attr_destroy(&attributes);
  if (result != 0) free(start);
  return result;
}

void clinux_set_thread_name(const char *name) { pthread_setname_np(pthread_self(), name); }

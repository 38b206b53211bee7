// What Glibc's Swift overlay leaves out: names behind _GNU_SOURCE, and calls whose C declaration is
// variadic or a macro. No system header is included that _GNU_SOURCE changes: other modules import
// the same ones without it, and the two wouldn't agree.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

extern const int clinux_O_DIRECT;
extern const int clinux_O_PATH;
extern const int clinux_O_TMPFILE;
extern const int clinux_O_NOFOLLOW;
extern const int clinux_O_DIRECTORY;
extern const long clinux_UTIME_NOW;
extern const long clinux_UTIME_OMIT;
extern const short clinux_POSIX_SPAWN_SETSID;
extern const unsigned int clinux_RENAME_NOREPLACE;
extern const int clinux_EAI_NODATA;

int clinux_open(const char *path, int flags, uint32_t mode);
int clinux_openat(int directory, const char *path, int flags, uint32_t mode);

// Opens what a path below a directory leads to; a symbolic link anywhere on the way is ELOOP. Fails
// with ENOSYS, or in some containers EPERM, where the kernel doesn't have it (before 5.6).
int clinux_open_below(int directory, const char *path, int flags);

int clinux_renameat2(int from, const char *old_path, int to, const char *new_path,
                     unsigned int flags);

// A file in memory without a name, close-on-exec.
int clinux_memfd_create(const char *name);

// Gives the file behind a descriptor, one opened with O_TMPFILE, its first name.
int clinux_link_descriptor(int file, int directory, const char *name);

// The parts of struct statx that are of use; `born` is zero where the file system doesn't keep it.
struct clinux_status {
  uint64_t device, inode, size, blocks;
  uint32_t links;
  bool is_file, is_directory;
  int64_t modified_seconds, changed_seconds, born_seconds;
  uint32_t modified_nanoseconds, changed_nanoseconds, born_nanoseconds;
};

// The status of a name in a directory, symbolic links not followed; of the directory's descriptor
// itself when the name is empty.
int clinux_statx(int directory, const char *name, struct clinux_status *status);

// An eventfd, close-on-exec and non-blocking.
int clinux_eventfd(void);

// Has the file system no longer note when the file is read (chattr +A), where it can.
void clinux_forget_reads(int file);

// Whether the thread is the one by whose number its process goes (tgkill(2) without a signal).
int clinux_leads_process(int thread);

// A descriptor of a process, close-on-exec, which polls as readable once the process has ended
// (pidfd_open(2), Linux 5.3).
int clinux_open_process(int process);

// A pipe, both ends close-on-exec.
int clinux_pipe(int ends[2]);

// Bounds what the C heap keeps for itself: how many arenas it has, from which size on a block is
// given back when it is freed, and how much may be free at its end. In bytes.
void clinux_bound_heap(int arenas, int mapped, int kept);

// The size of a large page of memory in bytes, and what the kernel aligns it to.
static const uintptr_t clinux_large_page_size = 2 << 20;

// Makes the C heap one for a process that computes once and ends: one arena that is never given
// back, with `reserved` bytes of addresses at once, and large pages for the first `large` of them, or
// none where they don't fit. Where large pages turn out to be slow, the process does without any.
void clinux_keep_heap(size_t reserved, size_t large);

// Asks the processor for memory that is about to be read, and doesn't wait for it.
static inline void clinux_prefetch(const void *address) { __builtin_prefetch(address); }

// How many bytes of the C heap are free, and gives them back to the system.
size_t clinux_free_heap(void);
void clinux_trim_heap(void);

// Starts a thread on a processor of its own: of those that the caller may run on, the one that
// follows the caller's by this number. Once it runs, it may run on all of them. Left to itself, the
// kernel may begin it on the caller's, behind the caller, and move it milliseconds later.
//
// Writes the pthread_t, and returns 0 or an error number, as pthread_create.
int clinux_start_thread(unsigned long *thread, int number, void (*body)(void *), void *argument);

// Names the calling thread; at most 15 bytes count.
void clinux_set_thread_name(const char *name);

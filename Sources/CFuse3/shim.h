// What Swift can't call as libfuse declares it: macros (some are functions before 3.17), and what
// differs between 3.14 and later releases.
#pragma once

#define FUSE_USE_VERSION 314
#include <errno.h>
#include <stddef.h>

#include <fuse3/fuse_lowlevel.h>
#include <fuse3/fuse_opt.h>
#include <stdint.h>
#include <sys/ioctl.h>

/// A session with these options, as `-o` would take them; null if libfuse doesn't know one.
static inline struct fuse_session *cfuse_session_new(const char *options,
                                                     const struct fuse_lowlevel_ops *operations,
                                                     void *userdata) {
  struct fuse_args arguments = FUSE_ARGS_INIT(0, NULL);
  struct fuse_session *session = NULL;
  if (fuse_opt_add_arg(&arguments, "fuse") == 0 && fuse_opt_add_arg(&arguments, "-o") == 0 &&
      fuse_opt_add_arg(&arguments, options) == 0) {
    session = fuse_session_new(&arguments, operations, sizeof(*operations), userdata);
  }
  fuse_opt_free_args(&arguments);
  return session;
}

static inline void cfuse_want(struct fuse_conn_info *connection, unsigned capability, int wanted) {
#if FUSE_VERSION >= FUSE_MAKE_VERSION(3, 17)
  // This too leaves out what the kernel doesn't offer.
  if (wanted) {
    fuse_set_feature_flag(connection, capability);
  } else {
    fuse_unset_feature_flag(connection, capability);
  }
#else
  // Wanting what the kernel doesn't offer fails the mount with EPROTO.
  if (wanted) {
    connection->want |= capability & connection->capable;
  } else {
    connection->want &= ~capability;
  }
#endif
}

/// What the kernel is asked for beyond libfuse's defaults, and what it isn't.
static inline void cfuse_configure(struct fuse_conn_info *connection) {
  cfuse_want(connection, FUSE_CAP_READDIRPLUS, 1);
  // Left to guess, the kernel asks for names alone and then looks each one up.
  cfuse_want(connection, FUSE_CAP_READDIRPLUS_AUTO, 0);
  cfuse_want(connection, FUSE_CAP_PARALLEL_DIROPS, 1);
  // An open with O_TRUNC must say so itself: it creates a new content, it doesn't change one.
  cfuse_want(connection, FUSE_CAP_ATOMIC_O_TRUNC, 1);
  // The writer must learn from close(2) what became of its bytes, so they can't stay in the kernel.
  cfuse_want(connection, FUSE_CAP_WRITEBACK_CACHE, 0);
  cfuse_want(connection, FUSE_CAP_SPLICE_READ, 0);
  cfuse_want(connection, FUSE_CAP_SPLICE_WRITE, 0);
  cfuse_want(connection, FUSE_CAP_SPLICE_MOVE, 0);
#ifdef FUSE_CAP_PASSTHROUGH
  cfuse_want(connection, FUSE_CAP_PASSTHROUGH, 1);
#endif
}

/// Has the kernel take the descriptor's file as a backing file, which opens name by the number that
/// this returns; a negated errno if it doesn't. Linux 6.9, and only for CAP_SYS_ADMIN.
static inline int32_t cfuse_open_backing(int device, int descriptor) {
  // struct fuse_backing_map and FUSE_DEV_IOC_BACKING_OPEN of linux/fuse.h, 7.40.
  struct {
    int32_t descriptor;
    uint32_t flags;
    uint64_t padding;
  } map = {.descriptor = descriptor};
  int number = ioctl(device, _IOW(229, 1, map), &map);
  return number > 0 ? number : -errno;
}

/// The number ends; what is open stays.
static inline void cfuse_close_backing(int device, int32_t backing) {
  uint32_t number = backing;
  ioctl(device, _IOW(229, 2, number), &number);
}

/// Answers an open of a file that the kernel reads from a backing file.
static inline int cfuse_reply_open_backed(fuse_req_t request, uint64_t handle, int skips_flush,
                                          int32_t backing) {
  // struct fuse_open_out of linux/fuse.h, 7.40, with FOPEN_NOFLUSH and FOPEN_PASSTHROUGH.
  struct {
    uint64_t handle;
    uint32_t flags;
    int32_t backing;
  } reply = {.handle = handle, .flags = (skips_flush ? 1 << 5 : 0) | 1 << 7, .backing = backing};
  return fuse_reply_buf(request, (const char *)&reply, sizeof(reply));
}

/// Has libfuse read and write its connection by these functions, where its own answer to INIT says
/// too little: before 3.17.
static inline void cfuse_redirect(struct fuse_session *session,
                                  ssize_t (*writev)(int, struct iovec *, int, void *),
                                  ssize_t (*read)(int, void *, size_t, void *)) {
#if FUSE_VERSION < FUSE_MAKE_VERSION(3, 17)
  struct fuse_custom_io io = {.writev = writev, .read = read};
  fuse_session_custom_io(session, &io, fuse_session_fd(session));
#else
  (void)session;
  (void)writev;
  (void)read;
#endif
}

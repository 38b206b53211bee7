// What Swift can't call as libfuse declares it: macros (some are functions before 3.17), and what
// differs between 3.14 and later releases.
#pragma once

#define FUSE_USE_VERSION 314
#include <stddef.h>

#include <fuse3/fuse_lowlevel.h>
#include <fuse3/fuse_opt.h>

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
  if (wanted && fuse_get_feature_flag(connection, capability)) return;
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
}

/// Has libfuse read and write its connection by these functions, where it doesn't itself pass
/// FUSE_PARALLEL_DIROPS on to the kernel: before 3.17.
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

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * file - whole files, paths.
 */
#ifndef SKBOWN_BASE_FILE_H
#define SKBOWN_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"

/*
 * The whole file, with a NUL after its last byte; *len (may be NULL) is without it.
 * NULL when it cannot be read, with errno set. Pipes and /proc work too.
 */
char *file_read(struct arena *a, const char *path, size_t *len);
/*
 * Replaces @path by these bytes at once: a reader sees the old or the new file,
 * never a part. 0, or -1 with errno set; the old file is then untouched.
 */
int file_write(const char *path, const void *data, size_t len);
bool file_is_regular(const char *path);
bool file_is_dir(const char *path);
/* Like mkdir -p. 0 or -1 with errno. */
int file_mkdirs(const char *path);

/* "dir/name"; @name alone when it is absolute or @dir is NULL, "" or ".". */
char *path_join(struct arena *a, const char *dir, const char *name);
/* Without the last component: "." for "x", "/" for "/x". */
char *path_dir(struct arena *a, const char *path);
/* What follows the last slash (points into @path). */
const char *path_base(const char *path);
bool path_has_suffix(const char *path, const char *suffix);
/*
 * Absolute, without symbolic links, "." and "..". Where @path does not exist,
 * what exists of it is resolved and the rest is cleaned as text.
 */
char *path_canonical(struct arena *a, const char *path);
/* Without ".", ".." and double slashes, as text: no file is looked at. */
char *path_clean(struct arena *a, const char *path);
/* @path as seen from folder @base when it is inside of it, else @path itself. Both canonical. */
char *path_below(struct arena *a, const char *path, const char *base);

#endif

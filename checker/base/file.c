/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * file - reading and replacing whole files.
 */
#define _GNU_SOURCE
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Sizes reported by /proc and pipes are 0, so the file is read until it ends. */
static char *read_all(struct arena *a, int fd, size_t guess, size_t *len)
{
	size_t cap = guess + 1, n = 0;
	char *buf = arena_alloc(a, cap + 1);

	for (;;) {
		ssize_t got = read(fd, buf + n, cap - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return NULL;
		if (!got)
			break;
		n += (size_t)got;
		if (n == cap) {
			char *bigger = arena_alloc(a, cap * 2 + 4096 + 1);

			memcpy(bigger, buf, n);
			buf = bigger;
			cap = cap * 2 + 4096;
		}
	}
	buf[n] = '\0';
	if (len)
		*len = n;
	return buf;
}

char *file_read(struct arena *a, const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *buf = NULL;
	int saved;

	if (fd < 0)
		return NULL;
	if (!fstat(fd, &st)) {
		if (S_ISDIR(st.st_mode))
			errno = EISDIR;
		else
			buf = read_all(a, fd, st.st_size > 0 ? (size_t)st.st_size : 4096, len);
	}
	saved = errno;
	close(fd);
	errno = saved;
	return buf;
}

static int write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t put = write(fd, p, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		p += put;
		n -= (size_t)put;
	}
	return 0;
}

/* mkostemp() makes files for the owner only; give it what open() would have given. */
static void usual_mode(int fd)
{
	mode_t mask = umask(0);

	umask(mask);
	if (fchmod(fd, 0666 & ~mask))
		errno = 0;
}

int file_write(const char *path, const void *data, size_t len)
{
	char *tmp;
	int fd, bad, saved;

	if (asprintf(&tmp, "%s.XXXXXX", path) < 0)
		return -1;
	fd = mkostemp(tmp, O_CLOEXEC);
	if (fd < 0) {
		free(tmp);
		return -1;
	}
	usual_mode(fd);
	bad = write_all(fd, data, len);
	if (close(fd))
		bad = -1;
	if (!bad)
		bad = rename(tmp, path);
	saved = errno;
	if (bad)
		unlink(tmp);
	free(tmp);
	errno = saved;
	return bad ? -1 : 0;
}

bool file_is_regular(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}

bool file_is_dir(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

int file_mkdirs(const char *path)
{
	char *copy = strdup(path);
	int ret = 0;

	if (!copy)
		return -1;
	for (char *p = copy + 1; copy[0] && !ret; p++) {
		char c = *p;

		if (c && c != '/')
			continue;
		*p = '\0';
		if (mkdir(copy, 0777) && !(errno == EEXIST && file_is_dir(copy)))
			ret = -1;
		*p = c;
		if (!c)
			break;
	}
	free(copy);
	return ret;
}

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

/* Where a file can have no name until it is whole, a killed program leaves no part of one. */
static int open_unnamed(const char *path)
{
	char *copy = strdup(path), *slash = copy ? strrchr(copy, '/') : NULL;
	int fd;

	if (slash)
		slash[slash == copy] = '\0';
	fd = copy ? open(slash ? copy : ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666) : -1;
	free(copy);
	return fd;
}

/* A name beside @path, which is then put in its place: a link cannot replace what is there. */
static int give_name(int fd, const char *path)
{
	char *tmp, from[40];
	int bad = -1;

	snprintf(from, sizeof(from), "/proc/self/fd/%d", fd);
	for (unsigned int n = 0; n < 100; n++) {
		if (asprintf(&tmp, "%s.%d.%u", path, (int)getpid(), n) < 0)
			return -1;
		bad = linkat(AT_FDCWD, from, AT_FDCWD, tmp, AT_SYMLINK_FOLLOW);
		if (!bad && rename(tmp, path)) {
			bad = errno;
			unlink(tmp);
			errno = bad;
			bad = -1;
		}
		free(tmp);
		if (!bad || errno != EEXIST)
			break;
	}
	return bad;
}

static int write_unnamed(int fd, const char *path, const void *data, size_t len)
{
	int bad = write_all(fd, data, len), saved;

	if (!bad)
		bad = give_name(fd, path);
	saved = errno;
	if (close(fd) && !bad)
		return -1;
	errno = saved;
	return bad;
}

static int write_named(const char *path, const void *data, size_t len)
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

int file_write(const char *path, const void *data, size_t len)
{
	int fd = open_unnamed(path);

	/* Some file systems, and containers without /proc, have no such files. */
	if (fd >= 0 && !write_unnamed(fd, path, data, len))
		return 0;
	return write_named(path, data, len);
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

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cache - "skbown cache": what earlier runs left on disk, and how to be rid of it.
 *
 * Only files that skbown itself makes there are counted and removed.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "drive.h"

#define MB (1024 * 1024.0)

struct tally {
	unsigned int files;
	double bytes;
};

static bool add_file(struct tally *t, const char *path)
{
	struct stat st;

	if (lstat(path, &st) || !S_ISREG(st.st_mode))
		return false;
	t->files++;
	t->bytes += st.st_size;
	return true;
}

/* --- the store --- */

static const char *const store_files[] = { "store", "store-wal", "store-shm", "store.bad",
					   "words" };

static struct tally count_store(struct arena *a, const char *folder)
{
	struct tally t = { 0 };

	for (unsigned int i = 0; i < ARRAY_SIZE(store_files); i++)
		add_file(&t, path_join(a, folder, store_files[i]));
	return t;
}

static void say_store(struct arena *a, const char *folder)
{
	const char *file = path_join(a, folder, "store");
	struct tally t = count_store(a, folder);
	struct store *s;

	if (!file_is_regular(file)) {
		printf("findings: none\n");
		return;
	}
	s = store_open(a, file);
	if (store_check(s))
		printf("findings: %lld entries, %.1f MB of at most %d\n", (long long)store_entries(s),
		       t.bytes / MB, STORE_BYTES / (1024 * 1024));
	else
		printf("findings: %.1f MB that cannot be used: %s\n", t.bytes / MB,
		       s->error ? s->error : "no store");
	store_close(s);
}

/* --- the headers --- */

static bool is_ours(const char *name)
{
	static const char *const endings[] = { ".pch", ".names", ".lock", ".wanted" };

	for (unsigned int i = 0; i < ARRAY_SIZE(endings); i++)
		if (path_has_suffix(name, endings[i]))
			return true;
	return strstr(name, ".tmp") || strstr(name, ".names.") || !strncmp(name, "all-", 4);
}

/* Removes them as well, if @gone. */
static struct tally count_headers(struct arena *a, const char *folder, bool gone)
{
	struct tally t = { 0 }, other = { 0 };
	DIR *d = opendir(folder);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		const char *path = path_join(a, folder, e->d_name);

		if (!is_ours(e->d_name))
			continue;
		add_file(path_has_suffix(path, ".pch") ? &t : &other, path);
		if (gone && unlink(path))
			die("cache: cannot remove '%s': %s", path, strerror(errno));
	}
	if (d)
		closedir(d);
	if (gone)
		rmdir(folder);
	t.bytes += other.bytes;
	return t;
}

/* --- the commands --- */

static int status(struct arena *a, const char *folder)
{
	struct tally t = count_headers(a, path_join(a, folder, "headers"), false);

	printf("%s\n", folder);
	say_store(a, folder);
	printf("headers: %u parsed before, %.1f MB\n", t.files, t.bytes / MB);
	return EXIT_CLEAN;
}

/* Runs that are at it go on with what they have open. */
static int clear(struct arena *a, const char *folder)
{
	struct tally found = count_store(a, folder);
	struct tally t = count_headers(a, path_join(a, folder, "headers"), true);

	for (unsigned int i = 0; i < ARRAY_SIZE(store_files); i++) {
		const char *path = path_join(a, folder, store_files[i]);

		if (unlink(path) && errno != ENOENT)
			die("cache: cannot remove '%s': %s", path, strerror(errno));
	}
	printf("%.1f MB removed from %s\n", (found.bytes + t.bytes) / MB, folder);
	return EXIT_CLEAN;
}

int run_cache(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "status", *folder;
	struct arena a;
	int ret;

	if (argc > 2 || (strcmp(what, "status") && strcmp(what, "clear")))
		die("cache: 'skbown cache status' or 'skbown cache clear'");
	arena_init(&a);
	folder = cache_folder(&a);
	if (!folder)
		die("cache: there is none: neither XDG_CACHE_HOME nor HOME is set");
	ret = *what == 's' ? status(&a, folder) : clear(&a, folder);
	arena_free(&a);
	return fflush(stdout) ? EXIT_USAGE : ret;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * share - headers that a worker's units share: where they are kept, and who makes them.
 *
 * They are made when a second unit could have used them, by one process, in a child of its own,
 * while the others read their units without. In a run over many units it is the first that makes
 * them, and the others wait: that is what they would spend on two or three units. Whatever goes wrong (no place, a full disk, a damaged
 * file, headers that do not parse) only costs the time that would have been saved.
 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/intern.h"
#include "drive.h"
#include "front/pch.h"

#define KEPT 8		/* precompiled headers; one is about 25 MB */
#define MANY 8		/* units in a run: then the first of them makes what all will use */
#define MANY_KEYS 2	/* of the kernel and of modules; what is seldom wanted is not made so early */
#define LEFT_OVER 3600	/* seconds: a file that is still being written is younger */

/* A worker's view of one of them. */
struct shared {
	struct pch *pch;
	unsigned int seen;	/* units that could use it */
	bool given_up;
};

struct share {
	struct arena *a;	/* the process's */
	const char *folder;
	struct map by_key;	/* interned key -> struct shared */
	unsigned int nr_keys;
	bool many;
};

void share_open(struct run *run, struct arena *a)
{
	const char *cache = cache_folder(a);
	struct share *s;

	if (run->opt->no_pch || !cache || !keep_program(run))
		return;
	s = arena_new(a, struct share);
	s->a = a;
	s->many = run->jobs.n >= MANY;
	s->folder = path_join(a, cache, "headers");
	run->share = file_mkdirs(s->folder) ? NULL : s;
}

static const char *file_of(struct arena *a, const struct share *s, const char *key,
			   const char *ending)
{
	return arena_printf(a, "%s/%s%s", s->folder, key, ending);
}

/* --- which ones go --- */

struct kept {
	char *key;
	struct timespec used;
};

static int by_use(const void *pa, const void *pb)
{
	const struct kept *a = pa, *b = pb;

	if (a->used.tv_sec != b->used.tv_sec)
		return a->used.tv_sec < b->used.tv_sec ? 1 : -1;
	return a->used.tv_nsec < b->used.tv_nsec ? 1 : a->used.tv_nsec > b->used.tv_nsec ? -1 : 0;
}

/* Files that a process left when it was killed. */
static void drop_left_over(struct arena *a, const struct share *s, const char *name)
{
	const char *path = path_join(a, s->folder, name);
	struct stat st;

	if ((strstr(name, ".tmp") || strstr(name, ".names.")) && !stat(path, &st) &&
	    st.st_mtime + LEFT_OVER < time(NULL))
		unlink(path);
}

static void drop(struct arena *a, const struct share *s, const char *key)
{
	static const char *const endings[] = { ".pch", ".names", ".lock", ".wanted" };

	for (unsigned int i = 0; i < ARRAY_SIZE(endings); i++)
		unlink(file_of(a, s, key, endings[i]));
}

static void trim(struct arena *a, const struct share *s)
{
	VEC(struct kept) all = { 0 };
	DIR *d = opendir(s->folder);
	struct dirent *e;
	struct stat st;

	while (d && (e = readdir(d))) {
		struct kept k = { arena_strdup(a, e->d_name), { 0 } };

		drop_left_over(a, s, e->d_name);
		if (!path_has_suffix(k.key, ".names") ||
		    stat(path_join(a, s->folder, k.key), &st))
			continue;
		k.key[strlen(k.key) - strlen(".names")] = '\0';
		k.used = st.st_mtim;
		vec_push(a, &all, k);
	}
	if (d)
		closedir(d);
	if (all.n)
		qsort(all.v, all.n, sizeof(all.v[0]), by_use);
	for (unsigned int i = KEPT; i < all.n; i++)
		drop(a, s, all.v[i].key);
}

/* --- making one --- */

static _Noreturn void maker(struct arena *a, const struct share *s, const struct pch_plan *plan)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (pch_make(a, plan, s->folder))
		_exit(1);
	trim(a, s);
	_exit(0);
}

static bool made_by_child(struct arena *a, const struct share *s, const struct pch_plan *plan)
{
	int status = 1;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (!pid)
		maker(a, s, plan);
	while (pid > 0 && waitpid(pid, &status, 0) < 0)
		;
	return pid > 0 && !status;
}

static void make(struct arena *a, struct share *s, struct shared *sh, const struct pch_plan *plan)
{
	int lock = open(file_of(a, s, plan->key, ".lock"), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
	bool stale;

	if (lock < 0) {
		sh->given_up = true;
		return;
	}
	if (!flock(lock, LOCK_EX | (s->many ? 0 : LOCK_NB))) {
		sh->pch = pch_open(s->a, plan, s->folder, &stale);	/* made meanwhile? */
		if (!sh->pch && !made_by_child(a, s, plan))
			sh->given_up = true;
		flock(lock, LOCK_UN);
	}
	close(lock);
	if (!sh->pch && !sh->given_up)
		sh->pch = pch_open(s->a, plan, s->folder, &stale);
}

/* --- asking for one --- */

/* Runs over one file would never make one: the first leaves word for the next. */
static bool was_wanted(struct arena *a, const struct share *s, const char *key)
{
	int fd = open(file_of(a, s, key, ".wanted"), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);

	if (fd < 0)
		return true;
	close(fd);
	return false;
}

static struct shared *shared_of(struct arena *a, struct share *s, const struct pch_plan *plan)
{
	const char *key = intern(plan->key);
	struct shared *sh = map_get(&s->by_key, key);
	bool stale;

	if (sh)
		return sh;
	sh = arena_new(s->a, struct shared);
	map_set(s->a, &s->by_key, key, sh);
	sh->pch = pch_open(s->a, plan, s->folder, &stale);
	if (sh->pch)
		utimensat(AT_FDCWD, file_of(a, s, key, ".names"), NULL, 0);
	else
		sh->seen = was_wanted(a, s, key) || (s->many && s->nr_keys < MANY_KEYS);
	s->nr_keys++;
	return sh;
}

const struct pch *share_headers(struct run *run, struct arena *a, const struct compile_cmd *cmd)
{
	struct share *s = run->share;
	struct pch_plan plan;
	struct shared *sh;

	if (!s || !pch_plan(a, cmd, run->program_hash, &plan))
		return NULL;
	sh = shared_of(a, s, &plan);
	if (!sh->pch && !sh->given_up && sh->seen++)
		make(a, s, sh, &plan);
	return sh->pch && pch_fits(sh->pch, &plan, cmd->file) ? sh->pch : NULL;
}

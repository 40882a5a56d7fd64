/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * words - which of the files that were found hold a word that matters.
 *
 * Threads read them side by side. What was seen of a file is kept in the cache folder under its
 * device and inode and holds as long as its size and times do: a later run reads none. The list is
 * the program's own, since another one may look for other words.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "drive.h"
#include "front/candidates.h"

#define MAGIC 0x31736472776b73ull
#define FEW 200			/* files that are read faster than the list */
#define MOST 400000		/* that the list has room for */
#define MAX_THREADS 16
#define CLOCK_SLACK 2		/* seconds: file systems have coarse clocks */

struct seen {
	uint64_t dev, ino;
	int64_t size, mtime, ctime;	/* nanoseconds */
	uint64_t worth;
};

struct head {
	uint64_t magic, program, n, sum;	/* of the entries behind it */
};

static int64_t nanoseconds(struct timespec t)
{
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static struct seen seen_of(const struct found *f)
{
	return (struct seen){
		.dev = f->st.st_dev, .ino = f->st.st_ino, .size = f->st.st_size,
		.mtime = nanoseconds(f->st.st_mtim), .ctime = nanoseconds(f->st.st_ctim),
		.worth = f->worth,
	};
}

static int by_inode(const void *pa, const void *pb)
{
	const struct seen *a = pa, *b = pb;

	if (a->dev != b->dev)
		return a->dev < b->dev ? -1 : 1;
	return a->ino < b->ino ? -1 : a->ino > b->ino;
}

/* --- the list on disk --- */

struct list {
	const char *path;	/* NULL: there is none */
	uint64_t program;
	const struct seen *v;
	size_t n;
};

static void list_read(struct run *run, struct arena *a, struct list *l)
{
	const char *folder = cache_folder(a);
	const struct head *h;
	size_t len = 0;
	char *text;

	if (run->opt->no_store || !folder)
		return;
	l->program = keep_program(run);
	l->path = l->program ? path_join(a, folder, "words") : NULL;
	text = l->path ? file_read(a, l->path, &len) : NULL;
	h = (const struct head *)text;
	if (!text || len < sizeof(*h) || h->magic != MAGIC || h->program != l->program ||
	    h->n != (len - sizeof(*h)) / sizeof(struct seen) ||
	    h->sum != XXH3_64bits(text + sizeof(*h), len - sizeof(*h)))
		return;
	l->v = (const struct seen *)(text + sizeof(*h));
	l->n = h->n;
}

static bool list_knows(const struct list *l, struct found *f)
{
	struct seen now = seen_of(f);
	const struct seen *was = l->n ? bsearch(&now, l->v, l->n, sizeof(now), by_inode) : NULL;

	if (!was || was->size != now.size || was->mtime != now.mtime || was->ctime != now.ctime)
		return false;
	f->worth = was->worth;
	return true;
}

/* Those of now, and of the others as many as there is room for. What changed just now is left out. */
static size_t list_unite(const struct list *l, const struct found *found, unsigned int n,
			 time_t start, struct seen *to)
{
	size_t have = 0, mine;

	for (unsigned int i = 0; i < n; i++)
		if (!found[i].failed && found[i].st.st_ctime < start - CLOCK_SLACK)
			to[have++] = seen_of(&found[i]);
	qsort(to, have, sizeof(*to), by_inode);
	mine = have;
	for (size_t i = 0; i < l->n && have < MOST; i++)
		if (!bsearch(&l->v[i], to, mine, sizeof(*to), by_inode))
			to[have++] = l->v[i];
	qsort(to, have, sizeof(*to), by_inode);
	return have;
}

/* A list that cannot be written costs the next run some time. */
static void list_write(struct arena *a, const struct list *l, const struct found *found,
		       unsigned int n, time_t start)
{
	struct head *h = arena_alloc(a, sizeof(*h) + (n + l->n) * sizeof(struct seen));
	struct seen *v = (struct seen *)(h + 1);

	*h = (struct head){ .magic = MAGIC, .program = l->program };
	h->n = list_unite(l, found, n, start, v);
	h->sum = XXH3_64bits(v, h->n * sizeof(*v));
	if (!file_mkdirs(path_dir(a, l->path)))
		file_write(l->path, h, sizeof(*h) + h->n * sizeof(*v));
}

/* --- reading --- */

struct readers {
	struct found **v;
	unsigned int n;
	atomic_uint next;
};

/* One that cannot be read must not be passed over in silence: analyse() says why. */
static void *read_some(void *data)
{
	struct readers *r = data;
	struct arena a;
	unsigned int i;
	size_t len;
	char *text;

	arena_init(&a);
	while ((i = atomic_fetch_add(&r->next, 1)) < r->n) {
		text = file_read(&a, r->v[i]->path, &len);
		r->v[i]->failed = !text;
		r->v[i]->worth = !text || candidate_file(text, len);
		arena_reset(&a);
	}
	arena_free(&a);
	return NULL;
}

static void read_all(struct readers *r, unsigned int jobs)
{
	pthread_t threads[MAX_THREADS];
	unsigned int n = 0;

	candidate_file("", 0);	/* its tables are made before there are threads */
	while (n + 1 < jobs && n < MAX_THREADS && n * FEW < r->n &&
	       !pthread_create(&threads[n], NULL, read_some, r))
		n++;
	read_some(r);
	while (n)
		pthread_join(threads[--n], NULL);
}

void words_judge(struct run *run, struct found *found, unsigned int n)
{
	struct readers r = { 0 };
	struct list l = { 0 };
	time_t start = time(NULL);
	struct arena a;

	arena_init(&a);
	if (n >= FEW)
		list_read(run, &a, &l);
	r.v = arena_array(&a, struct found *, n + 1);
	for (unsigned int i = 0; i < n; i++)
		if (!list_knows(&l, &found[i]))
			r.v[r.n++] = &found[i];
	read_all(&r, run->opt->jobs);
	if (l.path && r.n)
		list_write(&a, &l, found, n, start);
	arena_free(&a);
}

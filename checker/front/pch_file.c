/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pch_file - what is written beside a precompiled header, and whether it holds good.
 *
 *	skbown-pch SINCE SIZE HASH	when the first header was read; of the .pch file
 *	in SIZE MTIME CTIME HASH PATH	a header that it was made of
 *	writer NAME, cleanup NAME	inlines of them, see struct pch
 *	words N, macros N		then N sorted hashes, 8 bytes each, behind "end" and a line's end
 *	sum HASH			of all that stands before, as the last line
 *
 * A header whose size and times are the same has not changed, unless it was changed about when it
 * was read: then its bytes are looked at. A new file that would be found before one of them counts
 * as a change: "shadows" is a sum over those that are there.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/intern.h"
#include "pch_priv.h"

#define MAGIC "skbown-pch"

uint64_t pch_hash_name(const char *s, size_t n)
{
	return XXH3_64bits(s, n);
}

const struct pch_input *pch_input_of(const struct pch *p, const char *path)
{
	uintptr_t n = (uintptr_t)map_get(&p->by_path, intern(path));

	return n ? &p->inputs.v[n - 1] : NULL;
}

bool pch_set_has(const struct pch_set *s, uint64_t want)
{
	size_t lo = 0, hi = s->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->v[mid] == want)
			return true;
		if (s->v[mid] < want)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

const char *pch_path(struct arena *a, const struct pch_plan *plan, const char *folder,
		     const char *ending)
{
	return arena_printf(a, "%s/%s%s", folder, plan->key, ending);
}

bool pch_hash_file(const char *path, uint64_t *hash, long long *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p = NULL;
	bool good;

	if (fd < 0)
		return false;
	good = !fstat(fd, &st);
	if (good && st.st_size)
		p = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (!good || p == MAP_FAILED)
		return false;
	*size = st.st_size;
	*hash = XXH3_64bits(p ? p : "", st.st_size);
	if (p)
		munmap(p, st.st_size);
	return true;
}

static long long nanoseconds(struct timespec t)
{
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

bool pch_input_stat(struct pch_input *in)
{
	struct stat st;

	if (stat(in->path, &st))
		return false;
	in->size = st.st_size;
	in->mtime = nanoseconds(st.st_mtim);
	in->ctime = nanoseconds(st.st_ctim);
	return true;
}

/* --- files that would be found first --- */

/* What @arg adds to the include path, as "-I" in front of an absolute folder does; or NULL. */
static const char *folder_of(const char *arg)
{
	return !strncmp(arg, "-I/", 3) ? arg + 2 : NULL;
}

/* A folder may be inside of another: from which one the file was taken is not known. */
static uint64_t shadows_of(const struct pch_plan *plan, const char *file)
{
	char other[4096];
	uint64_t sum = 0;

	vec_for(i, &plan->args) {
		const char *dir = folder_of(plan->args.v[i]);
		size_t n = dir ? strlen(dir) : 0;

		if (!dir || strncmp(file, dir, n) || file[n] != '/')
			continue;
		for (unsigned int k = 0; k < i; k++) {
			if (!folder_of(plan->args.v[k]))
				continue;
			snprintf(other, sizeof(other), "%s%s", folder_of(plan->args.v[k]), file + n);
			if (!access(other, F_OK))
				sum += XXH3_64bits(other, strlen(other));
		}
	}
	return sum;
}

uint64_t pch_shadows(const struct pch *p, const struct pch_plan *plan)
{
	uint64_t sum = 0;

	vec_for(i, &p->inputs)
		sum += shadows_of(plan, p->inputs.v[i].path);
	return sum;
}

/* --- writing --- */

static void put_set(FILE *f, const char *name, const struct pch_set *s)
{
	fprintf(f, "%s %zu\n", name, s->n);
}

static void put_all(FILE *f, const struct pch *p, uint64_t hash, long long size)
{
	fprintf(f, MAGIC " %lld %lld %016llx\n", (long long)p->since, size,
		(unsigned long long)hash);
	fprintf(f, "shadows %llx\n", (unsigned long long)p->shadows);
	vec_for(i, &p->inputs) {
		const struct pch_input *in = &p->inputs.v[i];

		fprintf(f, "in %lld %lld %lld %016llx %s\n", in->size, in->mtime, in->ctime,
			(unsigned long long)in->hash, in->path);
	}
	vec_for(i, &p->writers)
		fprintf(f, "writer %s\n", p->writers.v[i]);
	vec_for(i, &p->cleanups)
		fprintf(f, "cleanup %s\n", p->cleanups.v[i]);
	put_set(f, "words", &p->words);
	put_set(f, "macros", &p->macros);
	fputs("end\n", f);
	fwrite(p->words.v, sizeof(uint64_t), p->words.n, f);
	fwrite(p->macros.v, sizeof(uint64_t), p->macros.n, f);
}

int pch_write_names(struct arena *a, const struct pch *p, const struct pch_plan *plan,
		    const char *file)
{
	char *text = NULL;
	size_t len = 0;
	uint64_t hash;
	long long size;
	FILE *f;
	int bad;

	if (!pch_hash_file(p->path, &hash, &size))
		return -1;
	f = open_memstream(&text, &len);
	BUG_ON(!f);
	put_all(f, p, hash, size);
	fflush(f);
	fprintf(f, "sum %016llx\n", (unsigned long long)XXH3_64bits(text, len));
	fclose(f);
	bad = file_write(file, text, len);
	free(text);
	return bad;
}

/* --- reading --- */

#define SUM_LEN 21	/* "sum ", 16 digits, a line's end */

struct reader {
	struct arena *a;
	struct pch *p;
	long long size;		/* of the .pch file */
	uint64_t hash;
};

static bool sum_holds(const char *text, size_t len)
{
	char sum[SUM_LEN + 1];

	if (len < SUM_LEN)
		return false;
	len -= SUM_LEN;
	snprintf(sum, sizeof(sum), "sum %016llx\n", (unsigned long long)XXH3_64bits(text, len));
	return !memcmp(text + len, sum, SUM_LEN);
}

static void note(struct arena *a, struct map *m, const char *name)
{
	map_set(a, m, intern(name), m);
}

static void read_input(struct reader *r, const char *line)
{
	struct pch_input in = { 0 };
	unsigned long long hash;
	int n = 0;

	if (sscanf(line, "%lld %lld %lld %llx %n", &in.size, &in.mtime, &in.ctime, &hash, &n) < 4)
		return;
	in.hash = hash;
	in.path = intern(line + n);
	vec_push(r->a, &r->p->inputs, in);
	map_set(r->a, &r->p->by_path, in.path, (void *)(uintptr_t)r->p->inputs.n);
}

static bool starts(const char *line, const char *word, const char **rest)
{
	size_t n = strlen(word);

	*rest = line + n + 1;
	return !strncmp(line, word, n) && line[n] == ' ';
}

static void read_line(struct reader *r, const char *line)
{
	unsigned long long hash;
	long long since;
	const char *rest;

	if (starts(line, "in", &rest))
		read_input(r, rest);
	else if (starts(line, "writer", &rest))
		note(r->a, &r->p->writer, rest);
	else if (starts(line, "cleanup", &rest))
		note(r->a, &r->p->cleanup, rest);
	else if (starts(line, "words", &rest))
		r->p->words.n = strtoul(rest, NULL, 10);
	else if (starts(line, "macros", &rest))
		r->p->macros.n = strtoul(rest, NULL, 10);
	else if (starts(line, "shadows", &rest))
		r->p->shadows = strtoull(rest, NULL, 16);
	else if (starts(line, MAGIC, &rest) &&
		 sscanf(rest, "%lld %lld %llx", &since, &r->size, &hash) == 3) {
		r->hash = hash;
		r->p->since = since;
	}
}

/* The text is ours as far as its sum says: what is looked at is how long things are. */
static bool read_names(struct reader *r, const char *file)
{
	size_t len = 0, left;
	char *text = file_read(r->a, file, &len), *line, *end;
	uint64_t *sets;

	if (!text || !sum_holds(text, len))
		return false;
	for (line = text; strncmp(line, "end\n", 4); line = end + 1) {
		end = strchr(line, '\n');
		if (!end)
			return false;
		*end = '\0';
		read_line(r, line);
	}
	left = text + len - SUM_LEN - (line + 4);
	if (left != (r->p->words.n + r->p->macros.n) * sizeof(uint64_t))
		return false;
	sets = arena_alloc(r->a, left + 1);
	memcpy(sets, line + 4, left);
	r->p->words.v = sets;
	r->p->macros.v = sets + r->p->words.n;
	return true;
}

static bool is_same(const struct pch_input *in, long long since)
{
	struct pch_input now = { .path = in->path };
	uint64_t hash;
	long long size;

	if (!pch_input_stat(&now) || now.size != in->size || now.mtime != in->mtime)
		return false;	/* libclang wants the time to be the same as well */
	if (now.ctime == in->ctime && in->ctime < since * 1000000000ll)
		return true;
	return pch_hash_file(in->path, &hash, &size) && hash == in->hash;
}

static bool is_fresh(const struct pch *p, const struct pch_plan *plan)
{
	vec_for(i, &p->inputs)
		if (!is_same(&p->inputs.v[i], p->since))
			return false;
	return pch_shadows(p, plan) == p->shadows;
}

struct pch *pch_open(struct arena *a, const struct pch_plan *plan, const char *folder, bool *stale)
{
	struct pch *p = arena_new(a, struct pch);
	struct reader r = { .a = a, .p = p };
	uint64_t hash;
	long long size;

	p->path = pch_path(a, plan, folder, ".pch");
	p->folder = arena_strdup(a, folder);
	vec_for(i, &plan->args)
		if (folder_of(plan->args.v[i]))
			vec_push(a, &p->roots, arena_printf(a, "%s/", folder_of(plan->args.v[i])));
	*stale = true;
	if (!read_names(&r, pch_path(a, plan, folder, ".names")) || !pch_hash_file(p->path, &hash, &size))
		return NULL;
	if (size != r.size || hash != r.hash || !is_fresh(p, plan))
		return NULL;
	return p;
}

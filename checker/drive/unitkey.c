/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unitkey - when what was found of a unit still holds good.
 *
 * The key of its entry is how it is looked at: the program, the models, the command, the names.
 * The entry lists every file that was read, headers included, with the hash of what was parsed;
 * it is used when they all hash the same now. A file that would now be found before one of
 * them (a new header in a folder that comes earlier on the include path) counts as a change.
 *
 * Only units that were read without an error are kept: what a missing header did is not listed.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/intern.h"
#include "drive.h"

/* --- what a file holds now, asked once in a process --- */

struct file_hash {
	bool there;
	uint64_t hash;
};

static const struct file_hash *hash_now(struct store *s, const char *name)
{
	struct file_hash *h = map_get(&s->hashes, name);
	struct arena a;
	size_t len;
	char *text;

	if (h)
		return h;
	h = arena_new(&s->arena, struct file_hash);
	arena_init(&a);
	text = file_read(&a, name, &len);
	h->there = text != NULL;
	h->hash = text ? XXH3_64bits(text, len) : 0;
	arena_free(&a);
	map_set(&s->arena, &s->hashes, name, h);
	return h;
}

static bool is_there(struct store *s, const char *name)
{
	static char yes, no;
	const char *is = map_get(&s->found, name);

	if (!is) {
		is = access(name, F_OK) ? &no : &yes;
		map_set(&s->arena, &s->found, name, (void *)is);
	}
	return is == &yes;
}

/* --- the key --- */

static void mix_text(XXH3_state_t *h, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	XXH3_128bits_update(h, &len, sizeof(len));
	XXH3_128bits_update(h, text ? text : "", len);
}

static void mix_number(XXH3_state_t *h, uint64_t n)
{
	XXH3_128bits_update(h, &n, sizeof(n));
}

XXH3_state_t *key_start(const struct run *run, const struct job *j, const char *what)
{
	XXH3_state_t *h = XXH3_createState();

	XXH3_128bits_reset(h);
	mix_text(h, what);
	mix_number(h, run->program_hash);
	mix_number(h, run->models_hash);
	mix_number(h, run->opt->max_states);
	mix_number(h, run->opt->want_inventory);
	mix_text(h, run->root);
	mix_text(h, j->path);
	mix_text(h, j->shown);
	return h;
}

struct store_key key_end(XXH3_state_t *h)
{
	XXH128_hash_t d = XXH3_128bits_digest(h);

	XXH3_freeState(h);
	return (struct store_key){ d.low64, d.high64 };
}

struct store_key unitkey_of(const struct run *run, const struct job *j,
			    const struct compile_cmd *cmd)
{
	XXH3_state_t *h = key_start(run, j, "unit");

	mix_number(h, j->named);
	mix_number(h, cmd->version);
	mix_text(h, cmd->file);
	mix_text(h, cmd->dir ? cmd->dir : run->cwd);
	vec_for(i, &cmd->args)
		mix_text(h, cmd->args.v[i]);
	return key_end(h);
}

/* --- files that would be found first --- */

struct folders {
	VEC(const char *) v;	/* of the include path, in its order, with a slash behind */
	VEC(uint64_t) before;	/* for each: a hash of those that come first */
};

/* The names of a file in the folders that come first: units mostly share these. */
struct shadow {
	uint64_t before, sum;
};

/* A file may be below two of them: include and include/uapi. */
struct shadows {
	struct shadow v[2];
};

/* The folder that @arg, or the next one, adds to the include path; or NULL. */
static const char *folder_of(const char *arg, const char *next)
{
	static const char *const flags[] = { "-I", "-isystem", "-iquote", "-idirafter" };

	for (unsigned int i = 0; i < ARRAY_SIZE(flags); i++) {
		size_t n = strlen(flags[i]);

		if (!strncmp(arg, flags[i], n))
			return arg[n] ? arg + n : next;
	}
	return NULL;
}

static struct folders folders_of(struct arena *a, const struct compile_cmd *cmd)
{
	struct folders f = { 0 };
	uint64_t before = 1;

	vec_for(i, &cmd->args) {
		const char *next = i + 1 < cmd->args.n ? cmd->args.v[i + 1] : NULL;
		const char *dir = folder_of(cmd->args.v[i], next);

		if (!dir)
			continue;
		dir = arena_printf(a, "%s/", path_join(a, cmd->dir, dir));
		vec_push(a, &f.v, dir);
		vec_push(a, &f.before, before);
		before = XXH3_64bits_withSeed(dir, strlen(dir), before);
	}
	return f;
}

static uint64_t shadows_before(struct store *s, const struct folders *f, unsigned int nr,
			       const char *rest)
{
	char name[4096];
	uint64_t sum = 0;

	for (unsigned int k = 0; k < nr; k++) {
		int len = snprintf(name, sizeof(name), "%s%s", f->v.v[k], rest);

		if (len < (int)sizeof(name) && is_there(s, intern_n(name, (size_t)len)))
			sum += XXH3_64bits(name, (size_t)len);
	}
	return sum;
}

/* A hash of the names that stand before @file, an interned name, on the include path and exist. */
static uint64_t shadows_of(struct store *s, const struct folders *f, const char *file,
			   uint64_t sum)
{
	struct shadows *all = map_get(&s->shadows, file);
	struct shadow *known;

	if (!all) {
		all = arena_new(&s->arena, struct shadows);
		map_set(&s->arena, &s->shadows, file, all);
	}
	known = all->v;
	vec_for(i, &f->v) {
		size_t n = strlen(f->v.v[i]);

		if (!i || strncmp(file, f->v.v[i], n))
			continue;
		if (known->before != f->before.v[i])
			*known = (struct shadow){ f->before.v[i], shadows_before(s, f, i, file + n) };
		sum += known->sum;
		known = &all->v[1];
	}
	return sum;
}

/* --- the list of files: a hash of the shadows, then number and hash of each --- */

struct dep {
	int64_t file;
	uint64_t hash;
};

static bool holds(struct run *run, struct arena *a, const struct compile_cmd *cmd,
		  struct bytes deps)
{
	const char *p = deps.data, *end = p + deps.len;
	struct folders f = folders_of(a, cmd);
	uint64_t wanted, shadows = 0;

	if (deps.len < sizeof(wanted) || (deps.len - sizeof(wanted)) % sizeof(struct dep))
		return false;
	memcpy(&wanted, p, sizeof(wanted));
	for (p += sizeof(wanted); p < end; p += sizeof(struct dep)) {
		const struct file_hash *now;
		const char *name;
		struct dep d;

		memcpy(&d, p, sizeof(d));
		name = store_file_name(run->store, d.file);
		now = name ? hash_now(run->store, name) : NULL;
		if (!now || !now->there || now->hash != d.hash)
			return false;
		shadows = shadows_of(run->store, &f, name, shadows);
	}
	return shadows == wanted;
}

json_t *unitkey_load(struct run *run, struct arena *a, const struct store_key *key,
		     const struct compile_cmd *cmd, struct bytes *ir)
{
	struct store_entry e;

	if (!run->store || !store_get(run->store, a, key, &e) || !holds(run, a, cmd, e.deps))
		return NULL;
	*ir = e.ir;
	return json_loadb(e.result.data, e.result.len, 0, NULL);
}

/* What was read of it; false when nobody knows any more. */
static bool hash_read(struct run *run, const struct front_file *f, const char *name, uint64_t *hash)
{
	const struct file_hash *now;
	struct stat st;

	*hash = f->hash;
	if (f->changed)
		return true;
	now = hash_now(run->store, name);
	*hash = now->hash;
	/* In this order: not changed until now, so what was hashed is what was read. */
	return now->there && !stat(name, &st) && st.st_ctime < run->since;
}

static bool list_files(struct run *run, struct arena *a, const struct compile_cmd *cmd,
		       const struct front_result *res, struct bytes *deps)
{
	size_t len = sizeof(uint64_t) + res->files.n * sizeof(struct dep);
	char *out = arena_alloc(a, len), *p = out + sizeof(uint64_t);
	struct folders f = folders_of(a, cmd);
	uint64_t shadows = 0;

	vec_for(i, &res->files) {
		const char *name = intern(res->files.v[i].path);
		struct dep d = { .file = store_file_id(run->store, name) };

		if (d.file <= 0 || !hash_read(run, &res->files.v[i], name, &d.hash))
			return false;
		p = mempcpy(p, &d, sizeof(d));
		shadows = shadows_of(run->store, &f, name, shadows);
	}
	memcpy(out, &shadows, sizeof(shadows));
	*deps = (struct bytes){ out, len };
	return true;
}

void unitkey_save(struct run *run, struct arena *a, const struct store_key *key,
		  const struct compile_cmd *cmd, const struct front_result *res, json_t *result,
		  struct bytes ir)
{
	struct store_entry e = { .ir = ir };
	char *text;

	/* Errors come again while the files are the same; but a header that was not found may be made. */
	if (!run->store || res->status == FRONT_FAILED || missing_header(res) ||
	    res->files_unknown || !res->files.n)
		return;
	if (!store_begin(run->store))
		return;
	text = json_dumps(result, JSON_COMPACT);
	e.result = (struct bytes){ text, text ? strlen(text) : 0 };
	if (text && list_files(run, a, cmd, res, &e.deps))
		store_put(run->store, key, &e);
	else
		store_drop(run->store);
	free(text);
}

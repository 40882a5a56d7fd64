/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * keep - where the store of a run is, and what becomes of one that cannot be used.
 *
 * A run never fails for its store: it goes on without, or with a new one, and says so in one line.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/file.h"
#include "drive.h"

#define CLOCK_SLACK 2	/* seconds: file systems have coarse clocks, some of other machines */

const char *cache_folder(struct arena *a)
{
	const char *dir = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (dir && *dir == '/')
		return arena_printf(a, "%s/skbown", dir);
	return home && *home ? arena_printf(a, "%s/.cache/skbown", home) : NULL;
}

static const char *default_path(struct arena *a)
{
	const char *folder = cache_folder(a);

	return folder ? path_join(a, folder, "store") : NULL;
}

static void say(const struct run *run, const char *what, const char *then)
{
	if (!run->opt->quiet)
		fprintf(stderr, "skbown: store %s %s: %s\n", run->store_path, what, then);
}

/* What SQLite keeps beside the file belongs to it. */
static bool put_aside(struct run *run)
{
	struct arena *a = &run->arena;

	if (rename(run->store_path, arena_printf(a, "%s.bad", run->store_path)))
		return false;
	unlink(arena_printf(a, "%s-wal", run->store_path));
	unlink(arena_printf(a, "%s-shm", run->store_path));
	return true;
}

/* With another program nothing of what is kept holds good. */
uint64_t keep_program(struct run *run)
{
	struct arena a;
	size_t len = 0;
	const char *self, *clang;

	if (run->program_hash)
		return run->program_hash;
	arena_init(&a);
	self = file_read(&a, "/proc/self/exe", &len);
	clang = front_version(&a);
	if (self)
		run->program_hash = XXH3_64bits(self, len) ^ XXH3_64bits(clang, strlen(clang));
	arena_free(&a);
	return run->program_hash;
}

static bool try_store(struct run *run, bool *corrupt)
{
	struct store *s = store_open(&run->arena, run->store_path);
	bool good = store_check(s);

	*corrupt = s->corrupt;
	if (good)
		run->program = store_program(s, run->program_hash);
	if (!good && !s->corrupt)
		say(run, s->error, "going on without it");
	else if (!good)
		say(run, s->error, "put aside, a new one is made");
	store_close(s);
	return good && run->program >= 0;
}

void keep_open(struct run *run)
{
	const struct check_options *o = run->opt;
	bool corrupt, good;

	run->since = time(NULL) - CLOCK_SLACK;
	if (o->no_store || o->dump != DUMP_NONE)
		return;
	run->store_path = o->store ? o->store : default_path(&run->arena);
	if (!run->store_path)
		return;
	run->cwd = path_canonical(&run->arena, ".");
	if (!keep_program(run) || file_mkdirs(path_dir(&run->arena, run->store_path))) {
		say(run, strerror(errno), "going on without it");
		run->store_path = NULL;
		return;
	}
	good = try_store(run, &corrupt);
	if (!good && corrupt && put_aside(run))
		good = try_store(run, &corrupt);
	if (!good)
		run->store_path = NULL;
}

void keep_worker(struct run *run, struct arena *a)
{
	if (!run->store_path)
		return;
	run->store = store_open(a, run->store_path);
	run->store->program = run->program;
}

void keep_report(struct run *run, json_t *msg)
{
	struct store *s = run->store;

	if (!s || !s->error)
		return;
	json_object_set_new(msg, "store", json_pack("[o b]", report_json_text(s->error), s->corrupt));
	s->error = NULL;	/* said once */
	s->dead = true;
}

void keep_note(struct run *run, const json_t *msg)
{
	const json_t *said = json_object_get(msg, "store");

	if (!said || run->store_said)
		return;
	run->store_said = true;
	run->store_corrupt = json_is_true(json_array_get(said, 1));
	say(run, json_string_value(json_array_get(said, 0)),
	    run->store_corrupt ? "put aside" : "going on without it");
}

void keep_used(struct run *run)
{
	if (run->store)
		store_note_used(run->store);
}

/* The last one out writes what stands in the log into the file. */
void keep_close(struct run *run)
{
	struct store *s;

	if (!run->store_path)
		return;
	if (run->store_corrupt) {
		put_aside(run);
		return;
	}
	s = store_open(&run->arena, run->store_path);
	store_trim(s, STORE_BYTES);
	store_close(s);
}

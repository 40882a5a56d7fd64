/* SPDX-License-Identifier: GPL-2.0-only */
/* test_trim - the store stays under its limit, and what goes was not used for longest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "../store.h"

#define ENTRIES 200
#define SIZE 10000
#define LIMIT (ENTRIES * SIZE / 2)

struct place {
	struct arena arena;
	char dir[32], *path;
	struct store *s;
};

static void open_place(struct place *p)
{
	strcpy(p->dir, "/tmp/skbown-trim-XXXXXX");
	arena_init(&p->arena);
	assert_non_null(mkdtemp(p->dir));
	p->path = arena_printf(&p->arena, "%s/store", p->dir);
	p->s = store_open(&p->arena, p->path);
	assert_true(store_check(p->s));
	p->s->program = store_program(p->s, 1);
}

static void close_place(struct place *p)
{
	store_close(p->s);
	unlink(p->path);
	unlink(arena_printf(&p->arena, "%s-wal", p->path));
	unlink(arena_printf(&p->arena, "%s-shm", p->path));
	assert_int_equal(rmdir(p->dir), 0);
	arena_free(&p->arena);
}

static void fill(struct place *p)
{
	static char text[SIZE];

	memset(text, 'x', sizeof(text));
	for (uint64_t i = 1; i <= ENTRIES; i++) {
		struct store_key key = { .lo = i };
		struct store_entry e = { .ir = { text, sizeof(text) } };

		assert_true(store_begin(p->s));
		store_put(p->s, &key, &e);
		assert_false(p->s->dead);
	}
}

static bool has(struct place *p, uint64_t i)
{
	struct store_key key = { .lo = i };
	struct store_entry e;

	return store_get(p->s, &p->arena, &key, &e);
}

static unsigned int count(struct place *p)
{
	unsigned int n = 0;

	for (uint64_t i = 1; i <= ENTRIES; i++)
		n += has(p, i);
	return n;
}

static void sql(struct place *p, const char *text)
{
	assert_int_equal(sqlite3_exec(p->s->db, text, NULL, NULL, NULL), SQLITE_OK);
}

static long size_of(struct place *p)
{
	struct stat st;

	sql(p, "PRAGMA wal_checkpoint(TRUNCATE)");
	assert_int_equal(stat(p->path, &st), 0);
	return st.st_size;
}

static void small_ones_stay(void **state)
{
	struct place p;

	(void)state;
	open_place(&p);
	fill(&p);
	store_trim(p.s, 4 * LIMIT);
	assert_int_equal(count(&p), ENTRIES);
	close_place(&p);
}

static void oldest_go(void **state)
{
	struct place p;
	unsigned int left;

	(void)state;
	open_place(&p);
	fill(&p);
	sql(&p, "UPDATE entry SET used = id");	/* long ago, one second after the other */
	assert_true(has(&p, 3));
	store_note_used(p.s);
	assert_true(size_of(&p) > LIMIT);
	store_trim(p.s, LIMIT);
	assert_true(size_of(&p) < LIMIT);
	assert_true(has(&p, 3));	/* old, but found a moment ago */
	assert_false(has(&p, 1));
	assert_true(has(&p, ENTRIES));
	left = count(&p);
	assert_in_range(left, ENTRIES / 5, ENTRIES / 4);
	for (unsigned int i = 0; i + 1 < left; i++)
		assert_true(has(&p, ENTRIES - i));
	fill(&p);			/* and it goes on as before */
	assert_int_equal(count(&p), ENTRIES);
	close_place(&p);
}

/* A run over folders that come and go leaves names of files that no entry needs. */
static void names_go(void **state)
{
	struct place p;

	(void)state;
	open_place(&p);
	sql(&p, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)"
		" INSERT INTO file(name) SELECT 'a-name-that-is-not-short-at-all/' || i FROM n");
	assert_true(size_of(&p) > LIMIT);
	store_trim(p.s, LIMIT);
	assert_true(size_of(&p) < LIMIT);
	close_place(&p);
}

/* The tables that an earlier skbown made know no time of use. */
static void earlier_tables(void **state)
{
	struct place p;

	(void)state;
	open_place(&p);
	sql(&p, "ALTER TABLE entry DROP COLUMN used");
	store_close(p.s);
	p.s = store_open(&p.arena, p.path);
	assert_true(store_check(p.s));
	fill(&p);
	store_trim(p.s, LIMIT);
	assert_true(has(&p, ENTRIES));
	close_place(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_ones_stay),
		cmocka_unit_test(oldest_go),
		cmocka_unit_test(names_go),
		cmocka_unit_test(earlier_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

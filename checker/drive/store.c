/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * store - what earlier runs found out about a unit, in one file on disk.
 *
 * An entry is found by a key (what the unit is and how it is looked at) and holds good while
 * the files that it was made of are the same, byte by byte; who asks checks that (unitkey.c).
 * SQLite keeps the file whole when processes work on it side by side, are killed or find the disk
 * full; each entry has a checksum besides. Whatever goes wrong costs the entry and no more: a
 * worker that cannot read or write goes on without, and says why once.
 *
 * The file does not grow for ever: store_trim() drops what was not used for longest.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/file.h"
#include "store.h"

#define APPLICATION 0x736b626f	/* "skbo" */
#define LAYOUT 1		/* of the tables below */
#define BUSY_MS 5000
#define MAX_FILES 10000000
#define KEPT_PROGRAMS 3		/* versions of skbown whose entries are kept */
#define USED_AGAIN 3600		/* seconds after which another use is worth a note */

static const char tables[] =
	"PRAGMA journal_mode = WAL;"
	"BEGIN IMMEDIATE;"
	"CREATE TABLE IF NOT EXISTS program(id INTEGER PRIMARY KEY, hash BLOB UNIQUE, used INTEGER);"
	"CREATE TABLE IF NOT EXISTS file(id INTEGER PRIMARY KEY, name TEXT UNIQUE);"
	"CREATE TABLE IF NOT EXISTS entry(id INTEGER PRIMARY KEY, key BLOB UNIQUE, program INTEGER,"
	" deps BLOB, result BLOB, ir BLOB, sum INTEGER, used INTEGER);"
	"PRAGMA application_id = 1936417391;"
	"PRAGMA user_version = 1;"
	"COMMIT;";

static bool fail(struct store *s, const char *what)
{
	int code = sqlite3_errcode(s->db);

	s->corrupt |= code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
	if (!s->error)
		s->error = arena_printf(&s->arena, "%s: %s", what, sqlite3_errmsg(s->db));
	s->dead = true;
	return false;
}

static bool run_sql(struct store *s, const char *sql)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* The one number that @sql answers; -1 when it cannot be asked. */
static int64_t number(struct store *s, const char *sql)
{
	sqlite3_stmt *q = NULL;
	int64_t n = -1;

	if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) == SQLITE_OK &&
	    sqlite3_step(q) == SQLITE_ROW)
		n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return n;
}

struct store *store_open(struct arena *a, const char *path)
{
	struct store *s = arena_new(a, struct store);

	arena_init(&s->arena);
	s->path = path;
	if (sqlite3_open_v2(path, &s->db,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK) {
		fail(s, "cannot be opened");
		return s;
	}
	sqlite3_busy_timeout(s->db, BUSY_MS);
	run_sql(s, "PRAGMA synchronous = NORMAL");
	return s;
}

void store_close(struct store *s)
{
	for (unsigned int i = 0; i < STORE_NR_QUERIES; i++)
		sqlite3_finalize(s->query[i]);
	sqlite3_close(s->db);
	arena_free(&s->arena);
}

/* --- the parent's part: is this file ours, and whole? --- */

static bool is_ours(struct store *s)
{
	return number(s, "PRAGMA application_id") == APPLICATION &&
	       number(s, "PRAGMA user_version") == LAYOUT;
}

static bool is_empty(struct store *s)
{
	return number(s, "SELECT count(*) FROM sqlite_schema") == 0;
}

static bool make_tables(struct store *s)
{
	if (run_sql(s, tables))
		return true;
	run_sql(s, "ROLLBACK");
	return fail(s, "cannot be written");
}

bool store_check(struct store *s)
{
	if (s->dead)
		return false;
	if (number(s, "SELECT count(*) FROM sqlite_schema") < 0)
		return fail(s, "cannot be read");
	if (is_empty(s))
		return make_tables(s);
	if (!is_ours(s)) {
		s->corrupt = true;
		s->error = "is no store of this version of skbown";
		return false;
	}
	if (number(s, "SELECT count(*) FROM pragma_table_info('entry') WHERE name = 'used'") == 0)
		run_sql(s, "ALTER TABLE entry ADD COLUMN used INTEGER");	/* of an earlier skbown */
	/* Asks for the write lock: a folder or a disk that cannot be written shows now. */
	if (!run_sql(s, "BEGIN IMMEDIATE"))
		return sqlite3_errcode(s->db) == SQLITE_BUSY || fail(s, "cannot be written");
	run_sql(s, "ROLLBACK");
	return true;
}

/* Entries of programs that have not been run for long go. */
static void forget_old(struct store *s)
{
	char sql[256];

	snprintf(sql, sizeof(sql),
		 "DELETE FROM program WHERE id NOT IN (SELECT id FROM program ORDER BY used DESC,"
		 " id DESC LIMIT %d);"
		 "DELETE FROM entry WHERE program NOT IN (SELECT id FROM program);",
		 KEPT_PROGRAMS);
	run_sql(s, sql);
}

int64_t store_program(struct store *s, uint64_t hash)
{
	char sql[256];
	int64_t id;

	snprintf(sql, sizeof(sql), "SELECT id FROM program WHERE hash = %lld AND used > %lld",
		 (long long)hash, (long long)time(NULL) - 3600);
	id = number(s, sql);
	if (id >= 0)
		return id;
	snprintf(sql, sizeof(sql),
		 "BEGIN IMMEDIATE; INSERT INTO program(hash, used) VALUES(%lld, %lld)"
		 " ON CONFLICT(hash) DO UPDATE SET used = excluded.used;",
		 (long long)hash, (long long)time(NULL));
	if (run_sql(s, sql))
		forget_old(s);
	run_sql(s, "COMMIT");
	snprintf(sql, sizeof(sql), "SELECT id FROM program WHERE hash = %lld", (long long)hash);
	return number(s, sql);
}

/* --- entries --- */

static sqlite3_stmt *query(struct store *s, enum store_query which)
{
	static const char *const sql[] = {
		[STORE_GET] = "SELECT deps, result, ir, sum, used, id FROM entry WHERE key = ?1",
		[STORE_PUT] = "INSERT OR REPLACE INTO entry(key, program, deps, result, ir, sum, used)"
			      " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
		[STORE_FILE_ID] = "SELECT id FROM file WHERE name = ?1",
		[STORE_FILE_ADD] = "INSERT INTO file(name) VALUES(?1)",
		[STORE_FILE_NAME] = "SELECT name FROM file WHERE id = ?1",
	};
	sqlite3_stmt **q = &s->query[which];

	if (s->dead)
		return NULL;
	if (!*q && sqlite3_prepare_v3(s->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT, q, NULL)) {
		fail(s, "cannot be asked");
		return NULL;
	}
	sqlite3_reset(*q);
	return *q;
}

static uint64_t sum_of(const struct store_key *key, const struct store_entry *e)
{
	XXH3_state_t *h = XXH3_createState();
	uint64_t out;

	XXH3_64bits_reset(h);
	XXH3_64bits_update(h, key, sizeof(*key));
	XXH3_64bits_update(h, e->deps.data, e->deps.len);
	XXH3_64bits_update(h, e->result.data, e->result.len);
	XXH3_64bits_update(h, e->ir.data, e->ir.len);
	out = XXH3_64bits_digest(h);
	XXH3_freeState(h);
	return out;
}

/* With a NUL behind its last byte. */
static struct bytes column(struct arena *a, sqlite3_stmt *q, int n)
{
	struct bytes b = { .len = (size_t)sqlite3_column_bytes(q, n) };
	char *copy = arena_alloc(a, b.len + 1);

	if (b.len)
		memcpy(copy, sqlite3_column_blob(q, n), b.len);
	b.data = copy;
	return b;
}

bool store_get(struct store *s, struct arena *a, const struct store_key *key,
	       struct store_entry *e)
{
	sqlite3_stmt *q = query(s, STORE_GET);
	uint64_t sum;
	int rc;

	if (!q)
		return false;
	sqlite3_bind_blob(q, 1, key, sizeof(*key), SQLITE_STATIC);
	rc = sqlite3_step(q);
	if (rc != SQLITE_ROW)
		return rc != SQLITE_DONE && rc != SQLITE_BUSY && fail(s, "cannot be read");
	e->deps = column(a, q, 0);
	e->result = column(a, q, 1);
	e->ir = column(a, q, 2);
	sum = (uint64_t)sqlite3_column_int64(q, 3);
	if (sqlite3_column_int64(q, 4) < time(NULL) - USED_AGAIN)
		vec_push(&s->arena, &s->used, sqlite3_column_int64(q, 5));
	sqlite3_reset(q);
	return sum == sum_of(key, e);
}

static bool put_row(struct store *s, const struct store_key *key, const struct store_entry *e)
{
	sqlite3_stmt *q = query(s, STORE_PUT);
	int rc;

	if (!q)
		return false;
	sqlite3_bind_blob(q, 1, key, sizeof(*key), SQLITE_STATIC);
	sqlite3_bind_int64(q, 2, s->program);
	sqlite3_bind_blob64(q, 3, e->deps.data, e->deps.len, SQLITE_STATIC);
	sqlite3_bind_blob64(q, 4, e->result.data, e->result.len, SQLITE_STATIC);
	sqlite3_bind_blob64(q, 5, e->ir.data, e->ir.len, SQLITE_STATIC);
	sqlite3_bind_int64(q, 6, (int64_t)sum_of(key, e));
	sqlite3_bind_int64(q, 7, time(NULL));
	rc = sqlite3_step(q);
	sqlite3_reset(q);
	return rc == SQLITE_DONE;
}

bool store_begin(struct store *s)
{
	if (s->dead)
		return false;
	if (run_sql(s, "BEGIN IMMEDIATE"))
		return true;
	if (sqlite3_errcode(s->db) != SQLITE_BUSY)
		fail(s, "cannot be written");
	return false;
}

void store_put(struct store *s, const struct store_key *key, const struct store_entry *e)
{
	if (!s->dead && put_row(s, key, e) && run_sql(s, "COMMIT"))
		return;
	fail(s, "cannot be written");
	run_sql(s, "ROLLBACK");
}

void store_drop(struct store *s)
{
	run_sql(s, "ROLLBACK");
}

/* Not worth waiting for: without it an entry only looks older than it is. */
void store_note_used(struct store *s)
{
	char sql[128];

	if (s->dead || !s->used.n || !run_sql(s, "BEGIN IMMEDIATE"))
		return;
	vec_for(i, &s->used) {
		snprintf(sql, sizeof(sql), "UPDATE entry SET used = %lld WHERE id = %lld",
			 (long long)time(NULL), (long long)s->used.v[i]);
		run_sql(s, sql);
	}
	s->used.n = 0;
	run_sql(s, "COMMIT");
}

int64_t store_entries(struct store *s)
{
	return s->dead ? -1 : number(s, "SELECT count(*) FROM entry");
}

/* --- how large it may get --- */

static int64_t bytes_used(struct store *s)
{
	return (number(s, "PRAGMA page_count") - number(s, "PRAGMA freelist_count")) *
	       number(s, "PRAGMA page_size");
}

/* Drops the entries that are past @keep bytes when they are counted from the one used last. */
static void drop_oldest(struct store *s, int64_t keep)
{
	char sql[512];

	snprintf(sql, sizeof(sql),
		 "BEGIN IMMEDIATE;"
		 "DELETE FROM entry WHERE id IN (SELECT id FROM (SELECT id, sum("
		 "  ifnull(length(deps), 0) + ifnull(length(result), 0) + ifnull(length(ir), 0))"
		 "  OVER (ORDER BY used DESC, id DESC) AS total FROM entry) WHERE total > %lld);",
		 (long long)keep);
	if (run_sql(s, sql) && run_sql(s, "COMMIT"))
		return;
	run_sql(s, "ROLLBACK");
}

void store_trim(struct store *s, int64_t limit)
{
	int64_t size;

	if (s->dead)
		return;
	if (bytes_used(s) > limit)
		drop_oldest(s, limit / 2);
	if (bytes_used(s) > limit)	/* the names of files that no entry is made of any more */
		run_sql(s, "BEGIN IMMEDIATE; DELETE FROM entry; DELETE FROM file; COMMIT");
	size = number(s, "PRAGMA page_count") * number(s, "PRAGMA page_size");
	/* Writes it anew, as pages that are free stay in the file; fails while others read it. */
	if (size - bytes_used(s) > limit / 4)
		run_sql(s, "VACUUM");
}

int64_t store_file_id(struct store *s, const char *name)
{
	int64_t id = (int64_t)(intptr_t)map_get(&s->ids, name);
	sqlite3_stmt *q = id ? NULL : query(s, STORE_FILE_ID);

	if (id || !q)
		return id;
	sqlite3_bind_text(q, 1, name, -1, SQLITE_STATIC);
	if (sqlite3_step(q) == SQLITE_ROW)
		id = sqlite3_column_int64(q, 0);
	sqlite3_reset(q);
	if (!id) {
		q = query(s, STORE_FILE_ADD);
		if (!q)
			return 0;
		sqlite3_bind_text(q, 1, name, -1, SQLITE_STATIC);
		if (sqlite3_step(q) == SQLITE_DONE)
			return sqlite3_last_insert_rowid(s->db);	/* not known before COMMIT */
		return 0;
	}
	map_set(&s->arena, &s->ids, name, (void *)(intptr_t)id);
	return id;
}

const char *store_file_name(struct store *s, int64_t id)
{
	const char *name = NULL;
	sqlite3_stmt *q;

	if (id <= 0 || id > MAX_FILES)
		return NULL;
	vec_reserve(&s->arena, &s->names, (unsigned int)id + 1);
	while (s->names.n <= (unsigned int)id)
		s->names.v[s->names.n++] = NULL;
	if (s->names.v[id])
		return s->names.v[id];
	q = query(s, STORE_FILE_NAME);
	if (!q)
		return NULL;
	sqlite3_bind_int64(q, 1, id);
	if (sqlite3_step(q) == SQLITE_ROW)
		name = intern((const char *)sqlite3_column_text(q, 0));
	sqlite3_reset(q);
	s->names.v[id] = name;
	return name;
}

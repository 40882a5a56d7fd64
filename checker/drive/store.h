/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * store - what earlier runs found out about a unit, in one file on disk.
 */
#ifndef SKBOWN_DRIVE_STORE_H
#define SKBOWN_DRIVE_STORE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/intern.h"
#include "base/map.h"
#include "base/vec.h"

struct bytes {
	const void *data;
	size_t len;
};

struct store_key {
	uint64_t lo, hi;
};

struct store_entry {
	struct bytes deps;	/* what it holds good for: unitkey.c and crosskey.c know */
	struct bytes result;	/* JSON */
	struct bytes ir;
};

enum store_query {
	STORE_GET, STORE_PUT, STORE_FILE_ID, STORE_FILE_ADD, STORE_FILE_NAME, STORE_NR_QUERIES,
};

/* One process's door to the file; not to be carried over a fork. */
struct store {
	struct arena arena;
	const char *path;
	sqlite3 *db;
	sqlite3_stmt *query[STORE_NR_QUERIES];
	int64_t program;	/* whose entries are written */
	bool dead;		/* nothing more is asked of it */
	bool corrupt;
	const char *error;	/* why, once; lives in ->arena */
	struct map ids;			/* interned path -> number in the table of files */
	VEC(const char *) names;	/* and back */
	VEC(int64_t) used;		/* entries that were found and are not noted as used yet */
	struct map hashes, found, shadows;	/* of files, see unitkey.c */
};

/* Never NULL; ->dead when it cannot be used. @path must outlive it. */
struct store *store_open(struct arena *a, const char *path);
void store_close(struct store *s);
/* For the parent, before any worker: makes the tables; false when the file cannot be used. */
bool store_check(struct store *s);
/* The number of the program whose hash that is. Forgets entries of programs long unused. */
int64_t store_program(struct store *s, uint64_t hash);

/* How many there are; below 0: that cannot be told. */
int64_t store_entries(struct store *s);
/* In @a. False: it is not there, or it is damaged. */
bool store_get(struct store *s, struct arena *a, const struct store_key *key,
	       struct store_entry *e);
/* An entry is written by store_begin() (false: not now), what it needs of files, store_put(). */
bool store_begin(struct store *s);
void store_put(struct store *s, const struct store_key *key, const struct store_entry *e);
void store_drop(struct store *s);	/* instead of store_put() */
/* Writes down that the entries that were found are in use. */
void store_note_used(struct store *s);
/*
 * Keeps the file under about @limit bytes, half as much again at worst: entries that were not used
 * for longest go until half of it is free. For the parent, when no worker of its own is left.
 */
void store_trim(struct store *s, int64_t limit);
/* Files have numbers; @name is interned. 0, NULL: not to be had. */
int64_t store_file_id(struct store *s, const char *name);
const char *store_file_name(struct store *s, int64_t id);

#endif

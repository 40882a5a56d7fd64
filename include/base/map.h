/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * map - from pointers (interned names, objects) to pointers, in an arena.
 *
 * The tables of uthash and glibc live in malloc() and need a teardown; this one goes
 * with its arena. An all-zero map is empty. Keys are compared by address and
 * are never NULL; a key cannot be removed, but its value may be NULL.
 */
#ifndef SKBOWN_BASE_MAP_H
#define SKBOWN_BASE_MAP_H

#include <stdbool.h>
#include "base/arena.h"

struct map_slot;

struct map {
	struct map_slot *slots;
	unsigned int n, cap;
};

/* NULL when the key is not there. */
void *map_get(const struct map *m, const void *key);
bool map_has(const struct map *m, const void *key);
void map_set(struct arena *a, struct map *m, const void *key, void *value);

#endif

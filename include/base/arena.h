/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arena - memory by lifetime.
 *
 * Everything that lives as long as a run, a unit or a function is taken from
 * one arena and dropped with it; nothing in the checker is freed singly. With
 * SAN=1 a reset poisons what it drops, so that a stale pointer is seen.
 */
#ifndef SKBOWN_BASE_ARENA_H
#define SKBOWN_BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks;
	size_t used;		/* bytes handed out since the last reset */
};

void arena_init(struct arena *a);
/* Zeroed, aligned to 16. Never returns NULL: out of memory is die-worthy (BUG). */
void *arena_alloc(struct arena *a, size_t size);
/* The same, but what is in it is not said. */
void *arena_take(struct arena *a, size_t size);
/* A copy of the @n bytes at @p. */
void *arena_memdup(struct arena *a, const void *p, size_t n);
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Drops all, keeps one chunk for reuse. */
void arena_reset(struct arena *a);
void arena_free(struct arena *a);

#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_array(a, type, n) ((type *)arena_alloc((a), sizeof(type) * (n)))

#endif

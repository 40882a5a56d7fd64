/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arena - where memory comes from, and when it goes away.
 *
 * A list of chunks, the newest first; pieces are cut from the newest one. A
 * piece that fits in no chunk of the usual size gets a chunk of its own. The
 * newest chunk, the largest of the usual size, survives a reset. With SKBOWN_SAN every byte that is not part
 * of a live piece is poisoned for the address sanitizer, or overwritten where
 * there is none.
 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#if defined(SKBOWN_SAN) && defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define poison(p, n)	ASAN_POISON_MEMORY_REGION((p), (n))
#define unpoison(p, n)	ASAN_UNPOISON_MEMORY_REGION((p), (n))
#elif defined(SKBOWN_SAN)
#define poison(p, n)	memset((p), 0xdb, (n))
#define unpoison(p, n)	do { } while (0)
#else
#define poison(p, n)	do { } while (0)
#define unpoison(p, n)	do { } while (0)
#endif

#define ALIGNMENT	16
#define FIRST_CHUNK	(64u << 10)
#define LARGEST_CHUNK	(4u << 20)

struct arena_chunk {
	struct arena_chunk *older;
	size_t size, used;
	_Alignas(ALIGNMENT) char data[];
};

void arena_init(struct arena *a)
{
	a->chunks = NULL;
	a->used = 0;
}

static struct arena_chunk *chunk_new(struct arena *a, size_t want)
{
	size_t size = FIRST_CHUNK;
	struct arena_chunk *c;

	/* Doubling keeps the number of chunks small without wasting much on small units. */
	if (a->chunks && a->chunks->size < LARGEST_CHUNK)
		size = a->chunks->size * 2;
	else if (a->chunks)
		size = LARGEST_CHUNK;
	if (size < want)
		size = want;
	c = malloc(sizeof(*c) + size);
	BUG_ON(!c);
	c->size = size;
	c->used = 0;
	c->older = a->chunks;
	a->chunks = c;
	poison(c->data, size);
	return c;
}

void *arena_take(struct arena *a, size_t size)
{
	struct arena_chunk *c = a->chunks;
	size_t room;
	void *p;

	BUG_ON(size > SIZE_MAX / 4);
	room = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (!room)
		room = ALIGNMENT;
	if (!c || c->size - c->used < room)
		c = chunk_new(a, room);
	p = c->data + c->used;
	c->used += room;
	a->used += room;
	unpoison(p, size);
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(arena_take(a, size), 0, size);
}

void *arena_memdup(struct arena *a, const void *p, size_t n)
{
	return memcpy(arena_take(a, n), p, n);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = arena_alloc(a, n + 1);

	memcpy(p, s, n);
	return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	char *p;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	BUG_ON(n < 0);
	p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

static void chunk_free(struct arena_chunk *c)
{
	unpoison(c->data, c->size);
	free(c);
}

void arena_reset(struct arena *a)
{
	struct arena_chunk *c = a->chunks, *keep = NULL, *older;

	for (; c; c = older) {
		older = c->older;
		if (!keep && (c->size <= LARGEST_CHUNK || !older))
			keep = c;
		else
			chunk_free(c);
	}
	if (keep) {
		poison(keep->data, keep->used);
		keep->older = NULL;
		keep->used = 0;
	}
	a->chunks = keep;
	a->used = 0;
}

void arena_free(struct arena *a)
{
	arena_reset(a);
	if (a->chunks)
		chunk_free(a->chunks);
	a->chunks = NULL;
}

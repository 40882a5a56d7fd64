/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * intern - which pointer stands for a name.
 *
 * An open-addressing table of (hash, string), never more than half full.
 */
#include "base/intern.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/arena.h"
#include "base/bug.h"

#define FIRST_SLOTS	4096

struct slot {
	uint64_t hash;
	const char *s;
	size_t len;
};

static struct {
	struct arena strings;
	struct slot *slots;
	size_t nr, cap;
} table;

static struct slot *find_slot(struct slot *slots, size_t cap, uint64_t hash,
			      const char *s, size_t n)
{
	size_t i = hash & (cap - 1);

	while (slots[i].s) {
		if (slots[i].hash == hash && slots[i].len == n && !memcmp(slots[i].s, s, n))
			break;
		i = (i + 1) & (cap - 1);
	}
	return &slots[i];
}

static void grow(void)
{
	size_t cap = table.cap ? table.cap * 2 : FIRST_SLOTS;
	struct slot *slots = calloc(cap, sizeof(*slots));

	BUG_ON(!slots);
	for (size_t i = 0; i < table.cap; i++) {
		struct slot *old = &table.slots[i];

		if (old->s)
			*find_slot(slots, cap, old->hash, old->s, old->len) = *old;
	}
	free(table.slots);
	table.slots = slots;
	table.cap = cap;
}

const char *intern_n(const char *s, size_t n)
{
	uint64_t hash = XXH3_64bits(s, n);
	struct slot *slot;

	if (table.nr * 2 >= table.cap)
		grow();
	slot = find_slot(table.slots, table.cap, hash, s, n);
	if (!slot->s) {
		slot->s = arena_strndup(&table.strings, s, n);
		slot->hash = hash;
		slot->len = n;
		table.nr++;
	}
	return slot->s;
}

const char *intern(const char *s)
{
	return s ? intern_n(s, strlen(s)) : NULL;
}

const char *intern_printf(const char *fmt, ...)
{
	char small[256], *s = small;
	const char *ret;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	BUG_ON(n < 0);
	if ((size_t)n >= sizeof(small)) {
		s = malloc((size_t)n + 1);
		BUG_ON(!s);
		va_start(ap, fmt);
		vsnprintf(s, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	ret = intern_n(s, (size_t)n);
	if (s != small)
		free(s);
	return ret;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * map - what an address stands for.
 *
 * Open addressing, never more than half full; growth leaves the old table to
 * the arena's end.
 */
#include "base/map.h"

#include <stdint.h>

#include "base/bug.h"

struct map_slot {
	const void *key;
	void *value;
};

static struct map_slot *find_slot(struct map_slot *slots, unsigned int cap, const void *key)
{
	/* Fibonacci hashing; the low bits of an address carry nothing. */
	uint64_t h = ((uint64_t)(uintptr_t)key >> 3) * 0x9e3779b97f4a7c15ull;
	unsigned int i = (unsigned int)(h >> 32) & (cap - 1);

	while (slots[i].key && slots[i].key != key)
		i = (i + 1) & (cap - 1);
	return &slots[i];
}

void *map_get(const struct map *m, const void *key)
{
	return m->cap ? find_slot(m->slots, m->cap, key)->value : NULL;
}

bool map_has(const struct map *m, const void *key)
{
	return m->cap && find_slot(m->slots, m->cap, key)->key;
}

static void grow(struct arena *a, struct map *m)
{
	unsigned int cap = m->cap ? m->cap * 2 : 16;
	struct map_slot *slots = arena_array(a, struct map_slot, cap);

	for (unsigned int i = 0; i < m->cap; i++)
		if (m->slots[i].key)
			*find_slot(slots, cap, m->slots[i].key) = m->slots[i];
	m->slots = slots;
	m->cap = cap;
}

void map_set(struct arena *a, struct map *m, const void *key, void *value)
{
	struct map_slot *slot;

	BUG_ON(!key);
	if (m->n * 2 >= m->cap)
		grow(a, m);
	slot = find_slot(m->slots, m->cap, key);
	if (!slot->key)
		m->n++;
	slot->key = key;
	slot->value = value;
}

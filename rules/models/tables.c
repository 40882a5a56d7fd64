/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tables - finders of general tables, which take no reference of what they find.
 *
 * Their callers are in an RCU section or have the table's lock. No header is
 * included, as in harmless.c.
 */
#include "skbown.h"

#define FINDS(name) \
	void *name(void) \
	{ \
		void *obj = skbown_any_ptr(); \
		skbown_weak_in_rcu(obj); \
		return obj; \
	}

FINDS(idr_find)
FINDS(radix_tree_lookup)
FINDS(rb_first)
FINDS(rb_last)
FINDS(rb_next)
FINDS(rb_prev)
FINDS(rhashtable_lookup)
FINDS(rhashtable_lookup_fast)
FINDS(xa_load)

/* A walk over a table, in a section of its own: what was found is kept until it stops. */
void rhashtable_walk_start(void) { skbown_lock(0, 1); }
int rhashtable_walk_start_check(void) { skbown_lock(0, 1); return skbown_any(); }
void rhashtable_walk_stop(void) { skbown_lock(0, -1); }
FINDS(rhashtable_walk_next)
FINDS(rhashtable_walk_peek)

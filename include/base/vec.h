/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vec - growable arrays whose storage lives in an arena.
 *
 * Declare with VEC(type); an all-zero vec is empty. Growth copies into a new
 * piece of the arena and leaves the old one to the arena's end.
 */
#ifndef SKBOWN_BASE_VEC_H
#define SKBOWN_BASE_VEC_H

#include <string.h>
#include "base/arena.h"

#define VEC(...) struct { __VA_ARGS__ *v; unsigned int n, cap; }

#define vec_reserve(a, vec, want) do {						\
	if ((vec)->cap < (want)) {						\
		unsigned int cap__ = (vec)->cap ? (vec)->cap * 2 : 4;		\
		void *new__;							\
		while (cap__ < (want))						\
			cap__ *= 2;						\
		new__ = arena_take((a), sizeof(*(vec)->v) * cap__);		\
		if ((vec)->n)							\
			memcpy(new__, (vec)->v, sizeof(*(vec)->v) * (vec)->n);	\
		(vec)->v = new__;						\
		(vec)->cap = cap__;						\
	}									\
} while (0)

#define vec_push(a, vec, item) do {						\
	vec_reserve((a), (vec), (vec)->n + 1);					\
	(vec)->v[(vec)->n++] = (item);						\
} while (0)

#define vec_for(i, vec) for (unsigned int i = 0; i < (vec)->n; i++)

#endif

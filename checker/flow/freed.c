/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * freed - what an object kept when its memory is freed.
 *
 * A reference that was stored in an object is that object's from then on, and whoever
 * takes the object down puts it (struct sock, escaped). As long as the socket was stored
 * nowhere else and only functions that were seen got the object, it can be said what
 * happens when its memory is freed by hand: nobody can put the reference any more.
 */
#include "run.h"

void sock_escape(struct sock *k, const struct value *into)
{
	into = into ? value_root(into) : NULL;
	if (!k->escaped)
		k->in = into;
	else if (k->in != into)
		k->in = NULL;
	k->escaped = true;
	k->freed = NULL;
}

void freed_touch(struct state *s, const struct value *obj)
{
	vec_for(i, &s->socks)
		if (s->socks.v[i].in == obj)
			s->socks.v[i].in = NULL;
}

static void forget_cells(struct state *s, const struct value *obj)
{
	unsigned int n = 0;

	vec_for(i, &s->heap) {
		struct cell c = s->heap.v[i];

		if (field_is_pair(c.field) || value_root(c.obj) != obj)
			s->heap.v[n++] = c;
	}
	s->heap.n = n;
}

void freed_object(struct state *s, const struct ir_insn *i, const struct value *obj)
{
	if (obj->kind == V_INT || known_null(s, obj))
		return;
	if (value_from_caller(obj))
		vec_push(s->arena, &s->freed, obj);
	vec_for(n, &s->socks) {
		struct sock *k = &s->socks.v[n];

		if (!k->escaped || k->in != obj)
			continue;
		k->escaped = false;
		k->in = NULL;
		k->freed = i;
		forget_cells(s, obj);
	}
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * named - references that functions take and put of which only the name is known.
 *
 * A destructor that calls foo_put(foo), and nobody here has seen what that does, gives back
 * what foo_get(foo) or foo_hold(foo) took: that is what these names mean in all of the kernel. They
 * are booked on a counter of that name, by name even where one of the two can be seen, so that
 * both sides are counted alike. Sockets and buffers, which have models, are none of it.
 */
#include "base/bug.h"
#include "base/intern.h"
#include "run.h"

struct named {
	const char *counter;
	const char *record; /* of what the pointer leads to */
	int dir;
	struct named *next;
};

static const char *const takes[] = { "_get", "_hold", "_ref" };

static const char *record_of(const struct ir_insn *call)
{
	const struct ir_opnd *o = call->nr_args == 1 ? &call->args[0] : NULL;

	if (!o || o->kind != IRO_VAR || o->var->type->kind != IRT_PTR)
		return NULL;
	return ir_pointee(o->var->type);
}

static void add(struct flow *fl, const char *name, const char *record, const char *counter, int dir)
{
	struct named *n;

	if (map_has(&fl->named, name))
		return;
	n = arena_new(fl->arena, struct named);
	*n = (struct named){ .counter = counter, .record = record, .dir = dir, .next = fl->nameds };
	fl->nameds = n;
	map_set(fl->arena, &fl->named, name, n);
}

/* foo_put(), of an object of which there is nothing else to say. */
static void note_put(struct flow *fl, const struct ir_insn *call)
{
	const char *name = call->op == IR_CALL && call->a.kind == IRO_FUNC ? call->a.name : NULL;
	size_t stem = name ? strlen(name) : 0;
	const char *rec = name ? record_of(call) : NULL;
	const char *counter;

	if (!rec || stem <= 4 || strcmp(name + stem - 4, "_put") || call_target(fl, name) ||
	    protocol_is_sock(fl->unit, rec) || protocol_is_skb(rec))
		return;
	stem -= 4;
	counter = intern_printf("%.*s.references", (int)stem, name);
	add(fl, name, rec, counter, -1);
	for (unsigned int i = 0; i < ARRAY_SIZE(takes); i++)
		add(fl, intern_printf("%.*s%s", (int)stem, name, takes[i]), rec, counter, 1);
}

void named_open(struct flow *fl)
{
	vec_for(i, &fl->unit->funcs) {
		const struct ir_func *f = fl->unit->funcs.v[i];

		if (!plain_is_destructor(f))
			continue;
		vec_for(n, &f->blocks)
			vec_for(k, &f->blocks.v[n]->insns)
				note_put(fl, f->blocks.v[n]->insns.v[k]);
	}
}

uint64_t named_digest(const struct flow *fl)
{
	uint64_t h = 0;

	for (const struct named *n = fl->nameds; n; n = n->next)
		h += ((uintptr_t)n->counter | 1) * (n->dir + 2);
	return h;
}

bool named_is_counter(const struct flow *fl, const char *counter)
{
	for (const struct named *n = fl->home->nameds; n; n = n->next)
		if (n->counter == counter)
			return true;
	return false;
}

bool named_call(struct run *r, struct state *s, const struct ir_insn *i, const char *name,
		const struct value **args)
{
	const struct named *n = r->fl->home->named.n ? map_get(&r->fl->home->named, name) : NULL;
	const char *rec = n ? record_of(i) : NULL;
	const struct value *one;

	if (!rec || strcmp(rec, n->record) || known_null(s, args[0]))
		return false;
	one = value_int(r->fl->values, n->dir);
	ledger_add(r, s, i, value_field(r->fl->values, args[0], n->counter), one);
	bind(r, s, i, n->dir > 0 ? args[0] : NULL);
	return true;
}

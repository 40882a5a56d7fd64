/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * asked - which kinds of socket a function itself asks about. Who asks for one has reason to:
 * sockets of that kind come here, whoever the callers are. On a way where the question was not
 * asked they are still there; where the answer was yes nothing else is there.
 *
 * All questions of the function count, those behind the use as well: it is the report pass,
 * after the fixpoint, that wants to know. What a macro asks and what ends the kernel when it
 * is true are not questions of the function. testdata/idioms/asked.c
 */
#include <ctype.h>
#include "base/intern.h"
#include "run.h"

#define MINI (KIND_TIMEWAIT | KIND_REQUEST)

/* What the condition says: @sk is one of @kinds, or (none) nothing of this sort. */
struct answer {
	const struct value *sk;
	unsigned int kinds;
};

static struct answer answer_of_pred(const struct value *p, bool yes)
{
	unsigned int kinds = yes ? p->imm : KIND_ANY & ~p->imm;

	if (strcmp(p->name, "kind") || kinds & KIND_FULL)
		kinds = 0;
	return (struct answer){ p->a, kinds };
}

static struct answer answer_of_mask(const struct value *sk, int64_t mask)
{
	const int64_t timewait = 1 << STATE_TIME_WAIT, request = 1 << STATE_NEW_SYN_RECV;
	struct answer a = { .sk = sk };

	if (mask & ~(timewait | request))
		return a;
	a.kinds = (mask & timewait ? KIND_TIMEWAIT : 0) | (mask & request ? KIND_REQUEST : 0);
	return a;
}

static struct answer answer_of(enum ir_rel rel, const struct value *a, const struct value *b)
{
	const struct value *sk;
	int64_t mask;
	bool yes;

	if (b->kind != V_INT || (rel != IRR_EQ && rel != IRR_NE))
		return (struct answer){ 0 };
	yes = (rel == IRR_NE) == (b->imm == 0);
	if (a->kind == V_PRED)
		return answer_of_pred(a, yes);
	if (a->kind == V_BIN && rel_is_compare(a->rel))
		return answer_of(yes ? a->rel : rel_negate(a->rel), a->a, a->b);
	if (a->kind == V_INIT && a->name == F_STATE && rel == IRR_EQ)
		return (struct answer){ a->a, protocol_state_kinds(b->imm) & MINI };
	sk = b->imm == 0 && rel == IRR_NE ? state_mask(a, &mask) : NULL;
	return sk ? answer_of_mask(sk, mask) : (struct answer){ 0 };
}

/* The numbers of states are others in protocols that do not go over IP. */
static bool is_own(const struct run *r, const struct ir_insn *i)
{
	const struct ir_block *b = r->block;

	return !r->is_model && kinds_sees_ip(r->fl->unit) && i->text &&
	       !isupper((unsigned char)i->text[0]) &&
	       !(b->insns.n && b->insns.v[b->insns.n - 1]->op == IR_HALT);
}

static void add(struct run *r, const struct value *sk, unsigned int kinds)
{
	struct asked new = { .sk = sk, .kinds = kinds };

	if (kinds == MINI) {	/* one of the two, but which? */
		new.kinds = 0;
		new.some = true;
	}
	vec_for(i, &r->asked) {
		if (r->asked.v[i].sk != sk)
			continue;
		r->asked.v[i].kinds |= new.kinds;
		r->asked.v[i].some |= new.some;
		return;
	}
	vec_push(r->keep, &r->asked, new);
}

void asked_note(struct run *r, const struct ir_insn *i, const struct value *a,
		const struct value *b)
{
	struct answer yes = answer_of(i->rel, a, b);

	if (yes.kinds && is_own(r, i))
		add(r, yes.sk, yes.kinds);
}

void asked_tell(struct run *r, struct state *s, const struct ir_insn *i, const struct value *a,
		const struct value *b)
{
	struct answer yes = answer_of(i->rel, a, b);
	struct sock *k = yes.kinds && is_own(r, i) ? state_sock_find(s, yes.sk) : NULL;

	if (k)
		k->told = k->kinds;
}

/* What walks the table of connections to show it meets both, when it knows of one. */
static bool shows_table(const struct run *r)
{
	return r->entry && protocol_shows_table(r->entry->field);
}

/* Declared as what all kinds have in common. */
static bool is_common(const struct value *sk)
{
	return sk->kind == V_PARAM && sk->type && protocol_is_common(ir_pointee(sk->type));
}

unsigned int asked_kinds(const struct run *r, const struct value *sk, unsigned int of)
{
	if (is_common(sk))
		return of & MINI;
	vec_for(i, &r->asked) {
		const struct asked *k = &r->asked.v[i];

		if (k->sk != sk)
			continue;
		if (shows_table(r) || (k->some && (of & MINI) == MINI))
			return of & MINI;
		return of & k->kinds;
	}
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * released - the reference that a socket was created with. The file of user space keeps it in
 * struct socket; the family's release() takes the socket out of there and has to put it.
 */
#include "exits.h"

static bool is_cleared(struct state *s, const struct value *obj, const char *field)
{
	const struct cell *c = state_cell(s, obj, field);

	return c && c->val->kind == V_INT && !c->val->imm;
}

/* The socket that was behind struct socket @file, when this way out has taken it out of there. */
static const struct value *taken_out(struct run *r, struct state *s, const struct value *file)
{
	const struct value *sk = value_init(r->fl->values, file, F_USER_SK);

	if (known_null(s, sk) || !(is_cleared(s, file, F_USER_SK) || is_cleared(s, sk, F_USER_FILE)))
		return NULL;
	return sk;
}

/* Given to a function of which nothing is known; not just the place of a member, as to a list or a timer. */
static bool is_passed_on(const struct state *s, const struct sock *k)
{
	bool seen = false;

	if (!k->touched)
		return false;
	for (const struct event *e = s->history; e; e = e->prev) {
		if (e->kind != EV_TOUCH || e->obj != k->v)
			continue;
		if (!e->imm)
			return true;
		seen = true;
	}
	return !seen;
}

/* Put, handed to somebody, or left to somebody else. */
static bool is_settled(const struct state *s, const struct value *sk)
{
	const struct entry *e = way_entry(s, sk);
	const struct sock *k = state_sock_find(s, sk);

	return !k || k->escaped || is_passed_on(s, k) || (e && (e->put || e->handed || e->amount.any));
}

/* Put on another way out, and what the socket was asked chose this one: somebody ends it later. */
static bool is_for_later(const struct run *r, const struct state *s, const struct value *sk)
{
	if (!way_told_apart(s, sk))
		return false;
	vec_for(i, &r->exits) {
		const struct entry *e = way_entry(r->exits.v[i], sk);

		if (e && e->put)
			return true;
	}
	return false;
}

static void check_exit(struct run *r, struct state *s, const struct ir_insn *ret,
		       const struct value *file)
{
	const struct value *sk = taken_out(r, s, file);
	struct finding_at at = {
		.rule = RULE_SOCK_LEAK, .level = LEVEL_NOTE, .conf = CONF_LOW, .insn = ret,
		.func = r->func, .obj = sk, .last = "left here, and nobody has the reference",
	};

	if (sk && !is_settled(s, sk) && !is_for_later(r, s, sk))
		violation_add(r, s, &at, "'%s' is taken from its file, and the reference that it was created with is not put",
			      name_of(r, sk));
}

void released_check(struct run *r)
{
	if (!r->entry || !r->entry->consumes)
		return;
	for (unsigned int n = 0; n < r->func->nr_params; n++) {
		const struct ir_var *v = r->func->vars.v[n];

		if (!protocol_is_user_socket(ir_pointee(v->type)))
			continue;
		vec_for(i, &r->exits)
			check_exit(r, r->exits.v[i], r->exit_insns.v[i],
				   value_param(r->fl->values, r->func, n));
	}
}

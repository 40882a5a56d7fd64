/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ended - the reference that a socket was made with, and the function that ends it.
 *
 * Nobody takes this one: sk_alloc() gives it, and struct socket has it. A protocol's release() that
 * parts the two (sock->sk = NULL, sock_orphan(sk)) is the last to know the socket by that name, so it
 * has to put the reference, or to leave it to somebody who was told of the socket.
 */
#include "exits.h"

static bool is_socket_of_user(const struct run *r, const struct value *v)
{
	const char *rec = v->kind == V_PARAM && v->type ? ir_pointee(v->type) : NULL;

	return rec && protocol_is_user_socket(rec) && r->entry && r->entry->consumes && r->entry->sk_kinds;
}

void ended_store(struct run *r, struct state *s, const struct ir_insn *i, const struct value *obj,
		 const char *field, const struct value *val)
{
	if (!known_null(s, val))
		return;
	if (field == F_SOCKET_SK && obj->kind == V_PARAM)
		event_add(r, s, EV_ENDED, i, value_init(r->fl->values, obj, field), field);
	else if (field == F_SK_SOCKET)
		event_add(r, s, EV_ENDED, i, obj, field);
}

void ended_pass(struct run *r, struct state *s, const struct ir_insn *i, unsigned int n,
		const struct value *arg)
{
	const struct ir_type *t = i->args[n].kind == IRO_VAR ? i->args[n].var->type : NULL;

	if (!t || !protocol_is_plain_sock(ir_pointee(t)) || value_object(arg)->kind == V_INT)
		return;
	state_sock(s, value_object(arg))->closed = true;
	event_add(r, s, EV_METHOD, i, value_object(arg), NULL);
}

static bool is_nulled(struct state *s, const struct value *obj, const char *field)
{
	const struct cell *c = state_cell(s, obj, field);

	return c && known_null(s, c->val);
}

/* Is there a use of the socket, after which it must have been there? The pointer to it says nothing. */
static bool is_use(const struct event *e)
{
	return e->kind == EV_LOCK || (e->kind == EV_ENDED && e->via == F_SK_SOCKET);
}

/*
 * Somebody who was told of it, and was not seen, may have put it or will. Not where the function goes
 * on to use the socket, of which it holds no reference but this one.
 */
static bool is_left_to_others(const struct state *s, const struct value *sk)
{
	const struct sock *k = state_sock_find(s, sk);
	const struct entry *e = way_entry(s, sk);
	bool used = false;

	if (k && k->escaped)
		return true;
	if (!k || !(k->touched || k->closed))
		return false;
	if (e && e->took)
		return true;
	for (const struct event *ev = s->history; ev; ev = ev->prev) {
		if (ev->obj != sk)
			continue;
		if (ev->kind == EV_REF)
			return true;
		if (ev->kind == EV_TOUCH || ev->kind == EV_METHOD)
			return !used;
		used |= is_use(ev);
	}
	return true;	/* not seen on this path, or in another file */
}

static bool is_put(const struct state *s, const struct value *sk)
{
	const struct entry *e = way_entry(s, sk);

	return e && (e->amount.any || e->amount.n || e->amount.k || e->handed || e->settled);
}

/* By this function itself, with sock_put(sk), or of another reference: the socket is used behind it. */
static bool is_other_put(const struct run *r, const struct state *s, const struct value *sk)
{
	for (const struct event *e = s->history; e; e = e->prev) {
		if (e->obj != sk)
			continue;
		if (is_use(e))
			return true;
		if (e->kind == EV_PUT)
			return e->func == r->func && !(e->via && ir_find(r->fl->unit, e->via));
	}
	return false;
}

/*
 * What it was asked chose between this way and one on which a helper of the unit puts it:
 * if (!sock_flag(sk, SOCK_ZAPPED)) return; then whoever sets that flag calls the helper again.
 */
static bool is_put_by_last(const struct run *r, const struct state *s, const struct value *sk)
{
	const struct sock *k = state_sock_find(s, sk);

	if (!k || !(k->asked || k->queried || k->judged))
		return false;
	vec_for(i, &r->exits)
		if (is_put(r->exits.v[i], sk) && !is_other_put(r, r->exits.v[i], sk))
			return true;
	return false;
}

static void check_way(struct run *r, struct state *s, const struct ir_insn *ret, const struct value *sock)
{
	const struct value *sk = value_init(r->fl->values, sock, F_SOCKET_SK);
	struct finding_at at = {
		.rule = RULE_SOCK_LEAK, .level = LEVEL_NOTE, .conf = CONF_MEDIUM, .insn = ret,
		.func = r->func, .obj = sk, .last = "left here, and nobody has put it", .ended = true,
	};

	if (!sk || known_null(s, sk) || is_put(s, sk))
		return;
	if (!is_nulled(s, sock, F_SOCKET_SK) && !is_nulled(s, sk, F_SK_SOCKET))
		return;
	if (is_left_to_others(s, sk) || is_put_by_last(r, s, sk))
		return;
	violation_add(r, s, &at, "reference that '%s' was made with is not put by the function that ends it",
		      name_of(r, sk));
}

void ended_check(struct run *r)
{
	for (unsigned int n = 0; n < r->func->nr_params; n++) {
		const struct value *sock = value_param(r->fl->values, r->func, n);

		if (!is_socket_of_user(r, sock))
			continue;
		vec_for(i, &r->exits)
			check_way(r, r->exits.v[i], r->exit_insns.v[i], sock);
	}
}

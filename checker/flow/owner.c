/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * owner - the pair (skb->sk, skb->destructor) and who has paid for it.
 *
 * The pair is written in two stores, in either order, and code in between is
 * free to do as it likes: so nothing is judged at a store. A store only marks
 * the buffer dirty and remembers the pair that stood before. The account is
 * settled when somebody else can see the buffer: it is orphaned, freed, handed
 * on, or the function ends. Then the pair must be whole, the earlier owner
 * must be gone, and what the destructor will put is taken off the ledger.
 */
#include "base/bug.h"
#include "run.h"

const struct value *owner_half(struct run *r, struct state *s, const struct value *skb,
			       const char *field)
{
	struct cell *c = state_cell(s, skb, field);
	const struct value *v;

	if (c)
		return c->val;
	v = value_init(r->fl->values, skb, field);
	if (!v) {
		v = value_join(r->fl->values, field, skb->id);
		state_write(s, skb, field, v);
	}
	return v;
}

static bool is_null(const struct state *s, const struct value *v)
{
	return known_null(s, v);
}

static void mark_dirty(struct run *r, struct state *s, struct skb *b)
{
	if (b->dirty)
		return;
	b->dirty = true;
	b->prior_sk = owner_half(r, s, b->v, F_SK);
	b->prior_dtor = owner_half(r, s, b->v, F_DTOR);
	b->sk_insn = b->dtor_insn = NULL;
	b->mid_sk = b->mid_dtor = NULL;
	b->clear_insn = NULL;
	b->cleared = NULL;
}

/*
 * A pair that is whole and is written again: unless only one half changes (a
 * destructor that takes over from another), the first owner is lost.
 */
static void mark_overwrite(struct run *r, struct state *s, struct skb *b)
{
	const struct value *sk = owner_half(r, s, b->v, F_SK);
	const struct value *dtor = owner_half(r, s, b->v, F_DTOR);

	if (b->mid_sk || !b->sk_insn || !b->dtor_insn || !earlier_is_set(s, sk) || !earlier_is_set(s, dtor))
		return;
	b->mid_sk = sk;
	b->mid_dtor = dtor;
}

/* Borrowed and given back: as if nothing had happened. */
static void mark_restored(struct run *r, struct state *s, struct skb *b)
{
	if (owner_half(r, s, b->v, F_SK) == b->prior_sk &&
	    owner_half(r, s, b->v, F_DTOR) == b->prior_dtor)
		b->dirty = false;
}

static void mark_cleared(struct run *r, struct state *s, struct skb *b, const struct ir_insn *i,
			 const char *field, const struct value *val)
{
	if (is_null(s, val) && !is_null(s, owner_half(r, s, b->v, field))) {
		b->clear_insn = i;
		b->cleared = field;
		b->cleared_prior = owner_half(r, s, b->v, field) ==
				   (field == F_SK ? b->prior_sk : b->prior_dtor);
	} else if (!is_null(s, val)) {
		b->cleared = NULL;	/* clearing came first, the new owner after it */
	}
}

void owner_store(struct run *r, struct state *s, const struct ir_insn *i, const struct value *skb,
		 const char *field, const struct value *val)
{
	struct skb *b = state_skb(s, skb);
	enum event_kind kind = is_null(s, val) ? EV_CLEAR :
			       field == F_SK ? EV_SET_SK : EV_SET_DTOR;

	if (val != owner_half(r, s, skb, field))
		byhand_store(b);
	mark_dirty(r, s, b);
	mark_cleared(r, s, b, i, field, val);
	mark_overwrite(r, s, b);
	state_write(s, skb, field, val);
	if (field == F_SK)
		b->sk_insn = i;
	else
		b->dtor_insn = i;
	b->set_func = r->func;
	site_store(r, s, i, skb, field, val);
	event_add(r, s, kind, i, skb, val->kind == V_FUNC ? val->name : NULL);
	mark_restored(r, s, b);
	if (kind != EV_CLEAR)
		kinds_accepted(r, s, i, skb);
}

/* The place of the pair's last write: where findings about it are reported. */
static const struct ir_insn *attach_insn(const struct skb *b)
{
	if (!b->sk_insn || !b->dtor_insn)
		return b->sk_insn ? b->sk_insn : b->dtor_insn;
	if (b->sk_insn->loc.file != b->dtor_insn->loc.file)
		return b->dtor_insn;
	return b->sk_insn->loc.line > b->dtor_insn->loc.line ? b->sk_insn : b->dtor_insn;
}

/* --- the earlier owner --- */

/*
 * A socket is looked up for the caller's buffer, and nothing else is done with it: an early
 * look-up, which is for buffers that have no owner yet. testdata/idioms/demux.c
 */
static bool is_early(struct run *r, struct state *s, const struct skb *b, enum skb_end how)
{
	const struct value *sk = owner_half(r, s, b->v, F_SK);
	const struct sock *k = state_sock_find(s, sk);

	return how == END_EXIT && !b->touched && !value_from_caller(sk) && !(k && k->fresh);
}

static void check_prior(struct run *r, struct state *s, const struct skb *b,
			const struct value *sk, const struct value *dtor, enum skb_end how)
{
	struct latent l = {
		.kind = LATENT_ORPHAN, .rule = RULE_MISSING_ORPHAN, .obj = b->v,
		.a = sk, .b = dtor, .insn = attach_insn(b), .func = b->set_func,
		.stays = is_early(r, s, b, how),
	};

	if (!b->refunded)
		earlier_check(r, s, &l);
}

/* --- one half alone --- */

static struct finding_at at_half(const struct skb *b, enum rule_id rule,
				 const struct ir_insn *insn, const char *last)
{
	return (struct finding_at){
		.rule = rule, .level = LEVEL_WARNING, .conf = CONF_HIGH,
		.insn = insn ? insn : attach_insn(b), .func = b->set_func, .obj = b->v,
		.last = last,
	};
}

static const char *const how_words[] = {
	[END_ORPHAN] = "skb_orphan() hits its BUG_ON here",
	[END_RELEASE] = "the buffer is freed here",
	[END_GIVE] = "the buffer goes into other hands here",
	[END_EXIT] = "the function ends",
};

static bool is_paid(const struct state *s, const struct value *sk)
{
	const struct entry *e = ledger_find(s, sk, F_REFCNT);

	return e && (e->amount.any || e->amount.k > 0) && e->took;
}

/* Something else passes through the field: (struct sock *)csk, or a number. */
static bool is_no_socket(const struct run *r, const struct value *sk)
{
	const char *rec = sk->type ? ir_pointee(sk->type) : NULL;

	if (sk->kind == V_INIT && sk->type && sk->type->kind == IRT_INT)
		return true;
	return rec && !protocol_is_sock(r->fl->unit, rec);
}

/* sk was set here and there is no destructor. */
static void check_no_dtor(struct run *r, struct state *s, const struct skb *b,
			  const struct value *sk, const struct value *dtor, enum skb_end how)
{
	struct finding_at at = at_half(b, RULE_SK_WITHOUT_DTOR, b->sk_insn, how_words[how]);
	const struct sock *k = state_sock_find(s, sk);

	if (how == END_RELEASE || !b->sk_insn || is_no_socket(r, sk))
		return;
	at.obj2 = sk;
	if (!is_null(s, dtor) && !earlier_is_set(s, dtor) && is_null(s, b->prior_sk)) {
		/* it had no owner, so there is no destructor; is it a loan? */
		if (b->v->kind != V_PARAM && !(k && k->found))
			at.level = LEVEL_NOTE;
	} else if (!is_null(s, dtor)) {
		/* the destructor is the caller's, and nothing is known of the owner */
		if (earlier_is_set(s, dtor) || !value_from_caller(dtor) || b->v->kind != V_PARAM ||
		    (how == END_EXIT && !r->root))
			return;
		at.level = LEVEL_NOTE;
		at.conf = CONF_LOW;
	} else if ((k && k->fresh) || b->touched || is_paid(s, sk)) {
		/* a queued child: a reference may go along, to be put by hand later */
		at.level = LEVEL_NOTE;
		at.conf = CONF_LOW;
	}
	if (!r->fl->carries || at.level != LEVEL_NOTE)
		violation_add(r, s, &at, "'%s' is set on '%s' and no destructor is: skb_orphan() would BUG",
			      name_of(r, sk), name_of(r, b->v));
	if (sk->kind != V_INT)
		ledger_settle(s, sk, F_REFCNT);		/* said once */
}

static bool needs_sk(struct run *r, struct state *s, const struct skb *b,
		     const struct value *dtor)
{
	const char *func = known_func(s, dtor);
	struct refund f;

	if (!func)
		return false;
	f = contract_refund(r, s, b->v, value_int(r->fl->values, 0), func, NULL);
	return f.known && f.needs_sk;
}

/* Was something else than the buffer itself asked before? Then its destructor may be for what was asked about. */
static bool is_conditional(const struct state *s, const struct skb *b)
{
	const struct event *e = s->history;

	if (b->dtor_insn->op == IR_CALL)
		return true;	/* what a callee asks its caller does not see */
	while (e && !(e->kind == EV_SET_DTOR && e->insn == b->dtor_insn))
		e = e->prev;
	for (; e && e->insn != b->v->site; e = e->prev)
		if (e->kind == EV_BRANCH && e->obj != b->v)
			return true;
	return false;
}

/* Is @dtor what another buffer came with, together with a socket for all that is known? */
static bool is_of_another(struct run *r, struct state *s, const struct skb *b, const struct value *dtor)
{
	return dtor->kind == V_INIT && dtor->name == F_DTOR && dtor->a != b->v && !is_null(s, dtor) &&
	       !is_null(s, value_init(r->fl->values, dtor->a, F_SK)) && !is_conditional(s, b);
}

static void check_no_sk(struct run *r, struct state *s, const struct skb *b,
			const struct value *dtor)
{
	struct finding_at at = at_half(b, RULE_DTOR_WITHOUT_SK, b->dtor_insn,
				       "the destructor is set here");

	if (b->dtor_insn && needs_sk(r, s, b, dtor))
		violation_add(r, s, &at, "%s() needs skb->sk, and '%s' has none",
			      known_func(s, dtor), name_of(r, b->v));
	else if (b->dtor_insn && is_of_another(r, s, b, dtor))
		violation_add(r, s, &at, "the destructor of another buffer is set, and '%s' has no socket for it",
			      name_of(r, b->v));
}

/* Neither written, nor read, nor asked about. */
static bool is_unseen(struct run *r, const struct state *s, const struct value *skb, const char *half)
{
	const struct value *v = value_init(r->fl->values, skb, half);

	return !state_fact(s, v) && !charge_is_named(s, v);
}

/* One of this file: it may go on to the destructor that it stands for, as an upgrade does. */
static bool is_own_destructor(struct run *r, struct state *s, const struct value *dtor)
{
	const char *name = known_func(s, dtor);

	return name && ir_find(r->fl->unit, name);
}

/*
 * A buffer of the caller's gets a destructor that needs the socket, and nobody here has set or looked
 * at one: either it has none, or the owner that it has loses its own destructor. Before it is freed it
 * may get back the one that its owner came with: testdata/idioms/one_side.c
 */
static void check_unseen_sk(struct run *r, struct state *s, const struct skb *b,
			    const struct value *sk, const struct value *dtor, enum skb_end how)
{
	struct finding_at at = at_half(b, RULE_DTOR_WITHOUT_SK, b->dtor_insn,
				       "the destructor is set here");

	if (!b->dtor_insn || !r->root || how == END_RELEASE || b->v->kind != V_PARAM || sk != b->prior_sk ||
	    sk->kind != V_INIT || dtor == b->prior_dtor || b->prior_dtor->kind != V_INIT ||
	    !is_unseen(r, s, b->v, F_SK) || !is_unseen(r, s, b->v, F_DTOR) || !needs_sk(r, s, b, dtor) ||
	    is_own_destructor(r, s, dtor))
		return;
	at.level = LEVEL_NOTE;
	at.conf = CONF_LOW;
	violation_add(r, s, &at, "%s() needs skb->sk, and nothing here has set that of '%s' or looked at it",
		      known_func(s, dtor), name_of(r, b->v));
}

/*
 * One half was cleared here and the other was left. Freed buffers do not matter;
 * clearing what this function had put there itself, over no owner, ends a loan.
 * True when that is what is wrong with the buffer.
 */
static bool check_half_cleared(struct run *r, struct state *s, const struct skb *b,
			       const struct value *sk, const struct value *dtor, enum skb_end how)
{
	bool sk_cleared = b->cleared == F_SK, unsure = false;
	const struct value *left = sk_cleared ? dtor : sk;
	struct finding_at at = at_half(b, RULE_HALF_CLEARED, b->clear_insn,
				       "only this half is cleared");

	if (!b->cleared || is_null(s, left))
		return false;
	if (how == END_RELEASE && !(sk_cleared && needs_sk(r, s, b, dtor)))
		return false;
	if (!earlier_is_set(s, left)) {
		if (left != (sk_cleared ? b->prior_dtor : b->prior_sk))
			return false;
		if (!earlier_is_set(s, sk_cleared ? b->prior_sk : b->prior_dtor) &&
		    !earlier_is_elsewhere(s, b->prior_sk, b->v))
			unsure = true;	/* nothing says that there was an owner */
		if (unsure && (!b->cleared_prior || b->fresh || how == END_RELEASE))
			return false;
		if (sk_cleared && r->fl->carries)
			return false;
		if (sk_cleared || unsure) {
			at.level = LEVEL_NOTE;
			at.conf = CONF_LOW;
		}
	}
	violation_add(r, s, &at, "skb->%s of '%s' is cleared and skb->%s is left",
		      sk_cleared ? "sk" : "destructor", name_of(r, b->v),
		      sk_cleared ? "destructor" : "sk");
	return true;
}

/*
 * The destructors of two buffers have changed places and the sockets have not: each
 * would refund to the other's socket, or to none.
 */
static bool check_half_swapped(struct run *r, struct state *s, const struct skb *b,
			       const struct value *sk, const struct value *dtor)
{
	struct finding_at at = at_half(b, RULE_HALF_CLEARED, b->dtor_insn,
				       "only this half changes places");
	const struct value *other = dtor->a;

	if (dtor->kind != V_INIT || dtor->name != F_DTOR || other == b->v || !b->dtor_insn ||
	    b->sk_insn || is_null(s, dtor) || is_null(s, sk) || is_null(s, b->prior_dtor) ||
	    owner_half(r, s, other, F_DTOR) != b->prior_dtor ||
	    owner_half(r, s, other, F_SK) == sk || state_cell(s, other, F_SK))
		return false;
	violation_add(r, s, &at, "skb->destructor of '%s' changes places with that of '%s', and skb->sk does not",
		      name_of(r, b->v), name_of(r, other));
	return true;
}

/* --- payment --- */

/* Takes off the ledger what the new destructor will put, adds what the old one will not. */
static void account_pair(struct run *r, struct state *s, const struct skb *b,
			 const struct value *sk, const char *func, int sign)
{
	struct refund f;

	if (!func || is_null(s, sk))
		return;
	f = contract_refund(r, s, b->v, sk, func, NULL);
	if (!f.known || f.settled) {
		ledger_settle(s, sk, F_REFCNT);
		return;
	}
	if (!f.refs)
		return;
	ledger_refs(r, s, attach_insn(b), sk, sign * f.refs, sign > 0 ? EV_HANDED : EV_REF, func);
	if (b->set_func)	/* it happened where the pair was written */
		((struct event *)s->history)->func = b->set_func;
}

static void account(struct run *r, struct state *s, const struct skb *b, const struct value *sk,
		    const struct value *dtor)
{
	const char *older = contract_one(r, s, b->v, b->prior_sk, b->prior_dtor);
	const char *newer = contract_one(r, s, b->v, sk, dtor);

	if (!is_null(s, b->prior_dtor))
		charge_account(r, s, b, attach_insn(b), b->prior_sk, b->prior_dtor, -1);
	if (!is_null(s, dtor))
		charge_account(r, s, b, attach_insn(b), sk, dtor, 1);
	if (!is_null(s, b->prior_sk) && !is_null(s, b->prior_dtor)) {
		if (older)
			account_pair(r, s, b, b->prior_sk, older, -1);
		else
			ledger_settle(s, b->prior_sk, F_REFCNT);
	}
	if (is_null(s, sk) && is_null(s, dtor) && !is_null(s, b->prior_sk) &&
	    !is_null(s, b->prior_dtor) && !earlier_is_elsewhere(s, b->prior_sk, b->v))
		charge_disowned(r, s, b);
	if (is_null(s, sk) || is_null(s, dtor))
		return;
	if (newer)
		account_pair(r, s, b, sk, newer, 1);
	else
		ledger_settle(s, sk, F_REFCNT);
}

void owner_account(struct run *r, struct state *s, const struct skb *b)
{
	struct skb copy = *b;	/* the array may move */

	account(r, s, &copy, owner_half(r, s, copy.v, F_SK), owner_half(r, s, copy.v, F_DTOR));
}

/*
 * The same socket, and another destructor in place of the old one: right when the
 * new one refunds what the old one would have (sctp_wfree() ends in sock_wfree()).
 * Of an old one that is not known only this can be said: a destructor that puts a
 * reference does not refund a charge.
 */
/* Has this path paid for a socket other than @sk, with nobody to give it back yet? */
static bool paid_another(const struct state *s, const struct value *sk)
{
	vec_for(i, &s->ledger) {
		const struct entry *e = &s->ledger.v[i];

		if (e->obj != sk && e->counter == F_REFCNT && e->took && !e->amount.any &&
		    e->amount.k > 0)
			return true;
	}
	return false;
}

/* Did another buffer come with destructor @func, was that taken off by hand, and the socket given to nobody? */
static bool takes_over(struct run *r, struct state *s, const struct skb *b, const char *func)
{
	for (unsigned int i = 0; i < s->skbs.n; i++) {
		const struct value *x = s->skbs.v[i].v;
		const struct value *sk = value_init(r->fl->values, x, F_SK);
		const struct value *dtor = value_init(r->fl->values, x, F_DTOR);

		if (x != b->v && sk && dtor && known_func(s, dtor) == func &&
		    is_null(s, owner_half(r, s, x, F_SK)) && is_null(s, owner_half(r, s, x, F_DTOR)) &&
		    s->skbs.v[i].fate == SKB_HERE && !earlier_is_elsewhere(s, sk, x))
			return true;
	}
	return false;
}

/*
 * A destructor that needs a socket, over a pair of which nothing is known or was asked,
 * and a reference of some socket, or the owner of another buffer: the store of the other half
 * was forgotten.
 */
static void check_maybe_no_sk(struct run *r, struct state *s, const struct skb *b,
			      const struct value *sk, const struct value *dtor)
{
	struct finding_at at = at_half(b, RULE_DTOR_WITHOUT_SK, b->dtor_insn,
				       "the destructor is set here");

	if (!r->root || !b->dtor_insn || b->sk_insn || earlier_is_set(s, sk) || !needs_sk(r, s, b, dtor) ||
	    (!paid_another(s, sk) && !takes_over(r, s, b, known_func(s, dtor))))
		return;
	at.level = LEVEL_NOTE;
	at.conf = CONF_LOW;
	violation_add(r, s, &at, "%s() needs skb->sk, and nothing here says that '%s' has one",
		      known_func(s, dtor), name_of(r, b->v));
}

static void check_replaced(struct run *r, struct state *s, const struct skb *b,
			   const struct value *sk, const struct value *older,
			   const struct value *newer, enum skb_end how)
{
	const char *new_func = known_func(s, newer), *old_func = known_func(s, older);
	struct refund f;

	if (!new_func || is_null(s, sk) || new_func == old_func)
		return;
	if (old_func) {
		if (contract_covers(r, s, b->v, sk, new_func, old_func))
			return;
		check_prior(r, s, b, sk, older, how);
		ledger_settle_charges(s, sk);	/* said once */
		return;
	}
	check_maybe_no_sk(r, s, b, sk, newer);
	f = contract_refund(r, s, b->v, sk, new_func, NULL);
	if (f.known && !f.settled && f.refs < 0)
		check_prior(r, s, b, sk, older, how);
}

/* Both halves were cleared, or the destructor alone, and then the socket was stored back. */
static bool is_half_restored(const struct state *s, const struct skb *b)
{
	return b->sk_insn && b->dtor_insn && !b->cleared && !is_null(s, b->prior_dtor);
}

static void check_pair(struct run *r, struct state *s, const struct skb *b,
		       const struct value *sk, const struct value *dtor, enum skb_end how)
{
	bool no_sk = is_null(s, sk), no_dtor = is_null(s, dtor);

	if (b->mid_sk && sk == b->mid_sk && dtor != b->mid_dtor && !no_dtor)
		check_replaced(r, s, b, sk, b->mid_dtor, dtor, how);
	if (b->mid_sk && sk != b->mid_sk && dtor != b->mid_dtor && earlier_is_set(s, sk) && earlier_is_set(s, dtor))
		check_prior(r, s, b, b->mid_sk, b->mid_dtor, how);
	if (sk != b->prior_sk && dtor != b->prior_dtor && !no_sk && !no_dtor)
		check_prior(r, s, b, b->prior_sk, b->prior_dtor, how);
	else if (sk == b->prior_sk && dtor != b->prior_dtor && !no_dtor)
		check_replaced(r, s, b, sk, b->prior_dtor, dtor, how);
	else if (!no_sk && ((sk != b->prior_sk && dtor == b->prior_dtor) ||
			    (no_dtor && (sk != b->prior_sk || is_half_restored(s, b)))))
		check_no_dtor(r, s, b, sk, dtor, how);
	if (!no_dtor && no_sk && dtor != b->prior_dtor)
		check_no_sk(r, s, b, dtor);
	else if (!no_sk && !no_dtor)
		check_unseen_sk(r, s, b, sk, dtor, how);
}

static void settle(struct run *r, struct state *s, struct skb *live, enum skb_end how)
{
	struct skb b = *live;	/* the arrays may move */
	const struct value *sk = owner_half(r, s, b.v, F_SK);
	const struct value *dtor = owner_half(r, s, b.v, F_DTOR);

	site_pair(r, s, &b);
	live->dirty = false;
	live->prior_sk = live->prior_dtor = NULL;
	live->refunded = false;
	live->size_insn = NULL;
	live->paid = NULL;
	if (!check_half_cleared(r, s, &b, sk, dtor, how) && !check_half_swapped(r, s, &b, sk, dtor))
		check_pair(r, s, &b, sk, dtor, how);
	if (is_null(s, sk) && is_null(s, dtor))
		b.refunded |= earlier_erased(r, s, &b, how);	/* said once */
	account(r, s, &b, sk, dtor);
	copied_note(r, s, &b, attach_insn(&b));
}

/*
 * The account of the buffer is closed. When its pair was not written here, the
 * caller has to know how the owner that it passed has ended.
 */
void owner_close(struct run *r, struct state *s, const struct value *skb, enum skb_end how)
{
	struct skb *b = state_skb(s, skb);

	byhand_close(r, s, b, how);
	if (how == END_RELEASE || how == END_ORPHAN)
		copied_close(r, s, skb);
	charge_settle_size(r, s, b);
	b = state_skb(s, skb);
	if (b->dirty)
		settle(r, s, b, how);
	else if (b->ended == END_NONE && !state_cell(s, skb, F_SK) && !state_cell(s, skb, F_DTOR))
		b->ended = how;
}

void owner_orphan(struct run *r, struct state *s, const struct ir_insn *i, const struct value *skb)
{
	const struct value *null = value_int(r->fl->values, 0);

	owner_close(r, s, skb, END_ORPHAN);
	state_write(s, skb, F_SK, null);
	state_write(s, skb, F_DTOR, null);
	event_add(r, s, EV_ORPHAN, i, skb, NULL);
}

void owner_release(struct run *r, struct state *s, const struct ir_insn *i,
		   const struct value *skb)
{
	owner_close(r, s, skb, END_RELEASE);
	state_skb(s, skb)->fate = SKB_RELEASED;
	event_add(r, s, EV_RELEASE, i, skb, NULL);
}

void owner_give(struct run *r, struct state *s, const struct ir_insn *i, const struct value *skb)
{
	owner_close(r, s, skb, END_GIVE);
	state_skb(s, skb)->fate = SKB_GIVEN;
	event_add(r, s, EV_GIVE, i, skb, NULL);
}

static bool points_into(const struct value *v, const struct value *obj)
{
	while (v != obj && (v->kind == V_FIELD || v->kind == V_OUTER))
		v = v->a;
	return v == obj;
}

/* In the list of another one's fragments: it is reached by a walk, not by name. */
static bool is_in_list(const struct state *s, const struct cell *c)
{
	return c->obj->kind == V_FIELD && state_is_skb(s, value_object(c->obj));
}

static bool is_member(const struct state *s, const struct value *skb, const uint64_t *live);

static bool is_held(const struct state *s, const struct value *skb, const uint64_t *live)
{
	env_for(i, s)
		if ((live[i / 64] >> (i % 64) & 1) && points_into(s->env[i], skb))
			return true;
	vec_for(i, &s->heap)
		if (s->heap.v[i].val == skb && !is_in_list(s, &s->heap.v[i]))
			return true;
	return skb->kind == V_PARAM || is_member(s, skb, live);
}

/* chunk->skb, as it was at entry: whoever has the chunk has the buffer. */
static bool is_member(const struct state *s, const struct value *skb, const uint64_t *live)
{
	if (skb->kind != V_INIT || skb->name == F_STAR || protocol_is_link(skb->name))
		return false;
	vec_for(i, &s->heap)
		if (s->heap.v[i].obj == skb->a && s->heap.v[i].field == skb->name)
			return false;
	return is_held(s, value_root(skb->a), live);
}

/* It may be met again under the same name: what was known of the pair that it came with is out of date. */
static void forget_entry(struct run *r, struct state *s, const struct value *skb)
{
	const struct value *sk = value_init(r->fl->values, skb, F_SK);
	const struct value *dtor = value_init(r->fl->values, skb, F_DTOR);

	if (sk)
		fact_drop(s, sk);
	if (dtor)
		fact_drop(s, dtor);
}

/*
 * The walk over a list has gone on: no variable leads to this buffer any more, so
 * nothing more can be done to it here.
 */
void owner_retire(struct run *r, struct state *s, const uint64_t *live)
{
	for (unsigned int n = 0; n < s->skbs.n; n++) {
		const struct value *skb = s->skbs.v[n].v;
		unsigned int k = 0;

		if ((!s->skbs.v[n].dirty && !s->skbs.v[n].ran && !s->skbs.v[n].size_insn) ||
		    is_held(s, skb, live))
			continue;
		byhand_close(r, s, &s->skbs.v[n], END_EXIT);
		charge_settle_size(r, s, &s->skbs.v[n]);
		if (!s->skbs.v[n].dirty)
			continue;
		if (s->skbs.v[n].fate != SKB_RELEASED)
			settle(r, s, &s->skbs.v[n], END_EXIT);
		s->skbs.v[n].dirty = false;
		vec_for(i, &s->heap)
			if (s->heap.v[i].obj != skb || !field_is_pair(s->heap.v[i].field))
				s->heap.v[k++] = s->heap.v[i];
		s->heap.n = k;
		forget_entry(r, s, skb);
	}
}

/* A buffer of the caller's is accounted for by the caller when we know all callers. */
static bool left_to_caller(const struct run *r, const struct value *skb)
{
	return !r->root && value_from_caller(skb);
}

static bool is_returned(const struct state *s, const struct value *v)
{
	return s->ret && value_object(s->ret) == v;
}

void owner_exit(struct run *r, struct state *s, const struct ir_insn *i)
{
	for (unsigned int n = 0; n < s->skbs.n; n++) {
		struct skb *b = &s->skbs.v[n];

		if (b->fate == SKB_RELEASED)
			continue;
		if (left_to_caller(r, b->v) || (!r->root && is_returned(s, b->v))) {
			if (b->dirty)
				site_pair(r, s, b);
			charge_left(r, s, b);
			continue;
		}
		byhand_close(r, s, b, END_EXIT);
		charge_settle_size(r, s, &s->skbs.v[n]);
		if (s->skbs.v[n].dirty)
			settle(r, s, &s->skbs.v[n], END_EXIT);
	}
	copied_exit(r, s);
}

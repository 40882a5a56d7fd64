/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * intrinsic - the functions of include/skbown.h: what models are written with,
 * and what fixtures ask.
 */
#include <stdarg.h>
#include <stdlib.h>
#include "base/bug.h"
#include "base/intern.h"
#include "run.h"

struct call {
	struct run *r;
	struct state *s;
	const struct ir_insn *i;
	const struct value **args;
	bool alive;
};

static struct value_table *values(struct call *c)
{
	return c->r->fl->values;
}

static const struct value *arg_object(struct call *c, unsigned int n)
{
	BUG_ON(n >= c->i->nr_args);
	return c->args[n];
}

static int64_t arg_int(struct call *c, unsigned int n)
{
	const struct value *v = arg_object(c, n);

	return v->kind == V_INT ? v->imm : 0;
}

/* A string arrives as a global named "=text". */
static const char *arg_string(struct call *c, unsigned int n)
{
	const struct value *v = arg_object(c, n);

	return v->kind == V_GLOBAL && v->name[0] == '=' ? v->name + 1 : "";
}

static void do_never(struct call *c)
{
	c->alive = false;
}

static void do_since(struct call *c)
{
	unsigned int version = arg_int(c, 0) * 100 + arg_int(c, 1);

	bind(c->r, c->s, c->i, value_int(values(c), models_since(c->r->fl->opt->models, version)));
}

/* What holds for other versions only was not found: models_find(). */
static void do_only(struct call *c)
{
}

static void do_any(struct call *c)
{
	bind(c->r, c->s, c->i, NULL);
}

static const struct value *new_object(struct call *c)
{
	const struct value *v = fresh(c->r, c->s, c->i);

	bind(c->r, c->s, c->i, v);
	return v;
}

static void do_any_ptr(struct call *c)
{
	fact_set_err(c->s, new_object(c), false);
}

static void do_any_object(struct call *c)
{
	const struct value *v = new_object(c);

	fact_set_nonnull(c->s, v);
	fact_set_err(c->s, v, false);
}

static void do_add(struct call *c)
{
	const struct value *counter = arg_object(c, 0);

	if (value_object(counter)->kind == V_INT || !fact_set_nonnull(c->s, value_object(counter)) ||
	    !fact_set_err(c->s, value_object(counter), false)) {
		c->alive = false;
		return;
	}
	ledger_add(c->r, c->s, c->i, counter, arg_object(c, 1));
}

static void do_settle(struct call *c)
{
	const struct value *v = arg_object(c, 0);

	if (v->kind == V_FIELD)
		ledger_settle(c->s, v->a, v->name);
	else
		ledger_settle(c->s, v, F_STAR);
}

static void do_fresh_skb(struct call *c)
{
	const struct value *v = new_object(c), *null = value_int(values(c), 0);
	struct skb *b;

	fact_set_nonnull(c->s, v);
	fact_set_err(c->s, v, false);
	state_write(c->s, v, F_SK, null);
	state_write(c->s, v, F_DTOR, null);
	b = state_skb(c->s, v);
	*b = (struct skb){ .v = v, .fresh = true };
	event_add(c->r, c->s, EV_ALLOC, c->i, v, NULL);
}

static void on_skb(struct call *c, void (*fn)(struct run *, struct state *, const struct ir_insn *,
					      const struct value *))
{
	const struct value *skb = arg_object(c, 0);

	if (skb->kind == V_INT || !fact_set_nonnull(c->s, skb)) {
		c->alive = false;
		return;
	}
	fn(c->r, c->s, c->i, skb);
}

static void do_release_skb(struct call *c)
{
	on_skb(c, owner_release);
}
static void do_give_skb(struct call *c)
{
	on_skb(c, owner_give);
}
static void do_orphan_skb(struct call *c)
{
	on_skb(c, owner_orphan);
}

static struct sock *new_sock(struct call *c)
{
	const struct value *v = new_object(c);
	struct sock *k = state_sock(c->s, v);
	const struct value *kinds = arg_object(c, 0);

	fact_set_nonnull(c->s, v);
	fact_set_err(c->s, v, false);
	*k = (struct sock){ .v = v, .kinds = KIND_ANY, .source = KINDS_CERTAIN };
	if (kinds->kind == V_INT)
		k->kinds = kinds->imm;
	else
		k->kinds_arg = kinds;
	return k;
}

static void do_found_sock(struct call *c)
{
	struct sock *k = new_sock(c);

	k->found = true;
	event_add(c->r, c->s, EV_FOUND, c->i, k->v, NULL)->imm = k->kinds;
}

static void do_fresh_sock(struct call *c)
{
	struct sock *k = new_sock(c);

	k->fresh = true;
}

static void bind_pred(struct call *c, const char *question, int64_t arg)
{
	const struct value *v = arg_object(c, 0);

	bind(c->r, c->s, c->i, value_pred(values(c), intern(question), v, arg));
}

static void do_is_kind(struct call *c)
{
	bind_pred(c, "kind", arg_int(c, 1));
}
static void do_is_mini(struct call *c)
{
	bind_pred(c, "mini", 0);
}
static void do_is_refcounted(struct call *c)
{
	bind_pred(c, "refcounted", 0);
}
/* For who looks at the model, see promise.c. */
static void do_takes_kinds(struct call *c)
{
}
static void do_is_held(struct call *c)
{
	bind_pred(c, "held", 0);
}
static void do_is_err(struct call *c)
{
	bind_pred(c, "err", 0);
}

static void do_err_ptr(struct call *c)
{
	const struct value *v = arg_object(c, 0);

	if (v->kind != V_INT) {
		v = new_object(c);
		c->alive = fact_set_err(c->s, v, true);
	} else {
		bind(c->r, c->s, c->i, v);
	}
}

static void do_need_kind(struct call *c)
{
	kinds_need(c->r, c->s, c->i, arg_object(c, 0), arg_int(c, 1), RULE_NONFULL_USE,
		   arg_string(c, 2));
}

static void do_need_kind_put(struct call *c)
{
	kinds_need(c->r, c->s, c->i, arg_object(c, 0), arg_int(c, 1), RULE_NONFULL_PUT,
		   arg_string(c, 2));
}

static void do_escape(struct call *c)
{
	const struct value *v = value_object(arg_object(c, 0));

	if (v->kind != V_INT)
		sock_escape(state_sock(c->s, v), NULL);
}

static void do_free(struct call *c)
{
	freed_object(c->s, c->i, arg_object(c, 0));
}

/* --- who may vanish --- */

static void do_need_alive(struct call *c)
{
	dying_need(c->r, c->s, c->i, arg_object(c, 0));
}

static void weaken(struct call *c, enum weakness weak)
{
	const struct value *v = arg_object(c, 0);

	fact_set_cover(c->s, v, dying_cover(c->s));
	if (guards_locked(c->s))
		return;
	fact_set_weak(c->s, v, c->s->guards.rcu > 0 ? WEAK_YES : weak);
	event_add(c->r, c->s, EV_WEAK, c->i, v, NULL);
}

static void do_weak(struct call *c)
{
	weaken(c, WEAK_YES);
}
static void do_weak_in_rcu(struct call *c)
{
	weaken(c, WEAK_ONCE);
}

static void do_taken_off(struct call *c)
{
	dying_taken(c->s, arg_object(c, 0));
}

static void do_lock(struct call *c)
{
	struct guards g = { .locks = arg_int(c, 0), .rcu = arg_int(c, 1) };

	g.least = g.locks < 0 ? g.locks : 0;
	guards_add(&c->s->guards, &g);
}

/* --- what fixtures ask --- */

static void expect(struct call *c, bool ok, const char *fmt, ...)
{
	char *text;
	va_list ap;
	int n;

	if (ok || !c->r->reporting || !c->r->fl->opt->test_failed)
		return;
	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	BUG_ON(n < 0);
	c->r->fl->opt->test_failed(c->i, text, c->r->fl->opt->data);
	free(text);
}

static const char *owner_word(struct call *c, const struct value *skb)
{
	const struct value *sk = owner_half(c->r, c->s, skb, F_SK);
	const struct value *dtor = owner_half(c->r, c->s, skb, F_DTOR);
	bool no_sk = known_null(c->s, sk), no_dtor = known_null(c->s, dtor);
	bool has_sk = known_nonnull(c->s, sk) || (sk->kind != V_INIT && !no_sk);
	bool has_dtor = known_nonnull(c->s, dtor) || (dtor->kind != V_INIT && !no_dtor);

	if (no_sk && no_dtor)
		return "none";
	if (has_sk && has_dtor)
		return "set";
	if ((has_sk && no_dtor) || (has_dtor && no_sk))
		return "half";
	return "unknown";
}

static void do_test_owner(struct call *c)
{
	const char *is = owner_word(c, arg_object(c, 0));

	expect(c, !strcmp(is, arg_string(c, 1)), "owner is \"%s\", not \"%s\"", is,
	       arg_string(c, 1));
}

static void do_test_refs(struct call *c)
{
	const struct entry *e = ledger_find(c->s, arg_object(c, 0), F_REFCNT);
	int64_t refs = e ? e->amount.k : 0;

	expect(c, !(e && e->amount.any) && refs == arg_int(c, 1), "references are %s%lld, not %lld",
	       e && e->amount.any ? "some, not " : "", (long long)refs, (long long)arg_int(c, 1));
}

static void do_test_kinds(struct call *c)
{
	const struct sock *k = state_sock_find(c->s, arg_object(c, 0));
	int64_t kinds = k ? k->kinds : KIND_ANY;

	expect(c, kinds == arg_int(c, 1), "kinds are %lld, not %lld", (long long)kinds,
	       (long long)arg_int(c, 1));
}

static void do_test_reached(struct call *c)
{
	expect(c, arg_int(c, 0) != 0, "this place is reached");
}

static void test_truth(struct call *c, int want)
{
	int t = truth(c->r, c->s, IRR_NE, arg_object(c, 0), value_int(values(c), 0));

	expect(c, t == want, "the condition is %s", t < 0 ? "not known" : t ? "true" : "false");
}

static void do_test_true(struct call *c)
{
	test_truth(c, 1);
}
static void do_test_false(struct call *c)
{
	test_truth(c, 0);
}

static const struct intrinsic {
	const char *name;
	unsigned int nr_args;
	void (*run)(struct call *c);
	bool uses;		/* what the first argument points to */
} intrinsics[] = {
	{ "skbown_never", 0, do_never },
	{ "skbown_since", 2, do_since },
	{ "skbown_only_since", 2, do_only },
	{ "skbown_only_before", 2, do_only },
	{ "skbown_any", 0, do_any },
	{ "skbown_any_ptr", 0, do_any_ptr },
	{ "skbown_any_object", 0, do_any_object },
	{ "skbown_add", 2, do_add, true },
	{ "skbown_settle", 1, do_settle, true },
	{ "skbown_fresh_skb", 0, do_fresh_skb },
	{ "skbown_release_skb", 1, do_release_skb },
	{ "skbown_give_skb", 1, do_give_skb },
	{ "skbown_orphan_skb", 1, do_orphan_skb },
	{ "skbown_found_sock", 1, do_found_sock },
	{ "skbown_fresh_sock", 1, do_fresh_sock },
	{ "skbown_is_kind", 2, do_is_kind, true },
	{ "skbown_is_mini", 1, do_is_mini },
	{ "skbown_is_refcounted", 1, do_is_refcounted, true },
	{ "skbown_is_held", 1, do_is_held },
	{ "skbown_takes_kinds", 2, do_takes_kinds },
	{ "skbown_need_kind", 3, do_need_kind, true },
	{ "skbown_need_kind_put", 3, do_need_kind_put, true },
	{ "skbown_is_err", 1, do_is_err },
	{ "skbown_err_ptr", 1, do_err_ptr },
	{ "skbown_escape", 1, do_escape },
	{ "skbown_free", 1, do_free },
	{ "skbown_need_alive", 1, do_need_alive, true },
	{ "skbown_taken_off", 1, do_taken_off },
	{ "skbown_weak", 1, do_weak },
	{ "skbown_weak_in_rcu", 1, do_weak_in_rcu },
	{ "skbown_lock", 2, do_lock },
	{ "test_owner", 2, do_test_owner },
	{ "test_refs", 2, do_test_refs },
	{ "test_kinds", 2, do_test_kinds },
	{ "test_reached", 1, do_test_reached },
	{ "test_true", 1, do_test_true },
	{ "test_false", 1, do_test_false },
};

bool intrinsic_call(struct run *r, struct state *s, const struct ir_insn *i, const char *name,
		    const struct value **args, struct state_vec *more, bool *alive)
{
	struct call c = { r, s, i, args, true };

	if (strncmp(name, "skbown_", 7) && strncmp(name, "test_", 5))
		return false;
	for (unsigned int n = 0; n < ARRAY_SIZE(intrinsics); n++) {
		if (strcmp(intrinsics[n].name, name) || intrinsics[n].nr_args != i->nr_args)
			continue;
		if (r->reporting && r->fl->opt->test_failed)
			vec_push(r->fl->arena, &r->fl->tested, i);
		if (intrinsics[n].uses)
			keeper_use(r, s, i, args[0]);
		intrinsics[n].run(&c);
		*alive = c.alive;
		return true;
	}
	return false;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* Callees of the unit: summaries, out parameters, error pointers, recursion, indirect calls. */
#include <linux/skbuff.h>
#include <linux/err.h>
#include <linux/list.h>
#include <net/sock.h>
#include <skbown.h>

static struct hlist_head table;

static void get(struct sock *sk)
{
	sock_hold(sk);
}

static void put_if(struct sock *sk)
{
	if (sk)
		sock_put(sk);
}

void t_helpers(struct sock *sk)
{
	get(sk);
	test_refs(sk, 1);
	put_if(sk);
	test_refs(sk, 0);
}

static struct sock *find(int state)
{
	struct sock *sk;

	sk_for_each(sk, &table) {
		if (sk->sk_state == state) {
			sock_hold(sk);
			return sk;
		}
	}
	return NULL;
}

void t_find(void)
{
	struct sock *sk = find(1);

	if (!sk)
		return;
	test_refs(sk, 1);
	sock_put(sk);
	test_refs(sk, 0);
}

static struct sock *find_err(int state)
{
	struct sock *sk = find(state);

	if (!sk)
		return ERR_PTR(-ENOENT);
	return sk;
}

void t_find_err(void)
{
	struct sock *sk = find_err(2);

	if (IS_ERR(sk))
		return;
	test_false(sk == NULL);
	test_refs(sk, 1);
	sock_put(sk);
}

static int find_out(int state, struct sock **res)
{
	*res = find(state);
	return *res ? 0 : -ENOENT;
}

void t_find_out(void)
{
	struct sock *sk;

	if (find_out(3, &sk))
		return;
	test_refs(sk, 1);
	sock_put(sk);
}

static bool find_flag(struct sock **res, bool *counted)
{
	*res = find(4);
	*counted = *res != NULL;
	return *counted;
}

void t_find_flag(void)
{
	struct sock *sk;
	bool counted;

	find_flag(&sk, &counted);
	if (counted) {
		test_refs(sk, 1);
		sock_put(sk);
	}
}

static int status(int n)
{
	if (n > 10)
		return -EINVAL;
	return 0;
}

static int get_or_fail(struct sock *sk, int n)
{
	int err = status(n);

	if (err)
		return err;
	sock_hold(sk);
	return 0;
}

void t_result_class(struct sock *sk, int n)
{
	if (get_or_fail(sk, n)) {
		test_refs(sk, 0);
		return;
	}
	test_refs(sk, 1);
	sock_put(sk);
}

static void orphan_it(struct sk_buff *skb)
{
	skb_orphan(skb);
}

static void attach(struct sk_buff *skb, struct sock *sk)
{
	skb->sk = sk;
	skb->destructor = sock_efree;
}

void t_owner_through_calls(struct sk_buff *skb, struct sock *sk)
{
	orphan_it(skb);
	test_owner(skb, "none");
	sock_hold(sk);
	attach(skb, sk);
	test_owner(skb, "set");
}

static struct sk_buff *wrap_alloc(int n)
{
	struct sk_buff *skb = alloc_skb(n, GFP_ATOMIC);

	if (!skb)
		return NULL;
	skb_reserve(skb, 8);
	return skb;
}

static struct sk_buff *wrap_twice(int n)
{
	return n ? wrap_alloc(n) : NULL;
}

void t_wrapped_alloc(void)
{
	struct sk_buff *skb = wrap_twice(3);

	if (!skb)
		return;
	test_owner(skb, "none");
	kfree_skb(skb);
}

/* The sum of a recursion is whatever balances; here nothing is left. */
static void recurse(struct sock *sk, int n)
{
	if (!n)
		return;
	sock_hold(sk);
	recurse(sk, n - 1);
	sock_put(sk);
}

void t_recursion(struct sock *sk)
{
	recurse(sk, 5);
	test_refs(sk, 0);
}

static void cb_get(struct sock *sk) { sock_hold(sk); }
static void cb_none(struct sock *sk) { sk->sk_err = 0; }

void t_indirect(struct sock *sk, bool which)
{
	void (*cb)(struct sock *sk) = which ? cb_get : cb_none;

	cb(sk);
	if (which) {
		test_refs(sk, 1);
		sock_put(sk);
	} else {
		test_refs(sk, 0);
	}
}

struct foo_sock { struct sock sk; int port; };

static struct foo_sock *foo_sk(struct sock *sk)
{
	return container_of(sk, struct foo_sock, sk);
}

void t_container(struct sock *sk)
{
	struct foo_sock *fs = foo_sk(sk);

	sock_hold(&fs->sk);
	test_refs(sk, 1);
	sock_put(sk);
	test_refs(&fs->sk, 0);
}

void t_refcnt_direct(struct sock *sk)
{
	refcount_inc(&sk->sk_refcnt);
	test_refs(sk, 1);
	if (refcount_dec_and_test(&sk->sk_refcnt)) {
		sk_free(sk);
		return;
	}
	test_refs(sk, 0);
}

static void consume(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_edemux;
}

void t_consume(struct sk_buff *skb)
{
	struct sock *sk = find(9);

	if (!sk)
		return;
	test_refs(sk, 1);
	consume(skb, sk);
	test_owner(skb, "set");
}

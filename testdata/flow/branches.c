/* SPDX-License-Identifier: GPL-2.0-only */
/* What a branch tells: null, flags, equality, joins. */
#include <linux/skbuff.h>
#include <net/sock.h>
#include <skbown.h>

void t_null(struct sock *sk)
{
	if (!sk) {
		test_true(sk == NULL);
		return;
	}
	test_false(sk == NULL);
	test_refs(sk, 0);
}

void t_hold(struct sock *sk)
{
	sock_hold(sk);
	test_refs(sk, 1);
	sock_hold(sk);
	test_refs(sk, 2);
	sock_put(sk);
	sock_put(sk);
	test_refs(sk, 0);
}

/* No kernel is known here: the newest. */
void t_newest(void)
{
	test_true(skbown_since(6, 10));
	test_true(skbown_since(99, 1));
}

/* The flag keeps both ways apart. */
void t_flag(struct sock *sk, int n)
{
	bool held = false;

	if (n > 3) {
		sock_hold(sk);
		held = true;
	}
	n++;
	if (held) {
		test_refs(sk, 1);
		sock_put(sk);
	} else {
		test_refs(sk, 0);
	}
	test_refs(sk, 0);
}

/* So does the condition itself, asked twice. */
void t_same_condition(struct sock *sk, bool async)
{
	if (async)
		sock_hold(sk);
	if (async) {
		test_refs(sk, 1);
		sock_put(sk);
	}
	test_refs(sk, 0);
}

void t_inc_not_zero(struct sock *sk)
{
	if (refcount_inc_not_zero(&sk->sk_refcnt)) {
		test_refs(sk, 1);
		sock_put(sk);
	} else {
		test_refs(sk, 0);
	}
}

void t_inc_not_zero_kept(struct sock *sk)
{
	bool live = refcount_inc_not_zero(&sk->sk_refcnt);

	if (!live) {
		test_refs(sk, 0);
		return;
	}
	test_refs(sk, 1);
	sock_put(sk);
}

/* Two names of one socket have one account. */
void t_equal(struct sock *a, struct sock *b)
{
	if (a != b)
		return;
	sock_hold(a);
	test_refs(b, 1);
	sock_put(b);
	test_refs(a, 0);
}

void t_ternary(struct sock *a, struct sock *b, bool first)
{
	struct sock *sk = first ? a : b;

	sock_hold(sk);
	if (first)
		test_refs(a, 1);
	else
		test_refs(b, 1);
	sock_put(sk);
}

void t_shortcut(struct sock *sk, int n)
{
	if (!sk || n < 0 || sk->sk_family != 2)
		return;
	test_false(sk == NULL);
	test_true(n >= 0);
}

void t_or_held(struct sock *sk, struct sock *other)
{
	if (!sk && !other)
		return;
	if (!sk)
		test_false(other == NULL);
}

void t_constants(int n)
{
	int x = 0;

	if (n == 4) {
		x = n;
		test_true(x == 4);
	} else {
		test_false(n == 4);
	}
	test_reached(1);
	if (x && n != 4)
		test_reached(0);
}

void t_switch(struct sock *sk, int n)
{
	switch (n) {
	case 1:
		sock_hold(sk);
		fallthrough;
	case 2:
		sock_hold(sk);
		break;
	case 3 ... 5:
		test_true(n >= 3);
		break;
	default:
		test_false(n == 2);
		return;
	}
	if (n == 1)
		test_refs(sk, 2);
	if (n == 2)
		test_refs(sk, 1);
	if (n == 4)
		test_refs(sk, 0);
}

int t_goto(struct sock *sk, int n)
{
	int err = -1;

	if (n)
		goto out;
	sock_hold(sk);
	if (sk->sk_err)
		goto put;
	err = 0;
put:
	test_refs(sk, 1);
	sock_put(sk);
out:
	test_refs(sk, 0);
	return err;
}

void t_dead(struct sock *sk)
{
	if (sk && !sk)
		test_reached(0);
	BUG_ON(!sk);
	test_false(sk == NULL);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* What is stored is read again: locals, fields, arrays, records, exchanges; and when it is not known any more. */
#include <linux/skbuff.h>
#include <linux/err.h>
#include <net/sock.h>
#include <skbown.h>

struct foo {
	struct sock *sk;
	int n;
	struct foo *next;
	struct sock *many[4];
};

void unknown(struct foo *f);
int any(void);

void t_field(struct foo *f, struct sock *sk)
{
	f->sk = sk;
	sock_hold(f->sk);
	test_refs(sk, 1);
	sock_put(sk);
	test_refs(f->sk, 0);
}

void t_local_record(struct sock *sk)
{
	struct foo f = { .sk = sk, .n = 3 };

	test_true(f.n == 3);
	sock_hold(f.sk);
	test_refs(sk, 1);
	sock_put(sk);
}

void t_local_record_rest_xfail(struct sock *sk)
{
	struct foo f = { .sk = sk };

	test_true(f.next == NULL);
}

/* A copy of a record has the same members. */
void t_record_copy(struct sock *sk)
{
	struct foo a = { .sk = sk }, b;

	b = a;
	sock_hold(b.sk);
	test_refs(sk, 1);
	sock_put(a.sk);
	test_refs(sk, 0);
}

void t_pointer_to_local(struct sock *sk)
{
	struct sock *x = NULL, **p = &x;

	*p = sk;
	sock_hold(x);
	test_refs(sk, 1);
	sock_put(*p);
}

void t_exchange(struct foo *f, struct sock *sk)
{
	struct sock *old = xchg(&f->sk, NULL);

	test_true(f->sk == NULL);
	if (old) {
		sock_hold(old);
		test_refs(old, 1);
		sock_put(old);
	}
}

void t_swap_locals(struct sock *a, struct sock *b)
{
	struct sock *x = a, *y = b;

	sock_hold(a);
	swap(x, y);
	test_refs(y, 1);
	test_refs(x, 0);
	sock_put(y);
}

void t_statement_expression(struct sock *sk, int n)
{
	int m = ({ int k = n; if (k < 0) k = 0; k; });

	test_true(m >= 0);
}

void t_do_once(struct sock *sk)
{
	do {
		if (any())
			break;
		sock_hold(sk);
		test_refs(sk, 1);
		sock_put(sk);
	} while (0);
	test_refs(sk, 0);
}

void t_null_chain(struct foo *f)
{
	if (!f || !f->next || !f->next->sk)
		return;
	test_false(f->next->sk == NULL);
}

void t_ranges(int n)
{
	if (n < 3)
		return;
	test_true(n > 2);
	test_false(n == 0);
	if (n > 10)
		return;
	test_true(n <= 10);
}

void t_unsigned(unsigned int n)
{
	if (n == 0)
		return;
	test_true(n != 0);
}

void t_errors(void)
{
	struct sock *sk = ERR_PTR(-ENOENT);

	test_true(IS_ERR(sk));
	if (!IS_ERR(sk))
		test_reached(0);
}

/* A field of one object is not that of another. */
void t_two_objects(struct foo *a, struct foo *b, struct sock *sk)
{
	if (a == b)
		return;
	a->sk = sk;
	b->sk = NULL;
	test_true(a->sk == sk);
}

/* Null tested through another name. */
void t_alias(struct foo *f)
{
	struct sock *sk = f->sk;

	if (!sk)
		return;
	test_false(f->sk == NULL);
}

void t_comma(struct sock *sk, int n)
{
	int m;

	m = (n = 4, n);
	test_true(m == 4);
}

void t_elvis(struct sock *sk, struct sock *other)
{
	struct sock *x = sk ?: other;

	if (!sk)
		return;
	sock_hold(x);
	test_refs(sk, 1);
	sock_put(sk);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* Loops come to a fixpoint; what each turn balances is balanced after any number. */
#include <linux/skbuff.h>
#include <linux/list.h>
#include <net/sock.h>
#include <skbown.h>

static struct hlist_head table;

void t_while(struct sock *sk, int n)
{
	while (n-- > 0) {
		sock_hold(sk);
		test_refs(sk, 1);
		sock_put(sk);
		test_refs(sk, 0);
	}
	test_refs(sk, 0);
}

void t_break(struct sock *sk, int n)
{
	for (;;) {
		sock_hold(sk);
		if (n-- == 0)
			break;
		sock_put(sk);
	}
	test_refs(sk, 1);
	sock_put(sk);
}

void t_continue(struct sock *sk, int n)
{
	for (; n; n--) {
		if (n & 1)
			continue;
		sock_hold(sk);
		sock_put(sk);
	}
	test_refs(sk, 0);
}

void t_do(struct sock *sk, int n)
{
	do {
		sock_hold(sk);
		n -= 2;
		sock_put(sk);
	} while (n > 0);
	test_refs(sk, 0);
}

void t_found(void)
{
	struct sock *sk;

	sk_for_each(sk, &table) {
		if (sk->sk_state == 7) {
			sock_hold(sk);
			test_refs(sk, 1);
			goto found;
		}
	}
	sk = NULL;
found:
	if (sk) {
		test_refs(sk, 1);
		sock_put(sk);
	}
}

void t_again(struct sock *sk, int n)
{
again:
	sock_hold(sk);
	test_refs(sk, 1);
	sock_put(sk);
	if (n--)
		goto again;
	test_refs(sk, 0);
}

void t_buffers(struct sk_buff_head *q)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(q)) != NULL) {
		test_owner(skb, "unknown");
		skb_orphan(skb);
		test_owner(skb, "none");
		kfree_skb(skb);
	}
	test_true(skb == NULL);
}

void t_nested(struct sock *sk, int n, int m)
{
	int i, j;

	for (i = 0; i < n; i++) {
		sock_hold(sk);
		for (j = 0; j < m; j++) {
			sock_hold(sk);
			test_refs(sk, 2);
			sock_put(sk);
		}
		test_refs(sk, 1);
		sock_put(sk);
	}
	test_refs(sk, 0);
}

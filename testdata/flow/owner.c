/* SPDX-License-Identifier: GPL-2.0-only */
/* What a buffer's owner is: made, orphaned, set, tested, moved. */
#include <linux/skbuff.h>
#include <net/sock.h>
#include <skbown.h>

void t_fresh(void)
{
	struct sk_buff *skb = alloc_skb(1, GFP_KERNEL);

	if (!skb)
		return;
	test_owner(skb, "none");
	kfree_skb(skb);
}

void t_param(struct sk_buff *skb)
{
	test_owner(skb, "unknown");
	skb_orphan(skb);
	test_owner(skb, "none");
}

void t_guard(struct sk_buff *skb)
{
	if (skb->sk)
		return;
	test_true(skb->sk == NULL);
}

void t_guard_dtor(struct sk_buff *skb)
{
	if (!skb->destructor)
		test_true(skb->destructor == NULL);
}

void t_guard_both(struct sk_buff *skb)
{
	if (!skb->sk && !skb->destructor)
		test_owner(skb, "none");
}

void t_guard_known(struct sk_buff *skb)
{
	if (skb->sk && skb->destructor == sock_wfree)
		test_owner(skb, "set");
}

void t_attach(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	sock_hold(sk);
	test_refs(sk, 1);
	skb->sk = sk;
	test_owner(skb, "half");
	skb->destructor = sock_efree;
	test_owner(skb, "set");
}

void t_owner_w(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(1, GFP_KERNEL);

	if (!skb)
		return;
	skb_set_owner_w(skb, sk);
	test_owner(skb, "set");
	skb_orphan(skb);
	test_owner(skb, "none");
	kfree_skb(skb);
}

void t_send_alloc(struct sock *sk)
{
	struct sk_buff *skb;
	int err;

	skb = sock_alloc_send_skb(sk, 1, 0, &err);
	if (!skb)
		return;
	test_owner(skb, "set");
	kfree_skb(skb);
}

void t_clone(struct sk_buff *skb)
{
	struct sk_buff *n = skb_clone(skb, GFP_ATOMIC);

	if (n)
		test_owner(n, "none");
	test_owner(skb, "unknown");
}

/* The result may be the same buffer or another one. */
void t_share(struct sk_buff *skb, struct sock *sk)
{
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return;
	skb_orphan(skb);
	test_owner(skb, "none");
}

void t_swap(struct sk_buff *a)
{
	struct sk_buff *b = alloc_skb(1, GFP_ATOMIC);

	if (!b)
		return;
	if (a->sk && a->destructor == sock_wfree) {
		swap(a->sk, b->sk);
		swap(a->destructor, b->destructor);
		test_owner(a, "none");
		test_owner(b, "set");
	}
}

void t_move(struct sk_buff *a)
{
	struct sk_buff *b = alloc_skb(1, GFP_ATOMIC);

	if (!b)
		return;
	b->sk = a->sk;
	b->destructor = a->destructor;
	a->sk = NULL;
	a->destructor = NULL;
	test_owner(a, "none");
}

void t_borrow(struct sk_buff *skb, struct sock *sk)
{
	struct sock *save;

	if (skb->sk || skb->destructor)
		return;
	save = skb->sk;
	skb->sk = sk;
	test_owner(skb, "half");
	skb->sk = save;
	test_owner(skb, "none");
}

void t_write_once(struct sock *sk)
{
	struct sk_buff *skb = alloc_skb(1, GFP_ATOMIC);

	if (!skb)
		return;
	WRITE_ONCE(skb->sk, sk);
	test_owner(skb, "half");
	WRITE_ONCE(skb->sk, NULL);
	test_owner(skb, "none");
	kfree_skb(skb);
}

struct foo_chunk { struct sk_buff *skb; };

void t_field(struct foo_chunk *chunk)
{
	chunk->skb = alloc_skb(1, GFP_ATOMIC);
	if (!chunk->skb)
		return;
	test_owner(chunk->skb, "none");
	chunk->skb->sk = skbown_any_object();
	test_owner(chunk->skb, "half");
	chunk->skb->sk = NULL;
}

void t_list(struct sk_buff *list)
{
	struct sk_buff *n;

	for (n = list; n; n = n->next) {
		skb_orphan(n);
		test_owner(n, "none");
	}
}

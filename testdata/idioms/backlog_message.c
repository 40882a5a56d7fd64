/* SPDX-License-Identifier: GPL-2.0-only */
/* A message of the hardware goes through a listener's backlog, and takes the child along in skb->sk. */
#include <linux/skbuff.h>
#include <net/sock.h>

struct foo_child {
	struct sock *listener;
	int queue;
};

struct foo_cb {
	void (*handler)(struct sock *listener, struct sk_buff *skb);
};

void foo_send_reply(struct sock *child, struct sk_buff *skb, int queue);
void foo_clean_up(struct sock *child, struct sock *listener);
void foo_backlog(struct sock *listener, struct sk_buff *skb);

/* Out of the backlog again: the half that was borrowed is given back. */
static void foo_backlog_abort(struct sock *listener, struct sk_buff *skb)
{
	struct sock *child = skb->sk;
	struct foo_child *own = child->sk_user_data;

	skb->sk = NULL;
	foo_send_reply(child, skb, own->queue);
	foo_clean_up(child, listener);
}

int foo_abort(struct sock *sk, struct sk_buff *skb)
{
	struct foo_child *own = sk->sk_user_data;
	struct sock *listener = own->listener;

	if (!listener) {
		kfree_skb(skb);
		return -ENOENT;
	}
	bh_lock_sock(listener);
	if (!sock_owned_by_user(listener)) {
		foo_send_reply(sk, skb, own->queue);
		foo_clean_up(sk, listener);
	} else {
		skb->sk = sk;
		((struct foo_cb *)skb->cb)->handler = foo_backlog_abort;
		foo_backlog(listener, skb);
	}
	bh_unlock_sock(listener);
	return 0;
}

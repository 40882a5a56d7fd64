/* SPDX-License-Identifier: GPL-2.0-only */
/* A socket is lent to a buffer for a call and taken back on every way out. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

int probe_run(struct sk_buff *skb, int kind);
bool probe_wants(struct sock *sk);

/* One label for all ways out. */
int probe_all(struct sock *sk, struct sk_buff *skb, int n)
{
	struct sock *mine = skb->sk;
	int i, ret = 0;

	skb->sk = sk;
	for (i = 0; i < n; i++) {
		ret = probe_run(skb, i);
		if (ret < 0)
			goto restore;
	}
	if (!probe_wants(sk))
		ret = -EPERM;
restore:
	skb->sk = mine;
	return ret;
}

/* Each way out by itself. */
int probe_kind(struct sock *sk, struct sk_buff *skb, int kind)
{
	struct sock *old = skb->sk;
	int ret;

	skb->sk = sk;
	switch (kind) {
	case 0:
		ret = probe_run(skb, 0);
		break;
	case 1:
	case 2:
		ret = probe_run(skb, kind) ? -EACCES : 0;
		break;
	default:
		skb->sk = old;
		return -EINVAL;
	}
	skb->sk = old;
	return ret;
}

/* Lent only where there is none. */
int probe_maybe(struct sock *sk, struct sk_buff *skb)
{
	bool lent = false;
	int ret;

	if (!skb->sk) {
		skb->sk = sk;
		lent = true;
	}
	ret = probe_run(skb, 7);
	if (lent)
		skb->sk = NULL;
	return ret;
}

/* A helper lends, a helper takes back. */
static struct sock *probe_lend(struct sk_buff *skb, struct sock *sk)
{
	struct sock *old = skb->sk;

	skb->sk = sk; // allow-note: missing-orphan, sk-without-destructor
	return old;
}

static void probe_return(struct sk_buff *skb, struct sock *old)
{
	skb->sk = old; // allow-note: half-cleared-owner, sk-without-destructor, missing-orphan
}

int probe_helped(struct sock *sk, struct sk_buff *skb)
{
	struct sock *old = probe_lend(skb, sk);
	int ret = probe_run(skb, 1);

	probe_return(skb, old);
	return ret;
}

/* With the destructor hidden as well: nobody can orphan it meanwhile. */
int probe_hidden(struct sock *sk, struct sk_buff *skb)
{
	void (*dtor)(struct sk_buff *skb) = skb->destructor;
	struct sock *old = skb->sk;
	int ret;

	skb->destructor = NULL;
	skb->sk = sk;
	ret = probe_run(skb, 2);
	skb->sk = old;
	skb->destructor = dtor;
	return ret;
}

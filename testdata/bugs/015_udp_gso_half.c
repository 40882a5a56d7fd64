/* SPDX-License-Identifier: GPL-2.0-only */
/* ee01b2f2d7d0: the destructor is taken off before the cutting, the socket stays. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>
#include <linux/err.h>

struct sk_buff *foo_cut(struct sk_buff *skb);

struct sk_buff *foo_gso_faulty(struct sk_buff *gso)
{
	bool copy = gso->destructor == sock_wfree;
	struct sk_buff *segs;

	if (copy)
		gso->destructor = NULL; // expect: half-cleared-owner
	segs = foo_cut(gso);
	if (IS_ERR_OR_NULL(segs)) {
		if (copy)
			gso->destructor = sock_wfree;
		return segs;
	}
	return segs;
}

struct sk_buff *foo_gso_fixed(struct sk_buff *gso)
{
	bool copy = gso->destructor == sock_wfree;
	struct sock *sk = gso->sk;
	struct sk_buff *segs;

	if (copy) {
		gso->destructor = NULL;
		gso->sk = NULL;
	}
	segs = foo_cut(gso);
	if (IS_ERR_OR_NULL(segs)) {
		if (copy) {
			gso->destructor = sock_wfree;
			gso->sk = sk;
		}
		return segs;
	}
	if (copy) {
		segs->destructor = sock_wfree;
		segs->sk = sk;
		refcount_add(segs->truesize, &sk->sk_wmem_alloc);
	}
	return segs;
}

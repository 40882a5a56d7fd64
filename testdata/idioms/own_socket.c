/* SPDX-License-Identifier: GPL-2.0-only */
/* Buffers of IP whose owner is known to be the function's own full socket, and how that shows. */
#include <linux/skbuff.h>
#include <linux/ip.h>
#include <linux/netdevice.h>
#include <net/inet_connection_sock.h>
#include <net/inet_hashtables.h>
#include <net/sock.h>

void foo_queue(struct sk_buff *skb);

struct foo_ctx {
	struct net_device *dev;
	u32 seq;
};

/* --- what the protocol keeps in its socket is followed without asking --- */

static struct foo_ctx *foo_get_ctx(const struct sock *sk)
{
	return inet_csk(sk)->icsk_ulp_data;
}

int foo_xmit_offloaded(struct sk_buff *skb, struct net_device *dev)
{
	struct foo_ctx *ctx = foo_get_ctx(skb->sk);

	if (ctx->dev != dev)
		return -EINVAL;
	ctx->seq += ip_hdr(skb)->tot_len;
	skb->mark = skb->sk->sk_mark;
	return 0;
}

/* Nothing tells whose socket it is. */
void foo_mark(struct sk_buff *skb)
{
	if (skb->sk && ip_hdr(skb)->version == 4)
		skb->mark = skb->sk->sk_mark; // expect-note: nonfullsock-use
}

/* A look-up finds requests, and they have nothing there. */
int foo_resync(struct sk_buff *skb, struct inet_hashinfo *table)
{
	bool refcounted;
	struct sock *sk = __inet_lookup(dev_net(skb->dev), table, skb, 20, 1, 2, 3, 4, 0, 0,
					&refcounted);

	if (!sk)
		return 0;
	if (sk->sk_state != TCP_TIME_WAIT)
		foo_get_ctx(sk)->seq++; // expect-warning: nonfullsock-use
	if (refcounted)
		sock_gen_put(sk);
	return 1;
}

/* --- a function of the buffer alone that gives back its size --- */

void foo_wfree_locked(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (refcount_sub_and_test(skb->truesize, &sk->sk_wmem_alloc))
		sk->sk_write_space(sk);
}

/* With something else to say it is none. */
void foo_complete(struct sk_buff *skb, int err)
{
	struct sock *sk = skb->sk;

	sk->sk_err = err; // expect-note: nonfullsock-use
	sk->sk_write_space(sk);
}

/* --- a buffer around what is in it --- */

struct foo_note {
	u32 id;
	bool zerocopy;
};

void foo_note_done(struct foo_note *note)
{
	struct sk_buff *skb = container_of((void *)note, struct sk_buff, cb);

	if (note->zerocopy)
		skb->sk->sk_err = ENOBUFS;
	consume_skb(skb);
}

/* --- the owner moves to another buffer, and is charged for it --- */

struct sk_buff *foo_copy_owner(struct sk_buff *skb)
{
	struct sk_buff *copy = alloc_skb(skb->len, GFP_ATOMIC);
	int delta;

	if (!copy)
		return NULL;
	delta = copy->truesize - skb->truesize;
	copy->sk = skb->sk;
	copy->destructor = skb->destructor;
	skb->sk = NULL;
	skb->destructor = NULL;
	if (delta > 0)
		refcount_add(delta, &copy->sk->sk_wmem_alloc);
	else if (delta)
		WARN_ON_ONCE(refcount_sub_and_test(-delta, &copy->sk->sk_wmem_alloc));
	consume_skb(skb);
	return copy;
}

/* Charged for a buffer that is not its own. */
void foo_charge_other(struct sk_buff *copy, struct sk_buff *skb)
{
	refcount_add(copy->truesize, &skb->sk->sk_wmem_alloc); // expect-note: nonfullsock-use
	foo_queue(copy);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* Setters of the protocols, each with what its destructor gives back. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/kref.h>
#include <linux/slab.h>
#include <net/sock.h>

/* --- the general one: mini sockets are held, full ones charged --- */

void foo_set_owner_w(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	if (unlikely(!sk_fullsock(sk))) {
		skb->destructor = sock_edemux;
		sock_hold(sk);	// allow-note: hold-on-dying-sock
		return;
	}
	skb->destructor = sock_wfree;
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
}

/* --- a multiplexer: the received message is charged to one of many --- */

struct foo_mux {
	spinlock_t lock;
	struct sk_buff_head queue;
};

struct foo_member {
	struct sock sk;
	struct foo_mux *mux;
	bool wait;
};

static void foo_mux_ready(struct foo_member *m)
{
	m->wait = false;
}

static void foo_mux_rfree(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	struct foo_member *m = (struct foo_member *)sk;
	unsigned int len = skb->truesize;

	sk_mem_uncharge(sk, len);
	atomic_sub(len, &sk->sk_rmem_alloc);
	if (!m->wait && sk_rmem_alloc_get(sk) < 1000)
		foo_mux_ready(m);
}

static int foo_mux_queue_rcv(struct sock *sk, struct sk_buff *skb)
{
	if (atomic_read(&sk->sk_rmem_alloc) >= sk->sk_rcvbuf)
		return -ENOMEM;
	if (!sk_rmem_schedule(sk, skb, skb->truesize))
		return -ENOBUFS;
	skb->dev = NULL;
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = foo_mux_rfree;
	atomic_add(skb->truesize, &sk->sk_rmem_alloc);
	sk_mem_charge(sk, skb->truesize);
	skb_queue_tail(&sk->sk_receive_queue, skb);
	if (!sock_flag(sk, SOCK_DEAD))
		sk->sk_data_ready(sk);
	return 0;
}

/* Handed round anew: the callback is not wanted while it goes. */
void foo_mux_requeue(struct foo_mux *mux, struct sk_buff_head *head, struct sock *to)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(head)) != NULL) {
		skb->destructor = sock_rfree;
		skb_orphan(skb);
		if (foo_mux_queue_rcv(to, skb))
			skb_queue_tail(&mux->queue, skb);
	}
}

/* --- a bundle of flows: no reference, the bundle outlives its buffers --- */

static void foo_bundle_rfree(struct sk_buff *skb)
{
	unsigned int len = skb->truesize;
	struct sock *sk = skb->sk;

	atomic_sub(len, &sk->sk_rmem_alloc);
}

void foo_bundle_set_owner(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = foo_bundle_rfree;
	atomic_add(skb->truesize, &sk->sk_rmem_alloc);
}

/* Uncharged in one go; the buffer ends here. */
void foo_bundle_read(struct sock *sk, struct sk_buff *skb, int *released)
{
	if (skb->destructor != foo_bundle_rfree)
		return;
	*released += skb->truesize;
	skb->destructor = NULL;
	__skb_unlink(skb, &sk->sk_receive_queue);
	__kfree_skb(skb);
}

/* --- associations: the chunk's owner is chained on the socket's --- */

struct foo_assoc {
	refcount_t refcnt;
	struct sock *sk;
	int sndbuf_used;
};

struct foo_chunk {
	struct sk_buff *skb;
	struct foo_assoc *asoc;
};

struct foo_event {
	struct foo_assoc *asoc;
	unsigned int rmem_len;
};

static void foo_assoc_hold(struct foo_assoc *asoc)
{
	refcount_inc(&asoc->refcnt);
}

static void foo_assoc_put(struct foo_assoc *asoc)
{
	if (refcount_dec_and_test(&asoc->refcnt))
		kfree(asoc);
}

static void foo_chunk_wfree(struct sk_buff *skb)
{
	struct foo_chunk *chunk = skb_shinfo(skb)->destructor_arg;
	struct foo_assoc *asoc = chunk->asoc;
	struct sock *sk = skb->sk;

	sk_mem_uncharge(sk, skb->truesize);
	asoc->sndbuf_used -= skb->truesize;
	WARN_ON(refcount_sub_and_test(sizeof(struct foo_chunk), &sk->sk_wmem_alloc));
	sock_wfree(skb);
	foo_assoc_put(asoc);
}

void foo_chunk_set_owner(struct foo_chunk *chunk)
{
	struct foo_assoc *asoc = chunk->asoc;
	struct sock *sk = asoc->sk;

	foo_assoc_hold(asoc);
	skb_set_owner_w(chunk->skb, sk);
	chunk->skb->destructor = foo_chunk_wfree;
	skb_shinfo(chunk->skb)->destructor_arg = chunk;
	refcount_add(sizeof(struct foo_chunk), &sk->sk_wmem_alloc);
	asoc->sndbuf_used += chunk->skb->truesize;
	sk_mem_charge(sk, chunk->skb->truesize);
}

static void foo_event_rfree(struct sk_buff *skb)
{
	struct foo_event *event = (struct foo_event *)skb->cb;

	atomic_sub(event->rmem_len, &skb->sk->sk_rmem_alloc);
	sk_mem_uncharge(skb->sk, event->rmem_len);
}

void foo_event_set_owner(struct sk_buff *skb, struct sock *sk)
{
	struct foo_event *event = (struct foo_event *)skb->cb;

	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = foo_event_rfree;
	atomic_add(event->rmem_len, &sk->sk_rmem_alloc);
	sk_mem_charge(sk, event->rmem_len);
}

/* A control chunk borrows the socket; its destructor puts something else. */
static void foo_control_release(struct sk_buff *skb)
{
	struct foo_chunk *chunk = skb_shinfo(skb)->destructor_arg;

	if (chunk->asoc)
		foo_assoc_put(chunk->asoc);
}

static void foo_control_set_owner(struct foo_chunk *chunk)
{
	struct foo_assoc *asoc = chunk->asoc;
	struct sk_buff *skb = chunk->skb;

	skb->sk = asoc ? asoc->sk : NULL;
	if (asoc)
		foo_assoc_hold(asoc);
	skb_shinfo(skb)->destructor_arg = chunk;
	skb->destructor = foo_control_release;
}

struct foo_chunk *foo_make_control(struct foo_assoc *asoc, int len)
{
	struct foo_chunk *chunk = kzalloc(sizeof(*chunk), GFP_ATOMIC);

	if (!chunk)
		return NULL;
	chunk->skb = alloc_skb(len, GFP_ATOMIC);
	if (!chunk->skb) {
		kfree(chunk);
		return NULL;
	}
	chunk->asoc = asoc;
	foo_control_set_owner(chunk);
	return chunk;
}

/* For accounting, over the association's. */
int foo_abort(struct sock *ep, int len)
{
	struct foo_chunk *abort = foo_make_control(NULL, len);

	if (!abort)
		return -ENOMEM;
	abort->skb->sk = ep;
	return dev_queue_xmit(abort->skb);
}

/* --- a terminal: what is stored is no socket, the destructor knows --- */

struct foo_tty {
	struct kref kref;
	atomic_t wmem_alloc;
};

static void foo_tty_release(struct kref *kref)
{
	kfree(container_of(kref, struct foo_tty, kref));
}

static void foo_tty_wfree(struct sk_buff *skb)
{
	struct foo_tty *tty = (void *)skb->sk;

	atomic_dec(&tty->wmem_alloc);
	kref_put(&tty->kref, foo_tty_release);
}

static void foo_tty_set_owner(struct sk_buff *skb, struct foo_tty *tty)
{
	kref_get(&tty->kref);
	atomic_inc(&tty->wmem_alloc);
	skb->sk = (void *)tty;
	skb->destructor = foo_tty_wfree;
}

struct sk_buff *foo_tty_wmalloc(struct foo_tty *tty, unsigned long size, gfp_t priority)
{
	struct sk_buff *skb = alloc_skb(size, priority);

	if (skb)
		foo_tty_set_owner(skb, tty);
	return skb;
}

/* --- queue pairs: two objects are held for one destructor --- */

struct foo_qp {
	struct kref ref;
	struct socket *sock;
	atomic_t skb_out;
};

static void foo_qp_release(struct kref *ref)
{
	kfree(container_of(ref, struct foo_qp, ref));
}

static void foo_qp_tx_dtor(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;
	struct foo_qp *qp = sk->sk_user_data;

	atomic_dec(&qp->skb_out);
	kref_put(&qp->ref, foo_qp_release);
	sock_put(sk);
}

int foo_qp_send(struct foo_qp *qp, int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_ATOMIC);
	struct sock *sk = qp->sock->sk;

	if (!skb)
		return -ENOMEM;
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = foo_qp_tx_dtor;
	kref_get(&qp->ref);
	atomic_inc(&qp->skb_out);
	return dev_queue_xmit(skb);
}

/* --- memory for control data: charged, nobody held --- */

void sock_ofree(struct sk_buff *skb);

struct sk_buff *foo_omalloc(struct sock *sk, unsigned long size, gfp_t priority)
{
	struct sk_buff *skb;

	if (atomic_read(&sk->sk_omem_alloc) > 4096)
		return NULL;
	skb = alloc_skb(size, priority);
	if (!skb)
		return NULL;
	atomic_add(skb->truesize, &sk->sk_omem_alloc);
	skb->sk = sk;
	skb->destructor = sock_ofree;
	return skb;
}

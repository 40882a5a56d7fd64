/* SPDX-License-Identifier: GPL-2.0-only */
/* Receivers: orphan, hold, attach, queue; and the way back. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/list.h>
#include <net/sock.h>

bool is_skb_wmem(const struct sk_buff *skb);

struct foo_sock {
	struct sock sk;
	u8 lsap;
};

static struct hlist_head foo_hash[16];
static spinlock_t foo_lock;

static struct sock *foo_lookup(u8 lsap)
{
	struct sock *rc;

	rcu_read_lock();
again:
	sk_for_each_rcu(rc, &foo_hash[lsap & 15]) {
		if (((struct foo_sock *)rc)->lsap == lsap) {
			if (unlikely(!refcount_inc_not_zero(&rc->sk_refcnt)))
				goto again;
			if (unlikely(((struct foo_sock *)rc)->lsap != lsap)) {
				sock_put(rc);
				continue;
			}
			goto found;
		}
	}
	rc = NULL;
found:
	rcu_read_unlock();
	return rc;
}

void foo_handler(struct sk_buff *skb)
{
	struct sock *sk;

	sk = foo_lookup(skb->data[0]);
	if (!sk)
		goto drop;
	bh_lock_sock(sk);
	if (unlikely(sk->sk_state == TCP_LISTEN))
		goto drop_unlock;
	skb_orphan(skb);
	sock_hold(sk);
	skb->sk = sk;
	skb->destructor = sock_efree;
	if (!sock_owned_by_user(sk))
		sk_backlog_rcv(sk, skb);
	else if (sk_add_backlog(sk, skb, sk->sk_rcvbuf))
		goto drop_unlock;
out:
	bh_unlock_sock(sk);
	sock_put(sk);
	return;
drop:
	kfree_skb(skb);
	return;
drop_unlock:
	kfree_skb(skb);
	goto out;
}

/* Every raw listener gets a clone, the last one the buffer. */
void foo_raw(struct sk_buff *skb)
{
	struct sock *sk, *prev = NULL;
	struct sk_buff *n;

	rcu_read_lock();
	sk_for_each_rcu(sk, &foo_hash[0]) {
		if (prev) {
			n = skb_clone(skb, GFP_ATOMIC);
			if (n && sock_queue_rcv_skb(prev, n) < 0)
				kfree_skb(n);
		}
		prev = sk;
	}
	if (prev) {
		if (sock_queue_rcv_skb(prev, skb) < 0)
			kfree_skb(skb);
	} else {
		kfree_skb(skb);
	}
	rcu_read_unlock();
}

/* A time stamp goes back to its sender: the sender is held while it is queued. */
void foo_tx_timestamp(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk || !sk_fullsock(sk))
		goto err;
	if (likely(refcount_inc_not_zero(&sk->sk_refcnt))) {
		if (sock_queue_err_skb(sk, skb))
			kfree_skb(skb);
		sock_put(sk);
		return;
	}
err:
	kfree_skb(skb);
}

/* Half-way off: the queue keeps the socket, not the charge. */
void foo_orphan_partial(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (is_skb_wmem(skb)) {
		if (skb_set_owner_sk_safe(skb, sk))
			return;
	}
	skb_orphan(skb);
}

/* A buffer that is neither unshared nor ours is put back. */
int foo_rcv_shared(struct sock *sk, struct sk_buff *skb)
{
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return 0;
	if (skb->len < 3) {
		kfree_skb(skb);
		return 0;
	}
	skb_set_owner_r(skb, sk);
	skb_queue_tail(&sk->sk_receive_queue, skb);
	return 1;
}

/* All of them, with the lock dropped in between. */
void foo_kill_all(void)
{
	struct sock *sk;
	int i;

	for (i = 0; i < 16; i++) {
restart:
		spin_lock_bh(&foo_lock);
		sk_for_each(sk, &foo_hash[i]) {
			if (sk->sk_state == TCP_CLOSE)
				continue;
			sock_hold(sk);
			spin_unlock_bh(&foo_lock);
			lock_sock(sk);
			sk->sk_state = TCP_CLOSE;
			release_sock(sk);
			sock_put(sk);
			goto restart;
		}
		spin_unlock_bh(&foo_lock);
	}
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ctl - control frames. They are handled in process context, so each waits in a
 * queue and keeps the socket that it is for.
 */
#include <linux/rtnetlink.h>

#include "vnic.h"

struct vnic_ctl {
	u8	what;
	u8	len;
	__be16	value;
} __packed;

enum { VNIC_CTL_MARK, VNIC_CTL_RCVBUF, VNIC_CTL_MONITOR };

/* BUG sock-double-put: kfree_skb() ran sock_efree(), which has put it already. */
static int vnic_ctl_queue(struct vnic_priv *vp, struct sk_buff *skb, struct sock *sk)
{
	sock_hold(sk);
	skb_orphan(skb);
	skb->sk = sk;
	skb->destructor = sock_efree;
	if (skb_queue_len(&vp->ctlq) >= VNIC_CTL_MAX) {
		kfree_skb(skb);
		sock_put(sk);
		return NET_RX_DROP;
	}
	skb_queue_tail(&vp->ctlq, skb);
	schedule_work(&vp->ctl_work);
	return NET_RX_SUCCESS;
}

/* BUG sock-reference-leak: a short frame is dropped, the look-up's reference stays. */
int vnic_ctl_rcv(struct vnic_priv *vp, struct sk_buff *skb)
{
	struct sock *sk;
	int ret;

	sk = vnic_find_get(vnic_hdr(skb)->port, vp->dev->ifindex);
	if (!sk)
		goto drop;
	if (!pskb_may_pull(skb, sizeof(struct vnic_hdr) + sizeof(struct vnic_ctl)))
		goto drop;
	ret = vnic_ctl_queue(vp, skb, sk);
	sock_put(sk);
	return ret;

drop:
	kfree_skb(skb);
	return NET_RX_DROP;
}

/* vnic_uninit() waits for us with RTNL held. */
static void vnic_ctl_monitor(struct vnic_priv *vp, struct sock *sk, bool on)
{
	if (!rtnl_trylock())
		return;
	vnic_set_monitor(vp, on ? sk : NULL);
	rtnl_unlock();
}

static void vnic_ctl_one(struct vnic_priv *vp, struct sk_buff *skb)
{
	struct vnic_ctl *c = (struct vnic_ctl *)(skb->data + sizeof(struct vnic_hdr));
	struct sock *sk = skb->sk;

	switch (c->what) {
	case VNIC_CTL_MARK:
		vp->mark = ntohs(c->value);
		break;
	case VNIC_CTL_RCVBUF:
		lock_sock(sk);
		sk->sk_rcvbuf = max_t(int, ntohs(c->value), SOCK_MIN_RCVBUF);
		release_sock(sk);
		break;
	case VNIC_CTL_MONITOR:
		vnic_ctl_monitor(vp, sk, c->value);
		break;
	}
	consume_skb(skb);
}

void vnic_ctl_work(struct work_struct *work)
{
	struct vnic_priv *vp = container_of(work, struct vnic_priv, ctl_work);
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&vp->ctlq)))
		vnic_ctl_one(vp, skb);
}

/* Each buffer's destructor puts its socket. */
void vnic_ctl_purge(struct vnic_priv *vp)
{
	skb_queue_purge(&vp->ctlq);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* 7a62ed61367b: a second reference to a queued buffer is forgotten at release. */
#include <linux/skbuff.h>
#include <net/sock.h>

struct dgram_sock {
	struct sock sk;
	struct sk_buff *urgent;
};

int dgram_send_urgent(struct dgram_sock *ds, struct sock *peer, int len)
{
	struct sk_buff *skb;
	int err;

	skb = sock_alloc_send_skb(&ds->sk, len, 0, &err);
	if (!skb)
		return err;
	skb_get(skb);
	if (ds->urgent)
		consume_skb(ds->urgent);
	ds->urgent = skb;
	skb_queue_tail(&peer->sk_receive_queue, skb);
	return len;
}

void dgram_release_bad(struct dgram_sock *ds)
{
	skb_queue_purge(&ds->sk.sk_receive_queue);
	sock_orphan(&ds->sk);
	sock_put(&ds->sk); // xfail: no-rule references of buffers are not counted, only those of sockets
}

void dgram_release_good(struct dgram_sock *ds)
{
	skb_queue_purge(&ds->sk.sk_receive_queue);
	if (ds->urgent) {
		kfree_skb(ds->urgent);
		ds->urgent = NULL;
	}
	sock_orphan(&ds->sk);
	sock_put(&ds->sk);
}

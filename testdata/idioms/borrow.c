/* SPDX-License-Identifier: GPL-2.0-only */
/* A socket is lent to a buffer for a call, and taken back. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>

struct foo_prog {
	int (*func)(struct sk_buff *skb);
};

struct foo_psock {
	struct sock *sk;
	struct foo_prog *verdict, *parser;
};

int foo_dump_one(struct sk_buff *skb);
int foo_send_rules(struct sk_buff *skb);

static int foo_run(struct foo_prog *prog, struct sk_buff *skb)
{
	return prog->func(skb);
}

/* Restored to what it was, before anything looks at it. */
int foo_filter_trim(struct sock *sk, struct foo_prog *filter, struct sk_buff *skb, unsigned int cap)
{
	struct sock *save_sk = skb->sk;
	unsigned int pkt_len;
	int err = 0;

	if (filter) {
		skb->sk = sk;
		pkt_len = foo_run(filter, skb);
		skb->sk = save_sk;
		err = pkt_len ? pskb_trim(skb, max(cap, pkt_len)) : -EPERM;
	}
	return err;
}

/* One way out. */
int foo_cgroup(struct sock *sk, struct sk_buff *skb, struct foo_prog *prog, int type)
{
	struct sock *save_sk;
	int ret;

	if (sk->sk_family != 2 && sk->sk_family != 10)
		return 0;
	save_sk = skb->sk;
	skb->sk = sk;
	__skb_push(skb, 14);
	if (type == 1) {
		ret = foo_run(prog, skb);
	} else {
		ret = foo_run(prog, skb);
		if (ret == 1)
			ret = -EPERM;
	}
	skb->sk = save_sk;
	__skb_pull(skb, 14);
	return ret;
}

/* These buffers never have an owner: taken back is NULL. */
int foo_strp_parse(struct foo_psock *psock, struct sk_buff *skb)
{
	int ret = skb->len;

	if (likely(psock->parser)) {
		skb->sk = psock->sk; // allow-note: missing-orphan
		ret = foo_run(psock->parser, skb);
		skb->sk = NULL; // allow-note: half-cleared-owner
	}
	return ret;
}

/* A message that lives in this function only. */
int foo_dump_compat(struct sock *dst_sk)
{
	struct sk_buff *buf;
	int len, err = 0;

	buf = alloc_skb(1024, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	buf->sk = dst_sk;
	do {
		len = foo_dump_one(buf);
		if (len < 0) {
			err = len;
			goto err_out;
		}
	} while (len);
err_out:
	kfree_skb(buf);
	return err;
}

int foo_add_rule(struct sock *rtnl, bool add)
{
	struct sk_buff *skb = alloc_skb(256, GFP_KERNEL);
	int err;

	if (!skb)
		return -ENOMEM;
	skb->sk = rtnl;
	if (!add) {
		err = foo_send_rules(skb);
		if (err == -ENOENT)
			err = 0;
	} else {
		err = foo_send_rules(skb);
		if (err == -EEXIST)
			err = 0;
	}
	consume_skb(skb);
	return err;
}

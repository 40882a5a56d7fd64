/* SPDX-License-Identifier: GPL-2.0-only */
/* 79d8be262377: a request goes on as if it were full. */
#include <linux/skbuff.h>
#include <linux/ip.h>
#include <linux/netdevice.h>
#include <net/sock.h>
#include <net/inet_sock.h>
#include <net/ip.h>

struct seal_job {
	struct sk_buff *skb;
	u8 ttl;
};

static void seal_restore(struct seal_job *job)
{
	ip_hdr(job->skb)->ttl = job->ttl;
}

void seal_done_faulty(struct seal_job *job, int err)
{
	struct sk_buff *skb = job->skb;

	seal_restore(job);
	xfrm_output_resume(skb->sk, skb, err); // expect: nonfullsock-use
}

void seal_done_fixed(struct seal_job *job, int err)
{
	struct sk_buff *skb = job->skb;

	seal_restore(job);
	xfrm_output_resume(skb_to_full_sk(skb), skb, err);
}

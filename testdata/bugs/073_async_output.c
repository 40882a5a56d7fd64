/* SPDX-License-Identifier: GPL-2.0-only */
/* 79d8be262377: a request goes on as if it were full. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>
#include <net/inet_sock.h>

int foo_output_resume(struct sock *sk, struct sk_buff *skb, int err);

void foo_done_faulty(struct sk_buff *skb, int err)
{
	foo_output_resume(skb->sk, skb, err); // xfail: nonfullsock-use the function that wants a full socket is in another file
}

void foo_done_fixed(struct sk_buff *skb, int err)
{
	foo_output_resume(skb_to_full_sk(skb), skb, err);
}

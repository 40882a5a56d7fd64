/* SPDX-License-Identifier: GPL-2.0-only */
/* What find.c gives to use.c. "foo" is an invented protocol of two files. */
#ifndef CROSS_FOO_H
#define CROSS_FOO_H

#include <linux/skbuff.h>
#include <net/sock.h>

/* With a reference for the caller. */
struct sock *foo_find(u16 port);
/* Puts the reference that whoever installs it has taken. */
void foo_destruct(struct sk_buff *skb);
void foo_own(struct sk_buff *skb, struct sock *sk);
bool foo_busy(const struct sock *sk);
void foo_drop(struct sock *sk);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* skb.h - buffers of CAN. */
#ifndef SKBOWN_KERNEL_LINUX_CAN_SKB_H
#define SKBOWN_KERNEL_LINUX_CAN_SKB_H

#include <linux/netdevice.h>
#include <net/sock.h>

struct canfd_frame;
struct can_frame { u32 can_id; __u8 len; __u8 data[8]; };
#define CAN_MTU sizeof(struct can_frame)

void can_skb_reserve(struct sk_buff *skb);
void can_skb_set_owner(struct sk_buff *skb, struct sock *sk);
struct sk_buff *can_create_echo_skb(struct sk_buff *skb);
struct sk_buff *alloc_can_skb(struct net_device *dev, struct can_frame **cf);
struct sk_buff *alloc_can_err_skb(struct net_device *dev, struct can_frame **cf);
int can_put_echo_skb(struct sk_buff *skb, struct net_device *dev, unsigned int idx,
		     unsigned int frame_len);
int can_send(struct sk_buff *skb, int loop);

#endif

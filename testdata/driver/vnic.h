/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vnic - pairs of virtual network devices with a small datagram protocol.
 *
 * Sample code for skbown: it builds as a module, but some of its functions hold
 * an ownership bug on purpose. README.md lists them.
 */
#ifndef VNIC_H
#define VNIC_H

#include <linux/if_ether.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/socket.h>
#include <linux/workqueue.h>
#include <net/sock.h>

#define ETH_P_VNIC	0x88b5		/* IEEE 802: for local experiments */
#define AF_VNIC		AF_ECONET	/* a number that no kernel uses any more */
#define PF_VNIC		AF_VNIC

#define VNIC_CTL_MAX	64
#define VNIC_MAX_DATA	(ETH_DATA_LEN - sizeof(struct vnic_hdr))

enum vnic_type {
	VNIC_DATA,
	VNIC_PING,
	VNIC_PONG,
	VNIC_ACK,
	VNIC_CTL,
};

struct vnic_hdr {
	u8	type;
	u8	flags;
	__be16	port;
	__be32	seq;
} __packed;

struct sockaddr_vnic {
	__kernel_sa_family_t	svn_family;
	__be16			svn_port;
	int			svn_ifindex;
};

struct vnic_priv {
	struct net_device	*dev;
	struct net_device __rcu	*peer;
	struct sock __rcu	*monitor;	/* counts what the device has sent */
	struct sk_buff_head	ctlq;
	struct work_struct	ctl_work;
	u32			mark;
};

struct vnic_sock {
	struct sock	sk;			/* must stay the first */
	__be16		port;
	int		ifindex;
	u32		seq;
	atomic_t	tx_bytes;
	atomic_t	tx_done;
	bool		want_echo;
};

static inline struct vnic_sock *vnic_sk(const struct sock *sk)
{
	return (struct vnic_sock *)sk;
}

static inline struct vnic_hdr *vnic_hdr(const struct sk_buff *skb)
{
	return (struct vnic_hdr *)skb_network_header(skb);
}

/* dev.c */
extern const struct net_device_ops vnic_netdev_ops;
bool vnic_is_vnic(const struct net_device *dev);
int vnic_set_monitor(struct vnic_priv *vp, struct sock *sk);

/* tx.c */
int vnic_send_ack(struct net_device *dev, struct sock *sk, u32 seq);
int vnic_send_data(struct net_device *dev, struct sock *sk, struct sk_buff *skb);

/* rx.c */
void vnic_rx_init(void);
void vnic_rx_exit(void);
int vnic_deliver(struct sock *sk, struct sk_buff *skb);

/* ctl.c */
int vnic_ctl_rcv(struct vnic_priv *vp, struct sk_buff *skb);
void vnic_ctl_work(struct work_struct *work);
void vnic_ctl_purge(struct vnic_priv *vp);

/* owner.c */
void vnic_set_owner_w(struct sk_buff *skb, struct sock *sk);
bool vnic_set_owner_safe(struct sk_buff *skb, struct sock *sk);
void vnic_set_owner_r(struct sk_buff *skb, struct sock *sk);
void vnic_monitor_done(struct sk_buff *skb);
struct sk_buff *vnic_expand(struct sk_buff *skb, unsigned int headroom);

/* steer.c */
int vnic_steer_init(void);
void vnic_steer_exit(void);

/* af_vnic.c */
struct sock *vnic_find(__be16 port, int ifindex);
int vnic_proto_init(void);
void vnic_proto_exit(void);

/* With a reference, for the caller to put. */
static inline struct sock *vnic_find_get(__be16 port, int ifindex)
{
	struct sock *sk;

	rcu_read_lock();
	sk = vnic_find(port, ifindex);
	if (sk && !refcount_inc_not_zero(&sk->sk_refcnt))
		sk = NULL;
	rcu_read_unlock();
	return sk;
}

#endif

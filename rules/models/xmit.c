/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xmit - functions that take a buffer on its way, up or down, and never give it
 * back: on failure they free it.
 *
 * The number says which argument the buffer is; what follows it is not looked at.
 * Those that may refuse a buffer are written out at the end. Sources:
 * net/core/dev.c, net/core/gro.c, net/ipv4, net/ipv6, net/netlink, net/xfrm and
 * the protocols' headers.
 */
#include <linux/netdevice.h>
#include <net/sock.h>
#include "model.h"

struct nf_hook_state;

#define GIVES_1(name) \
	int name(struct sk_buff *skb) { skbown_give_skb(skb); return skbown_any(); }
#define GIVES_2(name) \
	int name(void *a, struct sk_buff *skb) { skbown_give_skb(skb); return skbown_any(); }
#define GIVES_2_OF(name, what) \
	int name(struct sock *sk, struct sk_buff *skb) \
	{ \
		skbown_need_kind(sk, SKBOWN_FULL, what); \
		skbown_give_skb(skb); \
		return skbown_any(); \
	}
#define GIVES_3(name) \
	int name(void *a, void *b, struct sk_buff *skb) { skbown_give_skb(skb); return skbown_any(); }
#define GIVES_4(name) \
	int name(long a, void *b, void *c, struct sk_buff *skb) { skbown_give_skb(skb); return skbown_any(); }
#define GIVES_5(name) \
	int name(u8 pf, unsigned int hook, void *net, void *sk, struct sk_buff *skb) \
	{ skbown_give_skb(skb); return skbown_any(); }

/* --- devices --- */
GIVES_1(netif_rx)
GIVES_1(__netif_rx)
GIVES_1(netif_receive_skb)
GIVES_1(netif_receive_skb_core)
GIVES_1(dev_queue_xmit)
int __dev_queue_xmit(struct sk_buff *skb, struct net_device *sb_dev)
{
	return dev_queue_xmit(skb);
}
int dev_queue_xmit_accel(struct sk_buff *skb, struct net_device *sb_dev)
{
	return dev_queue_xmit(skb);
}
int dev_direct_xmit(struct sk_buff *skb, u16 queue_id)
{
	return dev_queue_xmit(skb);
}
int napi_gro_receive(struct napi_struct *napi, struct sk_buff *skb)
{
	return dev_queue_xmit(skb);
}
int dev_forward_skb(struct net_device *dev, struct sk_buff *skb)
{
	return dev_queue_xmit(skb);
}
GIVES_2(dev_forward_skb_nomtu)
GIVES_2(gro_cells_receive)
GIVES_2(gro_normal_one)
GIVES_2(gro_receive_skb)
GIVES_3(dev_loopback_xmit)
GIVES_2(usbnet_skb_return)
GIVES_2(wwan_port_rx)
GIVES_2(hci_recv_frame)
GIVES_2(hci_send_acl)
GIVES_2(hci_send_sco)
GIVES_2(hci_send_iso)
GIVES_2(ppp_input)
GIVES_2(lapb_data_received)
GIVES_2(ieee80211_rx)
GIVES_3(ieee80211_rx_napi)
GIVES_2(ieee80211_rx_irqsafe)
GIVES_2(ieee80211_tx_status_skb)
GIVES_2(ieee80211_tx_status_irqsafe)
GIVES_2(ieee80211_tx_status_ni)
GIVES_2(ieee802154_rx_irqsafe)
GIVES_2(cxgb4_ofld_send)
GIVES_2(cxgb4_l2t_send)
GIVES_2(cxgb3_ofld_send)
GIVES_2(l2t_send)

/* --- routes, IP, tunnels, transformations --- */
GIVES_1(dst_input)
GIVES_3(dst_output)
GIVES_3(ip_local_out)
GIVES_3(ip6_local_out)
GIVES_3(ip_output)
GIVES_3(ip6_output)
GIVES_3(ip_mc_output)
GIVES_3(ip_do_fragment)
GIVES_3(ip6_fragment)
GIVES_2_OF(ip_queue_xmit, "inet_opt")
GIVES_2_OF(__ip_queue_xmit, "inet_opt")
GIVES_2(ip_send_skb)
GIVES_1(ip6_send_skb)
GIVES_2(ip6_xmit)
GIVES_2(inet6_csk_xmit)
GIVES_1(ip_build_and_send_pkt)
GIVES_1(ip_local_deliver)
GIVES_1(ip_rcv)
GIVES_1(ipv6_rcv)
GIVES_1(ip_forward)
GIVES_1(ip6_forward)
GIVES_1(ip_mr_input)
GIVES_1(ip6_mr_input)
GIVES_1(ip6_input)
GIVES_1(arp_xmit)
GIVES_1(ndisc_send_skb)
GIVES_1(xfrm_dev_resume)
GIVES_3(iptunnel_xmit)
GIVES_2(ip6tunnel_xmit)
GIVES_3(udp_tunnel_xmit_skb)
GIVES_3(udp_tunnel6_xmit_skb)
GIVES_2(ip_tunnel_rcv)
GIVES_2(ip_tunnel_xmit)
GIVES_1(ip_md_tunnel_xmit)
GIVES_2(neigh_output)
GIVES_2(neigh_resolve_output)
GIVES_2(neigh_direct_output)
GIVES_2(neigh_connected_output)
GIVES_4(neigh_xmit)
GIVES_2(xfrm_output)
/* The hooks and routes behind it are asked for the sender: a request has no policies. */
int xfrm_output_resume(struct sock *sk, struct sk_buff *skb, int err)
{
	if (sk && skbown_is_kind(sk, SKBOWN_REQUEST))
		skbown_need_kind(sk, SKBOWN_FULL, "sk->sk_policy");
	skbown_give_skb(skb);
	return skbown_any();
}
GIVES_1(xfrm_input)
GIVES_1(xfrm_input_resume)
GIVES_1(xfrm4_rcv)
GIVES_1(xfrm6_rcv)
GIVES_1(ping_rcv)
GIVES_3(br_dev_queue_push_xmit)
GIVES_3(br_forward_finish)
GIVES_2_OF(udp_unicast_rcv_skb, "udp_sock")

/* --- netfilter --- */
GIVES_5(NF_HOOK)
GIVES_5(NF_HOOK_COND)

/* --- messages to user space --- */
GIVES_2_OF(netlink_unicast, "sk_sndtimeo")
GIVES_2_OF(netlink_broadcast, "sk_protocol")
GIVES_2_OF(netlink_broadcast_filtered, "sk_protocol")
GIVES_2_OF(nlmsg_unicast, "sk_sndtimeo")
GIVES_2_OF(nlmsg_multicast, "sk_protocol")
GIVES_2_OF(nlmsg_multicast_filtered, "sk_protocol")
GIVES_2(nlmsg_notify)
GIVES_2(genlmsg_unicast)
GIVES_1(genlmsg_reply)
GIVES_2(genlmsg_multicast)
GIVES_3(genlmsg_multicast_netns)
GIVES_2(genlmsg_multicast_allns)
GIVES_1(rtnl_notify)
GIVES_1(rtnl_unicast)
GIVES_1(rtnetlink_send)
GIVES_1(rtnetlink_maybe_send)
GIVES_1(nfnetlink_unicast)
GIVES_1(nfnetlink_send)
GIVES_2(nfnetlink_broadcast)

/* Puts the caller's reference, which a look-up took. */
int netlink_sendskb(struct sock *sk, struct sk_buff *skb)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_receive_queue");
	skbown_give_skb(skb);
	skbown_add(&sk->sk_refcnt, -1);
	return skbown_any();
}

/* --- protocol families --- */
GIVES_1(can_send)
GIVES_2_OF(pn_skb_send, "sobject")
GIVES_2_OF(llc_conn_send_pdu, "sk_write_queue")
GIVES_2(llc_build_and_send_ui_pkt)
GIVES_1(x25_transmit_link)
GIVES_1(ax25_queue_xmit)
GIVES_3(ax25_output)
GIVES_1(rose_transmit_link)
GIVES_2(tcp_rcv_established)
GIVES_2(tcp_v4_do_rcv)
GIVES_2(tcp_v6_do_rcv)
GIVES_1(tcp_v4_rcv)
GIVES_1(udp_rcv)
GIVES_1(udpv6_rcv)
GIVES_1(sctp_rcv)

/* --- those that may leave the buffer to the caller --- */

/* A busy device refuses it; the caller tries again. */
int __dev_direct_xmit(struct sk_buff *skb, u16 queue_id)
{
	int res = skbown_any();

	if (res != NETDEV_TX_BUSY)
		skbown_give_skb(skb);
	return res;
}

/* 1: go on with it. */
int nf_hook(u8 pf, unsigned int hook, struct net *net, struct sock *sk, struct sk_buff *skb)
{
	if (skbown_any())
		return 1;
	skbown_give_skb(skb);
	return model_result();
}

int nf_hook_slow(struct sk_buff *skb, struct nf_hook_state *state)
{
	if (skbown_any())
		return 1;
	skbown_give_skb(skb);
	return model_result();
}

int __ip_local_out(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return nf_hook(0, 0, net, sk, skb);
}

int __ip6_local_out(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return nf_hook(0, 0, net, sk, skb);
}

int xfrm_trans_queue(struct sk_buff *skb)
{
	if (!skbown_any())
		return model_errno();
	skbown_give_skb(skb);
	return 0;
}

int xfrm_trans_queue_net(struct net *net, struct sk_buff *skb)
{
	return xfrm_trans_queue(skb);
}

/* The callback of its completion gets the buffer, and what is held for it. */
int mhi_queue_skb(void *dev, int dir, struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!skbown_any())
		return model_errno();
	if (sk)
		skbown_settle(&sk->sk_refcnt);
	skbown_give_skb(skb);
	return 0;
}

/* Transmits or frees what it cannot echo. */
int can_put_echo_skb(struct sk_buff *skb)
{
	skbown_give_skb(skb);
	return model_result();
}

int eth_skb_pad(struct sk_buff *skb)
{
	if (skbown_any())
		return 0;
	skbown_release_skb(skb);
	return model_errno();
}

/* Padding that fails frees the buffer. */
int skb_pad(struct sk_buff *skb, int pad)
{
	return eth_skb_pad(skb);
}

int skb_padto(struct sk_buff *skb, unsigned int len)
{
	return eth_skb_pad(skb);
}

int skb_put_padto(struct sk_buff *skb, unsigned int len)
{
	return eth_skb_pad(skb);
}

int __skb_put_padto(struct sk_buff *skb, unsigned int len, bool free_on_error)
{
	if (skbown_any())
		return 0;
	if (free_on_error)
		skbown_release_skb(skb);
	return model_errno();
}

void ieee80211_free_txskb(void *hw, struct sk_buff *skb)
{
	if (skb)
		skbown_release_skb(skb);
}

/* What does not fit through an encapsulation is freed by the caller. */
struct sk_buff *sk_validate_xmit_skb(struct sk_buff *skb, struct net_device *dev)
{
	if (skbown_any())
		return skb;
	skbown_release_skb(skb);
	return NULL;
}

struct sk_buff *skb_checksum_trimmed(struct sk_buff *skb, unsigned int len,
				     __sum16 (*check)(struct sk_buff *skb))
{
	if (!skbown_any())
		return NULL;
	return skbown_any() ? skb : model_alloc_skb();
}

/* A part of the device: each look at it sees the same. */
void *netdev_priv(const struct net_device *dev)
{
	return (void *)dev->priv;
}

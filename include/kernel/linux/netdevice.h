/* SPDX-License-Identifier: GPL-2.0-only */
/* netdevice.h - network devices. */
#ifndef SKBOWN_KERNEL_LINUX_NETDEVICE_H
#define SKBOWN_KERNEL_LINUX_NETDEVICE_H

#include <linux/skbuff.h>

typedef int netdev_tx_t;
enum { NETDEV_TX_OK = 0, NETDEV_TX_BUSY = 16 };
enum { NET_RX_SUCCESS = 0, NET_RX_DROP = 1, NET_XMIT_SUCCESS = 0, NET_XMIT_DROP = 1, NET_XMIT_CN = 2 };
#define NETIF_F_SG 1ull
#define NETIF_F_HW_CSUM 2ull
#define NETIF_F_GSO_MASK 4ull
#define NETIF_F_IP_CSUM 8ull
#define IFF_UP 1
#define IFF_NOARP 128
#define NAPI_POLL_WEIGHT 64

struct net_device;
struct napi_struct { struct net_device *dev; struct sk_buff *skb; int weight; };
struct net_device_stats {
	unsigned long rx_packets, tx_packets, rx_bytes, tx_bytes;
	unsigned long rx_dropped, tx_dropped, rx_errors, tx_errors;
};
struct netdev_queue { unsigned long state; };

struct net_device_ops {
	int (*ndo_init)(struct net_device *dev);
	void (*ndo_uninit)(struct net_device *dev);
	int (*ndo_open)(struct net_device *dev);
	int (*ndo_stop)(struct net_device *dev);
	netdev_tx_t (*ndo_start_xmit)(struct sk_buff *skb, struct net_device *dev);
	netdev_features_t (*ndo_features_check)(struct sk_buff *skb, struct net_device *dev,
						netdev_features_t features);
	u16 (*ndo_select_queue)(struct net_device *dev, struct sk_buff *skb, struct net_device *sb_dev);
	void (*ndo_tx_timeout)(struct net_device *dev, unsigned int txqueue);
};

struct header_ops {
	int (*create)(struct sk_buff *skb, struct net_device *dev, unsigned short type,
		      const void *daddr, const void *saddr, unsigned int len);
};

struct net_device {
	char name[16];
	unsigned int flags, mtu, ifindex, needed_headroom;
	unsigned short hard_header_len, type;
	netdev_features_t features, hw_features;
	const struct net_device_ops *netdev_ops;
	const struct header_ops *header_ops;
	struct net_device_stats stats;
	unsigned char *dev_addr;
	unsigned int real_num_tx_queues;
	bool needs_free_netdev;
	void *ml_priv;
	u8 priv[];
};

struct packet_type {
	__be16 type;
	struct net_device *dev;
	int (*func)(struct sk_buff *skb, struct net_device *dev, struct packet_type *pt,
		    struct net_device *orig_dev);
	bool (*id_match)(struct packet_type *ptype, struct sock *sk);
	struct list_head list;
};

struct offload_callbacks {
	struct sk_buff *(*gso_segment)(struct sk_buff *skb, netdev_features_t features);
	struct sk_buff *(*gro_receive)(struct list_head *head, struct sk_buff *skb);
	int (*gro_complete)(struct sk_buff *skb, int nhoff);
};

typedef enum { RX_HANDLER_CONSUMED, RX_HANDLER_ANOTHER, RX_HANDLER_EXACT, RX_HANDLER_PASS } rx_handler_result_t;
typedef rx_handler_result_t rx_handler_func_t(struct sk_buff **pskb);

int netif_rx(struct sk_buff *skb);
int __netif_rx(struct sk_buff *skb);
int netif_receive_skb(struct sk_buff *skb);
int netif_receive_skb_core(struct sk_buff *skb);
void netif_receive_skb_list(struct list_head *head);
int napi_gro_receive(struct napi_struct *napi, struct sk_buff *skb);
int napi_gro_frags(struct napi_struct *napi);
int dev_queue_xmit(struct sk_buff *skb);
int __dev_queue_xmit(struct sk_buff *skb, struct net_device *sb_dev);
int dev_queue_xmit_accel(struct sk_buff *skb, struct net_device *sb_dev);
int dev_direct_xmit(struct sk_buff *skb, u16 queue_id);
int __dev_direct_xmit(struct sk_buff *skb, u16 queue_id);
int dev_forward_skb(struct net_device *dev, struct sk_buff *skb);
int dev_hard_header(struct sk_buff *skb, struct net_device *dev, unsigned short type,
		    const void *daddr, const void *saddr, unsigned int len);
void dev_add_pack(struct packet_type *pt);
void dev_remove_pack(struct packet_type *pt);
void dev_hold(struct net_device *dev);
void dev_put(struct net_device *dev);
struct net_device *dev_get_by_index(struct net *net, int ifindex);
struct net_device *dev_get_by_index_rcu(struct net *net, int ifindex);
struct net *dev_net(const struct net_device *dev);
void *netdev_priv(const struct net_device *dev);
struct net_device *alloc_netdev(int size, const char *name, unsigned char type, void (*setup)(struct net_device *));
struct net_device *alloc_etherdev(int size);
void free_netdev(struct net_device *dev);
int register_netdev(struct net_device *dev);
int register_netdevice(struct net_device *dev);
void unregister_netdev(struct net_device *dev);
void netif_start_queue(struct net_device *dev);
void netif_stop_queue(struct net_device *dev);
void netif_wake_queue(struct net_device *dev);
bool netif_queue_stopped(const struct net_device *dev);
bool netif_running(const struct net_device *dev);
void netif_carrier_on(struct net_device *dev);
void netif_carrier_off(struct net_device *dev);
u16 netdev_pick_tx(struct net_device *dev, struct sk_buff *skb, struct net_device *sb_dev);
void netdev_sent_queue(struct net_device *dev, unsigned int bytes);
void netdev_completed_queue(struct net_device *dev, unsigned int pkts, unsigned int bytes);
void dev_sw_netstats_tx_add(struct net_device *dev, unsigned int packets, unsigned int len);
void netdev_err(const struct net_device *dev, const char *fmt, ...);
void netdev_warn(const struct net_device *dev, const char *fmt, ...);
void netdev_info(const struct net_device *dev, const char *fmt, ...);
void netdev_dbg(const struct net_device *dev, const char *fmt, ...);
bool napi_schedule(struct napi_struct *napi);
bool napi_complete_done(struct napi_struct *napi, int work_done);
int netdev_rx_handler_register(struct net_device *dev, rx_handler_func_t *handler, void *data);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* sock.h - sockets. */
#ifndef SKBOWN_KERNEL_NET_SOCK_H
#define SKBOWN_KERNEL_NET_SOCK_H

#include <linux/skbuff.h>
#include <linux/net.h>
#include <net/net_namespace.h>
#include <net/tcp_states.h>

struct sock;
struct proto;
struct dst_entry;
struct inet_timewait_sock;
struct request_sock;
struct mem_cgroup;
struct sk_filter;
struct cred;

struct sock_common {
	union {
		u64 skc_addrpair;
		struct {
			__be32 skc_daddr;
			__be32 skc_rcv_saddr;
		};
	};
	union {
		unsigned int skc_hash;
		__u16 skc_u16hashes[2];
	};
	union {
		__u32 skc_portpair;
		struct {
			__be16 skc_dport;
			__u16 skc_num;
		};
	};
	unsigned short skc_family;
	volatile unsigned char skc_state;
	unsigned char skc_reuse : 4, skc_reuseport : 1, skc_ipv6only : 1, skc_net_refcnt : 1;
	int skc_bound_dev_if;
	union {
		struct hlist_node skc_bind_node;
		struct hlist_node skc_portaddr_node;
	};
	struct proto *skc_prot;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
	atomic64_t skc_cookie;
	union {
		unsigned long skc_flags;
		struct sock *skc_listener;
		void *skc_tw_dr;
	};
	union {
		struct hlist_node skc_node;
		struct hlist_nulls_node skc_nulls_node;
	};
	unsigned short skc_tx_queue_mapping;
	unsigned short skc_rx_queue_mapping;
	union {
		int skc_incoming_cpu;
		u32 skc_rcv_wnd;
		u32 skc_tw_rcv_nxt;
	};
	refcount_t skc_refcnt;
	union {
		u32 skc_rxhash;
		u32 skc_window_clamp;
		u32 skc_tw_snd_nxt;
	};
};

typedef struct { spinlock_t slock; int owned; } socket_lock_t;

struct sock {
	struct sock_common __sk_common;
#define sk_node			__sk_common.skc_node
#define sk_nulls_node		__sk_common.skc_nulls_node
#define sk_refcnt		__sk_common.skc_refcnt
#define sk_tx_queue_mapping	__sk_common.skc_tx_queue_mapping
#define sk_rx_queue_mapping	__sk_common.skc_rx_queue_mapping
#define sk_hash			__sk_common.skc_hash
#define sk_num			__sk_common.skc_num
#define sk_dport		__sk_common.skc_dport
#define sk_daddr		__sk_common.skc_daddr
#define sk_rcv_saddr		__sk_common.skc_rcv_saddr
#define sk_family		__sk_common.skc_family
#define sk_state		__sk_common.skc_state
#define sk_reuse		__sk_common.skc_reuse
#define sk_reuseport		__sk_common.skc_reuseport
#define sk_ipv6only		__sk_common.skc_ipv6only
#define sk_net_refcnt		__sk_common.skc_net_refcnt
#define sk_bound_dev_if		__sk_common.skc_bound_dev_if
#define sk_bind_node		__sk_common.skc_bind_node
#define sk_prot			__sk_common.skc_prot
#define sk_net			__sk_common.skc_net
#define sk_v6_daddr		__sk_common.skc_v6_daddr
#define sk_v6_rcv_saddr		__sk_common.skc_v6_rcv_saddr
#define sk_cookie		__sk_common.skc_cookie
#define sk_incoming_cpu		__sk_common.skc_incoming_cpu
#define sk_flags		__sk_common.skc_flags
#define sk_rxhash		__sk_common.skc_rxhash
	atomic_t sk_drops;
	__s32 sk_peek_off;
	struct sk_buff_head sk_error_queue;
	struct sk_buff_head sk_receive_queue;
	struct {
		atomic_t rmem_alloc;
		int len;
		struct sk_buff *head;
		struct sk_buff *tail;
	} sk_backlog;
#define sk_rmem_alloc sk_backlog.rmem_alloc
	struct dst_entry __rcu *sk_rx_dst;
	int sk_rx_dst_ifindex;
	u32 sk_rx_dst_cookie;
	unsigned int sk_ll_usec;
	unsigned int sk_napi_id;
	u8 sk_userlocks;
	int sk_rcvbuf;
	struct sk_filter __rcu *sk_filter;
	void *sk_wq;
	void (*sk_data_ready)(struct sock *sk);
	long sk_rcvtimeo;
	int sk_rcvlowat;
	int sk_err;
	struct socket *sk_socket;
	struct mem_cgroup *sk_memcg;
	void *sk_policy[2];
	socket_lock_t sk_lock;
	u32 sk_reserved_mem;
	int sk_forward_alloc;
	u32 sk_tsflags;
	int sk_write_pending;
	atomic_t sk_omem_alloc;
	int sk_sndbuf;
	int sk_wmem_queued;
	refcount_t sk_wmem_alloc;
	unsigned long sk_tsq_flags;
	union {
		struct sk_buff *sk_send_head;
		struct rb_root tcp_rtx_queue;
	};
	struct sk_buff_head sk_write_queue;
	u32 sk_dst_pending_confirm;
	struct timer_list sk_timer;
	atomic_t sk_zckey;
	atomic_t sk_tskey;
	unsigned long sk_max_pacing_rate;
	long sk_sndtimeo;
	u32 sk_priority;
	u32 sk_mark;
	struct dst_entry __rcu *sk_dst_cache;
	netdev_features_t sk_route_caps;
	struct sk_buff *(*sk_validate_xmit_skb)(struct sock *sk, struct net_device *dev,
						struct sk_buff *skb);
	u16 sk_gso_type;
	u16 sk_gso_max_segs;
	unsigned int sk_gso_max_size;
	gfp_t sk_allocation;
	u32 sk_txhash;
	u8 sk_pacing_shift;
	u8 sk_gso_disabled : 1, sk_kern_sock : 1, sk_no_check_tx : 1, sk_no_check_rx : 1;
	u8 sk_shutdown;
	u16 sk_type;
	u16 sk_protocol;
	unsigned long sk_lingertime;
	struct proto *sk_prot_creator;
	rwlock_t sk_callback_lock;
	int sk_err_soft;
	u32 sk_ack_backlog;
	u32 sk_max_ack_backlog;
	kuid_t sk_uid;
	void *sk_peer_pid;
	const struct cred *sk_peer_cred;
	ktime_t sk_stamp;
	u8 sk_clockid;
	void *sk_user_data;
	void *sk_security;
	void (*sk_state_change)(struct sock *sk);
	void (*sk_write_space)(struct sock *sk);
	void (*sk_error_report)(struct sock *sk);
	int (*sk_backlog_rcv)(struct sock *sk, struct sk_buff *skb);
	void (*sk_destruct)(struct sock *sk);
	struct rcu_head sk_rcu;
};

enum sock_flags {
	SOCK_DEAD,
	SOCK_DONE,
	SOCK_URGINLINE,
	SOCK_KEEPOPEN,
	SOCK_LINGER,
	SOCK_DESTROY,
	SOCK_BROADCAST,
	SOCK_TIMESTAMP,
	SOCK_ZAPPED,
	SOCK_USE_WRITE_QUEUE,
	SOCK_RCU_FREE,
	SOCK_WIFI_STATUS,
	SOCK_TXTIME,
};

#define SK_CAN_REUSE 1
#define RCV_SHUTDOWN 1
#define SEND_SHUTDOWN 2
#define SHUTDOWN_MASK 3
#define SOCK_MIN_SNDBUF 4608

struct proto {
	void (*close)(struct sock *sk, long timeout);
	int (*connect)(struct sock *sk, struct sockaddr *addr, int len);
	int (*disconnect)(struct sock *sk, int flags);
	struct sock *(*accept)(struct sock *sk, void *arg);
	int (*init)(struct sock *sk);
	void (*destroy)(struct sock *sk);
	void (*shutdown)(struct sock *sk, int how);
	int (*sendmsg)(struct sock *sk, struct msghdr *msg, size_t len);
	int (*recvmsg)(struct sock *sk, struct msghdr *msg, size_t len, int flags, int *addr_len);
	int (*bind)(struct sock *sk, struct sockaddr *addr, int len);
	int (*backlog_rcv)(struct sock *sk, struct sk_buff *skb);
	void (*release_cb)(struct sock *sk);
	int (*hash)(struct sock *sk);
	void (*unhash)(struct sock *sk);
	int (*get_port)(struct sock *sk, unsigned short snum);
	unsigned int obj_size;
	struct module *owner;
	char name[32];
};

/* kinds */
bool sk_fullsock(const struct sock *sk);
int inet_sk_state_load(const struct sock *sk);
bool sk_listener(const struct sock *sk);
bool sk_listener_or_tw(const struct sock *sk);
bool sk_requests(const struct sock *sk);
bool sk_is_refcounted(struct sock *sk);
bool sk_is_inet(const struct sock *sk);
bool sk_is_tcp(const struct sock *sk);
bool sk_is_udp(const struct sock *sk);
bool sk_is_stream_unix(const struct sock *sk);
bool sk_hashed(const struct sock *sk);
bool sk_unhashed(const struct sock *sk);

/* references */
void sock_hold(struct sock *sk);
void __sock_put(struct sock *sk);
void sock_put(struct sock *sk);
void sock_gen_put(struct sock *sk);
void sk_free(struct sock *sk);
struct sock *sk_alloc(struct net *net, int family, gfp_t priority, struct proto *prot, int kern);
struct sock *sk_clone_lock(const struct sock *sk, const gfp_t priority);
void sk_common_release(struct sock *sk);
void sock_init_data(struct socket *sock, struct sock *sk);
void sock_orphan(struct sock *sk);
void sock_graft(struct sock *sk, struct socket *parent);
bool sk_del_node_init(struct sock *sk);
bool __sk_del_node_init(struct sock *sk);
bool sk_nulls_del_node_init_rcu(struct sock *sk);
bool __sk_nulls_del_node_init_rcu(struct sock *sk);
void sk_add_node(struct sock *sk, struct hlist_head *list);
void sk_add_node_rcu(struct sock *sk, struct hlist_head *list);
void __sk_add_node(struct sock *sk, struct hlist_head *list);
void __sk_nulls_add_node_rcu(struct sock *sk, struct hlist_nulls_head *list);
void sk_add_bind_node(struct sock *sk, struct hlist_head *list);
void __sk_del_bind_node(struct sock *sk);
#define sk_for_each(__sk, list) hlist_for_each_entry(__sk, list, sk_node)
#define sk_for_each_rcu(__sk, list) hlist_for_each_entry_rcu(__sk, list, sk_node)
#define sk_nulls_for_each(__sk, node, list) \
	hlist_nulls_for_each_entry(__sk, node, list, sk_nulls_node)
#define sk_nulls_for_each_rcu(__sk, node, list) \
	hlist_nulls_for_each_entry_rcu(__sk, node, list, sk_nulls_node)
#define sk_for_each_bound(__sk, list) hlist_for_each_entry(__sk, list, sk_bind_node)
void sk_reset_timer(struct sock *sk, struct timer_list *timer, unsigned long expires);
void sk_stop_timer(struct sock *sk, struct timer_list *timer);
void sk_stop_timer_sync(struct sock *sk, struct timer_list *timer);
struct socket *sockfd_lookup(int fd, int *err);

/* owners and destructors */
void skb_set_owner_w(struct sk_buff *skb, struct sock *sk);
void skb_set_owner_r(struct sk_buff *skb, struct sock *sk);
bool skb_set_owner_sk_safe(struct sk_buff *skb, struct sock *sk);
bool is_skb_wmem(const struct sk_buff *skb);
void sock_wfree(struct sk_buff *skb);
void __sock_wfree(struct sk_buff *skb);
void sock_rfree(struct sk_buff *skb);
void sock_efree(struct sk_buff *skb);
void sock_edemux(struct sk_buff *skb);
void sock_pfree(struct sk_buff *skb);
void sock_rmem_free(struct sk_buff *skb);
void sock_ofree(struct sk_buff *skb);

/* memory */
struct sk_buff *sock_wmalloc(struct sock *sk, unsigned long size, int force, gfp_t priority);
struct sk_buff *sock_omalloc(struct sock *sk, unsigned long size, gfp_t priority);
struct sk_buff *sock_alloc_send_skb(struct sock *sk, unsigned long size, int noblock, int *errcode);
struct sk_buff *sock_alloc_send_pskb(struct sock *sk, unsigned long header_len,
				     unsigned long data_len, int noblock, int *errcode,
				     int max_page_order);
void *sock_kmalloc(struct sock *sk, int size, gfp_t priority);
void sock_kfree_s(struct sock *sk, void *mem, int size);
void sk_mem_charge(struct sock *sk, int size);
void sk_wmem_queued_add(struct sock *sk, int val);
void sk_mem_uncharge(struct sock *sk, int size);
bool sk_rmem_schedule(struct sock *sk, struct sk_buff *skb, int size);
bool sk_wmem_schedule(struct sock *sk, int size);
int sk_wmem_alloc_get(const struct sock *sk);
int sk_rmem_alloc_get(const struct sock *sk);
bool sk_has_allocations(const struct sock *sk);
bool sock_writeable(const struct sock *sk);
long sock_sndtimeo(const struct sock *sk, bool noblock);
long sock_rcvtimeo(const struct sock *sk, bool noblock);
bool sk_acceptq_is_full(const struct sock *sk);
void sk_acceptq_added(struct sock *sk);
void sk_acceptq_removed(struct sock *sk);

/* queues */
int sock_queue_rcv_skb(struct sock *sk, struct sk_buff *skb);
int sock_queue_rcv_skb_reason(struct sock *sk, struct sk_buff *skb, enum skb_drop_reason *reason);
int __sock_queue_rcv_skb(struct sock *sk, struct sk_buff *skb);
int sock_queue_err_skb(struct sock *sk, struct sk_buff *skb);
int sk_receive_skb(struct sock *sk, struct sk_buff *skb, const int nested);
int __sk_receive_skb(struct sock *sk, struct sk_buff *skb, const int nested, unsigned int trim_cap,
		     bool refcounted);
int sk_backlog_rcv(struct sock *sk, struct sk_buff *skb);
int sk_add_backlog(struct sock *sk, struct sk_buff *skb, unsigned int limit);
void __sk_add_backlog(struct sock *sk, struct sk_buff *skb);
bool sk_rcvqueues_full(const struct sock *sk, unsigned int limit);
int sk_filter(struct sock *sk, struct sk_buff *skb);
int sk_filter_trim_cap(struct sock *sk, struct sk_buff *skb, unsigned int cap);
struct sk_buff *skb_recv_datagram(struct sock *sk, unsigned int flags, int *err);
void skb_free_datagram(struct sock *sk, struct sk_buff *skb);

/* full sockets */
void lock_sock(struct sock *sk);
void lock_sock_nested(struct sock *sk, int subclass);
void release_sock(struct sock *sk);
bool lock_sock_fast(struct sock *sk);
void unlock_sock_fast(struct sock *sk, bool slow);
void bh_lock_sock(struct sock *sk);
void bh_lock_sock_nested(struct sock *sk);
void bh_unlock_sock(struct sock *sk);
bool sock_owned_by_user(const struct sock *sk);
bool sock_owned_by_user_nocheck(const struct sock *sk);
bool sock_flag(const struct sock *sk, enum sock_flags flag);
void sock_set_flag(struct sock *sk, enum sock_flags flag);
void sock_reset_flag(struct sock *sk, enum sock_flags flag);
void sk_error_report(struct sock *sk);
void sk_tx_queue_set(struct sock *sk, int tx_queue);
int sk_tx_queue_get(const struct sock *sk);
struct dst_entry *sk_dst_get(const struct sock *sk);
void sk_dst_set(struct sock *sk, struct dst_entry *dst);
void sk_setup_caps(struct sock *sk, struct dst_entry *dst);
void sock_recv_timestamp(struct msghdr *msg, struct sock *sk, struct sk_buff *skb);
void sock_recv_cmsgs(struct msghdr *msg, struct sock *sk, struct sk_buff *skb);
int sk_mc_loop(const struct sock *sk);
kuid_t sock_i_uid(struct sock *sk);
unsigned long sock_i_ino(struct sock *sk);
u64 sock_gen_cookie(struct sock *sk);
struct net *sock_net(const struct sock *sk);
void sock_net_set(struct sock *sk, struct net *net);
void sock_prot_inuse_add(struct net *net, const struct proto *prot, int val);
int sock_error(struct sock *sk);
int sk_wait_data(struct sock *sk, long *timeo, const struct sk_buff *skb);
void sock_def_readable(struct sock *sk);
int proto_register(struct proto *prot, int alloc_slab);
void proto_unregister(struct proto *prot);
struct sk_buff *sk_validate_xmit_skb(struct sk_buff *skb, struct net_device *dev);

#endif

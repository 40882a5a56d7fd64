/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * protocols - finders of the protocol families that other files call.
 *
 * All of these families have full sockets only. Finders of one file are seen by
 * their bodies. Sources: net/ax25, net/bluetooth, net/iucv, net/llc, net/mptcp,
 * net/netlink, net/netrom, net/phonet, net/rose, net/sctp, net/smc, net/unix,
 * net/vmw_vsock, net/x25.
 */
#include <net/sock.h>
#include "model.h"

struct mptcp_sock;
struct vsock_sock { struct sock sk; };
struct rds_sock { struct sock rs_sk; };
struct sk_buff *ip_make_skb(struct sock *sk);

/* --- with a reference --- */

#define FINDS_REF(name) \
	struct sock *name(void) { return model_ref_full(); }

FINDS_REF(ax25_find_listener)
FINDS_REF(ax25_get_socket)
FINDS_REF(llc_lookup_established)
FINDS_REF(pn_find_sock_by_sa)
FINDS_REF(pn_find_sock_by_res)
FINDS_REF(x25_find_socket)
FINDS_REF(vsock_find_bound_socket)
FINDS_REF(vsock_find_connected_socket)

struct sock *unix_peer_get(struct sock *s)
{
	skbown_need_kind(s, SKBOWN_FULL, "unix_sock");
	return model_ref_full();
}

struct mptcp_sock *mptcp_token_get_sock(struct net *net, u32 token)
{
	return (struct mptcp_sock *)model_ref_full();
}

struct mptcp_sock *mptcp_token_iter_next(void)
{
	return (struct mptcp_sock *)model_ref_full();
}

/* A socket of RDS holds its sock; so does what is put here. */
struct rds_sock *rds_find_bound(void)
{
	struct rds_sock *rs;

	if (!skbown_any())
		return NULL;
	rs = skbown_any_object();
	skbown_add(&rs->rs_sk.sk_refcnt, 1);
	return rs;
}

void rds_sock_addref(struct rds_sock *rs)
{
	skbown_add(&rs->rs_sk.sk_refcnt, 1);
}

void rds_sock_put(struct rds_sock *rs)
{
	skbown_add(&rs->rs_sk.sk_refcnt, -1);
}

/* The file's socket, or why it is none. */
struct sock *netlink_getsockbyfilp(struct file *filp)
{
	struct sock *sk;

	if (!skbown_any())
		return skbown_err_ptr(model_errno());
	sk = skbown_found_sock(SKBOWN_FULL);
	skbown_add(&sk->sk_refcnt, 1);
	return sk;
}

/* --- without: the reference that comes along is the accept queue's, or there is none --- */

#define FINDS(name) \
	struct sock *name(void) { return model_find_full(); }

FINDS(nfc_llcp_accept_dequeue)
FINDS(smc_accept_dequeue)
FINDS(iucv_accept_dequeue)
FINDS(mptcp_subflow_get_send)
FINDS(mptcp_subflow_get_retrans)
FINDS(rose_find_socket)

struct sock *bt_accept_dequeue(struct sock *parent, struct socket *newsock)
{
	skbown_need_kind(parent, SKBOWN_FULL, "bt_sock");
	return model_ref_full();
}

/* With the association and the transport that the packet is for. */
struct sock *sctp_err_lookup(struct net *net, int family, struct sk_buff *skb, void *hdr, void **app,
			     void **tpp)
{
	struct sock *sk = model_find_full();

	*app = sk ? skbown_any_object() : NULL;
	*tpp = sk ? skbown_any_object() : NULL;
	return sk;
}

struct sock *bpf_run_sk_reuseport(void)
{
	if (skbown_any())
		return skbown_err_ptr(model_errno());
	return model_find_full();
}

struct sock *__mptcp_nmpc_sk(struct mptcp_sock *msk)
{
	if (skbown_any())
		return skbown_err_ptr(model_errno());
	return skbown_found_sock(SKBOWN_FULL);
}

/* --- made here: the first reference is nobody's yet --- */

#define MAKES(name) \
	struct sock *name(void) \
	{ return skbown_any() ? skbown_fresh_sock(SKBOWN_FULL) : NULL; }

MAKES(ax25_make_new)
MAKES(bt_sock_alloc)
MAKES(llc_sk_alloc)
MAKES(nfc_llcp_sock_alloc)
MAKES(__vsock_create)
MAKES(__netlink_kernel_create)
MAKES(netlink_kernel_create)
MAKES(mptcp_sk_clone_init)
MAKES(tcp_create_openreq_child)
MAKES(dccp_create_openreq_child)

struct sock *vsock_create_connected(struct sock *parent)
{
	skbown_need_kind(parent, SKBOWN_FULL, "vsock_sock");
	return skbown_any() ? skbown_fresh_sock(SKBOWN_FULL) : NULL;
}

/* The request was still there: the connection is its owner's. */
#define CHILD(name) \
	struct sock *name(const struct sock *sk, struct sk_buff *skb, struct request_sock *req, \
			  void *dst, struct request_sock *req_unhash, bool *own_req) \
	{ \
		skbown_need_kind(sk, SKBOWN_FULL, "sk_ack_backlog"); \
		if (!skbown_any()) \
			return NULL; \
		*own_req = skbown_any(); \
		return skbown_fresh_sock(SKBOWN_FULL); \
	}

CHILD(tcp_v4_syn_recv_sock)
CHILD(dccp_v4_request_recv_sock)

/* --- queues of connections to be accepted: the references are the queue's --- */

void vsock_enqueue_accept(struct sock *listener, struct sock *connected)
{
	skbown_need_kind(listener, SKBOWN_FULL, "vsock_sock");
	skbown_need_kind(connected, SKBOWN_FULL, "vsock_sock");
	skbown_escape(listener);
	skbown_escape(connected);
}

void vsock_add_pending(struct sock *listener, struct sock *pending)
{
	skbown_need_kind(listener, SKBOWN_FULL, "vsock_sock");
	skbown_need_kind(pending, SKBOWN_FULL, "vsock_sock");
	skbown_escape(listener);
	skbown_escape(pending);
}

void vsock_remove_pending(struct sock *listener, struct sock *pending)
{
	skbown_need_kind(listener, SKBOWN_FULL, "vsock_sock");
	skbown_need_kind(pending, SKBOWN_FULL, "vsock_sock");
	skbown_escape(listener);
	skbown_escape(pending);
}

/* Out of the tables: their references go, and the connection's own may follow. */
void vsock_remove_sock(struct vsock_sock *vsk)
{
	skbown_settle(&((struct sock *)vsk)->sk_refcnt);
}

void vsock_remove_connected(struct vsock_sock *vsk)
{
	skbown_settle(&((struct sock *)vsk)->sk_refcnt);
}

void vsock_remove_bound(struct vsock_sock *vsk)
{
	skbown_settle(&((struct sock *)vsk)->sk_refcnt);
}

void bt_accept_enqueue(struct sock *parent, struct sock *sk, bool bh)
{
	skbown_need_kind(parent, SKBOWN_FULL, "bt_sock");
	skbown_need_kind(sk, SKBOWN_FULL, "bt_sock");
	skbown_escape(sk);
}

void bt_accept_unlink(struct sock *sk)
{
	skbown_need_kind(sk, SKBOWN_FULL, "bt_sock");
	skbown_escape(sk);
}

/* --- buffers for a socket --- */

struct sk_buff *bt_skb_alloc(unsigned int len, gfp_t how)
{
	return model_alloc_skb();
}

struct sk_buff *bt_skb_send_alloc(struct sock *sk, unsigned long len, int nb, int *err)
{
	return sock_alloc_send_skb(sk, len, nb, err);
}


struct sk_buff *nfc_alloc_recv_skb(unsigned int size, gfp_t gfp)
{
	return model_alloc_skb();
}

struct sk_buff *nci_skb_alloc(void *ndev, unsigned int len, gfp_t how)
{
	return model_alloc_skb();
}

struct sk_buff *llc_alloc_frame(struct sock *sk, struct net_device *dev, u8 type, u32 size)
{
	struct sk_buff *skb = model_alloc_skb();

	if (skb && sk)
		skb_set_owner_w(skb, sk);
	return skb;
}

struct sk_buff *ip_make_skb(struct sock *sk)
{
	skbown_need_kind(sk, SKBOWN_FULL, "pmtudisc");
	if (!skbown_any())
		return skbown_err_ptr(model_errno());
	return skbown_any_ptr();
}

struct sk_buff *ip6_make_skb(struct sock *sk)
{
	return ip_make_skb(sk);
}

struct sk_buff *tcp_stream_alloc_skb(struct sock *sk)
{
	return model_alloc_skb();
}


/* An ICMP error for a pending request: the look-up's reference is put in here. */
void tcp_req_err(struct sock *sk, u32 seq, bool abort)
{
	skbown_add(&sk->sk_refcnt, -1);
}

void dccp_req_err(struct sock *sk, u64 seq)
{
	skbown_add(&sk->sk_refcnt, -1);
}

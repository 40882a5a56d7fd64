/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nonfullsock-put - each kind of socket is put by what fits it.
 *
 * "foo" is an invented protocol. Nothing here may be reported.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <net/netfilter/nf_socket.h>
#include <net/sock.h>
#include <net/tcp.h>
#include <net/udp.h>
#include <net/inet_timewait_sock.h>
#include <net/request_sock.h>
#include <net/inet_hashtables.h>

struct foo_sock {
	struct sock sk;
	u16 port;
};

static struct hlist_head foo_table;
static spinlock_t foo_lock;

/* The put for all kinds. */
bool foo_known_flow(struct net *net, struct inet_hashinfo *hash, __be32 saddr, __be32 daddr,
		    __be16 sport, u16 dport)
{
	struct sock *sk;

	sk = __inet_lookup_established(net, hash, saddr, sport, daddr, dport, 0, 0);
	if (!sk)
		return false;
	sock_gen_put(sk);
	return true;
}

/* Each kind its own. */
int foo_close_flow(struct net *net, struct inet_hashinfo *hash)
{
	struct sock *sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);

	if (!sk)
		return -ENOENT;
	if (sk->sk_state == TCP_TIME_WAIT) {
		inet_twsk_put(inet_twsk(sk));
		return 0;
	}
	if (sk->sk_state == TCP_NEW_SYN_RECV) {
		reqsk_put(inet_reqsk(sk));
		return 0;
	}
	sock_put(sk);
	return 1;
}

/* By a switch. */
void foo_put_switch(struct net *net, struct inet_hashinfo *hash)
{
	struct sock *sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);

	if (!sk)
		return;
	switch (sk->sk_state) {
	case TCP_TIME_WAIT:
		inet_twsk_put(inet_twsk(sk));
		break;
	case TCP_NEW_SYN_RECV:
		reqsk_put(inet_reqsk(sk));
		break;
	default:
		sock_put(sk);
	}
}

/* By the question. */
void foo_put_by_kind(struct net *net, struct inet_hashinfo *hash)
{
	struct sock *sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);

	if (!sk)
		return;
	if (sk_fullsock(sk)) {
		sk->sk_err = 0;
		sock_put(sk);
	} else {
		sock_gen_put(sk);
	}
}

/* The destructor for all kinds. */
void foo_demux(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	struct sock *sk;

	if (skb->sk)
		return;
	sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);
	if (!sk)
		return;
	skb->sk = sk;
	skb->destructor = sock_edemux;
}

/* The full socket's destructor for what was shown to be one. */
void foo_demux_full(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	struct sock *sk;

	skb_orphan(skb);
	sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);
	if (!sk)
		return;
	if (!sk_fullsock(sk)) {
		sock_gen_put(sk);
		return;
	}
	skb->sk = sk;
	skb->destructor = sock_efree;
}

/* The protocol's own table has full sockets only. */
static struct sock *foo_find(u16 port)
{
	struct sock *sk;

	spin_lock_bh(&foo_lock);
	sk_for_each(sk, &foo_table) {
		if (((struct foo_sock *)sk)->port == port) {
			sock_hold(sk);
			goto out;
		}
	}
	sk = NULL;
out:
	spin_unlock_bh(&foo_lock);
	return sk;
}

bool foo_port_used(u16 port)
{
	struct sock *sk = foo_find(port);

	if (!sk)
		return false;
	sock_put(sk);
	return true;
}

/* UDP's too. */
bool foo_udp_used(struct net *net)
{
	struct sock *sk = udp4_lib_lookup(net, 1, 2, 3, 4, 0);

	if (!sk)
		return false;
	sock_put(sk);
	return true;
}

/* A setter that asks the socket what it is. */
void foo_set_owner(struct sk_buff *skb, struct sock *sk)
{
	skb_orphan(skb);
	skb->sk = sk;
	if (unlikely(!sk_fullsock(sk))) {
		skb->destructor = sock_edemux;
		sock_hold(sk);	// allow-note: hold-on-dying-sock
		return;
	}
	skb->destructor = sock_wfree;
	refcount_add(skb->truesize, &sk->sk_wmem_alloc);
}

/* A queued packet's socket, for all kinds. */
static unsigned int foo_queue_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct sock *sk = skb->sk;

	if (!sk || !refcount_inc_not_zero(&sk->sk_refcnt))
		return NF_ACCEPT;
	skb->mark = 1;
	sock_gen_put(sk);
	return NF_ACCEPT;
}

const struct nf_hook_ops foo_hooks[] = {
	{ .hook = foo_queue_hook },
};

/* The listener behind a request is full. */
int foo_to_listener(struct sk_buff *skb)
{
	struct sock *sk = skb_to_full_sk(skb);

	if (!sk || !sk_fullsock(sk) || !refcount_inc_not_zero(&sk->sk_refcnt))
		return -ENOENT;
	sk->sk_err_soft = 0;
	sock_put(sk);
	return 0;
}

/* One's own socket. */
int foo_work(struct sock *sk)
{
	sock_hold(sk);
	lock_sock(sk);
	sk->sk_err = 0;
	release_sock(sk);
	sock_put(sk);
	return 0;
}

/* A TIME_WAIT socket is replaced by a listener, each put by its own. */
int foo_rcv(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	bool refcounted;
	struct sock *sk, *sk2;

	sk = __inet_lookup_skb(hash, skb, 20, 1, 2, 0, &refcounted);
	if (!sk)
		return 0;
	if (sk->sk_state == TCP_TIME_WAIT) {
		sk2 = inet_lookup_listener(net, hash, skb, 20, 1, 2, 3, 4, 0, 0);
		if (!sk2) {
			inet_twsk_put(inet_twsk(sk));
			return 0;
		}
		inet_twsk_deschedule_put(inet_twsk(sk));
		sk = sk2;
		refcounted = false;
		goto process;
	}
	if (sk->sk_state == TCP_NEW_SYN_RECV) {
		reqsk_put(inet_reqsk(sk));
		return 0;
	}
process:
	bh_lock_sock_nested(sk);
	sk->sk_err = 0;
	bh_unlock_sock(sk);
	if (refcounted)
		sock_put(sk);
	return 1;
}

/* A retry: the look-up was put before it is done again. */
struct sock *foo_live(struct net *net, struct inet_hashinfo *hash)
{
	struct sock *sk;

again:
	sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);
	if (!sk)
		return NULL;
	if (!sk_fullsock(sk)) {
		sock_gen_put(sk);
		goto again;
	}
	return sk;
}

/* The chain of connections: what is put is full, or put by its kind. */
struct sock *foo_walk(struct inet_ehash_bucket *head, u32 hash)
{
	const struct hlist_nulls_node *node;
	struct sock *sk;

	sk_nulls_for_each_rcu(sk, node, &head->chain) {
		if (sk->sk_hash != hash || !refcount_inc_not_zero(&sk->sk_refcnt))
			continue;
		if (sk->sk_family == AF_INET)
			return sk;
		if (sk_fullsock(sk))
			sock_put(sk);
		else
			sock_gen_put(sk);
	}
	return NULL;
}

/* The timer of a request stands in it, and it is put as one. */
void foo_request_timeout(struct timer_list *t)
{
	struct request_sock *req = container_of(t, struct request_sock, rsk_timer);

	req->num_timeout++;
	reqsk_put(req);
}

/* The timer of a full socket. */
void foo_sock_timeout(struct timer_list *t)
{
	struct sock *sk = container_of(t, struct sock, sk_timer);

	sock_put(sk);
}

/* What a pointer to a request was made of is told by the question, not by its type. */
void foo_put_asked(struct net *net, struct inet_hashinfo *hash)
{
	struct sock *sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);
	struct request_sock *req = (struct request_sock *)sk;
	struct sock *full = (struct sock *)req;

	if (!sk)
		return;
	if (sk->sk_state == TCP_NEW_SYN_RECV)
		reqsk_put(req);
	else if (sk_fullsock(sk))
		sock_put(full);
	else
		inet_twsk_put(inet_twsk(sk));
}

/* The state is read by a function. */
void foo_abort(struct sock *sk)
{
	if (inet_sk_state_load(sk) == TCP_TIME_WAIT)
		inet_twsk_put(inet_twsk(sk));
	else if (inet_sk_state_load(sk) == TCP_LISTEN)
		sock_put(sk);
}

struct foo_port {
	int (*find)(struct foo_port *port, struct inet_timewait_sock **twp);
	int (*find_any)(struct foo_port *port, struct sock **skp);
	struct inet_timewait_sock *last[4];
	struct sock *users[4];
};

/* One of many that are all of one kind. */
void foo_drop_port(struct foo_port *port, unsigned int i)
{
	if (port->last[i])
		inet_twsk_put(port->last[i]);
	if (port->users[i])
		sock_put(port->users[i]);
}

/* It comes back through a pointer. */
void foo_take_port(struct foo_port *port)
{
	struct inet_timewait_sock *tw = NULL;
	struct sock *sk = NULL;

	if (port->find(port, &tw) || port->find_any(port, &sk))
		return;
	inet_twsk_put(tw);
	sock_put(sk);
}

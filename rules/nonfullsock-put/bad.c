/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nonfullsock-put - puts of full sockets on what may be a mini socket.
 *
 * "foo" is an invented protocol. Each function is wrong in one way.
 */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <net/netfilter/nf_socket.h>
#include <net/netfilter/nf_tproxy.h>
#include <net/sock.h>
#include <net/tcp.h>
#include <net/inet_timewait_sock.h>
#include <net/request_sock.h>
#include <net/inet_hashtables.h>
#include <net/inet6_hashtables.h>

struct foo_entry {
	struct sk_buff *skb;
	struct nf_hook_state state;
};

/* The table of connections holds TIME_WAIT sockets and requests as well. */
bool foo_known_flow(struct net *net, struct inet_hashinfo *hash, __be32 saddr, __be32 daddr,
		    __be16 sport, u16 dport)
{
	struct sock *sk;

	sk = __inet_lookup_established(net, hash, saddr, sport, daddr, dport, 0, 0); // note: is found here
	if (!sk)
		return false;
	sock_put(sk); // expect-warning: nonfullsock-put
	return true;
}

/* The IPv6 one too. */
bool foo_known_flow6(struct net *net, struct inet_hashinfo *hash, const struct in6_addr *saddr,
		     const struct in6_addr *daddr, __be16 sport, u16 dport)
{
	struct sock *sk;

	sk = __inet6_lookup_established(net, hash, saddr, sport, daddr, dport, 0, 0);
	if (sk)
		sock_put(sk); // expect-warning: nonfullsock-put
	return sk != NULL;
}

/* Half of the kinds is treated. */
int foo_close_flow(struct net *net, struct inet_hashinfo *hash)
{
	struct sock *sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);

	if (!sk)
		return -ENOENT;
	if (sk->sk_state == TCP_TIME_WAIT) {
		inet_twsk_put(inet_twsk(sk));
		return 0;
	}
	sock_put(sk); // expect-warning: nonfullsock-put
	return 1;
}

/* The buffer's destructor is a full socket's put. */
void foo_demux(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	struct sock *sk;

	if (skb->sk)
		return;
	sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);
	if (!sk)
		return;
	skb->sk = sk;
	skb->destructor = sock_efree; // expect-warning: nonfullsock-put
}

static void foo_put_owner(struct sk_buff *skb)
{
	sock_put(skb->sk); // expect: ?nonfullsock-put
}

/* The file's own destructor is no better. */
void foo_demux_own(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	struct sock *sk;

	skb_orphan(skb);
	sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);
	if (!sk)
		return;
	skb->sk = sk;
	skb->destructor = foo_put_owner; // expect-warning: nonfullsock-put
}

/* sk_wmem_alloc is behind the end of a mini socket. */
int foo_answer(struct net *net, struct inet_hashinfo *hash, struct sk_buff *reply)
{
	struct sock *sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);
	struct sk_buff *skb = skb_copy(reply, GFP_ATOMIC);

	if (!sk || !skb)
		goto out;
	skb->sk = sk;
	skb->destructor = sock_wfree; // expect-warning: nonfullsock-put
	refcount_add(skb->truesize, &sk->sk_wmem_alloc); // expect: ?nonfullsock-use
	dev_queue_xmit(skb);
	skb = NULL;
out:
	kfree_skb(skb);
	if (sk)
		sock_gen_put(sk);
	return 0;
}

/* On the way of the error. */
int foo_check_flow(struct net *net, struct sk_buff *skb, struct net_device *dev)
{
	struct sock *sk = nf_sk_lookup_slow_v4(net, skb, dev);

	if (!sk)
		return -ENOENT;
	if (!skb->len) {
		sock_put(sk); // expect-warning: nonfullsock-put
		return -EINVAL;
	}
	sock_gen_put(sk);
	return 0;
}

static void foo_release_refs(struct foo_entry *entry)
{
	if (entry->state.sk)
		sock_put(entry->state.sk); // expect: ?nonfullsock-put
}

/* A queued packet's socket is whatever the hook was called with. */
static unsigned int foo_queue_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct sock *sk = skb->sk;

	if (!sk || !refcount_inc_not_zero(&sk->sk_refcnt))
		return NF_ACCEPT;
	skb->mark = 1;
	sock_put(sk); // expect-warning: nonfullsock-put
	return NF_ACCEPT;
}

const struct nf_hook_ops foo_hooks[] = {
	{ .hook = foo_queue_hook },
};

void foo_entry_free(struct foo_entry *entry)
{
	foo_release_refs(entry);
	kfree(entry);
}

static void foo_drop_sock(struct sock *sk)
{
	sock_put(sk); // expect-warning: nonfullsock-put
}

/* Through a helper. */
bool foo_probe(struct net *net, struct inet_hashinfo *hash, struct sk_buff *skb)
{
	bool refcounted;
	struct sock *sk;

	sk = __inet_lookup(net, hash, skb, 20, 1, 2, 3, 4, 0, 0, &refcounted);
	if (!sk)
		return false;
	if (refcounted)
		foo_drop_sock(sk);
	return true;
}

/* The wrong branch. */
void foo_put_by_kind(struct net *net, struct inet_hashinfo *hash)
{
	struct sock *sk = inet_lookup_established(net, hash, 1, 2, 3, 4, 0);

	if (!sk)
		return;
	if (!sk_fullsock(sk))
		sock_put(sk); // expect-warning: nonfullsock-put
	else
		sock_gen_put(sk);
}

/* The chain of connections holds request and TIME_WAIT sockets as well. */
struct sock *foo_walk(struct inet_ehash_bucket *head, u32 hash)
{
	const struct hlist_nulls_node *node;
	struct sock *sk;

	sk_nulls_for_each_rcu(sk, node, &head->chain) {
		if (sk->sk_hash != hash || !refcount_inc_not_zero(&sk->sk_refcnt))
			continue;
		if (sk->sk_family == AF_INET)
			return sk;
		sock_put(sk);			// expect: nonfullsock-put
	}
	return NULL;
}

/* The timer of a request stands in it. */
void foo_request_timeout(struct timer_list *t)
{
	struct request_sock *req = container_of(t, struct request_sock, rsk_timer);

	req->num_timeout++;
	sock_put(req_to_sk(req)); // expect-warning: nonfullsock-put
}

/* The first in the queue is what the function says that it is. */
struct request_sock *foo_queue_first(struct foo_entry *entry);

void foo_drop_first(struct foo_entry *entry)
{
	struct request_sock *req = foo_queue_first(entry);

	if (req)
		sock_put((struct sock *)req); // expect-warning: nonfullsock-put
}

/* The state is read by a function. */
void foo_abort(struct sock *sk)
{
	if (inet_sk_state_load(sk) == TCP_TIME_WAIT)
		sock_put(sk); // expect-warning: nonfullsock-put
}

struct foo_port {
	int (*find)(struct foo_port *port, struct inet_timewait_sock **twp);
	struct inet_timewait_sock *last[4];
};

/* One of many that are all of one kind. */
void foo_drop_port(struct foo_port *port, unsigned int i)
{
	if (port->last[i])
		sock_put((struct sock *)port->last[i]); // expect-warning: nonfullsock-put
}

/* It comes back through a pointer. */
void foo_take_port(struct foo_port *port)
{
	struct inet_timewait_sock *tw = NULL;

	if (port->find(port, &tw))
		return;
	sock_put((struct sock *)tw); // expect-warning: nonfullsock-put
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* References that go through arrays, lists, timers, entries of a queue, and tests of every kind. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <linux/netfilter/x_tables.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <net/netfilter/nf_socket.h>
#include <net/sock.h>
#include <net/inet_timewait_sock.h>
#include <net/request_sock.h>
#include <net/inet_hashtables.h>

#define FOO_BATCH 16

struct foo_iter {
	unsigned int cur, end, max;
	struct sock **batch;
};

struct foo_elem {
	struct hlist_node node;
	struct sock *sk;
};

struct foo_map {
	int nr;
	struct hlist_head *buckets;
	spinlock_t lock;
};

struct foo_psock {
	struct sock *sk, *redir;
	int eval;
	unsigned int apply;
};

struct foo_entry {
	struct sk_buff *skb;
	struct nf_hook_state state;
};

static struct hlist_head foo_table;
static spinlock_t foo_lock;
extern struct inet_hashinfo foo_hashinfo;

int foo_send_redirected(struct sock *sk, int len);
void foo_show(struct sock *sk);
bool foo_ignore(struct sock *sk);
int foo_out(struct foo_entry *entry);
bool foo_cgroup(void *data);
int foo_run(struct sk_buff *skb);

/* --- arrays --- */

/* Into an array that lives longer. */
unsigned int foo_fill(struct foo_iter *iter, unsigned int bucket)
{
	unsigned int expected = 0;
	struct sock *sk;

	spin_lock_bh(&foo_lock);
	sk_for_each(sk, &foo_table) {
		if (sk->sk_hash != bucket)
			continue;
		if (iter->end < iter->max) {
			sock_hold(sk);
			iter->batch[iter->end++] = sk;
		}
		expected++;
	}
	spin_unlock_bh(&foo_lock);
	return expected;
}

void foo_put_batch(struct foo_iter *iter)
{
	while (iter->cur < iter->end)
		sock_gen_put(iter->batch[iter->cur++]);
}

/* Into one of this function's own, and put from there. */
int foo_dump(int skip)
{
	struct sock *found[FOO_BATCH];
	int n = 0, i, num = 0;
	struct sock *sk;

	spin_lock_bh(&foo_lock);
	sk_for_each(sk, &foo_table) {
		if (num++ < skip)
			continue;
		if (!refcount_inc_not_zero(&sk->sk_refcnt))
			continue;
		found[n] = sk;
		if (++n == FOO_BATCH)
			break;
	}
	spin_unlock_bh(&foo_lock);
	for (i = 0; i < n; i++) {
		foo_show(found[i]);
		sock_gen_put(found[i]);
	}
	return num;
}

/* --- lists --- */

/* All of a bucket are held, then put one by one when the lock is gone. */
void foo_map_free(struct foo_map *map)
{
	struct foo_elem *elem;
	int i;

	for (i = 0; i < map->nr; i++) {
		spin_lock_bh(&map->lock);
		hlist_for_each_entry(elem, &map->buckets[i], node)
			sock_hold(elem->sk);
		spin_unlock_bh(&map->lock);
		hlist_for_each_entry(elem, &map->buckets[i], node) {
			lock_sock(elem->sk);
			elem->sk->sk_user_data = NULL;
			release_sock(elem->sk);
			sock_put(elem->sk);
		}
	}
}

/* --- timers --- */

struct foo_conn {
	struct sock sk;
	struct timer_list timer;
	unsigned long flags;
};

/* The timer's reference is put; another one is taken where the work is left to somebody else. */
void foo_delack(struct timer_list *t)
{
	struct foo_conn *conn = container_of(t, struct foo_conn, timer);
	struct sock *sk = &conn->sk;

	bh_lock_sock(sk);
	if (!sock_owned_by_user(sk)) {
		sk->sk_err_soft = 0;
	} else if (!(conn->flags & 1)) {
		conn->flags |= 1;
		sock_hold(sk);
	}
	bh_unlock_sock(sk);
	sock_put(sk);
}

/* A TIME_WAIT socket ends: what the table, the bind bucket and the timer had is put. */
static void foo_tw_kill(struct inet_timewait_sock *tw)
{
	sk_nulls_del_node_init_rcu((struct sock *)tw);
	inet_twsk_put(tw);
}

void foo_tw_deschedule(struct inet_timewait_sock *tw)
{
	if (del_timer(&tw->tw_timer))
		foo_tw_kill(tw);
	inet_twsk_put(tw); // allow-note: sock-double-put
}

/* --- a pointer that is cleared where its reference goes --- */

int foo_verdict(struct sock *sk, struct foo_psock *psock, int len)
{
	struct sock *redir;
	int eval = 0, ret;

	switch (psock->eval) {
	case 1:
		redir = psock->redir;
		sock_hold(redir);
		if (!psock->apply) {
			eval = psock->eval;
			psock->eval = 0;
			psock->redir = NULL;
		}
		release_sock(sk);
		ret = foo_send_redirected(redir, len);
		if (eval == 1)
			sock_put(redir);
		sock_put(redir); // allow-note: sock-double-put
		lock_sock(sk);
		break;
	default:
		return -EACCES;
	}
	if (!ret && !psock->apply) {
		psock->eval = 0;
		if (psock->redir) {
			sock_put(psock->redir);
			psock->redir = NULL;
		}
	}
	return ret;
}

/* --- kinds, put by helpers --- */

static void foo_req_err(struct sock *sk, u32 seq, bool abort)
{
	struct request_sock *req = inet_reqsk(sk);

	if (req->ts_recent != seq)
		pr_debug("out of window\n");
	else if (abort)
		req->num_timeout = 1;
	reqsk_put(req);
}

int foo_err(struct net *net, struct sk_buff *skb, u32 seq)
{
	struct sock *sk;

	sk = __inet_lookup_established(net, &foo_hashinfo, 1, 2, 3, 4, 0, 0);
	if (!sk)
		return -ENOENT;
	if (sk->sk_state == TCP_TIME_WAIT) {
		inet_twsk_put(inet_twsk(sk));
		return 0;
	}
	if (sk->sk_state == TCP_NEW_SYN_RECV) {
		foo_req_err(sk, seq, skb->len > 20);
		return 0;
	}
	if (foo_ignore(sk)) {
		sock_put(sk);
		return 0;
	}
	bh_lock_sock(sk);
	if (sk->sk_state == TCP_CLOSE)
		goto out;
	switch (sk->sk_state) {
	case TCP_SYN_SENT:
	case TCP_SYN_RECV:
		if (!sock_owned_by_user(sk))
			sk_error_report(sk);
		else
			WRITE_ONCE(sk->sk_err_soft, 1);
		goto out;
	}
	WRITE_ONCE(sk->sk_err, 1);
out:
	bh_unlock_sock(sk);
	sock_put(sk);
	return 0;
}

/* The buffer's socket of another namespace does not count; a found one is put. */
static bool foo_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	struct sk_buff *pskb = (struct sk_buff *)skb;
	const bool *restore = par->matchinfo;
	struct sock *sk = skb->sk;

	if (sk && !net_eq(xt_net(par), sock_net(sk)))
		sk = NULL;
	if (!sk)
		sk = nf_sk_lookup_slow_v4(xt_net(par), skb, xt_in(par));
	if (sk) {
		bool wildcard = sk_fullsock(sk) && sk->sk_rcv_saddr == 0;

		if (*restore && !wildcard && sk_fullsock(sk))
			pskb->mark = READ_ONCE(sk->sk_mark);
		if (sk != skb->sk)
			sock_gen_put(sk);
		if (wildcard)
			sk = NULL;
	}
	return sk != NULL;
}

/* The guard is on the local name, the use on the buffer's. */
static bool foo_mt_cgroup(const struct sk_buff *skb, struct xt_action_param *par)
{
	struct sock *sk = skb->sk;

	if (!sk || !sk_fullsock(sk) || !net_eq(xt_net(par), sock_net(sk)))
		return false;
	return foo_cgroup(&skb->sk->sk_user_data);
}

struct xt_match foo_matches[] = {
	{ .name = "foo", .match = foo_mt },
	{ .name = "foocg", .match = foo_mt_cgroup },
};

/* --- entries of a queue --- */

/* The entry's references: of what it points to. */
bool foo_entry_get(struct foo_entry *entry)
{
	struct nf_hook_state *state = &entry->state;

	if (state->sk && !refcount_inc_not_zero(&state->sk->sk_refcnt))
		return false;
	dev_hold(state->in);
	dev_hold(state->out);
	return true;
}

static void foo_entry_put(struct foo_entry *entry)
{
	struct nf_hook_state *state = &entry->state;

	dev_put(state->in);
	dev_put(state->out);
	if (state->sk)
		sock_gen_put(state->sk);
}

/* A prefetched socket is counted first; the buffer keeps that, whatever comes. */
int foo_enqueue(struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct foo_entry *entry;
	int status;

	if (skb->destructor == sock_pfree) {
		struct sock *sk = skb->sk;

		if (!sk_is_refcounted(sk)) {
			if (!refcount_inc_not_zero(&sk->sk_refcnt))
				return -ENOTCONN;
			skb->destructor = sock_edemux;
		}
	}
	entry = kzalloc(sizeof(*entry), GFP_ATOMIC);
	if (!entry)
		return -ENOMEM;
	*entry = (struct foo_entry) {
		.skb = skb,
		.state = *state,
	};
	if (!foo_entry_get(entry)) {
		kfree(entry);
		return -ENOTCONN;
	}
	status = foo_out(entry);
	if (status < 0) {
		foo_entry_put(entry);
		kfree(entry);
	}
	return status;
}

/* --- loans, with calls between --- */

void foo_strp_read(struct foo_psock *psock, struct sk_buff *skb)
{
	int ret = 0;

	rcu_read_lock();
	if (likely(psock->eval)) {
		skb->sk = psock->sk; // allow-note: missing-orphan, sk-without-destructor
		skb_dst_drop(skb);
		ret = foo_run(skb);
		skb->priority = ret;
		skb->sk = NULL; // allow-note: half-cleared-owner
	}
	if (ret)
		kfree_skb(skb);
	else
		netif_rx(skb);
	rcu_read_unlock();
}

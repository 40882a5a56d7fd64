/* SPDX-License-Identifier: GPL-2.0-only */
/* f2db7230f73a: a TIME_WAIT socket is in the table before its count is set. */
#include <linux/skbuff.h>
#include <net/sock.h>
#include <net/inet_timewait_sock.h>

static int port_reuse_bad(struct sock *sktw)
{
	const struct inet_timewait_sock *tw = inet_twsk(sktw);

	if (tw->tw_substate != TCP_FIN_WAIT2) {
		sock_hold(sktw); // expect: hold-on-dying-sock
		return 1;
	}
	return 0;
}

static int port_reuse_good(struct sock *sktw)
{
	const struct inet_timewait_sock *tw = inet_twsk(sktw);

	if (tw->tw_substate != TCP_FIN_WAIT2 && refcount_inc_not_zero(&sktw->sk_refcnt))
		return 1;
	return 0;
}

static struct hlist_head port_chain;

struct sock *port_check(u32 hash, bool old)
{
	struct sock *sk;

	rcu_read_lock();
	sk_for_each_rcu(sk, &port_chain) {
		if (sk->sk_hash != hash || sk->sk_state != TCP_TIME_WAIT)
			continue;
		if (old ? port_reuse_bad(sk) : port_reuse_good(sk))
			break;
	}
	rcu_read_unlock();
	return sk;
}

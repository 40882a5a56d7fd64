/* SPDX-License-Identifier: GPL-2.0-only */
/* References that one takes and another puts: creations, registrations, walks that take turns. */
#include <linux/skbuff.h>
#include <linux/list.h>
#include <linux/kernel.h>
#include <linux/net.h>
#include <linux/timer.h>
#include <net/inet_connection_sock.h>
#include <net/sock.h>

void foo_set_up(struct sock *sk, void *own);
int foo_check(struct socket *sock);

struct foo_sock {
	struct sock sk;
	struct list_head accept_q;
	struct sock *parent;
	struct timer_list timer;
	bool running;
	bool attached;
	u16 port;
};

static struct hlist_head foo_table;
static spinlock_t foo_lock;

static struct foo_sock *foo_sk(struct sock *sk)
{
	return (struct foo_sock *)sk;
}

/* --- the next one is held before this one is put --- */

static struct sock *foo_accept_get(struct sock *parent, struct sock *sk)
{
	struct foo_sock *p = foo_sk(parent);
	struct sock *next = NULL;

	spin_lock_bh(&foo_lock);
	if (sk) {
		if (foo_sk(sk)->parent != parent)
			goto out;
		if (foo_sk(sk)->accept_q.next != &p->accept_q) {
			next = &list_next_entry(foo_sk(sk), accept_q)->sk;
			sock_hold(next);
		}
	} else if (!list_empty(&p->accept_q)) {
		next = &list_first_entry(&p->accept_q, struct foo_sock, accept_q)->sk;
		sock_hold(next);
	}
out:
	spin_unlock_bh(&foo_lock);
	return next;
}

struct sock *foo_accept_dequeue(struct sock *parent)
{
	struct sock *sk, *next;

restart:
	for (sk = foo_accept_get(parent, NULL); sk; sk = next) {
		lock_sock(sk);
		if (foo_sk(sk)->parent != parent) {
			release_sock(sk);
			sock_put(sk);
			goto restart;
		}
		next = foo_accept_get(parent, sk);
		if (sk->sk_state == TCP_ESTABLISHED) {
			release_sock(sk);
			if (next)
				sock_put(next);
			return sk;
		}
		release_sock(sk);
		sock_put(sk);
	}
	return NULL;
}

/* --- what runs holds it, and a flag says that it runs --- */

static void foo_register(struct sock *sk)
{
	if (foo_sk(sk)->running)
		return;
	sock_hold(sk);
	foo_sk(sk)->running = true;
}

static void foo_unregister(struct sock *sk)
{
	if (!foo_sk(sk)->running)
		return;
	foo_sk(sk)->running = false;
	__sock_put(sk);
}

int foo_notify(u16 port, bool up)
{
	struct sock *sk;

	spin_lock_bh(&foo_lock);
	sk_for_each(sk, &foo_table) {
		if (foo_sk(sk)->port != port)
			continue;
		if (up)
			foo_register(sk);
		else
			foo_unregister(sk);
	}
	spin_unlock_bh(&foo_lock);
	return 0;
}

/* --- the end of a socket: its own hold, and that of its creation in a helper --- */

static void foo_destroy(struct sock *sk)
{
	if (sk->sk_wmem_queued) {
		mod_timer(&foo_sk(sk)->timer, 10);
		return;
	}
	sock_put(sk);
}

static int foo_release(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	sock_hold(sk);
	lock_sock(sk);
	sock_orphan(sk);
	foo_destroy(sk);
	release_sock(sk);
	sock_put(sk);
	return 0;
}

const struct proto_ops foo_ops = { .release = foo_release };

/* --- two of one socket: that of the attachment only while there is one --- */

void foo_put_queue(struct foo_sock *q)
{
	bool attached;

	spin_lock_bh(&foo_lock);
	attached = q->attached;
	q->attached = false;
	spin_unlock_bh(&foo_lock);
	if (attached)
		sock_put(&q->sk);
	sock_put(&q->sk);
}

/* --- a timer puts what armed it; what it calls takes and puts on its own --- */

static void foo_kick(struct sock *sk)
{
	sock_hold(sk);
	lock_sock(sk);
	release_sock(sk);
	sock_put(sk);
}

void foo_expired(struct timer_list *t)
{
	struct foo_sock *fs = container_of(t, struct foo_sock, timer);

	foo_kick(&fs->sk);
	sock_put(&fs->sk);
}

/* --- queues of any length are no reason to give up --- */

void foo_purge(struct foo_sock *fs, struct sk_buff_head *to)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(&fs->sk.sk_receive_queue))) {
		if (!skb->len)
			kfree_skb(skb);
		else if (skb->sk && skb->sk->sk_family)
			__skb_queue_tail(to, skb);
		else
			consume_skb(skb);
	}
}

struct sk_buff *foo_copies(struct sk_buff *skb, int n)
{
	struct sk_buff *head = NULL, *copy;

	while (n--) {
		copy = n & 1 ? skb_clone(skb, GFP_ATOMIC) : skb_copy(skb, GFP_ATOMIC);
		if (!copy)
			break;
		copy->next = head;
		head = copy;
	}
	return head;
}

/* --- what the protocol keeps in its socket leads back to it --- */

struct foo_flow {
	struct list_head node;
	struct sock *flow_sk;
	struct list_head *group;
};

static struct foo_flow *foo_flow(const struct sock *sk)
{
	return inet_csk(sk)->icsk_ulp_data;
}

/* The group's reference; a flow that is in it already has its own. */
bool foo_join(struct sock *sk)
{
	struct foo_flow *flow = foo_flow(sk);

	if (sk->sk_state != TCP_ESTABLISHED)
		return false;
	if (!list_empty(&flow->node))
		return true;
	sock_hold(sk);
	list_add_tail(&flow->node, flow->group);
	return true;
}

/* Nobody can find it by this one. */
bool foo_join_nothing(struct sock *sk, int *joined)
{
	if (sk->sk_state != TCP_ESTABLISHED)
		return false;
	if (*joined)
		return true;
	sock_hold(sk);
	++*joined;
	return true; // expect-note: sock-reference-leak
}

/* --- a reference that goes with sk_user_data --- */

static void foo_disable(struct sock *sk)
{
	struct foo_flow *flow = sk->sk_user_data;

	if (!flow)
		return;
	sk->sk_user_data = NULL;
	sock_put(sk);
}

static struct sock *foo_enable(struct socket *sock, void *own)
{
	struct sock *sk = sock->sk;

	sock_hold(sk);
	lock_sock(sk);
	foo_set_up(sk, own);
	release_sock(sk);
	return sk;
}

int foo_enable_both(struct socket *a, struct socket *b, struct foo_flow *own)
{
	struct sock *one = foo_enable(a, own);
	int err = foo_check(b);

	if (err) {
		foo_disable(one);
		return err;
	}
	own->flow_sk = one;
	return 0;
}

/* --- a reference for whoever takes the object out of a list --- */

struct foo_ctx {
	struct list_head node;
	struct sock *ctx_sk;
	unsigned long flags;
};

static struct list_head foo_delegated;

static void foo_delegate(struct foo_ctx *ctx)
{
	if (ctx->flags & 1)
		return;
	ctx->flags |= 1;
	list_add_tail(&ctx->node, &foo_delegated);
	sock_hold(ctx->ctx_sk);
}

struct foo_ctx *foo_next_ctx(struct list_head *all);

void foo_push(struct list_head *all)
{
	struct foo_ctx *ctx = foo_next_ctx(all);

	if (ctx)
		foo_delegate(ctx);
}

/* It is not this one's socket that is held. */
int foo_push_other(struct foo_ctx *ctx, u16 port)
{
	struct sock *sk;

	spin_lock(&foo_lock);
	sk_for_each(sk, &foo_table) {
		if (foo_sk(sk)->port != port)
			continue;
		list_add_tail(&ctx->node, &foo_delegated);
		sock_hold(sk);
		spin_unlock(&foo_lock);
		return 0; // expect-warning: sock-reference-leak
	}
	spin_unlock(&foo_lock);
	return -1;
}

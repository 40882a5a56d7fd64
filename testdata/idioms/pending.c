/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * References that timers and works hold while they are armed: nobody in the callback takes them,
 * and it has to put them.
 */
#include <linux/skbuff.h>
#include <linux/kernel.h>
#include <linux/timer.h>
#include <net/sock.h>

struct workqueue_struct;

int schedule_work(struct work_struct *work);
int queue_work(struct workqueue_struct *wq, struct work_struct *work);
int mod_delayed_work(struct workqueue_struct *wq, struct work_struct *work, unsigned long delay);
int add_timer(struct timer_list *timer);
void foo_probe(struct sock *sk);

struct foo_sock {
	struct sock sk;
	int state;
	struct timer_list t1, t2, t3;
	struct work_struct w1, w2, w3, w4;
};

static struct workqueue_struct *foo_wq;

/* --- a timer that sk_reset_timer() arms --- */

void foo_start_t1(struct foo_sock *foo)
{
	sk_reset_timer(&foo->sk, &foo->t1, 10);		// note: what is armed here holds a reference
}

static void foo_t1_expiry_bad(struct timer_list *t)
{
	struct foo_sock *foo = container_of(t, struct foo_sock, t1);
	struct sock *sk = &foo->sk;

	foo->state = 1;
	if (sk->sk_state == 7)
		return;		// expect-note: sock-reference-leak
	sock_put(sk);
}

static void foo_t1_expiry_armed_bad(struct timer_list *t)
{
	struct foo_sock *foo = container_of(t, struct foo_sock, t1);

	foo_probe(&foo->sk);
	sk_reset_timer(&foo->sk, &foo->t1, 10);
}	// expect-note: sock-reference-leak

static void foo_t1_expiry_good(struct timer_list *t)
{
	struct foo_sock *foo = container_of(t, struct foo_sock, t1);
	struct sock *sk = &foo->sk;

	if (sk->sk_state == 7)
		sk_reset_timer(sk, &foo->t1, 10);
	else
		foo_probe(sk);
	sock_put(sk);
}

/* Armed again with the reference that it has. */
static void foo_t1_expiry_again_good(struct timer_list *t)
{
	struct foo_sock *foo = container_of(t, struct foo_sock, t1);

	if (foo->state && !mod_timer(&foo->t1, 10))
		return;
	sock_put(&foo->sk);
}

static void foo_gone(struct foo_sock *foo)
{
	foo->state = 0;
	sock_put(&foo->sk);
}

/* Put by a function that is called. */
static void foo_t1_expiry_callee_good(struct timer_list *t)
{
	foo_gone(container_of(t, struct foo_sock, t1));
}

/* --- one that holds nothing --- */

void foo_start_t2(struct foo_sock *foo)
{
	add_timer(&foo->t2);
}

static void foo_t2_expiry_good(struct timer_list *t)
{
	struct foo_sock *foo = container_of(t, struct foo_sock, t2);

	foo_probe(&foo->sk);
}

/* --- a socket's own timer: sk_reset_timer() arms it, here or elsewhere --- */

static void foo_keepalive_bad(struct timer_list *t)
{
	struct sock *sk = container_of(t, struct sock, sk_timer);	// note: what sk_reset_timer() armed

	foo_probe(sk);
}	// expect-note: sock-reference-leak

static void foo_keepalive_good(struct timer_list *t)
{
	struct sock *sk = container_of(t, struct sock, sk_timer);

	foo_probe(sk);
	sock_put(sk);
}

static void foo_end(struct sock *sk)
{
	sock_hold(sk);
	foo_probe(sk);
	sock_put(sk);
}

/* Who is called puts no more than it has taken. */
static void foo_keepalive_end_bad(struct timer_list *t)
{
	struct sock *sk = container_of(t, struct sock, sk_timer);

	foo_end(sk);
}	// expect-note: sock-reference-leak

/* --- works --- */

void foo_schedule_w1(struct foo_sock *foo)
{
	sock_hold(&foo->sk);
	if (!schedule_work(&foo->w1))
		sock_put(&foo->sk);
}

static void foo_w1_bad(struct work_struct *work)
{
	struct foo_sock *foo = container_of(work, struct foo_sock, w1);

	foo->state = 2;
}	// expect-note: sock-reference-leak

static void foo_w1_good(struct work_struct *work)
{
	struct foo_sock *foo = container_of(work, struct foo_sock, w1);

	foo->state = 2;
	sock_put(&foo->sk);
}

/* The other one is for who is called, and it puts that. */
static void foo_w1_twice_good(struct work_struct *work)
{
	struct sock *sk = &container_of(work, struct foo_sock, w1)->sk;

	if (sk->sk_state == 7)
		sock_hold(sk);
	foo_probe(sk);
	sock_put(sk);
}

void foo_queue_w2(struct foo_sock *foo)
{
	if (queue_work(foo_wq, &foo->w2))
		sock_hold(&foo->sk);
}

static void foo_w2_bad(struct work_struct *work)
{
	struct foo_sock *foo = container_of(work, struct foo_sock, w2);

	foo->state = 2;
}	// expect-note: sock-reference-leak

/* It answers that it was queued before. */
void foo_mod_w3(struct foo_sock *foo)
{
	sock_hold(&foo->sk);
	if (mod_delayed_work(foo_wq, &foo->w3, 10))
		sock_put(&foo->sk);
}

static void foo_w3_bad(struct work_struct *work)
{
	struct foo_sock *foo = container_of(work, struct foo_sock, w3);

	foo->state = 3;
}	// expect-note: sock-reference-leak

/* What is held for the time of the call is not the work's. */
void foo_queue_w4(struct foo_sock *foo)
{
	sock_hold(&foo->sk);
	queue_work(foo_wq, &foo->w4);
	foo_probe(&foo->sk);
	sock_put(&foo->sk);
}

static void foo_w4_good(struct work_struct *work)
{
	struct foo_sock *foo = container_of(work, struct foo_sock, w4);

	foo_probe(&foo->sk);
}

typedef void (*timer_fn)(struct timer_list *t);
typedef void (*work_fn)(struct work_struct *work);

timer_fn foo_timers[] = {
	foo_t1_expiry_bad, foo_t1_expiry_armed_bad, foo_t1_expiry_good, foo_t1_expiry_again_good,
	foo_t1_expiry_callee_good, foo_t2_expiry_good, foo_keepalive_bad, foo_keepalive_good,
	foo_keepalive_end_bad,
};

work_fn foo_works[] = {
	foo_w1_bad, foo_w1_good, foo_w1_twice_good, foo_w2_bad, foo_w3_bad, foo_w4_good,
};

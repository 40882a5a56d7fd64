// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the semantic patches know beyond the fixtures of the rules: in bad_*() each finds
 * something, in good_*() none does. scripts/check-cocci compares.
 */

/* nonfullsock-use: who only looks at a buffer sees those of all protocols. */
u32 bad_looks(const struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	return sk ? sk->sk_priority : 0;
}

u32 good_looks(const struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk || !sk_fullsock(sk))
		return 0;
	return sk->sk_priority;
}

/* A call that gets the socket asks nothing by being named after a priority. */
u32 bad_prio(const struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk || foo_prio(sk))
		return 0;
	return sk->sk_mark;
}

/* ... and all kinds have this one. */
u16 good_common(const struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	return sk ? sk->sk_family : 0;
}

/* ... and whose destructor it is tells what socket it is. */
u32 good_owned(const struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	return skb->destructor == sock_wfree ? sk->sk_mark : 0;
}

/* Who sends it. */
struct sk_buff *bad_sends(struct sk_buff *skb, struct net_device *dev)
{
	struct sock *sk = skb->sk;

	if (sk)
		skb->priority = sk->sk_priority;
	return skb;
}

/* A hook hands the socket to a helper. */
static int bad_helper(struct sk_buff *to, struct sock *sk)
{
	return nla_put_u32(to, 1, sk->sk_mark);
}

static int good_helper(struct sk_buff *to, struct sock *sk)
{
	if (!sk_fullsock(sk))
		return 0;
	return nla_put_u32(to, 1, sk->sk_mark);
}

int good_dump(struct sk_buff *to, struct nf_queue_entry *entry)
{
	struct sk_buff *skb = entry->skb;

	return bad_helper(to, skb->sk) + good_helper(to, skb->sk);
}

/* A program of eBPF gives any socket. */
BPF_CALL_1(bad_given, struct sock *, sk)
{
	return sk->sk_protocol == IPPROTO_TCP;
}

static const struct bpf_func_proto bad_given_proto = {
	.func = bad_given,
	.ret_type = RET_INTEGER,
	.arg1_type = ARG_PTR_TO_SOCK_COMMON,
};

/* The listener of a request is full, TIME_WAIT is not. */
bool bad_still_timewait(struct sk_buff *skb)
{
	struct sock *sk = skb_to_full_sk(skb);

	if (!sk)
		return false;
	read_lock_bh(&sk->sk_callback_lock);
	read_unlock_bh(&sk->sk_callback_lock);
	return true;
}

/* charge-mismatch: a counter of the destructor's own. */
static void foo_done(struct sk_buff *skb)
{
	struct foo *f = foo_of(skb);

	atomic_dec(&f->pending);
}

void bad_uncounted(struct sk_buff *skb)
{
	skb_orphan(skb);
	skb->sk = foo_sk();
	skb->destructor = foo_done;
}

/* charge-mismatch: lengths for sizes, and a difference that nobody charges. */
void bad_sum(struct sk_buff *seg, struct sock *sk)
{
	int sum_truesize = 0;

	for (; seg; seg = seg->next)
		sum_truesize += seg->len;
	refcount_add(sum_truesize, &sk->sk_wmem_alloc);
}

void bad_delta(struct sk_buff *nskb, struct sk_buff *skb, struct sock *sk)
{
	int delta = nskb->truesize - skb->truesize;

	if (delta < 0)
		WARN_ON(refcount_sub_and_test(-delta, &sk->sk_wmem_alloc));
}

void good_delta(struct sk_buff *nskb, struct sk_buff *skb, struct sock *sk)
{
	int delta = nskb->truesize - skb->truesize;

	if (delta < 0)
		WARN_ON(refcount_sub_and_test(-delta, &sk->sk_wmem_alloc));
	else if (delta)
		refcount_add(delta, &sk->sk_wmem_alloc);
}

/* truesize-while-charged: parts that are disowned, and a buffer that was asked. */
void bad_join(struct sk_buff *head, struct sk_buff *part)
{
	head->len += part->len;
	part->destructor = NULL;
	part->sk = NULL;
}

void good_join(struct sk_buff *head, struct sk_buff *part)
{
	head->len += part->len;
	head->truesize += part->truesize;
	part->destructor = NULL;
	part->sk = NULL;
}

void bad_grown(struct sk_buff *skb, int delta)
{
	if (is_skb_wmem(skb)) {
		pr_debug("%d\n", delta);
		skb->truesize += delta;
	}
}

void good_grown(struct sk_buff *skb, int delta)
{
	if (is_skb_wmem(skb)) {
		refcount_add(delta, &skb->sk->sk_wmem_alloc);
		skb->truesize += delta;
	}
}

/* use-after-orphan: the reference comes too late. */
void bad_late(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	skb_orphan(skb);
	if (refcount_inc_not_zero(&sk->sk_refcnt))
		sock_put(sk);
}

void good_early(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!refcount_inc_not_zero(&sk->sk_refcnt))
		return;
	skb_orphan(skb);
	sk->sk_data_ready(sk);
	sock_put(sk);
}

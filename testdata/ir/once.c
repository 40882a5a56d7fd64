/* SPDX-License-Identifier: GPL-2.0-only */
/* READ_ONCE() and its kin reach the member itself. */
struct sk_buff {
	struct sock *sk;
	int len;
};

struct sock {
	int state;
	struct sk_buff *head;
};

#define barrier() asm volatile("" : : : "memory")
#define READ_ONCE(x) ({						\
	do {							\
		extern void bad_size(void);			\
		if (!(sizeof(x) == 4 || sizeof(x) == 8))	\
			bad_size();				\
	} while (0);						\
	(*(const volatile typeof(x) *)&(x));			\
})
#define WRITE_ONCE(x, val) do {					\
	*(volatile typeof(x) *)&(x) = (val);			\
} while (0)
#define smp_load_acquire(p) ({					\
	typeof(*p) ___p1 = READ_ONCE(*p);			\
	barrier();						\
	___p1;							\
})
#define smp_store_release(p, v) do {				\
	barrier();						\
	WRITE_ONCE(*p, v);					\
} while (0)
#define rcu_dereference(p) ({					\
	typeof(*p) *__local = (typeof(*p) *)READ_ONCE(p);	\
	((typeof(*p) *)__local);				\
})
#define rcu_assign_pointer(p, v) do {				\
	unsigned long __v = (unsigned long)(v);			\
	if (__builtin_constant_p(v) && __v == 0)		\
		WRITE_ONCE((p), (typeof(p))__v);		\
	else							\
		smp_store_release(&p, (typeof(*p) *)__v);	\
} while (0)
#define swap(a, b) do {						\
	typeof(a) __tmp = (a);					\
	(a) = (b);						\
	(b) = __tmp;						\
} while (0)

int loads(struct sk_buff *skb, struct sock *sk)
{
	struct sk_buff *head = rcu_dereference(sk->head);
	int local = READ_ONCE(skb->len);

	if (READ_ONCE(skb->sk) == sk)
		return smp_load_acquire(&sk->state);
	return READ_ONCE(local) + head->len;
}

void stores(struct sk_buff *skb, struct sk_buff *n, struct sock *sk)
{
	WRITE_ONCE(skb->sk, sk);
	smp_store_release(&n->sk, sk);
	rcu_assign_pointer(sk->head, skb);
	rcu_assign_pointer(sk->head, 0);
	swap(skb->sk, n->sk);
	*(struct sock **)&skb->sk = sk;
	((struct sk_buff *)(unsigned long)skb)->sk = (void *)sk;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls by name, by pointer, by choice; arrays and pointers in arguments. */
struct sk_buff {
	void (*destructor)(struct sk_buff *skb);
};

struct ops {
	int (*xmit)(struct sk_buff *skb);
};

int f(struct sk_buff *skb);
int (*fp)(struct sk_buff *skb);
void take(void *a, int n);

#define INDIRECT_CALL_1(f, f1, ...) \
	(__builtin_expect(!!((f) == f1), 1) ? f1(__VA_ARGS__) : f(__VA_ARGS__))

int pointers(struct ops *ops, struct sk_buff *skb, int (*cb)(struct sk_buff *), int n)
{
	cb(skb);
	(*cb)(skb);
	ops->xmit(skb);
	(n ? f : fp)(skb);
	fp = f;
	ops->xmit = &f;
	skb->destructor(skb);
	return INDIRECT_CALL_1(ops->xmit, f, skb);
}

int arrays(int *a, char *s, int n)
{
	int l[4] = { 1, 2 };
	int vla[n];
	int *e = &l[2];

	vla[n - 1] = 2;
	take(l, a[0] + a[n]);
	take(&l[n], s[1] + n[a]);
	take(vla, *(a + n) + *e + e[1]);
	return l[n] + vla[0];
}

int old_style(a, b) int a; struct sk_buff *b; { return a + (b != 0); }

static int helper(struct sk_buff *skb) { return f(skb); }
const struct ops my_ops = { .xmit = helper };

/* A macro that makes functions, as BPF_CALL_n does. */
#define CALL_1(name, t, a)						\
	static inline long ____##name(t a);				\
	long name(unsigned long a) { return ____##name((t)a); }	\
	static inline long ____##name(t a)

CALL_1(made, struct sk_buff *, skb)
{
	return f(skb);
}

long variadic(int n, ...)
{
	__builtin_va_list ap;
	long v;

	__builtin_va_start(ap, n);
	v = __builtin_va_arg(ap, long);
	__builtin_va_end(ap);
	return v;
}

void take_address(int n, struct sk_buff *skb)
{
	struct sk_buff **pp = &skb;

	take(&n, n);
	*pp = 0;
	f(skb);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* One member has one name, whatever the record it is reached through. */
typedef struct {
	int counter;
} atomic_t;
typedef struct refcount_struct {
	atomic_t refs;
} refcount_t;

struct sock_common {
	int skc_family;
	refcount_t skc_refcnt;
};

struct sock {
	struct sock_common __sk_common;
#define sk_refcnt __sk_common.skc_refcnt
	struct {
		atomic_t rmem_alloc;
		int len;
	} sk_backlog;
#define sk_rmem_alloc sk_backlog.rmem_alloc
	int sk_mark;
};

struct inet_sock {
	struct sock sk;
	int id;
};

struct tcp_sock {
	struct inet_sock inet;
	int mss;
};

struct timewait_sock {
	struct sock_common __tw_common;
#define tw_refcnt __tw_common.skc_refcnt
};

void use(void *p);
int get(int n);

void one_name(struct tcp_sock *tp, struct timewait_sock *tw)
{
	struct sock *sk = &tp->inet.sk;

	use(&sk->sk_refcnt);
	use(&tp->inet.sk.sk_refcnt);
	use(&tw->tw_refcnt);
	use(&sk->sk_rmem_alloc);
	tp->inet.sk.sk_mark = get(sk->sk_refcnt.refs.counter);
	((struct tcp_sock *)sk)->mss = 4;
	(*sk).sk_mark++;
}

struct deep {
	union {
		struct {
			int a;
			union {
				int b;
				long c;
			};
		};
		atomic_t first;
	};
	char bytes[8];
	struct inet_sock many[2];
	unsigned int bit : 1, two : 2;
};

void anonymous(struct deep *d, int n)
{
	d->a = 1;
	d->b = 2;
	d->c = d->b;
	use(&d->first);
	d->bytes[n] = 3;
	use(d->bytes);
	use(&d->bytes);
	use(&d->bytes[0]);
	d->many[n].id = d->many[0].sk.sk_mark;
	use(&d->many[1].sk);
	d->bit = d->two;
}

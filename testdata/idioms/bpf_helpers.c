/* SPDX-License-Identifier: GPL-2.0-only */
/* Helpers of BPF programs: the program may have found a socket of any kind. */
#include <linux/skbuff.h>
#include <net/sock.h>
#include <net/tcp.h>

struct bpf_func_proto {
	u64 (*func)(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5);
	int arg1_type;
};

/* As BPF_CALL_1() makes them: what is called, and what it stands for. */
#define FOO_CALL_1(name)								\
	static inline u64 ____##name(struct sock *sk);					\
	u64 name(u64 sk, u64 r2, u64 r3, u64 r4, u64 r5);				\
	u64 name(u64 sk, u64 r2, u64 r3, u64 r4, u64 r5)				\
	{										\
		return ____##name((struct sock *)(unsigned long)sk);			\
	}										\
	static inline u64 ____##name(struct sock *sk)

/* Nothing but the role tells that the function matters. */
FOO_CALL_1(foo_to_tcp)
{
	if (sk && sk->sk_protocol == 6) // expect: nonfullsock-use
		return (unsigned long)sk;
	return 0;
}

FOO_CALL_1(foo_to_udp)
{
	if (sk && sk_fullsock(sk) && sk->sk_protocol == 17)
		return (unsigned long)sk;
	return 0;
}

/* The program may have it from a look-up under RCU. */
FOO_CALL_1(foo_store)
{
	if (!sk || !sk_fullsock(sk))
		return 0;
	sock_hold(sk); // expect-note: hold-on-dying-sock
	sock_put(sk);
	return 1;
}

FOO_CALL_1(foo_store_good)
{
	if (!sk || !sk_fullsock(sk) || !refcount_inc_not_zero(&sk->sk_refcnt))
		return 0;
	sock_put(sk);
	return 1;
}

/* Mini sockets are always counted. */
FOO_CALL_1(foo_assign)
{
	if (sk && sk_is_refcounted(sk))
		return -EINVAL;
	return sk && sk->sk_type == SOCK_STREAM ? -EINVAL : 0;
}

/* The reference of one that is counted says nothing of that. */
FOO_CALL_1(foo_assign_counted)
{
	if (sk && !sk_is_refcounted(sk))
		return -EINVAL;
	return sk && sk->sk_type == SOCK_STREAM ? -EINVAL : 0; // expect: nonfullsock-use
}

const struct bpf_func_proto foo_to_tcp_proto = { .func = foo_to_tcp };
const struct bpf_func_proto foo_to_udp_proto = { .func = foo_to_udp };
const struct bpf_func_proto foo_assign_proto = { .func = foo_assign };
const struct bpf_func_proto foo_assign_counted_proto = { .func = foo_assign_counted };
const struct bpf_func_proto foo_store_proto = { .func = foo_store };
const struct bpf_func_proto foo_store_good_proto = { .func = foo_store_good };

struct bpf_map;

struct bpf_map_ops {
	long (*map_update_elem)(struct bpf_map *map, void *key, void *value, u64 flags);
};

static long foo_update_elem(struct bpf_map *map, void *key, void *value, u64 flags)
{
	struct sock *sk = value;

	if (!sk || sk->sk_state == TCP_TIME_WAIT)
		return -EINVAL;
	lock_sock(sk); // expect: nonfullsock-use
	release_sock(sk);
	return 0;
}

static long foo_update_elem_good(struct bpf_map *map, void *key, void *value, u64 flags)
{
	struct sock *sk = value;

	if (!sk || !sk_fullsock(sk))
		return -EINVAL;
	lock_sock(sk);
	release_sock(sk);
	return 0;
}

const struct bpf_map_ops foo_map_ops = { .map_update_elem = foo_update_elem };
const struct bpf_map_ops foo_map_ops_good = { .map_update_elem = foo_update_elem_good };

/* What a sock_ops program runs for is a request while a SYN-ACK is written. */
struct bpf_sock_ops_kern {
	struct sock *sk;
	u32 op;
	u8 is_fullsock;
};

u64 foo_ops_mark(struct bpf_sock_ops_kern *ops)
{
	return ops->sk ? ops->sk->sk_mark : 0; // expect: nonfullsock-use
}

u64 foo_ops_mark_good(struct bpf_sock_ops_kern *ops)
{
	return ops->sk && sk_fullsock(ops->sk) ? ops->sk->sk_mark : 0;
}

static bool foo_has_connection(const struct bpf_sock_ops_kern *ops)
{
	return ops->op == 4 || ops->op == 5 || ops->op == 11;
}

u64 foo_ops_mark_of_connection(struct bpf_sock_ops_kern *ops)
{
	return foo_has_connection(ops) ? ops->sk->sk_mark : 0;
}

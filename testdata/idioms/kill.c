/* SPDX-License-Identifier: GPL-2.0-only */
/* A socket that nobody will open any more is put twice: once as found, once for its creation. */
#include <linux/net.h>
#include <net/sock.h>

struct foo_conn {
	struct sock *sk;
};

struct foo_sock {
	struct sock sk;
	struct foo_conn *conn;
};

struct sock *bt_accept_dequeue(struct sock *parent, struct socket *newsock);
void foo_unlink(struct sock *sk);

/* The reference that the socket was made with, when neither a file nor a connection has it. */
static void foo_kill(struct sock *sk)
{
	if (!sock_flag(sk, SOCK_ZAPPED) || sk->sk_socket)
		return;
	foo_unlink(sk);
	sock_set_flag(sk, SOCK_DEAD);
	sock_put(sk);
}

void foo_flush(struct sock *parent)
{
	struct sock *sk;

	while ((sk = bt_accept_dequeue(parent, NULL))) {
		lock_sock(sk);
		sk->sk_state = TCP_CLOSE;
		sock_set_flag(sk, SOCK_ZAPPED);
		release_sock(sk);
		foo_kill(sk);
		sock_put(sk);
	}
}

/* Put twice by the one that has dequeued it. */
void foo_flush_twice(struct sock *parent)
{
	struct sock *sk;

	while ((sk = bt_accept_dequeue(parent, NULL))) {
		foo_kill(sk);
		sock_put(sk);
		sock_put(sk); // expect: sock-double-put
	}
}

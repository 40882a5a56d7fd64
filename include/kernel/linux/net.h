/* SPDX-License-Identifier: GPL-2.0-only */
/* net.h - sockets as user space sees them. */
#ifndef SKBOWN_KERNEL_LINUX_NET_H
#define SKBOWN_KERNEL_LINUX_NET_H

#include <linux/socket.h>
#include <linux/kernel.h>

struct net;
struct sock;
struct file;
struct sk_buff;

enum { SS_FREE, SS_UNCONNECTED, SS_CONNECTING, SS_CONNECTED, SS_DISCONNECTING };

struct proto_ops;
struct socket {
	int state;
	short type;
	unsigned long flags;
	struct file *file;
	struct sock *sk;
	const struct proto_ops *ops;
};

struct proto_ops {
	int family;
	struct module *owner;
	int (*release)(struct socket *sock);
	int (*bind)(struct socket *sock, struct sockaddr *addr, int len);
	int (*connect)(struct socket *sock, struct sockaddr *addr, int len, int flags);
	int (*accept)(struct socket *sock, struct socket *newsock, void *arg);
	int (*getname)(struct socket *sock, struct sockaddr *addr, int peer);
	int (*ioctl)(struct socket *sock, unsigned int cmd, unsigned long arg);
	int (*listen)(struct socket *sock, int len);
	int (*shutdown)(struct socket *sock, int flags);
	int (*sendmsg)(struct socket *sock, struct msghdr *m, size_t len);
	int (*recvmsg)(struct socket *sock, struct msghdr *m, size_t len, int flags);
};

struct socket *sock_from_file(struct file *file);
struct socket *sockfd_lookup(int fd, int *err);
void sockfd_put(struct socket *sock);
void fput(struct file *file);
int sock_create_kern(struct net *net, int family, int type, int proto, struct socket **res);
void sock_release(struct socket *sock);
int net_ratelimit(void);

#endif

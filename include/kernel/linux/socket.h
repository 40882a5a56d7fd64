/* SPDX-License-Identifier: GPL-2.0-only */
/* socket.h - address families and messages. */
#ifndef SKBOWN_KERNEL_LINUX_SOCKET_H
#define SKBOWN_KERNEL_LINUX_SOCKET_H

#include <linux/types.h>

#define AF_UNIX 1
#define AF_INET 2
#define AF_AX25 3
#define AF_NETROM 6
#define AF_X25 9
#define AF_INET6 10
#define AF_ROSE 11
#define AF_NETLINK 16
#define AF_PACKET 17
#define AF_LLC 26
#define AF_CAN 29
#define AF_BLUETOOTH 31
#define AF_VSOCK 40
#define PF_INET AF_INET
#define PF_INET6 AF_INET6
#define MSG_PEEK 2
#define MSG_DONTWAIT 0x40
#define MSG_TRUNC 0x20

enum sock_type { SOCK_STREAM = 1, SOCK_DGRAM = 2, SOCK_RAW = 3, SOCK_SEQPACKET = 5 };

struct sockaddr { u16 sa_family; char sa_data[14]; };
struct iov_iter { size_t count; };
struct msghdr {
	void *msg_name;
	int msg_namelen;
	struct iov_iter msg_iter;
	unsigned int msg_flags;
	void *msg_control;
};

#endif

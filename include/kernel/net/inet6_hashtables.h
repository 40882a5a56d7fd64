/* SPDX-License-Identifier: GPL-2.0-only */
/* inet6_hashtables.h - the IPv6 half of inet_hashtables.h. */
#ifndef SKBOWN_KERNEL_NET_INET6_HASHTABLES_H
#define SKBOWN_KERNEL_NET_INET6_HASHTABLES_H

#include <net/inet_hashtables.h>

#endif

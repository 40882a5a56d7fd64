/* SPDX-License-Identifier: GPL-2.0-only */
/* udp.h - UDP. */
#ifndef SKBOWN_KERNEL_LINUX_UDP_H
#define SKBOWN_KERNEL_LINUX_UDP_H

#include <net/udp.h>

#endif

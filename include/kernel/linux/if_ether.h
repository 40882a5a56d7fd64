/* SPDX-License-Identifier: GPL-2.0-only */
/* if_ether.h - Ethernet. */
#ifndef SKBOWN_KERNEL_LINUX_IF_ETHER_H
#define SKBOWN_KERNEL_LINUX_IF_ETHER_H

#include <linux/etherdevice.h>

#endif

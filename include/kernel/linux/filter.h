/* SPDX-License-Identifier: GPL-2.0-only */
/* filter.h - socket filters. */
#ifndef SKBOWN_KERNEL_LINUX_FILTER_H
#define SKBOWN_KERNEL_LINUX_FILTER_H

#include <net/sock.h>

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* pkt_sched.h - queueing disciplines. */
#ifndef SKBOWN_KERNEL_NET_PKT_SCHED_H
#define SKBOWN_KERNEL_NET_PKT_SCHED_H

#include <net/sch_generic.h>

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* timer.h - timers. */
#ifndef SKBOWN_KERNEL_LINUX_TIMER_H
#define SKBOWN_KERNEL_LINUX_TIMER_H

#include <linux/types.h>

int mod_timer(struct timer_list *timer, unsigned long expires);
int del_timer(struct timer_list *timer);

#endif

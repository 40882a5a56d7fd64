/* SPDX-License-Identifier: GPL-2.0-only */
/* printk.h - messages. */
#ifndef SKBOWN_KERNEL_LINUX_PRINTK_H
#define SKBOWN_KERNEL_LINUX_PRINTK_H

#define KERN_ERR "3"
#define KERN_WARNING "4"
#define KERN_INFO "6"
#define pr_err(...) _printk(__VA_ARGS__)
#define pr_warn(...) _printk(__VA_ARGS__)
#define pr_info(...) _printk(__VA_ARGS__)
#define pr_debug(...) _printk(__VA_ARGS__)
#define printk(...) _printk(__VA_ARGS__)
#define net_warn_ratelimited(...) _printk(__VA_ARGS__)
#define net_dbg_ratelimited(...) _printk(__VA_ARGS__)

int _printk(const char *fmt, ...);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* module.h - what makes a file a module. */
#ifndef SKBOWN_KERNEL_LINUX_MODULE_H
#define SKBOWN_KERNEL_LINUX_MODULE_H

#include <linux/kernel.h>

#define THIS_MODULE ((struct module *)0)
#define MODULE_LICENSE(x) extern int module_dummy_
#define MODULE_DESCRIPTION(x) extern int module_dummy_
#define MODULE_AUTHOR(x) extern int module_dummy_
#define EXPORT_SYMBOL(x) extern int module_dummy_
#define EXPORT_SYMBOL_GPL(x) extern int module_dummy_
#define module_init(fn) int init_module(void) { return fn(); }
#define module_exit(fn) void cleanup_module(void) { fn(); }

bool try_module_get(struct module *module);
void __module_get(struct module *module);
void module_put(struct module *module);

#endif

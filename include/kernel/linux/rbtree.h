/* SPDX-License-Identifier: GPL-2.0-only */
/* rbtree.h - red-black trees. */
#ifndef SKBOWN_KERNEL_LINUX_RBTREE_H
#define SKBOWN_KERNEL_LINUX_RBTREE_H

#include <linux/container_of.h>

#define rb_entry(ptr, type, member) container_of(ptr, type, member)

struct rb_node *rb_first(const struct rb_root *root);
struct rb_node *rb_next(const struct rb_node *node);
void rb_erase(struct rb_node *node, struct rb_root *root);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* list.h - lists. */
#ifndef SKBOWN_KERNEL_LINUX_LIST_H
#define SKBOWN_KERNEL_LINUX_LIST_H

#include <linux/compiler.h>
#include <linux/container_of.h>

#define LIST_HEAD(name) struct list_head name = { &(name), &(name) }
#define list_entry(ptr, type, member) container_of(ptr, type, member)
#define list_first_entry(ptr, type, member) list_entry((ptr)->next, type, member)
#define list_next_entry(pos, member) list_entry((pos)->member.next, __typeof__(*(pos)), member)
#define list_for_each_entry(pos, head, member)					\
	for (pos = list_first_entry(head, __typeof__(*pos), member);		\
	     &pos->member != (head); pos = list_next_entry(pos, member))
#define list_entry_rcu(ptr, type, member) container_of(READ_ONCE(ptr), type, member)
#define list_for_each_entry_rcu(pos, head, member)				\
	for (pos = list_entry_rcu((head)->next, __typeof__(*pos), member);	\
	     &pos->member != (head);						\
	     pos = list_entry_rcu(pos->member.next, __typeof__(*pos), member))
#define list_for_each_entry_safe(pos, n, head, member)				\
	for (pos = list_first_entry(head, __typeof__(*pos), member),		\
	     n = list_next_entry(pos, member);					\
	     &pos->member != (head); pos = n, n = list_next_entry(n, member))
#define hlist_entry(ptr, type, member) container_of(ptr, type, member)
#define hlist_entry_safe(ptr, type, member) \
	({ __typeof__(ptr) ____ptr = (ptr); ____ptr ? hlist_entry(____ptr, type, member) : NULL; })
#define hlist_for_each_entry(pos, head, member)					\
	for (pos = hlist_entry_safe((head)->first, __typeof__(*(pos)), member);	\
	     pos; pos = hlist_entry_safe((pos)->member.next, __typeof__(*(pos)), member))
#define hlist_for_each_entry_rcu(pos, head, member)				\
	for (pos = hlist_entry_safe(READ_ONCE((head)->first), __typeof__(*(pos)), member);	\
	     pos; pos = hlist_entry_safe(READ_ONCE((pos)->member.next),		\
					 __typeof__(*(pos)), member))
#define is_a_nulls(ptr) ((unsigned long)(ptr) & 1)
#define hlist_nulls_for_each_entry(tpos, pos, head, member)				\
	for (pos = (head)->first;					\
	     !is_a_nulls(pos) &&						\
	     ({ tpos = container_of(pos, __typeof__(*tpos), member); 1; });	\
	     pos = pos->next)
#define hlist_nulls_for_each_entry_rcu(tpos, pos, head, member)			\
	for (pos = READ_ONCE((head)->first);					\
	     !is_a_nulls(pos) &&						\
	     ({ tpos = container_of(pos, __typeof__(*tpos), member); 1; });	\
	     pos = READ_ONCE(pos->next))

void INIT_LIST_HEAD(struct list_head *list);
void list_add(struct list_head *entry, struct list_head *head);
void list_add_tail(struct list_head *entry, struct list_head *head);
void list_del(struct list_head *entry);
void list_del_init(struct list_head *entry);
int list_empty(const struct list_head *head);
void hlist_add_head(struct hlist_node *n, struct hlist_head *h);
void hlist_add_head_rcu(struct hlist_node *n, struct hlist_head *h);
void hlist_del_init(struct hlist_node *n);
void hlist_del_init_rcu(struct hlist_node *n);

#endif

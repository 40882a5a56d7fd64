/* SPDX-License-Identifier: GPL-2.0-only */
/* seq_file.h - tables that are shown to user space. */
#ifndef SKBOWN_KERNEL_LINUX_SEQ_FILE_H
#define SKBOWN_KERNEL_LINUX_SEQ_FILE_H

#include <linux/types.h>

struct seq_file {
	void *private;
};

struct seq_operations {
	void *(*start)(struct seq_file *seq, long long *pos);
	void (*stop)(struct seq_file *seq, void *v);
	void *(*next)(struct seq_file *seq, void *v, long long *pos);
	int (*show)(struct seq_file *seq, void *v);
};

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* bill - what bill.c and left.c share: an account of a charge on one way out of a function. */
#ifndef SKBOWN_FLOW_BILL_H
#define SKBOWN_FLOW_BILL_H

#include "run.h"

struct bill {
	struct run *r;
	struct state *s;
	const struct state *from; /* whose history has the steps */
	const struct ir_insn *ret;
	const struct entry *e;
	const struct value *skb; /* the buffer that it is about; may be NULL */
	const struct skb *b; /* ... what is known of it; may be NULL */
	struct amount left;
};

const struct event *bill_last_event(const struct bill *w, enum event_kind kind);
/* Did a function of which nothing is known get the object? */
bool bill_is_touched(const struct bill *w);
struct finding_at bill_at_event(const struct bill *w, enum rule_id rule, const struct event *e,
				const char *last);
/* Said once for this object: whatever else is wrong with its counters follows from it. */
void bill_forgive(struct bill *w);
bool bill_is_from_caller(const struct bill *w);
/* Only sizes of buffers and numbers. */
bool bill_is_plain(const struct bill *w);

/* Where the destructor is attached; or the call of who does that and leaves the payment to its callers. */
struct finding_at bill_at_attach(const struct bill *w, const struct event *e);
const char *bill_dtor_name(const struct event *e);
/* The same counter of an object that may well be this one under another name. */
bool bill_paid_under_other_name(const struct bill *w);
/* Refunded by hand first: that is the finding of another rule. */
bool bill_was_run(const struct bill *w);

/* unpaid.c: an owner that came with another buffer, sizes that were summed up. */
void unpaid_judge(struct bill *w);

/* left.c: charged, and not handed to a buffer on this way. */
void left_judge(struct bill *w);
/* A buffer got its owner here, and this counter is none of those that its destructor lowers. */
void left_forgotten(struct bill *w);

/* --- grown.c: data that is charged, and its buffer stays as large as it was --- */
void grown_judge(struct bill *w);

#endif

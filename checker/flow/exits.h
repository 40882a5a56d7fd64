/* SPDX-License-Identifier: GPL-2.0-only */
/* exits - what exits.c and overdrawn.c share: an account on one way out of a function. */
#ifndef SKBOWN_FLOW_EXITS_H
#define SKBOWN_FLOW_EXITS_H

#include "run.h"

struct way {
	struct run *r;
	struct state *s;
	const struct ir_insn *ret;
	const struct entry *e;
	const struct sock *k;
};

const struct entry *way_entry(const struct state *s, const struct value *obj);
/* Is there a way out, with the same result when @same_result, on which the account is even? */
const struct entry *way_even(const struct way *w, bool same_result, struct state **which);
/* A turn of a loop, or a path that ended before, on which the reference was put. */
const struct entry *way_even_before(const struct way *w);
/* Taken by this function itself: sock_hold(sk), not a helper that may have stored it. */
bool way_is_own_hold(const struct way *w);
/* Reached through memory, by a walk: others can reach it, and put it, as well. */
bool way_is_in_memory(const struct way *w);
/* ... and by this function, not given to us by another. */
bool way_is_met(const struct way *w);
/* Is the event about this object? A merge renames objects and leaves the history as it was. */
bool way_is_about(const struct way *w, const struct event *e);
/* The socket that the function is called for, to end it: release(sock), close(sk). */
bool way_is_released_one(const struct way *w);
/* Read from memory that others see as well: it can be read, and put, by them. */
bool way_is_passed(const struct value *v);
struct finding_at way_at_exit(const struct way *w, enum rule_id rule, const char *last);

/* More was put, or handed to a buffer, than was taken. */
void overdrawn_check(struct way *w);

#endif

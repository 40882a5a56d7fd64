/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * finding - a violation that left its unit: plain strings, ready to be stored,
 * merged, deduplicated, ordered and rendered.
 */
#ifndef SKBOWN_REPORT_FINDING_H
#define SKBOWN_REPORT_FINDING_H

#include "base/arena.h"
#include "base/vec.h"
#include "flow/flow.h"

struct finding_step {
	const char *file;
	unsigned int line, column;
	const char *function;
	const char *message;
};

struct finding {
	const char *rule, *level, *confidence;	/* "missing-orphan", "warning", "high" */
	const char *file;			/* as shown */
	unsigned int line, column;
	const char *function, *object, *message;
	char fingerprint[17];			/* 64 bits in hex, see finding_fingerprint */
	VEC(struct finding_step) steps;
};

struct unit_problem {
	const char *file, *reason;
};

/* What a run found, and what it could not look at. */
struct report {
	struct arena *arena;
	VEC(struct finding *) findings;
	unsigned int analysed, skipped;
	VEC(struct unit_problem) skips;		/* counted in skipped, with the true reason */
	VEC(struct unit_problem) incomplete;
	/* sums for --stats */
	struct {
		unsigned int funcs_seen, funcs_lowered, funcs_incomplete;
		unsigned long insns, opaque, states, unknown_calls;
		double parse_sec, lower_sec, flow_sec;
		VEC(struct { const char *reason; unsigned long n; }) opaque_why;
	} stats;
};

void report_init(struct report *r, struct arena *a);
/* Copies the violation's strings into the report's arena. */
struct finding *report_add_violation(struct report *r, const struct violation *v);
/*
 * Rule, file, function, object path and the names of the calls in the steps: what
 * does not move when lines move. Hashed with xxh64.
 */
void finding_fingerprint(struct finding *f);
/* Same fingerprint and place reported by several units (headers): the first is kept. Sorts by file, line, column, rule. */
void report_finish(struct report *r);

#endif

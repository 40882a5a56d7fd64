/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * finding - a violation that left its unit: plain strings, ready to be stored,
 * merged, deduplicated, ordered and rendered.
 */
#ifndef SKBOWN_REPORT_FINDING_H
#define SKBOWN_REPORT_FINDING_H

#include <jansson.h>
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
	/* Of the gate; all zero: nobody asked, and it counts. */
	const char *tool;			/* who found it; NULL: skbown itself */
	const char *baseline;			/* "new" or "unchanged" */
	const char *suppressed;			/* the reason why it need not be mended */
	bool suppressed_apart;			/* ... stands in a configuration, not at the place */
	bool fixed;				/* this run has repaired it */
	bool untouched;				/* by the change that the run is about */
};

/* One that somebody has to act on: not suppressed, not in the baseline, not beside the change. */
bool finding_counts(const struct finding *f);

struct unit_problem {
	const char *file, *reason;
	const char *function;		/* incomplete: the one that had too many states; or NULL */
};

struct report_count {
	const char *name;
	unsigned long n;
};

/* Sums over the units of a run, for --stats. */
struct report_stats {
	unsigned long funcs_seen, funcs_lowered, funcs_incomplete;
	unsigned long insns, opaque, states, executed, unknown_calls;
	unsigned long recalled;		/* units that were in the store */
	unsigned long shared;		/* units that were read with headers parsed before */
	unsigned long foreign_used;	/* functions of other files that were looked into, for each unit */
	double parse_sec, lower_sec, flow_sec;
	VEC(struct report_count) opaque_why;
	/* of the run, not of a unit */
	unsigned int files_seen, candidates;
	unsigned int given, second;	/* functions that others may call; units executed again */
	double cross_sec;
	double wall_sec;
	long peak_kb;			/* largest resident size that any worker reached */
};

/* What a run found, and what it could not look at. All strings belong to the arena. */
struct report {
	struct arena *arena;
	const char *root;			/* paths below it are shown relative to it; or NULL */
	VEC(struct finding *) findings;
	unsigned int analysed, skipped;
	VEC(struct unit_problem) skips;		/* counted in skipped, with the true reason */
	VEC(struct unit_problem) incomplete;
	VEC(struct unit_problem) vanished;	/* entries of the baseline that are found no more */
	struct report_stats stats;
	struct inventory *inventory;		/* report/inventory.h; NULL when nobody asked */
};

/* @root: absolute path of the tree whose files are shown relative to it; copied. */
void report_init(struct report *r, struct arena *a, const char *root);
/* @path as findings show it, in the report's arena. */
const char *report_path(struct report *r, const char *path);
/* The file of a place of @u as findings show it, in the report's arena. */
const char *report_loc_file(struct report *r, const struct ir_unit *u, struct ir_loc loc);
/* Copies the violation's strings into the report's arena. */
struct finding *report_add_violation(struct report *r, const struct violation *v);
void report_add_skip(struct report *r, const char *file, const char *reason);
void report_add_incomplete(struct report *r, const char *file, const char *reason);
/* @func of @file had too many states to tell apart. */
void report_add_too_much(struct report *r, const char *file, const char *func);
void report_count_opaque(struct report *r, const char *reason, unsigned long n);
/*
 * Rule, file, function, object path and the names of the calls in the steps: what
 * does not move when lines move. Hashed with xxh64.
 */
void finding_fingerprint(struct finding *f);
/* Gives the second and later findings of one fingerprint one of their own (report_finish does it). */
void report_number(struct report *r);
/* Drops findings of rules that are not in @rules (indexed by enum rule_id; NULL = all) or below @min. */
void report_filter(struct report *r, const bool *rules, enum level min);
/*
 * Same fingerprint and place reported by several units (headers): the first is
 * kept. Sorts by file, line, column, rule, message. The second and later ones of
 * a fingerprint at other places get one of their own, so that it names one finding.
 */
void report_finish(struct report *r);
/* Number of findings at or above @level that count. */
unsigned int report_count_level(const struct report *r, enum level level);

/* --- pack.c: a report as JSON and back, for workers and the cache --- */
/* A new reference. Bytes that are no UTF-8 arrive as U+FFFD. */
json_t *report_pack(const struct report *r);
/* Adds what @j holds to @r. false when it is no packed report; @r may hold a part of it then. */
bool report_unpack(struct report *r, const json_t *j);
/* A JSON string of any bytes: what is no UTF-8 becomes U+FFFD. */
json_t *report_json_text(const char *s);

/* --- names.c --- */
const char *rule_name(enum rule_id id);
enum level rule_level(enum rule_id id);
/* RULE_NR when there is no such rule. */
enum rule_id rule_by_name(const char *name);
const char *level_name(enum level l);
/* -1 when there is no such level. */
int level_by_name(const char *name);
const char *confidence_name(enum confidence c);

#endif

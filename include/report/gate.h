/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gate - which findings need not be acted on: known ones, suppressed ones, those beside a change.
 *
 * Nothing is taken out of the report here; findings are marked, and finding_counts() asks.
 */
#ifndef SKBOWN_REPORT_GATE_H
#define SKBOWN_REPORT_GATE_H

#include "base/map.h"
#include "report/finding.h"

/* --- baseline.c: findings that were there before --- */
struct baseline_entry {
	const char *fingerprint, *rule, *function, *file;
	const char *reason;	/* or NULL */
	bool met;		/* the run has it */
};

struct baseline {
	VEC(struct baseline_entry *) entries;
	struct map prints;	/* interned fingerprint -> entry */
};

/* Whether the run could have found what @e names. */
typedef bool baseline_asked(const struct baseline_entry *e, void *data);

/* Reads @text of file @name; NULL, and one line in *err, when it is none. In @a. */
struct baseline *baseline_read(struct arena *a, const char *name, const char *text,
			       const char **err);
/* Marks each finding as new or unchanged, and notes entries that are gone in r->vanished. */
void baseline_apply(struct report *r, struct baseline *b, baseline_asked *asked, void *data);
/*
 * The text of the baseline that knows all of the report's findings: sorted, with the reasons
 * of @old, and @old's entries that the run could not have found. @old may be NULL.
 */
char *baseline_text(const struct report *r, const struct baseline *old, baseline_asked *asked,
		    void *data);

/* --- change.c: what a change touches --- */
struct change_lines {
	unsigned int from, to;
};

struct change_file {
	const char *path;	/* as the diff has it: "b/net/x.c" */
	VEC(struct change_lines) lines;	/* of the new file; a deletion touches its neighbours */
};

struct change {
	VEC(struct change_file *) files;
};

/* Reads a unified diff, mail around it included; NULL, and one line in *err, when it is none. */
struct change *change_read(struct arena *a, const char *name, const char *text, const char **err);
/* Marks findings of which neither the place nor a step is touched; paths are as findings show them. */
void change_apply(struct report *r, const struct change *c);

/* --- suppress.c: findings that somebody has looked at --- */
struct suppression {
	const char *file;
	unsigned int line, column;	/* of the comment */
	unsigned int target;		/* the line whose findings it is about */
	const char *rule;
	const char *reason;		/* or NULL */
	const char *mistake;		/* why it cannot be meant, or NULL */
	const char *glob;		/* of a configuration: paths it is about, instead of a line */
	bool used;
};

struct suppressions {
	VEC(struct suppression) v;
};

#define SUPPRESS_RULE "bad-suppression"

/* Is a file (as the pattern sees it) one that @glob is about? A folder stands for all below it. */
bool suppress_covers(const char *glob, const char *path);

/* Adds those of comments in @text, which is C. In @a. */
void suppress_scan(struct arena *a, struct suppressions *s, const char *file, const char *text);
/* Marks findings; @below gives a path as globs see it, or is NULL. */
void suppress_apply(struct report *r, struct suppressions *s,
		    const char *(*below)(const char *file, void *data), void *data);
/*
 * Adds a finding for each suppression that took nothing away, has no reason or makes no sense,
 * where the run @asked for what it is about.
 */
void suppress_judge(struct report *r, const struct suppressions *s,
		    bool (*asked)(const struct suppression *s, void *data), void *data);

#endif

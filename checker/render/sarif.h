/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sarif - what the two halves of the SARIF writer share.
 */
#ifndef SKBOWN_RENDER_SARIF_H
#define SKBOWN_RENDER_SARIF_H

#include "source.h"

#define SARIF_ROOT "%SRCROOT%"	/* the folder that paths are relative to */

/* One tool's run: skbown's, and that of each other tool whose findings were merged. */
struct sarif_run {
	const struct report *report;
	const char *tool;		/* as in struct finding */
	struct sources *sources;
	VEC(const char *) rules;	/* ids; a result names its rule by the place here */
};

bool sarif_is_of(const struct sarif_run *run, const struct finding *f);
/* --- sarif_run.c: what is said of the run, not of one finding; new references --- */
/* Fills run->rules too. */
json_t *sarif_tool(struct arena *a, struct sarif_run *run);
json_t *sarif_invocation(const struct sarif_run *run);
/* {"uri", "uriBaseId"} */
json_t *sarif_artifact(const char *file);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fix - the repair of a finding, where it is local and certain.
 */
#ifndef SKBOWN_REPORT_FIX_H
#define SKBOWN_REPORT_FIX_H

#include "report/finding.h"

/* A piece of the finding's line that is to be replaced. */
struct fix {
	unsigned int column, end;	/* bytes from 1; the first one behind it */
	const char *text;
};

/*
 * The repair of @f, of which @line is the source line; false when there is none that is certain.
 * Only of warnings: what a note says takes something that this file does not show.
 */
bool fix_of(struct arena *a, const struct finding *f, const char *line, struct fix *out);

#endif

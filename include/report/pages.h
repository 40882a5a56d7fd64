/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pages - the rules' own pages, which stand in the program.
 */
#ifndef SKBOWN_REPORT_PAGES_H
#define SKBOWN_REPORT_PAGES_H

#include <stdbool.h>

struct rule_page {
	const char *id, *message, *level;
	const char *confidence, *cwe;	/* "high", "CWE-772"; or "" */
	const char *text;		/* the page, as Markdown */
};

/* In the order of the table of rules; NULL from the end on. */
const struct rule_page *rule_page_at(unsigned int i);
/* NULL when there is no such rule. */
const struct rule_page *rule_page(const char *id);
/* Has it a page, or is it what the findings of another tool go by? */
bool rule_is_known(const char *id);

#endif

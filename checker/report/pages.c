/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pages - the rules' own pages, which stand in the program.
 *
 * scripts/embed-pages makes pages.inc out of rules/<id>/<id>.md: per rule of
 * flow/rules.def and report/gate.def one PAGE(id, message, level, confidence, cwe, text). A rule without a
 * page does not build.
 */
#include <string.h>

#include "base/bug.h"
#include "report/pages.h"

static const struct rule_page pages[] = {
#define PAGE(id, message, level, confidence, cwe, text) \
	{ id, message, level, confidence, cwe, text },
#include "pages.inc"
#undef PAGE
};

const struct rule_page *rule_page_at(unsigned int i)
{
	return i < ARRAY_SIZE(pages) ? &pages[i] : NULL;
}

const struct rule_page *rule_page(const char *id)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++)
		if (!strcmp(pages[i].id, id))
			return &pages[i];
	return NULL;
}

bool rule_is_known(const char *id)
{
	return rule_page(id) || !strcmp(id, "sparse") || !strcmp(id, "coccinelle");
}

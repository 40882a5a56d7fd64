/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pages - the rules' own pages, which stand in the program.
 *
 * scripts/embed-pages makes pages.inc out of rules/<id>/<id>.md: per rule of
 * flow/rules.def one PAGE(id, message, confidence, cwe, text). A rule without a
 * page does not build.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drive.h"

static const struct page {
	const char *id, *message, *confidence, *cwe, *text;
} pages[] = {
#define PAGE(id, message, confidence, cwe, text) { id, message, confidence, cwe, text },
#include "pages.inc"
#undef PAGE
};

#define NR_PAGES (sizeof(pages) / sizeof(pages[0]))

static const struct page *find(const char *id)
{
	const char *words[NR_PAGES + 1] = { NULL }, *near;

	for (unsigned int i = 0; i < NR_PAGES; i++) {
		if (!strcmp(pages[i].id, id))
			return &pages[i];
		words[i] = pages[i].id;
	}
	near = nearest_word(id, words);
	if (near)
		die("unknown rule '%s'; did you mean '%s'?", id, near);
	die("unknown rule '%s' ('skbown rules' lists them)", id);
}

static void put_page(FILE *out, const struct page *p)
{
	fprintf(out, "%s (%s", p->id, level_name(rule_level(rule_by_name(p->id))));
	if (*p->confidence)
		fprintf(out, ", confidence %s", p->confidence);
	if (*p->cwe)
		fprintf(out, ", %s%s", strncmp(p->cwe, "CWE", 3) ? "CWE-" : "", p->cwe);
	fprintf(out, ")\n%s\n\n%s", p->message, p->text);
}

static FILE *open_pager(void)
{
	const char *pager = getenv("PAGER");

	if (!isatty(STDOUT_FILENO))
		return NULL;
	return popen(pager && *pager ? pager : "less -FRX", "we");
}

int run_explain(int argc, char **argv)
{
	const struct page *p;
	FILE *pager;

	if (argc != 2)
		die("usage: skbown explain RULE ('skbown rules' lists them)");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-?")) {
		puts("Usage: skbown explain RULE");
		return 0;
	}
	p = find(argv[1]);
	pager = open_pager();
	put_page(pager ? pager : stdout, p);
	if (pager)
		pclose(pager);
	return fflush(stdout) ? EXIT_USAGE : 0;
}

int run_rules(int argc, char **argv)
{
	if (argc != 1)
		die("usage: skbown rules");
	for (unsigned int i = 0; i < NR_PAGES; i++)
		printf("%-24s %-8s %s\n", pages[i].id,
		       level_name(rule_level(rule_by_name(pages[i].id))), pages[i].message);
	return fflush(stdout) ? EXIT_USAGE : 0;
}

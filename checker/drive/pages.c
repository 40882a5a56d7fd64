/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pages - the commands that show the rules' pages (report/pages.c).
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drive.h"
#include "report/pages.h"

static const struct rule_page *find(const char *id)
{
	const struct rule_page *p = rule_page(id);

	if (!p)
		die("%s", unknown_rule(id));
	return p;
}

static void put_page(FILE *out, const struct rule_page *p)
{
	fprintf(out, "%s (%s", p->id, p->level);
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
	const struct rule_page *p;
	FILE *pager;

	if (argc != 2)
		die("usage: skbown explain RULE ('skbown rules' lists them)");
	p = find(argv[1]);
	pager = open_pager();
	put_page(pager ? pager : stdout, p);
	if (pager)
		pclose(pager);
	return fflush(stdout) ? EXIT_USAGE : 0;
}

int run_rules(int argc, char **argv)
{
	const struct rule_page *p;

	if (argc != 1)
		die("usage: skbown rules");
	for (unsigned int i = 0; (p = rule_page_at(i)); i++)
		printf("%-24s %-8s %s\n", p->id, p->level, p->message);
	return fflush(stdout) ? EXIT_USAGE : 0;
}

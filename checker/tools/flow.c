/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * skbown-flow - executes IR text and prints what flow says, a line each.
 *
 * For work on the engine: one "check --dump=ir" over a tree is made once and executed as
 * often as the engine changes, without libclang. skbown-flow [-l LEVEL] [-u TEXT] [-f FUNCTION]
 * [-s] FILE...: LEVEL 0 note, 1 warning; -u only units whose name holds TEXT, with the steps;
 * -f dumps the states of FUNCTION; -s prints the slow units and the incomplete functions.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "flow/flow.h"

static struct {
	int level;
	const char *unit, *func;
	bool slow;
	unsigned int units, incomplete, findings;
	double sec;
} cfg;

static const char *const rule_names[] = {
#define RULE(sym, id, level) id,
#include "flow/rules.def"
#undef RULE
};

static void print_violation(const struct ir_unit *u, const struct violation *v)
{
	static const char *const levels[] = { "note", "warning", "error" };
	static const char *const confs[] = { "low", "medium", "high" };

	cfg.findings++;
	printf("%s:%u: %s/%s: %s [%s] in %s\n", u->files.v[v->loc.file], v->loc.line,
	       levels[v->level], confs[v->conf], v->message, rule_names[v->rule], v->func);
	for (unsigned int i = 0; cfg.unit && i < v->steps.n; i++)
		printf("    %u: %s (%s)\n", v->steps.v[i].loc.line, v->steps.v[i].message,
		       v->steps.v[i].func);
}

static void run_unit(const char *text, size_t len)
{
	struct arena a;
	const char *error = NULL;
	struct flow_options opt = { .dump_states = cfg.func ? stdout : NULL, .dump_func = cfg.func };
	struct flow_result *r;
	struct ir_unit *u;

	arena_init(&a);
	u = ir_parse(&a, "input", text, len, &error);
	if (!u) {
		fprintf(stderr, "skbown-flow: %s\n", error);
		exit(2);
	}
	opt.models = models_open(&a);
	r = flow_run(&a, u, &opt);
	cfg.units++;
	cfg.sec += r->stats.sec;
	cfg.incomplete += r->incomplete.n;
	vec_for(i, &r->violations)
		if ((int)r->violations.v[i]->level >= cfg.level)
			print_violation(u, r->violations.v[i]);
	for (unsigned int i = 0; cfg.slow && i < r->incomplete.n; i++)
		printf("incomplete %s %s\n", u->files.v[0], r->incomplete.v[i]);
	if (cfg.slow && r->stats.sec > 0.2)
		printf("slow %s %.2f s\n", u->files.v[0], r->stats.sec);
	fflush(stdout);
	arena_free(&a);
}

/* A file may hold many units, as --dump=ir of a tree prints them. */
static void run_text(const char *text)
{
	while (text && *text) {
		const char *end = strstr(text + 1, "\nunit \""), *eol = strchr(text, '\n');
		const char *hit = cfg.unit ? strstr(text, cfg.unit) : text;

		if (hit && (!eol || hit < eol))
			run_unit(text, end ? (size_t)(end + 1 - text) : strlen(text));
		text = end ? end + 1 : NULL;
	}
}

int main(int argc, char **argv)
{
	struct arena a;
	int c;

	while ((c = getopt(argc, argv, "l:u:f:s")) != -1) {
		switch (c) {
		case 'l': cfg.level = atoi(optarg); break;
		case 'u': cfg.unit = optarg; break;
		case 'f': cfg.func = optarg; break;
		case 's': cfg.slow = true; break;
		default: return 2;
		}
	}
	arena_init(&a);
	for (; optind < argc; optind++) {
		size_t len;
		const char *text = file_read(&a, argv[optind], &len);

		if (!text) {
			perror(argv[optind]);
			return 2;
		}
		run_text(text);
	}
	printf("%u units, %u findings, %u incomplete, %.2f s\n", cfg.units, cfg.findings,
	       cfg.incomplete, cfg.sec);
	arena_free(&a);
	return 0;
}

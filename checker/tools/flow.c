/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * skbown-flow - executes IR text and prints what flow says, a line each.
 *
 * For work on the engine: one "check --dump=ir" over a tree is made once and executed as
 * often as the engine changes, without libclang. skbown-flow [-l LEVEL] [-u TEXT] [-f FUNCTION]
 * [-s] [-x] FILE...: LEVEL 0 note, 1 warning; -u only units whose name holds TEXT, with the steps;
 * -f dumps the states of FUNCTION; -s prints the slow units and the incomplete functions; -x
 * gives each unit the functions of the others.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/map.h"
#include "flow/flow.h"

static struct {
	int level;
	const char *unit, *func;
	bool slow, sites, cross;
	unsigned int units, incomplete, findings, foreign;
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

/* --- the functions of other units, for -x --- */

struct text_unit {
	const char *text;
	size_t len;
	struct ir_unit *parsed;
};

static struct {
	struct arena arena;
	struct map givers;	/* function -> struct text_unit; NULL: two units have one */
	VEC(struct text_unit *) units;
} lib;

static struct ir_unit *parse_or_die(struct arena *a, const char *text, size_t len)
{
	const char *error = NULL;
	struct ir_unit *u = ir_parse(a, "input", text, len, &error);

	if (!u) {
		fprintf(stderr, "skbown-flow: %s\n", error);
		exit(2);
	}
	return u;
}

static void lib_add(const char *text, size_t len)
{
	struct text_unit *t = arena_new(&lib.arena, struct text_unit);
	struct flow_link link;
	struct arena a;

	arena_init(&a);
	*t = (struct text_unit){ text, len, NULL };
	vec_push(&lib.arena, &lib.units, t);
	flow_link(&a, parse_or_die(&a, text, len), models_open(&a), &link);
	vec_for(i, &link.gives)
		map_set(&lib.arena, &lib.givers, link.gives.v[i],
			map_has(&lib.givers, link.gives.v[i]) ? NULL : t);
	arena_free(&a);
}

static struct ir_unit *lib_find(struct arena *a, const struct ir_unit *from, const char *func,
				void *data)
{
	struct text_unit *t = map_get(&lib.givers, func);

	if (t && !t->parsed)
		t->parsed = parse_or_die(a, t->text, t->len);
	return t && strcmp(t->parsed->name, from->name) ? t->parsed : NULL;
}

/* What was parsed for a unit dies with it. */
static void lib_forget(void)
{
	vec_for(i, &lib.units)
		lib.units.v[i]->parsed = NULL;
}

/* --- one unit --- */

static void print_site(const struct ir_unit *u, const struct flow_site *s)
{
	struct ir_loc loc = s->sk_loc.line > s->dtor_loc.line ? s->sk_loc : s->dtor_loc;

	printf("site %s:%u: %s: %s->sk %s, destructor", u->files.v[loc.file], loc.line, s->func,
	       s->buffer, s->sk ? s->sk : s->sk_loc.line ? "NULL" : "-");
	vec_for(i, &s->dtors)
		printf(" %s", s->dtors.v[i]);
	printf("%s%s%s%s kinds %u\n", s->pointer ? " pointer " : "", s->pointer ? s->pointer : "",
	       s->via ? " via " : "", s->via ? s->via : "", s->kinds);
}

static void run_unit(const char *text, size_t len)
{
	struct arena a;
	struct flow_options opt = {
		.foreign = cfg.cross ? lib_find : NULL, .dump_states = cfg.func ? stdout : NULL,
		.dump_func = cfg.func, .want_sites = cfg.sites,
	};
	struct flow_result *r;
	struct ir_unit *u;

	arena_init(&a);
	u = parse_or_die(&a, text, len);
	opt.models = models_open(&a);
	r = flow_run(&a, u, &opt);
	cfg.units++;
	cfg.sec += r->stats.sec;
	cfg.incomplete += r->incomplete.n;
	vec_for(i, &r->violations)
		if ((int)r->violations.v[i]->level >= cfg.level)
			print_violation(u, r->violations.v[i]);
	vec_for(i, &r->sites)
		print_site(u, r->sites.v[i]);
	for (unsigned int i = 0; cfg.slow && i < r->incomplete.n; i++)
		printf("incomplete %s %s\n", u->files.v[0], r->incomplete.v[i]);
	if (cfg.slow && r->stats.sec > 0.2)
		printf("slow %s %.2f s\n", u->files.v[0], r->stats.sec);
	fflush(stdout);
	cfg.foreign += r->stats.foreign;
	lib_forget();
	arena_free(&a);
}

/* A file may hold many units, as --dump=ir of a tree prints them. */
static void for_units(const char *text, const char *only, void (*do_unit)(const char *, size_t))
{
	while (text && *text) {
		const char *end = strstr(text + 1, "\nunit \""), *eol = strchr(text, '\n');
		const char *hit = only ? strstr(text, only) : text;

		if (hit && (!eol || hit < eol))
			do_unit(text, end ? (size_t)(end + 1 - text) : strlen(text));
		text = end ? end + 1 : NULL;
	}
}

int main(int argc, char **argv)
{
	VEC(const char *) texts = { 0 };
	struct arena a;
	int c;

	while ((c = getopt(argc, argv, "l:u:f:sxa")) != -1) {
		switch (c) {
		case 'l':
			cfg.level = atoi(optarg);
			break;
		case 'u':
			cfg.unit = optarg;
			break;
		case 'f':
			cfg.func = optarg;
			break;
		case 'x':
			cfg.cross = true;
			break;
		case 's':
			cfg.slow = true;
			break;
		case 'a':
			cfg.sites = true;
			break;
		default:
			return 2;
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
		vec_push(&a, &texts, text);
		if (cfg.cross)
			for_units(text, NULL, lib_add);
	}
	vec_for(i, &texts)
		for_units(texts.v[i], cfg.unit, run_unit);
	if (cfg.cross)
		printf("%u summaries of other units' functions used\n", cfg.foreign);
	printf("%u units, %u findings, %u incomplete, %.2f s\n", cfg.units, cfg.findings,
	       cfg.incomplete, cfg.sec);
	arena_free(&a);
	return 0;
}

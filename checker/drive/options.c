/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * options - the command line of "check".
 */
#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "drive.h"
#include "report/pages.h"

#define DEFAULT_TIMEOUT 120
#ifdef SKBOWN_SAN
#define DEFAULT_MEMORY_MB 8192
#else
#define DEFAULT_MEMORY_MB 1024
#endif

enum {
	OPT_KDIR = 256, OPT_KBUILD, OPT_RULES, OPT_MIN_LEVEL, OPT_FAIL_ON, OPT_MODEL, OPT_TIMEOUT,
	OPT_MEMORY, OPT_DUMP, OPT_FUNCTION, OPT_STATS, OPT_SNIPPETS, OPT_NO_SNIPPETS,
	OPT_MAX_STATES, OPT_INVENTORY, OPT_NO_CROSS, OPT_STORE, OPT_NO_STORE, OPT_BASELINE,
	OPT_WRITE_BASELINE, OPT_DIFF, OPT_DIFF_FROM, OPT_CONFIG, OPT_NO_CONFIG, OPT_FIX, OPT_DRY_RUN,
};

static const struct argp_option options[] = {
	{ 0, 0, 0, 0, "How files are compiled:", 1 },
	{ "kdir", OPT_KDIR, "DIR", 0, "Kernel source tree; needs no build", 1 },
	{ "kbuild", OPT_KBUILD, "DIR", 0, "Kernel headers to use (linux-headers-*), not the newest installed", 1 },
	{ 0, 'p', "BUILD", 0, "Folder of compile_commands.json, or the file itself", 1 },
	{ 0, 0, 0, 0, "What is looked for:", 2 },
	{ "rules", OPT_RULES, "LIST", 0, "Only these rules, separated by commas", 2 },
	{ "min-level", OPT_MIN_LEVEL, "LEVEL", 0, "Show only note, warning or error and above", 2 },
	{ "model", OPT_MODEL, "FILE.c", 0, "Models of functions of your own, in C", 2 },
	{ "no-cross", OPT_NO_CROSS, 0, 0,
	  "Each file on its own: what functions of the other files do is not looked at", 2 },
	{ 0, 0, 0, 0, "What is written:", 3 },
	{ "format", 'f', "FORMAT", 0,
	  "check: text (default), json, sarif, html, github, gitlab, rdjsonl, checkstyle, junit; "
	  "inventory: text, json, html, dot", 3 },
	{ "inventory", OPT_INVENTORY, "FILE", 0,
	  "check: write the inventory as well (.json, .html, else text)", 3 },
	{ "output", 'o', "FILE", 0, "Write there, all at once, not to stdout", 3 },
	{ "snippets", OPT_SNIPPETS, 0, 0, "Show source lines (default on a terminal)", 3 },
	{ "no-snippets", OPT_NO_SNIPPETS, 0, 0, "Do not show source lines", 3 },
	{ "stats", OPT_STATS, 0, 0, "Numbers of the run on stderr", 3 },
	{ "quiet", 'q', 0, 0, "No progress and no summary", 3 },
	{ 0, 0, 0, 0, "What counts (check):", 4 },
	{ "fail-on", OPT_FAIL_ON, "LEVEL", 0,
	  "Exit with 1 on findings of this level and above: note, warning (default), error, never", 4 },
	{ "baseline", OPT_BASELINE, "FILE", 0, "Findings in this file are known and do not count", 4 },
	{ "write-baseline", OPT_WRITE_BASELINE, 0, 0, "Make that file of what is found now", 4 },
	{ "diff", OPT_DIFF, "REV", 0,
	  "Only what the change since this git revision touches counts", 4 },
	{ "diff-from", OPT_DIFF_FROM, "FILE", 0, "The same of a unified diff (-: standard input)", 4 },
	{ "fix", OPT_FIX, 0, 0, "check: repair what has a local and certain repair", 4 },
	{ "dry-run", OPT_DRY_RUN, 0, 0, "With --fix: print the repairs as a diff, change nothing", 4 },
	{ "config", OPT_CONFIG, "FILE", 0, "Not the .skbown.yaml at the first path or above it", 4 },
	{ "no-config", OPT_NO_CONFIG, 0, 0, "No configuration", 4 },
	{ 0, 0, 0, 0, "Limits:", 5 },
	{ "jobs", 'j', "N", 0, "Worker processes (default: one a core)", 5 },
	{ "timeout", OPT_TIMEOUT, "SECONDS", 0, "For one file (default 120; 0 is none)", 5 },
	{ "memory", OPT_MEMORY, "MB", 0, "For one worker (default 1024; 0 is none)", 5 },
	{ "max-states", OPT_MAX_STATES, "N", 0, "States kept apart at a program point", 5 },
	{ 0, 0, 0, 0, "What earlier runs found:", 6 },
	{ "store", OPT_STORE, "FILE", 0,
	  "Kept there (default: skbown/store in $XDG_CACHE_HOME or ~/.cache)", 6 },
	{ "no-store", OPT_NO_STORE, 0, 0, "Neither used nor kept", 6 },
	{ 0, 0, 0, 0, "For those who work on skbown:", 7 },
	{ "dump", OPT_DUMP, "WHAT", 0, "ir, states, or ops (the list of operations)", 7 },
	{ "function", OPT_FUNCTION, "NAME", 0, "Dump only this function", 7 },
	{ 0 },
};

struct parse {
	struct check_options *o;
	const struct command_line *line;
	struct arena *arena;
};

static unsigned int number(const char *name, const char *arg)
{
	char *end;
	unsigned long n = strtoul(arg, &end, 10);

	if (*arg < '0' || *arg > '9' || *end || n > 1000000)
		die("--%s: '%s' is not a number that makes sense here", name, arg);
	return n;
}

static enum level level_arg(const char *name, const char *arg)
{
	int l = level_by_name(arg);

	if (l < 0)
		die("--%s: unknown level '%s' (note, warning or error)", name, arg);
	return l;
}

const bool *rule_list(struct arena *a, const char *list)
{
	bool *on = arena_array(a, bool, RULE_NR);
	char *name, *save = NULL, *copy = arena_strdup(a, list);

	for (name = strtok_r(copy, ", ", &save); name; name = strtok_r(NULL, ", ", &save)) {
		enum rule_id id = rule_by_name(name);

		if (id != RULE_NR)
			on[id] = true;
		else if (!rule_page(name))
			die("%s", unknown_rule(name));
	}
	return on;
}

static enum dump dump_arg(const char *arg)
{
	static const char *const names[] = {
		[DUMP_IR] = "ir", [DUMP_STATES] = "states", [DUMP_OPS] = "ops",
	};

	for (unsigned int i = DUMP_IR; i < ARRAY_SIZE(names); i++)
		if (!strcmp(arg, names[i]))
			return i;
	die("--dump: unknown '%s' (ir, states or ops)", arg);
}

static const char *format_arg(const struct parse *p, const char *arg)
{
	const char *list = "";

	for (const char *const *f = p->line->formats; *f; f++) {
		if (!strcmp(*f, arg))
			return *f;
		list = arena_printf(p->arena, "%s%s%s", list, !*list ? "" : f[1] ? ", " : " or ", *f);
	}
	die("--format: unknown format '%s' (%s)", arg, list);
}

static void fail_on(struct check_options *o, const char *arg)
{
	o->gate_given = true;
	o->gate_off = !strcmp(arg, "never");
	if (!o->gate_off)
		o->gate = level_arg("fail-on", arg);
}

/* Options about what is analysed and how far. */
static error_t parse_analysis(struct parse *p, int key, char *arg)
{
	struct check_options *o = p->o;

	switch (key) {
	case OPT_KDIR:
		o->compile.kdir = arg;
		return 0;
	case OPT_KBUILD:
		o->compile.kbuild = arg;
		return 0;
	case 'p':
		o->compile.build = arg;
		return 0;
	case OPT_RULES:
		o->rules = rule_list(p->arena, arg);
		return 0;
	case OPT_MODEL:
		vec_push(p->arena, &o->models, arg);
		return 0;
	case 'j':
		o->jobs = number("jobs", arg);
		return 0;
	case OPT_TIMEOUT:
		o->timeout = number("timeout", arg);
		return 0;
	case OPT_MEMORY:
		o->memory_kb = number("memory", arg) * 1024ul;
		return 0;
	case OPT_STORE:
		o->store = arg;
		return 0;
	case OPT_NO_STORE:
		o->no_store = true;
		return 0;
	case OPT_NO_CROSS:
		o->no_cross = true;
		return 0;
	case OPT_MAX_STATES:
		o->max_states = number("max-states", arg);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static error_t parse_output(struct parse *p, int key, char *arg)
{
	struct check_options *o = p->o;

	switch (key) {
	case OPT_MIN_LEVEL:
		o->min_level = level_arg("min-level", arg);
		return 0;
	case 'f':
		o->format = format_arg(p, arg);
		return 0;
	case 'o':
		o->output = arg;
		return 0;
	case OPT_INVENTORY:
		o->inventory = arg;
		o->want_inventory = true;
		return 0;
	case OPT_DUMP:
		o->dump = dump_arg(arg);
		return 0;
	case OPT_FUNCTION:
		o->dump_func = arg;
		return 0;
	case OPT_STATS:
		o->stats = true;
		return 0;
	case 'q':
		o->quiet = true;
		return 0;
	case OPT_SNIPPETS:
		o->snippets = true;
		return 0;
	case OPT_NO_SNIPPETS:
		o->no_snippets = true;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static error_t parse_gate(struct parse *p, int key, char *arg)
{
	struct check_options *o = p->o;

	switch (key) {
	case OPT_FAIL_ON:
		fail_on(o, arg);
		return 0;
	case OPT_BASELINE:
		o->baseline = arg;
		return 0;
	case OPT_WRITE_BASELINE:
		o->write_baseline = true;
		return 0;
	case OPT_FIX:
		o->fix = true;
		return 0;
	case OPT_DRY_RUN:
		o->dry_run = true;
		return 0;
	case OPT_DIFF:
		o->diff = arg;
		return 0;
	case OPT_DIFF_FROM:
		o->diff_from = arg;
		return 0;
	case OPT_CONFIG:
		o->config_file = arg;
		return 0;
	case OPT_NO_CONFIG:
		o->no_config = true;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static error_t parse_one(int key, char *arg, struct argp_state *state)
{
	struct parse *p = state->input;
	error_t err;

	if (key == ARGP_KEY_ARG) {
		vec_push(p->arena, &p->o->paths, arg);
		return 0;
	}
	err = parse_analysis(p, key, arg);
	if (err == ARGP_ERR_UNKNOWN)
		err = parse_output(p, key, arg);
	if (err == ARGP_ERR_UNKNOWN)
		err = parse_gate(p, key, arg);
	return err;
}

static bool is_known(const char *name, size_t n)
{
	if (!strncmp(name, "help", n) || !strncmp(name, "usage", n))
		return true;
	for (unsigned int i = 0; i < ARRAY_SIZE(options); i++)
		if (options[i].name && !strncmp(options[i].name, name, n))
			return true;	/* a beginning is enough for argp */
	return false;
}

/* argp would only name the unknown option; this one says what was meant. */
static void refuse_unknown(struct arena *a, int argc, char **argv)
{
	const char *words[ARRAY_SIZE(options) + 1], *name, *near;
	unsigned int n = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(options); i++)
		if (options[i].name)
			words[n++] = options[i].name;
	words[n] = NULL;
	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--", 2) || !argv[i][2])
			continue;
		name = arena_strndup(a, argv[i] + 2, strcspn(argv[i] + 2, "="));
		if (is_known(name, strlen(name)))
			continue;
		near = nearest_word(name, words);
		if (near)
			die("unknown option '--%s'; did you mean '--%s'?", name, near);
		die("unknown option '--%s' ('skbown %s --help' lists them)", name, argv[0]);
	}
}

static int find_dashes(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--"))
			return i;
	return argc;
}

static void set_defaults(struct check_options *o)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	memset(o, 0, sizeof(*o));
	o->format = "text";
	o->jobs = cores > 0 ? cores : 1;
	o->timeout = DEFAULT_TIMEOUT;
	o->memory_kb = DEFAULT_MEMORY_MB * 1024ul;
	o->gate = LEVEL_WARNING;
}

static void check_together(struct check_options *o)
{
	if (o->compile.kdir && o->compile.build)
		die("--kdir and -p exclude each other");
	if (o->compile.kdir && !file_is_dir(o->compile.kdir))
		die("--kdir: '%s' is not a folder", o->compile.kdir);
	if (o->write_baseline && !o->baseline)
		die("--write-baseline needs --baseline FILE, which it writes");
	if (o->dry_run && !o->fix)
		die("--dry-run needs --fix");
	if (o->diff && o->diff_from)
		die("--diff and --diff-from exclude each other");
	if (!o->jobs)
		o->jobs = 1;
}

void options_parse(struct check_options *o, struct arena *a, const struct command_line *line,
		   int argc, char **argv)
{
	const struct argp argp = {
		.options = options,
		.parser = parse_one,
		.args_doc = line->args_doc,
		.doc = line->doc,
	};
	struct parse p = { o, line, a };
	int dashes = find_dashes(argc, argv);

	set_defaults(o);
	o->reports = line->reports;
	refuse_unknown(a, dashes, argv);
	if (dashes < argc)
		o->compile.cflags = (const char *const *)&argv[dashes + 1];
	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, dashes, argv, 0, NULL, &p);
	settings_apply(o, a);
	check_together(o);
}

bool options_takes_value(const char *name)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(options); i++)
		if (options[i].name && !strcmp(options[i].name, name))
			return options[i].arg;
	return false;
}

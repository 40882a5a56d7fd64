/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * options - the table of options, and what each means to the commands that have it.
 */
#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "drive/commands.h"
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
	OPT_MAX_STATES, OPT_INVENTORY, OPT_NO_CROSS, OPT_STORE, OPT_NO_STORE, OPT_NO_PCH, OPT_NO_CACHE,
	OPT_BASELINE,
	OPT_WRITE_BASELINE, OPT_DIFF, OPT_DIFF_FROM, OPT_CONFIG, OPT_NO_CONFIG, OPT_FIX, OPT_DRY_RUN,
	OPT_THEN, OPT_LOG, OPT_ERROR_STATUS, OPT_SHARD, OPT_PROGRESS, OPT_STDIO,
};

/* For commands that look at sources, that judge findings, and both. */
#define OF(c) (1u << CMD_##c)
#define RUNS (OF(CHECK) | OF(INVENTORY))
#define READS (RUNS | OF(SUMMARY))
#define SETS (READS | OF(MERGE) | OF(KBUILD) | OF(CONFIG) | OF(LSP))
#define JUDGES (OF(CHECK) | OF(MERGE) | OF(KBUILD))
#define WRITES (READS | OF(MERGE))
#define PASSES (RUNS | OF(MERGE))

const char *const option_groups[] = {
	NULL, "In the kernel's build:", "How files are compiled:", "What is looked for:",
	"What is written:", "What counts:", "Limits:", "What earlier runs found:",
	"For those who work on skbown:", NULL,
};

const struct option_row option_rows[] = {
	{ "then", OPT_THEN, "CMD", OF(KBUILD),
	  "Run CMD (as sparse) on the same words next; its status is ours", 1 },
	{ "log", OPT_LOG, "DIR", OF(KBUILD), "Keep each file's findings there, for 'skbown merge DIR'", 1 },
	{ "error-exitcode", OPT_ERROR_STATUS, "N", OF(KBUILD),
	  "End with N on findings, not with 0 (C=1 then deletes the object)", 1 },

	{ "kdir", OPT_KDIR, "DIR", WRITES | OF(CONFIG) | OF(LSP), "Kernel source tree (needs no build), which paths are relative to", 2 },
	{ "kbuild", OPT_KBUILD, "DIR", READS | OF(LSP),
	  "Kernel headers to use (linux-headers-*), not the newest installed", 2 },
	{ 0, 'p', "BUILD", READS | OF(CONFIG) | OF(LSP), "Folder of compile_commands.json, or the file itself", 2 },

	{ "rules", OPT_RULES, "LIST", RUNS | JUDGES | OF(CONFIG) | OF(LSP), "Only these rules, separated by commas", 3 },
	{ "min-level", OPT_MIN_LEVEL, "LEVEL", RUNS | JUDGES | OF(LSP), "Show only note, warning or error and above", 3 },
	{ "model", OPT_MODEL, "FILE.c", WRITES | OF(KBUILD) | OF(CONFIG) | OF(LSP),
	  "Models of functions of your own, in C", 3 },
	{ "no-cross", OPT_NO_CROSS, 0, PASSES,
	  "Each file on its own: what functions of the other files do is not looked at", 3 },
	{ "shard", OPT_SHARD, "I/N", OF(CHECK),
	  "Only part I of N of the files, for 'skbown merge' to join; 'auto' asks GitLab or Slurm "
	  "which, 'auto/N' Kubernetes", 3 },

	{ "format", 'f', "FORMAT", WRITES, NULL, 4 },
	{ "inventory", OPT_INVENTORY, "FILE", OF(CHECK),
	  "Write the inventory as well (.json, .html, else text)", 4 },
	{ "output", 'o', "FILE", WRITES, "Write there, all at once, not to stdout", 4 },
	{ "snippets", OPT_SNIPPETS, 0, JUDGES, "Show source lines (default on a terminal)", 4 },
	{ "no-snippets", OPT_NO_SNIPPETS, 0, OF(CHECK) | OF(MERGE), "Do not show source lines", 4 },
	{ "stats", OPT_STATS, 0, PASSES, "Numbers of the run on stderr", 4 },
	{ "progress", OPT_PROGRESS, 0, RUNS, "Progress in lines on stderr, where that is no terminal too", 4 },
	{ "stdio", OPT_STDIO, 0, OF(LSP), "Of no effect: standard input and output are all there is", 4 },
	{ "quiet", 'q', 0, RUNS | OF(MERGE), "No progress and no summary", 4 },

	{ "fail-on", OPT_FAIL_ON, "LEVEL", JUDGES | OF(CONFIG),
	  "Exit with 1 on findings of this level and above: note, warning (default), error, never", 5 },
	{ "baseline", OPT_BASELINE, "FILE", JUDGES | OF(CONFIG) | OF(LSP),
	  "Findings in this file are known and do not count", 5 },
	{ "write-baseline", OPT_WRITE_BASELINE, 0, OF(CHECK) | OF(MERGE),
	  "Make that file of what is found now", 5 },
	{ "diff", OPT_DIFF, "REV", JUDGES,
	  "Only what the change since this git revision touches counts", 5 },
	{ "diff-from", OPT_DIFF_FROM, "FILE", JUDGES,
	  "The same of a unified diff (-: standard input)", 5 },
	{ "fix", OPT_FIX, 0, OF(CHECK), "Repair what has a local and certain repair", 5 },
	{ "dry-run", OPT_DRY_RUN, 0, OF(CHECK),
	  "With --fix: print the repairs as a diff, change nothing", 5 },
	{ "config", OPT_CONFIG, "FILE", SETS, "Not the .skbown.yaml at the first path or above it", 5 },
	{ "no-config", OPT_NO_CONFIG, 0, SETS, "No configuration", 5 },

	{ "jobs", 'j', "N", PASSES, "Worker processes (default: one a core)", 6 },
	{ "timeout", OPT_TIMEOUT, "SECONDS", PASSES | OF(KBUILD) | OF(LSP), "For one file (default 120; 0 is none)", 6 },
	{ "memory", OPT_MEMORY, "MB", PASSES | OF(KBUILD) | OF(LSP), "For one worker (default 1024; 0 is none)", 6 },
	{ "max-states", OPT_MAX_STATES, "N", RUNS | OF(KBUILD) | OF(LSP), "States kept apart at a program point", 6 },

	{ "store", OPT_STORE, "FILE", PASSES | OF(KBUILD),
	  "Kept there (default: skbown/store in $XDG_CACHE_HOME or ~/.cache)", 7 },
	{ "no-store", OPT_NO_STORE, 0, PASSES | OF(KBUILD), "Neither used nor kept", 7 },
	{ "no-pch", OPT_NO_PCH, 0, PASSES | OF(KBUILD),
	  "Headers that many files share are parsed for each of them", 7 },
	{ "no-cache", OPT_NO_CACHE, 0, PASSES | OF(KBUILD), "Both: nothing on disk is used or kept", 7 },

	{ "dump", OPT_DUMP, "WHAT", OF(CHECK), "ir, states, ops (the list of operations), or files (that are looked at)", 8 },
	{ "function", OPT_FUNCTION, "NAME", OF(CHECK), "Dump only this function", 8 },
	{ 0 },
};

struct parse {
	struct check_options *o;
	const struct command *command;
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
		[DUMP_FILES] = "files",
	};

	for (unsigned int i = DUMP_IR; i < ARRAY_SIZE(names); i++)
		if (!strcmp(arg, names[i]))
			return i;
	die("--dump: unknown '%s' (ir, states, ops or files)", arg);
}

static const char *format_arg(const struct parse *p, const char *arg)
{
	const char *list = "";

	for (const char *const *f = command_formats(p->arena, p->command); *f; f++) {
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
	case OPT_NO_CACHE:
		o->no_store = o->no_pch = true;
		return 0;
	case OPT_NO_PCH:
		o->no_pch = true;
		return 0;
	case OPT_NO_STORE:
		o->no_store = true;
		return 0;
	case OPT_NO_CROSS:
		o->no_cross = true;
		return 0;
	case OPT_SHARD:
		o->shard = shard_parse(p->arena, arg);
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
	case OPT_PROGRESS:
		o->progress = true;
		return 0;
	case OPT_STDIO:
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

/* Options of kbuild alone. */
static error_t parse_build(struct parse *p, int key, char *arg)
{
	switch (key) {
	case OPT_THEN:
		p->o->then = arg;
		return 0;
	case OPT_LOG:
		p->o->log = arg;
		return 0;
	case OPT_ERROR_STATUS:
		p->o->error_status = number("error-exitcode", arg);
		if (p->o->error_status > 255)
			die("--error-exitcode: '%s' is no exit status (0 to 255)", arg);
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
	if (err == ARGP_ERR_UNKNOWN)
		err = parse_build(p, key, arg);
	return err;
}

/* --- which option is meant --- */

bool option_is_of(const struct option_row *o, const struct command *c)
{
	return o->of & 1u << (c - commands);
}

const char *option_doc(struct arena *a, const struct option_row *o, const struct command *c)
{
	const char *const *f, *text;

	if (o->doc)
		return o->doc;
	f = command_formats(a, c);
	text = arena_printf(a, "%s (default)", *f);
	while (*++f)
		text = arena_printf(a, "%s%s%s", text, f[1] ? ", " : " or ", *f);
	return text;
}

static bool is_known(const struct command *c, const char *name, size_t n)
{
	if (!strncmp(name, "help", n) || !strncmp(name, "usage", n))
		return true;
	for (const struct option_row *o = option_rows; o->key; o++)
		if (o->name && option_is_of(o, c) && !strncmp(o->name, name, n))
			return true;	/* a beginning is enough for argp */
	return false;
}

/* The first command that has an option of this name, or NULL. */
static const struct command *owner_of(const char *name)
{
	for (const struct option_row *o = option_rows; o->key; o++)
		for (unsigned int i = 0; o->name && !strcmp(o->name, name) && i < CMD_NR; i++)
			if (option_is_of(o, &commands[i]))
				return &commands[i];
	return NULL;
}

static _Noreturn void refuse(struct arena *a, const struct command *c, const char *name)
{
	const struct command *other = owner_of(name);
	VEC(const char *) words = { 0 };
	const char *near;

	if (other)
		die("'skbown %s' has no option '--%s'; 'skbown %s' has", c->name, name, other->name);
	for (const struct option_row *o = option_rows; o->key; o++)
		if (o->name && option_is_of(o, c))
			vec_push(a, &words, o->name);
	vec_push(a, &words, NULL);
	near = nearest_word(name, words.v);
	if (near)
		die("unknown option '--%s'; did you mean '--%s'?", name, near);
	die("unknown option '--%s' ('skbown %s --help' lists them)", name, c->name);
}

/* argp would only name the unknown option; this one says what was meant. */
static void refuse_unknown(struct arena *a, const struct command *c, int argc, char **argv)
{
	const char *name;

	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--", 2) || !argv[i][2])
			continue;
		name = arena_strndup(a, argv[i] + 2, strcspn(argv[i] + 2, "="));
		if (!is_known(c, name, strlen(name)))
			refuse(a, c, name);
	}
}

/* The command's options as argp wants them, in @a. */
static const struct argp_option *argp_rows(struct arena *a, const struct command *c)
{
	VEC(struct argp_option) rows = { 0 };

	for (int g = 1; option_groups[g]; g++) {
		struct argp_option head = { .doc = option_groups[g], .group = g };
		bool first = true;

		for (const struct option_row *o = option_rows; o->key; o++) {
			if (o->group != g || !option_is_of(o, c))
				continue;
			if (first)
				vec_push(a, &rows, head);
			first = false;
			vec_push(a, &rows, ((struct argp_option){ o->name, o->key, o->arg, 0,
								  option_doc(a, o, c), g }));
		}
	}
	vec_push(a, &rows, (struct argp_option){ 0 });
	return rows.v;
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

/* A paragraph for --help, in @a. */
static const char *help_text(struct arena *a, const struct command *c)
{
	static const char statuses[] =
		"\vExit status: 0 no findings, 1 findings, 2 usage or environment, "
		"3 something could not be analysed, 130 interrupted.";
	bool judges = c == &commands[CMD_CHECK] || c == &commands[CMD_MERGE];

	return arena_printf(a, "%s%s", c->doc ? c->doc : c->brief, judges ? statuses : "");
}

void options_parse(struct check_options *o, struct arena *a, int argc, char **argv)
{
	const struct command *c = command_find(argv[0]);
	const struct argp argp = {
		.options = argp_rows(a, c),
		.parser = parse_one,
		.args_doc = c->args,
		.doc = help_text(a, c),
	};
	struct parse p = { o, c, a };
	int dashes = find_dashes(argc, argv);

	set_defaults(o);
	o->reports = c == &commands[CMD_MERGE];
	refuse_unknown(a, c, dashes, argv);
	if (dashes < argc)
		o->compile.cflags = (const char *const *)&argv[dashes + 1];
	argp_err_exit_status = EXIT_USAGE;
	setenv("ARGP_HELP_FMT", "no-dup-args-note", false);
	argv[0] = arena_printf(a, "skbown %s", c->name);	/* for argp's messages */
	argp_parse(&argp, dashes, argv, 0, NULL, &p);
	shard_check_options(o);
	settings_apply(o, a);
	check_together(o);
}

bool options_takes_value(const char *name)
{
	for (const struct option_row *o = option_rows; o->key; o++)
		if (o->name && !strcmp(o->name, name))
			return o->arg;
	return false;
}

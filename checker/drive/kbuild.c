/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kbuild - what the kernel's build calls for each file: make C=1 CHECK="skbown kbuild".
 *
 * kbuild hands over the compiler's own words and the file, in the folder in which it compiles.
 * With C=1 it deletes the object when the checker fails, with C=2 it stops, so findings do
 * not change the exit status unless that is asked for. Nothing is written into the tree, and
 * what is said of one finding is one write, since many of us run at once.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/proc.h"
#include "drive.h"

struct kbuild_call {
	struct arena *arena;
	char **words;			/* kbuild's: the compiler's words and the file */
	int n_words;
	const char *file;
	const char *prefix;		/* before names that are relative to the run's root */
	VEC(char *) own;		/* our options */
};

/* --- the command line --- */

/* Ours are the long options before kbuild's first word, which is a -D. */
static void split(struct kbuild_call *k, int argc, char **argv)
{
	int i = 1;

	for (; i < argc && !strncmp(argv[i], "--", 2) && argv[i][2]; i++) {
		vec_push(k->arena, &k->own, argv[i]);
		if (options_takes_value(argv[i] + 2) && i + 1 < argc)
			vec_push(k->arena, &k->own, argv[++i]);
	}
	k->words = argv + i;
	k->n_words = argc - i;
	if (!k->n_words || argv[argc - 1][0] == '-')
		die("kbuild: no file at the end; make C=1 CHECK=\"skbown kbuild\" calls this");
	k->file = argv[argc - 1];
}

/*
 * The tree that findings name files from: the module's, else the kernel's. What make exports says
 * which; the file's place says whether it can be that.
 */
static const char *find_root(struct kbuild_call *k)
{
	static const char *const names[] = { "KBUILD_EXTMOD", "srctree" };
	const char *file = path_canonical(k->arena, k->file), *dir, *root;

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		dir = getenv(names[i]);
		root = dir && *dir ? path_canonical(k->arena, dir) : NULL;
		if (root && strcmp(path_below(k->arena, file, root), file)) {
			k->prefix = *k->file == '/' ? root : dir;
			return root;
		}
	}
	k->prefix = ".";
	return path_canonical(k->arena, ".");
}

static void parse_options(struct kbuild_call *k, struct check_options *o)
{
	VEC(char *) argv = { 0 };

	vec_push(k->arena, &argv, "kbuild");
	vec_for(i, &k->own)
		vec_push(k->arena, &argv, k->own.v[i]);
	vec_push(k->arena, &argv, (char *)k->file);
	vec_push(k->arena, &argv, "--");
	for (int i = 0; i + 1 < k->n_words; i++)
		vec_push(k->arena, &argv, k->words[i]);
	vec_push(k->arena, &argv, NULL);
	options_parse(o, k->arena, argv.n - 1, argv.v);
	o->quiet = o->gated = o->no_cross = true;
	o->jobs = 1;
}

/* --- what is said --- */

static void say(const char *text, size_t len)
{
	worker_send(STDERR_FILENO, text, len);
}

static void say_finding(const struct kbuild_call *k, const struct check_options *o,
			const struct finding *f)
{
	struct render_options opt = {
		.colour = isatty(STDERR_FILENO) && !getenv("NO_COLOR"), .snippets = o->snippets,
		.root = k->prefix, .prefix = strcmp(k->prefix, ".") ? k->prefix : NULL,
	};
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	render_finding(out, &opt, f);
	fclose(out);
	say(text, len);
	free(text);
}

static void say_all(const struct kbuild_call *k, const struct run *run)
{
	const struct finding *f;
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	render_problems(out, &run->report);
	fclose(out);
	say(text, len);
	free(text);
	for (unsigned int i = 0; (f = render_next(&run->report, &i));)
		say_finding(k, run->opt, f);
}

/* DIR/net+llc+llc_sap.c.json: a file's own, so that a later build replaces it. */
static void keep(const struct kbuild_call *k, const struct run *run, const char *ending,
		 const char *text, size_t len)
{
	char *name = arena_strdup(k->arena, path_below(k->arena, path_canonical(k->arena, k->file),
						       run->root));

	for (char *s = name; *s; s++)
		if (*s == '/')
			*s = '+';
	if (file_mkdirs(run->opt->log))
		die("--log: cannot make '%s'", run->opt->log);
	output_bytes(path_join(k->arena, run->opt->log, arena_printf(k->arena, "%s%s", name, ending)), text,
		     len);
}

static void keep_findings(const struct kbuild_call *k, const struct run *run)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	render_json(out, &run->report, NULL);
	fclose(out);
	keep(k, run, ".json", text, len);
	free(text);
}

/* --- the next checker --- */

static int run_next(const struct kbuild_call *k, const struct run *run)
{
	char *save = NULL, *copy = arena_strdup(k->arena, run->opt->then), *word;
	VEC(const char *) argv = { 0 };
	struct proc_result res;

	for (word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save))
		vec_push(k->arena, &argv, word);
	for (int i = 0; i < k->n_words; i++)
		vec_push(k->arena, &argv, k->words[i]);
	vec_push(k->arena, &argv, NULL);
	if (proc_read(k->arena, argv.v, &(struct proc_options){ .errors = true }, &res))
		die("--then: no process could be started");
	if (res.status == 127 && !res.len)
		die("--then: '%s' is not there", argv.v[0]);
	say(res.out, res.len);
	if (run->opt->log)
		keep(k, run, ".then.txt", res.out, res.len);
	return res.status;
}

static bool has_findings(const struct run *run)
{
	return !run->opt->gate_off && report_count_level(&run->report, run->opt->gate);
}

int run_kbuild(int argc, char **argv)
{
	struct kbuild_call k = { 0 };
	struct check_options o;
	struct run run = { .opt = &o };
	int status = 0;

	arena_init(&run.arena);
	k.arena = &run.arena;
	if (argc == 2 && !strcmp(argv[1], "--help"))
		options_parse(&o, k.arena, argc, argv);
	split(&k, argc, argv);
	parse_options(&k, &o);
	o.root = find_root(&k);
	run_units(&run);
	say_all(&k, &run);
	if (o.log)
		keep_findings(&k, &run);
	if (o.then)
		status = run_next(&k, &run);
	if (!status && has_findings(&run))
		status = o.error_status;
	arena_free(&run.arena);
	return status;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lsp - the command: options of "check" for a language server.
 */
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "drive.h"
#include "lsp/lsp.h"

struct words {
	const char **v;
	unsigned int n, cap;
};

static bool is_option(const char *arg, const char *name)
{
	size_t n = strlen(name);

	return !strncmp(arg, name, n) && (!arg[n] || arg[n] == '=');
}

/*
 * The configuration is that of each file, unless it is named: the one of the folder that we stand in
 * is not looked for.
 */
static struct words own_words(struct arena *a, int argc, char **argv, bool *configured)
{
	struct words w = { 0 };
	int i = 1;

	vec_push(a, &w, argv[0]);
	for (; i < argc && strcmp(argv[i], "--"); i++) {
		*configured |= is_option(argv[i], "--config") || is_option(argv[i], "--no-config");
		vec_push(a, &w, argv[i]);
	}
	if (!*configured)
		vec_push(a, &w, "--no-config");
	for (; i < argc; i++)
		vec_push(a, &w, argv[i]);
	vec_push(a, &w, NULL);
	return w;
}

/* The program and the options of a check over folders, without them. */
static const char *const *scan_words(struct arena *a, const struct words *own, bool configured)
{
	struct words w = { 0 };

	vec_push(a, &w, path_canonical(a, "/proc/self/exe"));
	vec_push(a, &w, "check");
	for (unsigned int i = 1; i + 1 < own->n && strcmp(own->v[i], "--"); i++)
		if ((configured || strcmp(own->v[i], "--no-config")) && strcmp(own->v[i], "--stdio"))
			vec_push(a, &w, own->v[i]);
	vec_push(a, &w, NULL);
	return w.v;
}

/* The folder with the rules' pages, above the program. */
static const char *pages_dir(struct arena *a)
{
	static const char *const places[] = { "rules", "share/skbown/rules", "share/doc/skbown/rules" };
	char *above = path_dir(a, path_canonical(a, "/proc/self/exe"));

	for (; strcmp(above, "/"); above = path_dir(a, above))
		for (unsigned int i = 0; i < 3; i++) {
			char *dir = path_join(a, above, places[i]);

			if (file_is_regular(path_join(a, dir, "missing-orphan/missing-orphan.md")))
				return dir;
		}
	return NULL;
}

static void *start(void *data)
{
	static struct arena process;	/* lives as long as the process that this is called in */

	arena_init(&process);
	return editor_open(&process, data);
}

static json_t *answer(void *editor, const json_t *question)
{
	return editor_answer(editor, question);
}

int run_lsp(int argc, char **argv)
{
	struct lsp_backend b = { .version = SKBOWN_VERSION, .start = start, .answer = answer };
	bool configured = false;
	struct check_options o;
	struct words own;
	struct arena a;
	int status;

	arena_init(&a);
	own = own_words(&a, argc, argv, &configured);
	options_parse(&o, &a, own.n - 1, (char **)own.v);
	if (o.paths.n)
		die("lsp: no paths; the editor says what is open");
	o.no_config = configured && o.no_config;
	b.data = &o;
	b.timeout = o.timeout;
	b.memory_kb = o.memory_kb;
	b.scan = scan_words(&a, &own, configured);
	b.cflags = o.compile.cflags;
	b.configured = o.compile.kdir || o.compile.build || o.compile.cflags;
	b.pages = pages_dir(&a);
	status = lsp_serve(&b, STDIN_FILENO, STDOUT_FILENO);
	arena_free(&a);
	return status;
}
